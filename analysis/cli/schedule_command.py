"""`schedule`: print a ready unit for a scheduler that is there already."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from analysis.cli.terminal import open_output, say
from analysis.provenance import PROJECT
from analysis.reporting.errors import ReportingError
from analysis.reporting.runs import RUNS_FILE, read_runs, select_runs
from analysis.schedules import (
    SCHEDULERS,
    ScheduleError,
    Task,
    UnitFile,
    check_timezone,
    parse_when,
)

_EXAMPLES = """\b
Examples:
  schedule by-digest --when "Mon 07:00" --as cron
  schedule --when "weekdays 18:30" --as systemd --timezone Europe/Berlin
"""


@click.command("schedule", epilog=_EXAMPLES)
@click.argument("runs", nargs=-1)
@click.option(
    "--when",
    required=True,
    help='"07:00", "weekdays 07:00", "Mon,Thu 07:00", "1st 07:00" or "hourly".',
)
@click.option("--as", "scheduler", required=True, type=click.Choice(list(SCHEDULERS)))
@click.option(
    "--timezone", help="Such as Europe/Berlin; the scheduler's own if left out. Not for cron."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write the files into, instead of printing them.",
)
def command(
    runs: tuple[str, ...], when: str, scheduler: str, timezone: str | None, output: Path | None
) -> None:
    """Print what starts `run` for RUNS (all declared runs by default) at set times.

    Its head says where to put it. Nothing is installed.
    """
    try:
        task = Task(
            runs=_check_runs(runs),
            when=parse_when(when),
            timezone=None if timezone is None else check_timezone(timezone),
            python=Path(sys.executable),
            project=PROJECT,
        )
        files = SCHEDULERS[scheduler](task)
    except (ScheduleError, ReportingError) as error:
        raise click.UsageError(str(error)) from error
    if output is None:
        with open_output(None) as stream:
            stream.write("\n".join(file.text for file in files))
    else:
        _write_files(files, output)


def _check_runs(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the runs in declared order, none for all. Raises ReportingError for unknown ones."""
    declared = read_runs(PROJECT / "notebooks" / RUNS_FILE)
    return tuple(run.name for run in select_runs(declared, names)) if names else ()


def _write_files(files: Sequence[UnitFile], folder: Path) -> None:
    """Write what is not there yet; of files that differ, none is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {file: _read_text(folder / file.name) for file in files}
    for file, old in found.items():
        if old not in {None, file.text}:
            raise click.ClickException(
                f"{folder / file.name} is there and differs; nothing was written."
                " Move it away, or name another --output."
            )
    for file, old in found.items():
        if old is None:
            with open_output(folder / file.name) as stream:
                stream.write(file.text)
        say(f"{'wrote' if old is None else 'unchanged'} {folder / file.name}")


def _read_text(path: Path) -> str | None:
    """The content of a file, None if there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
