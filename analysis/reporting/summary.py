"""What became of an unattended run, in one line."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.reporting.result import ExitCode, RunOutcome, TablesResult


def summarise(
    code: int, errors: Sequence[str], tables: TablesResult, runs: Sequence[RunOutcome]
) -> str:
    """Say in one line what became of the tables and the runs, the troubles first."""
    parts = []
    if code == ExitCode.NOTEBOOK_FAILED:
        failed = [run.run for run in runs if run.failures]
        parts.append(f"failed: {', '.join(failed)} not published ({_shorten(errors)})")
    elif code == ExitCode.LOCKED:
        parts.append(f"not begun: {_shorten(errors)}")
    elif code != ExitCode.DONE:
        parts.append(f"failed: {_shorten(errors)}")
    published = [run.run for run in runs if run.published]
    if published:
        parts.append(f"published {', '.join(published)}")
    executed = sum(len(run.executed) for run in runs)
    if executed:
        parts.append(f"{_count(executed, 'notebook')} executed")
    if tables.reason:
        parts.append(f"tables built, {_count(tables.n_parsed, 'file')} read")
    if code == ExitCode.DONE and not published:
        names = ", ".join(run.run for run in runs)
        parts.append(f"nothing {'else ' if tables.reason else ''}to do: {names} up to date")
    if tables.left_out:
        parts.append(f"{_count(len(tables.left_out), 'file')} left out")
    return "; ".join(parts)


def _shorten(errors: Sequence[str]) -> str:
    """The first error in one line, and how many more there are."""
    first = " ".join(errors[0].split())
    more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
    return (first if len(first) <= 300 else f"{first[:299]}\N{HORIZONTAL ELLIPSIS}") + more


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
