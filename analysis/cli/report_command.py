"""`report`: execute notebooks, export reports, publish them."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from analysis.cli.terminal import NotebookBar, hold_folder, say
from analysis.provenance import PROJECT, describe_code
from analysis.reporting import ReportingError, run_reports
from analysis.reporting.kernels.choice import ENGINES
from analysis.reporting.publish import LOCK_FILE


@click.command("report")
@click.argument("runs", nargs=-1)
@click.option(
    "-p",
    "--parameter",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a notebook parameter for all chosen runs; can be repeated.",
)
@click.option("--notebook", "notebooks", multiple=True, help="Only this notebook; can be repeated.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), help="How to start kernels.")
@click.option("--output", type=click.Path(path_type=Path), default=PROJECT / "reports")
@click.option("--tables", type=click.Path(path_type=Path), default=PROJECT / "data" / "processed")
def command(
    runs: tuple[str, ...],
    assignments: tuple[str, ...],
    notebooks: tuple[str, ...],
    jobs: int,
    engine: str | None,
    output: Path,
    tables: Path,
) -> None:
    """Publish the reports of RUNS (all declared runs by default).

    A run with a failed notebook is not published: its last good reports stay, and the
    failed notebook is kept aside.
    """
    as_of, overrides = datetime.now(UTC), _read_assignments(assignments)
    try:
        with hold_folder(output.resolve() / LOCK_FILE, as_of):
            outcome = run_reports(
                runs,
                notebooks_dir=PROJECT / "notebooks",
                tables_dir=tables,
                output=output,
                code=describe_code(),
                as_of=as_of,
                jobs=jobs,
                overrides=overrides,
                notebooks=notebooks,
                progress=NotebookBar(),
                engine=engine,
            )
    except ReportingError as error:
        say(f"error: {error}")
        sys.exit(1)
    for failure in outcome.failures:
        say(f"error: {failure}")
    for folder in outcome.published:
        say(f"published {folder}")
    if outcome.index is not None:
        say(f"index: {outcome.index}")
    if outcome.failures:
        sys.exit(1)


def _read_assignments(assignments: tuple[str, ...]) -> dict[str, str]:
    pairs = [assignment.partition("=") for assignment in assignments]
    for name, equals, _ in pairs:
        if not equals or not name:
            raise click.BadParameter(f"'{name}' is no NAME=VALUE", param_hint="-p")
    return {name: value for name, _, value in pairs}
