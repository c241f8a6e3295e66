"""When shares changed most: one change of level each, and whether chance would do as well.

Each paper counts once, in the first period that lists it, so that papers carried from digest to
digest do not pass for a level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.findings.headlines import SIGNIFICANCE
from analysis.findings.release_kinds import RELEASED, compute_kinds
from analysis.findings.scope import Scope
from analysis.findings.topic_frequency import label_topic
from analysis.stats.change_points import ChangePoint, find_change_point
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.proportions import estimate_proportions
from analysis.stats.results import TooLittleData
from analysis.wording import count_of, format_percent, format_pvalue, format_reason


@dataclass(frozen=True, slots=True)
class Split:
    """Between which two periods a level changed: their labels, and the date half-way."""

    last_before: str
    first_after: str
    date: pd.Timestamp


@dataclass(frozen=True, slots=True, eq=False)
class LevelChange:
    """The most likely change of one share, which need not be a significant one."""

    label: str
    count: int
    """Papers that are marked, each once, among the `nobs` of complete periods."""
    nobs: int
    result: ChangePoint | TooLittleData
    pvalue_adjusted: float
    """NaN where no test was made."""
    split: Split | None
    """None where no test was made."""
    series: pd.DataFrame
    """What was tested, on the grid: period, date, count, nobs, proportion, ci_lower, ci_upper,
    is_small; each paper counts in the first period that lists it."""

    @property
    def is_found(self) -> bool:
        """Whether there is a change, after adjusting for the number of tests."""
        return self.pvalue_adjusted < SIGNIFICANCE

    @property
    def is_more_than_trend(self) -> bool:
        """Whether a step adds to what a steady trend describes."""
        return (
            isinstance(self.result, ChangePoint) and self.result.pvalue_beyond_line < SIGNIFICANCE
        )


@dataclass(frozen=True, slots=True)
class LevelChanges:
    """The changes of a family of shares, and how many of them could be tested."""

    changes: tuple[LevelChange, ...]
    n_tests: int

    @property
    def found(self) -> tuple[LevelChange, ...]:
        """The changes that hold after adjusting for the number of tests."""
        return tuple(change for change in self.changes if change.is_found)

    @property
    def why_untested(self) -> str:
        """What the share with most papers lacked for a test; empty where it was tested."""
        if not self.changes:
            return "no topic was found"
        first = self.changes[0].result
        return format_reason(first) if isinstance(first, TooLittleData) else ""


def compute_topic_change_points(scope: Scope) -> LevelChanges:
    """Find each topic's most likely change of share, adjusting for the number of topics tested.

    All topics with a paper are tested; those that changed come first, the surest at the top.
    """
    marks = scope.topic_marks
    return _compute_changes(scope, {label_topic(scope, str(name)): marks[name] for name in marks})


def compute_release_change_point(scope: Scope) -> LevelChanges:
    """Find the most likely change of the share that announces released code."""
    return _compute_changes(scope, {"Announced release": compute_kinds(scope).isin(RELEASED)})


def describe_change_points(changes: LevelChanges) -> str:
    """How many shares changed, and the surest changes with their dates, in a few sentences."""
    if not changes.n_tests:
        return f"No change point could be tested: {changes.why_untested}."
    if not changes.found:
        tests = count_of(changes.n_tests, "share")
        return f"No change point was detected in {tests} tested."
    told = [_describe_change(change) for change in changes.found[:3]]
    count = f"{len(changes.found)} of {count_of(changes.n_tests, 'share')} tested changed level."
    return " ".join([count, *told] if changes.n_tests > 1 else told)


def _describe_change(change: LevelChange) -> str:
    """One detected change in words."""
    result, split = change.result, change.split
    if not isinstance(result, ChangePoint) or split is None:
        return ""
    reading = (
        "a steady trend alone does not describe the data"
        if change.is_more_than_trend
        else "a steady trend describes the data as well as a step"
    )
    return (
        f"{change.label}: {format_percent(result.before)} up to {split.last_before}, "
        f"{format_percent(result.after)} from {split.first_after} on "
        f"(p {format_pvalue(change.pvalue_adjusted)}); {reading}."
    )


def _compute_changes(scope: Scope, marks: dict[str, pd.Series[bool]]) -> LevelChanges:
    results = [_find_change(scope, marked) for marked in marks.values()]
    adjusted = adjust_pvalues(
        [r.change.pvalue if isinstance(r, ChangePoint) else None for r in results]
    )
    changes = [
        _as_change(scope, name, marked, (result, float(pvalue)))
        for (name, marked), result, pvalue in zip(
            marks.items(), results, adjusted.pvalues_adjusted, strict=True
        )
    ]
    return LevelChanges(tuple(sorted(changes, key=_order)), adjusted.n_tests)


def _find_change(scope: Scope, marks: pd.Series[bool]) -> ChangePoint | TooLittleData:
    chosen = scope.complete
    return find_change_point(
        marks.to_numpy(dtype=float)[chosen],
        scope.rows["date"].to_numpy()[chosen],
        scope.paper_numbers[chosen],
        periods=scope.periods.to_numpy()[chosen],
        seed=scope.parameters.seed,
        settings=scope.settings,
    )


def _as_change(
    scope: Scope,
    name: str,
    marks: pd.Series[bool],
    tested: tuple[ChangePoint | TooLittleData, float],
) -> LevelChange:
    result, pvalue = tested
    series = _count_new_papers(scope, marks)
    return LevelChange(
        label=name,
        count=int(series["count"].sum()),
        nobs=int(series["nobs"].sum()),
        result=result,
        pvalue_adjusted=pvalue,
        split=_find_split(scope, result) if isinstance(result, ChangePoint) else None,
        series=series,
    )


def _count_new_papers(scope: Scope, marks: pd.Series[bool]) -> pd.DataFrame:
    """Per period of the grid: papers not seen before, and the share of them that is marked."""
    is_new = scope.complete & ~_is_seen_before(scope)
    periods = scope.periods[is_new]
    nobs = periods.value_counts().reindex(scope.grid.index, fill_value=0)
    count = marks[is_new].groupby(periods).sum().reindex(scope.grid.index, fill_value=0)
    level = scope.parameters.confidence_level
    shares = estimate_proportions(count.to_numpy(), nobs.to_numpy(), level)
    return pd.DataFrame(
        {
            "period": scope.grid.index,
            "date": scope.grid["midpoint"],
            "count": count,
            "nobs": nobs,
            "proportion": shares.proportion,
            "ci_lower": shares.ci_lower,
            "ci_upper": shares.ci_upper,
            "is_small": nobs < scope.parameters.min_papers,
        }
    )


def _is_seen_before(scope: Scope) -> NDArray[np.bool_]:
    """Marks the rows whose paper is in an earlier row of a complete period."""
    seen = np.zeros(scope.nobs, dtype=bool)
    # Periods sort in time, and so do the rows within them.
    papers = pd.Series(scope.paper_numbers[scope.complete])
    seen[scope.complete] = papers.duplicated().to_numpy()
    return seen


def _find_split(scope: Scope, result: ChangePoint) -> Split:
    places = np.unique(scope.periods.to_numpy()[scope.complete])
    before, after = (scope.grid.loc[places[at]] for at in (result.last_before, result.first_after))
    middle = before["midpoint"] + (after["midpoint"] - before["midpoint"]) / 2
    return Split(str(before["label"]), str(after["label"]), middle)


def _order(change: LevelChange) -> tuple[float, float, str]:
    """By adjusted p-value, the larger change first; then the untested with most papers."""
    if isinstance(change.result, ChangePoint):
        # Shares that mirror one another change by as much, but for rounding.
        return (change.pvalue_adjusted, -round(abs(change.result.change.estimate), 9), change.label)
    return (2.0, -change.count, change.label)
