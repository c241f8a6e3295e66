"""`build`: a folder of digests to the processed tables."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from analysis.cli.terminal import hold_folder, say, show_progress
from analysis.corpus import Build, CorpusError, find_sources, rebuild_tables
from analysis.digests import SourcesError
from analysis.exchange import find_lock
from analysis.facts import TaxonomyError
from analysis.provenance import PROJECT, describe_code
from analysis.reporting import ReportingError
from analysis.reporting.runs import RUNS_FILE, read_site


@click.command("build")
@click.option("--raw", type=click.Path(path_type=Path), default=PROJECT / "data" / "raw")
@click.option("--output", type=click.Path(path_type=Path), default=PROJECT / "data" / "processed")
@click.option(
    "--topics",
    type=click.Path(path_type=Path),
    help="Your own topics.yml; without it, the one of site.topics in notebooks/runs.yml.",
)
def command(raw: Path, output: Path, topics: Path | None) -> None:
    """Build the tables from the digests in a folder.

    Files that are no digest are named and left out. Where nothing can be built, the old
    tables stay as they were.
    """
    as_of = datetime.now(UTC)
    try:
        topics = topics or read_site(PROJECT / "notebooks" / RUNS_FILE).topics
        sources = find_sources(raw, topics)
        with hold_folder(find_lock(output), as_of):
            build = rebuild_tables(
                raw,
                topics,
                output,
                sources=sources,
                code=describe_code(),
                as_of=as_of,
                progress=show_progress,
                anew=True,
            ).build
    except (CorpusError, TaxonomyError, SourcesError, ReportingError, OSError) as error:
        say(f"error: {error}")
        sys.exit(1)
    for failure in build.errors:
        say(f"error: {failure}")
    say(_summarise(build, output))


def _summarise(build: Build, output: Path) -> str:
    rows = {name: table.num_rows for name, table in build.tables.items()}
    left_out = f", {len(build.errors)} files left out" if build.errors else ""
    return (
        f"{rows['digests'] - len(build.errors)} digests, {rows['listings']} listings, "
        f"{rows['papers']} papers, {rows['claims']} claims, "
        f"{rows['parse_issues']} parse issues{left_out} -> {output}"
    )
