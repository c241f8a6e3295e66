"""`build`: a folder of digests to the processed tables."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from analysis.cli.terminal import say, show_progress, to_printable
from analysis.corpus import Build, CorpusError, build_tables, describe_build, write_tables
from analysis.digests import SOURCES_FILE, SourcesError, find_digest_files, read_pins
from analysis.facts import TaxonomyError, load_taxonomy
from analysis.provenance import PROJECT, describe_code


@click.command("build")
@click.option("--raw", type=click.Path(path_type=Path), default=PROJECT / "data" / "raw")
@click.option("--output", type=click.Path(path_type=Path), default=PROJECT / "data" / "processed")
@click.option("--topics", type=click.Path(path_type=Path), help="Your own topics.yml.")
def command(raw: Path, output: Path, topics: Path | None) -> None:
    """Build the tables from the digests in a folder.

    Files that are no digest are named and left out. Where nothing can be built, the old
    tables stay as they were.
    """
    try:
        found = find_digest_files(raw)
        files = {to_printable(path.relative_to(raw).as_posix()): path for path in found}
        taxonomy = load_taxonomy(topics)
        build = build_tables(files, read_pins(raw / SOURCES_FILE), taxonomy, show_progress)
        manifest = describe_build(build, describe_code(), taxonomy, datetime.now(UTC))
        write_tables(build.tables, manifest, output)
    except (CorpusError, TaxonomyError, SourcesError, OSError) as error:
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
