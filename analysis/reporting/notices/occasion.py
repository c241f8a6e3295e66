"""What of a run is worth telling: how it went, and which of its changes are significant.

A change is significant where a headline's verdict is another (no trend detected, rising,
falling, too little data), where other topics have a trend, or where a number left the
interval that the last report gave, became known or unknown. A number that moved within its
interval is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from analysis.reporting.errors import ReportingError
from analysis.reporting.publish import read_manifest
from analysis.reporting.result import ExitCode, HeadlineChange, RunOutcome, RunResult

UNTOLD_VALUES = frozenset({"too little data", "unknown"})
"""Values of a headline without a number."""
_VERDICT = re.compile(r"(?:^|; )(rising|falling|no trend detected), p ")
_TREND_COUNT = re.compile(r"(\d+) of \d+ tested")
_NAMED = re.compile(r"(?:^|; )(rising|falling): ([^;]+)")
_AND_OTHERS = " and others"
_LISTED_MOVES = re.compile(r"^(?:entered|left) ")


class Outcome(StrEnum):
    """How a run is told, the first that is true."""

    FAILURE = "failure"
    RECOVERY = "recovery"
    CHANGE = "change"
    SUCCESS = "success"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that says something else than in the last report; None is `not there`."""

    run: str
    notebook: str
    label: str
    before: str | None
    after: str | None
    significant: bool


def list_occasions(result: RunResult, differences: Collection[Difference]) -> set[str]:
    """What a run is to be told as, by the words of `on` in runs.yml; empty if nothing happened.

    Another run at work is no failure: that run tells itself what became of it.
    """
    occasions = set()
    if result.exit_code not in (ExitCode.DONE, ExitCode.LOCKED):
        occasions.add("failure")
    elif any(run.published for run in result.runs):
        occasions.add("success")
    if any(one.significant for one in differences):
        occasions.add("change")
    return occasions


def list_differences(result: RunResult, output: Path) -> tuple[Difference, ...]:
    """What the published runs say differently from their last reports, significant ones first."""
    found = [one for run in result.runs if run.published for one in _compare(run, output)]
    return tuple(sorted(found, key=lambda one: not one.significant))


def is_significant(change: HeadlineChange) -> bool:
    """Whether a headline that was there before and is there now has another verdict."""
    if change.before is None or change.after is None:
        return False
    return _find_verdict(change.before) != _find_verdict(change.after)


def _compare(run: RunOutcome, output: Path) -> Iterator[Difference]:
    moves = list(_list_moves(run, output))
    yield from moves
    told = {(one.notebook, one.label) for one in moves}
    for one in run.changes:
        significant = is_significant(one)
        if significant or (one.notebook, one.label) not in told:
            before, after = _show(one.before), _show(one.after)
            yield Difference(run.run, one.notebook, one.label, before, after, significant)


def _list_moves(run: RunOutcome, output: Path) -> Iterator[Difference]:
    """What the reports themselves say that changed, of the notebooks executed in this run."""
    try:
        manifest = read_manifest(output / run.run)
    except ReportingError:
        return
    for name, notebook in manifest.notebooks.items() if manifest else ():
        moves = notebook.since.moves if notebook.since and name in run.executed else ()
        for move in moves:
            is_listed = bool(_LISTED_MOVES.match(move.what))
            after = f"{move.after}, {move.what}"
            yield Difference(run.run, name, move.label, move.before, after, not is_listed)


def _find_verdict(headline: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a headline says apart from its numbers."""
    value, interval = str(headline.get("value", "")), str(headline.get("interval", ""))
    if value in UNTOLD_VALUES:
        return ("unknown",)
    if verdict := _VERDICT.search(interval):
        return ("trend", verdict[1])
    if count := _TREND_COUNT.fullmatch(value):
        return ("trends", count[1], *_find_named(str(headline.get("note", ""))))
    return ("number",)


def _find_named(note: str) -> Iterator[tuple[str, ...]]:
    """The topics that rise and fall; of more than are named, that alone: the rest is unknown."""
    for verb, names in _NAMED.findall(note):
        yield (verb,) if names.endswith(_AND_OTHERS) else (verb, *sorted(names.split(", ")))


def _show(headline: Mapping[str, Any] | None) -> str | None:
    """A headline in one line, `23% (95% interval 17% to 31%; 61 of 262 listings)`."""
    if headline is None:
        return None
    known = [str(headline[key]) for key in ("interval", "note") if headline.get(key)]
    told = f" ({'; '.join(known)})" if known else ""
    return f"{headline.get('value', '')}{told}"
