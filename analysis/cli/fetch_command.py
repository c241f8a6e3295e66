"""`fetch`: days of the Daily Papers API to a folder of digests."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import IntEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

import click

from analysis.cli.build_command import RAW
from analysis.cli.terminal import say, show_progress
from analysis.exchange import LockedError, hold_lock
from analysis.fetching import (
    LOCK_FILE,
    DayState,
    Outcome,
    Server,
    ServerAwayError,
    check_api_url,
    fetch_days,
    list_days,
    open_client,
)
from analysis.provenance import PACKAGE

API_URL = "https://huggingface.co/api/daily_papers"


class ExitCode(IntEnum):
    """How a fetch ended. One stopped by a signal has 128 and the signal's number."""

    DONE = 0
    FAILED = 1
    WRONG_USAGE = 2
    LOCKED = 4


_CODES = """\b
Exit codes:
  0    every day is known: fetched, none or partial
  1    days failed or were not asked for; the others are there
  2    wrong usage: no such day, or an address that is not allowed
  4    another fetch is at work in the folder
  128+ stopped by the signal of that number; the next fetch goes on from there
"""
_DAY = click.DateTime(["%Y-%m-%d"])


class _StoppedError(BaseException):
    """A signal asks the process to end. Not an Exception: nothing but the end may catch it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@click.command("fetch", epilog=_CODES)
@click.option("--from", "first", type=_DAY, required=True, help="The first day, YYYY-MM-DD.")
@click.option("--to", "last", type=_DAY, help="The last day; without it, today (UTC).")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=RAW)
@click.option("--refresh", is_flag=True, help="Ask for days that are known, too.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds between requests.",
)
@click.option("--api-url", default=API_URL, show_default=True, help="Another server's address.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as a JSON object.")
def command(
    first: datetime,
    last: datetime | None,
    output: Path,
    refresh: bool,
    delay: float,
    api_url: str,
    as_json: bool,
) -> None:
    """Fetch days of the Daily Papers API, one file a day.

    Only what is not known yet is asked for. A file never loses a paper to a shorter answer.
    What became of each day is recorded in .fetch.json beside the files.
    """
    now = datetime.now(UTC)
    try:
        days = list_days(first.date(), last.date() if last else now.date(), now)
        url = check_api_url(api_url)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    client = open_client(_name_agent(), trust_env=True)
    outcomes: list[Outcome] = []
    with Server(client, url, delay, lambda: datetime.now(UTC), time.sleep) as server:
        stopped, code = _fetch_into(outcomes, days, output, server, refresh)
    _report(outcomes, days, output, stopped, code, as_json)
    sys.exit(code)


def _fetch_into(
    outcomes: list[Outcome], days: Sequence[date], output: Path, server: Server, refresh: bool
) -> tuple[str | None, int]:
    """Fetch, adding to `outcomes`; why it ended before the last day, and the exit code."""
    try:
        with _raise_on_signals(), hold_lock(output / LOCK_FILE, server.clock()):
            shown = show_progress(days, "days")
            for outcome in fetch_days(shown, output, server, refresh=refresh, tell=say):
                outcomes.append(outcome)
                _tell_trouble(outcome)
    except LockedError as error:
        return f"{error}.", ExitCode.LOCKED
    except ServerAwayError as error:
        return str(error), ExitCode.FAILED
    except OSError as error:
        return f"{error.filename}: {error.strerror}.", ExitCode.FAILED
    except _StoppedError as error:
        return f"stopped by {signal.Signals(error.number).name}.", 128 + error.number
    failed = any(_has_failed(outcome) for outcome in outcomes)
    return None, ExitCode.FAILED if failed else ExitCode.DONE


def _name_agent() -> str:
    """What the server is told of who asks."""
    try:
        return f"{PACKAGE}/{version(PACKAGE)}"
    except PackageNotFoundError:
        return PACKAGE


@contextmanager
def _raise_on_signals() -> Iterator[None]:
    """Turn requests to end into _StoppedError, so that the result is told all the same."""
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def stop(number: int, _: object) -> NoReturn:
        # A second request must not interrupt the clearing away.
        for name in names:
            signal.signal(signal.Signals[name], signal.SIG_IGN)
        raise _StoppedError(number)

    old = {name: signal.signal(signal.Signals[name], stop) for name in names}
    try:
        yield
    finally:
        for name, handler in old.items():
            signal.signal(signal.Signals[name], handler)


def _has_failed(outcome: Outcome) -> bool:
    return outcome.record.state is DayState.FAILED


def _tell_trouble(outcome: Outcome) -> None:
    record = outcome.record
    if _has_failed(outcome):
        say(f"error: {record.day}: {record.error}")
    elif record.state is DayState.PARTIAL and outcome.was_asked:
        say(f"{record.day}: partial: {record.error}")


def _report(
    outcomes: Sequence[Outcome],
    days: Sequence[date],
    output: Path,
    stopped: str | None,
    code: int,
    as_json: bool,
) -> None:
    """Print the one line of result, or all of it as JSON."""
    counts = Counter(outcome.record.state for outcome in outcomes)
    states = {state.value: counts[state] for state in DayState}
    n_asked = sum(outcome.was_asked for outcome in outcomes)
    n_papers = sum(outcome.record.n_papers for outcome in outcomes)
    n_left = len(days) - len(outcomes)
    if as_json:
        result = {
            **states,
            "asked": n_asked,
            "not_reached": n_left,
            "papers": n_papers,
            "stopped": stopped,
            "exit_code": int(code),
            "output": str(output),
            "days": [asdict(outcome.record) for outcome in outcomes],
        }
        click.echo(json.dumps(result, ensure_ascii=False, default=_to_json))
        return
    told = ", ".join(f"{count} {state}" for state, count in states.items() if count) or "no day"
    left = f", {n_left} not reached" if n_left else ""
    why = f"{stopped} " if stopped else ""
    line = f"{why}{told}{left}; {n_asked} asked for, {n_papers} papers in the files -> {output}"
    click.echo(line, err=code != ExitCode.DONE)


def _to_json(value: date) -> str:
    return value.isoformat()
