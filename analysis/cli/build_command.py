"""`build`: a folder of digests to the processed tables."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from analysis.cli.terminal import hold_folder, say, show_progress
from analysis.corpus import (
    DEFAULT_TABLES,
    Build,
    CorpusError,
    Progress,
    Reader,
    find_sources,
    read_in_processes,
    rebuild_tables,
)
from analysis.digests import SourcesError
from analysis.exchange import find_lock
from analysis.facts import TaxonomyError
from analysis.provenance import PROJECT, describe_code
from analysis.reporting import ReportingError
from analysis.reporting.runs import RUNS_FILE, read_site

RAW = PROJECT / "data" / "raw"
BUILD_ERRORS = (CorpusError, TaxonomyError, SourcesError, ReportingError, OSError)
"""What `build_folder` raises where nothing can be built; the messages say what to do."""


@click.command("build")
@click.option("--raw", type=click.Path(path_type=Path), default=RAW)
@click.option("--output", type=click.Path(path_type=Path), default=DEFAULT_TABLES)
@click.option(
    "--topics",
    type=click.Path(path_type=Path),
    help="Your own topics.yml; without it, the one of site.topics in notebooks/runs.yml.",
)
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True)
@click.option(
    "--scheduler",
    help="Read on a Dask cluster: tcp://HOST:PORT, or 'dask' for one on this machine.",
)
def command(raw: Path, output: Path, topics: Path | None, jobs: int, scheduler: str | None) -> None:
    """Build the tables from the digests in a folder.

    Files that are no digest are named and left out. Where nothing can be built, the old
    tables stay as they were.
    """
    try:
        read = _choose_reader(scheduler, jobs)
        build = build_folder(raw, output, topics, show_progress, read)
    except BUILD_ERRORS as error:
        say(f"error: {error}")
        sys.exit(1)
    for failure in build.errors:
        say(f"error: {failure}")
    say(_summarise(build, output))


def _choose_reader(scheduler: str | None, jobs: int) -> Reader:
    if scheduler is None:
        return read_in_processes(jobs, say)
    try:
        cluster = import_module("analysis.corpus.packing.cluster")
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"--scheduler needs {error.name}: install the project with its extra 'cluster'."
        ) from error
    read: Reader = cluster.read_on_cluster(scheduler, jobs)
    return read


def build_folder(
    raw: Path, output: Path, topics: Path | None, progress: Progress, read: Reader
) -> Build:
    """Build the tables in `output` from the digests in `raw`, by a taxonomy or the declared one.

    Raises one of BUILD_ERRORS where nothing can be built, and ClickException where another
    process is at it; the old tables then stay.
    """
    as_of = datetime.now(UTC)
    topics = topics or read_site(PROJECT / "notebooks" / RUNS_FILE).topics
    sources = find_sources(raw, topics)
    with hold_folder(find_lock(output), as_of):
        return rebuild_tables(
            raw,
            topics,
            output,
            sources=sources,
            code=describe_code(),
            as_of=as_of,
            progress=progress,
            read=read,
            anew=True,
        )


def _summarise(build: Build, output: Path) -> str:
    rows = build.count_rows()
    left_out = f", {len(build.errors)} files left out" if build.errors else ""
    return (
        f"{rows['digests'] - len(build.errors)} digests, {rows['listings']} listings, "
        f"{rows['papers']} papers, {rows['claims']} claims, "
        f"{rows['parse_issues']} parse issues{left_out} -> {output}"
    )
