"""`run`: build, execute and publish what changed; made to be started by a scheduler."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from analysis.cli.terminal import NotebookBar, say, show_progress
from analysis.provenance import PROJECT, describe_code
from analysis.reporting import CELL_TIMEOUT, KEEP, NOTEBOOK_TIMEOUT
from analysis.reporting.kernels.choice import ENGINES
from analysis.reporting.notices import take_settings, tell_result
from analysis.reporting.order import Order
from analysis.reporting.result import ExitCode, RunResult, StoppedBySignalError
from analysis.reporting.unattended import perform_run

_CODES = """\b
Exit codes:
  0    published, or nothing to do
  1    a notebook failed: its run is not published
  2    wrong usage: a run, notebook or parameter that is not there or not allowed
  3    the tables could not be built; the old ones stay
  4    another run is at work
  5    the system refused: disk full, no permission
  6    as 0, but somebody who is to be told of it could not be
  70   a defect of this program; the log has the details
  128+ stopped by the signal of that number
"""
_FOLDER = click.Path(path_type=Path)
_SECONDS = click.FloatRange(min=0)
_LIMIT = click.FloatRange(min=0, min_open=True)


@click.command("run", epilog=_CODES)
@click.argument("runs", nargs=-1)
@click.option("--force", is_flag=True, help="Read and execute everything anew.")
@click.option("--wait", type=_SECONDS, default=0.0, help="Seconds to wait for another run to end.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=KEEP,
    show_default=True,
    help="Dated runs to keep of each run.",
)
@click.option(
    "--cell-timeout", type=_LIMIT, default=CELL_TIMEOUT, show_default=True, help="In seconds."
)
@click.option(
    "--notebook-timeout",
    type=_LIMIT,
    default=NOTEBOOK_TIMEOUT,
    show_default=True,
    help="In seconds, from the start of its kernel.",
)
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), help="How to start kernels.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as a JSON object.")
@click.option("--raw", type=_FOLDER, default=PROJECT / "data" / "raw")
@click.option("--topics", type=_FOLDER, help="Your own topics.yml.")
@click.option("--tables", type=_FOLDER, default=PROJECT / "data" / "processed")
@click.option("--output", type=_FOLDER, default=PROJECT / "reports")
def command(
    runs: tuple[str, ...],
    force: bool,
    wait: float,
    keep: int,
    cell_timeout: float,
    notebook_timeout: float,
    jobs: int,
    engine: str | None,
    as_json: bool,
    raw: Path,
    topics: Path | None,
    tables: Path,
    output: Path,
) -> None:
    """Build the tables and publish the reports of RUNS (all declared runs by default).

    Only what changed is read and executed. Prints one line; the details are in run.log
    beside the reports. Tells those whom notebooks/runs.yml names, see docs/notifications.md.
    """
    settings = take_settings(os.environ)
    order = Order(
        runs=runs,
        raw=raw,
        topics=topics,
        tables_dir=tables.resolve(),
        notebooks_dir=PROJECT / "notebooks",
        output=output.resolve(),
        describe_code=describe_code,
        clock=lambda: datetime.now(UTC),
        jobs=jobs,
        force=force,
        wait=wait,
        keep=keep,
        cell_timeout=cell_timeout,
        notebook_timeout=notebook_timeout,
        engine=engine,
        progress=NotebookBar(),
        show_reading=show_progress,
        tell=say,
    )
    result = _perform(order, settings)
    if as_json:
        click.echo(json.dumps(_to_json(asdict(result)), ensure_ascii=False))
    else:
        _print_line(result)
    sys.exit(result.exit_code)


def _perform(order: Order, settings: Mapping[str, str]) -> RunResult:
    """Run, and tell those who are to know; a signal that comes while they are told ends all."""
    try:
        with _raise_on_signals():
            return tell_result(order, perform_run(order), settings)
    except StoppedBySignalError as error:
        sys.exit(128 + error.signal)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


@contextmanager
def _raise_on_signals() -> Iterator[None]:
    """Turn requests to end into StoppedBySignalError, so that unfinished work is cleared away."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    signals = [signal.Signals[name] for name in names]

    def stop(number: int, _: object) -> NoReturn:
        # A second request must not interrupt the clearing away.
        for one in (*signals, signal.SIGINT):
            signal.signal(one, signal.SIG_IGN)
        raise StoppedBySignalError(number, signal.Signals(number).name)

    old = {one: signal.signal(one, stop) for one in signals}
    try:
        yield
    finally:
        for one, handler in old.items():
            signal.signal(one, handler)


def _print_line(result: RunResult) -> None:
    failed = result.exit_code != ExitCode.DONE
    where = f"; details: {result.log}" if failed and result.log else ""
    click.echo(f"{result.message} ({result.seconds:.1f} s){where}", err=failed)


def _to_json(value: Any) -> Any:
    """Put paths and moments as texts, all the way down."""
    if isinstance(value, dict):
        return {key: _to_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(one) for one in value]
    return str(value) if isinstance(value, Path | datetime) else value
