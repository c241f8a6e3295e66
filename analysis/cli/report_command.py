"""`report`: execute notebooks, export reports, publish them."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from analysis.cli.terminal import say
from analysis.provenance import PROJECT, describe_code
from analysis.reporting import ReportingError, run_reports


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
@click.option("--output", type=click.Path(path_type=Path), default=PROJECT / "reports")
@click.option("--tables", type=click.Path(path_type=Path), default=PROJECT / "data" / "processed")
def command(
    runs: tuple[str, ...],
    assignments: tuple[str, ...],
    notebooks: tuple[str, ...],
    jobs: int,
    output: Path,
    tables: Path,
) -> None:
    """Publish the reports of RUNS (all declared runs by default).

    A run with a failed notebook is not published: its last good reports stay, and the
    failed notebook is kept aside.
    """
    try:
        outcome = run_reports(
            runs,
            notebooks_dir=PROJECT / "notebooks",
            tables_dir=tables,
            output=output,
            code=describe_code(),
            as_of=datetime.now(UTC),
            jobs=jobs,
            overrides=_read_assignments(assignments),
            notebooks=notebooks,
            progress=_Bar(),
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


class _Bar:
    """A progress bar over notebooks, made when the first one is done; silent off a terminal."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __call__(self, done: int, total: int, name: str) -> None:
        bar = self._bar or tqdm(total=total, unit="notebook", disable=not sys.stderr.isatty())
        bar.set_postfix_str(name)
        bar.update(done - bar.n)
        if done == total:
            bar.close()
        self._bar = bar
