"""Tables of change points."""

from __future__ import annotations

import pandas as pd

from analysis.findings.change_points import LevelChange, LevelChanges
from analysis.findings.scope import Scope
from analysis.stats.results import Estimate, TooLittleData
from analysis.tables.cells import explain, name_level, say_if_empty
from analysis.wording import DASH, format_number, format_percent, format_pvalue, format_range


def tabulate_change_points(
    changes: LevelChanges, scope: Scope, name: str = "Topic"
) -> pd.DataFrame:
    """One row per share: the split and both levels where a change was found, and the p-values.

    Where none was found, the most likely split is not shown: it would look like one.
    """
    head = f"Change in points ({name_level(scope)} interval)"
    columns = [
        *(name, "Papers", "Of", "Changed between", "Before", "After", head),
        *("p", "p adjusted", "p beyond a trend", "Reads as"),
    ]
    rows = [
        [
            change.label,
            change.count,
            change.nobs,
            *_describe_levels(change),
            *_describe_test(change),
        ]
        for change in changes.changes
    ]
    frame = pd.DataFrame(rows, columns=columns)
    # One test by itself needs no adjusting.
    frame = frame.drop(columns="p adjusted") if len(rows) == 1 else frame
    return say_if_empty(frame, "no topic was found")


def _describe_levels(change: LevelChange) -> list[str]:
    """When, from what and to what, in cells; dashes where nothing was found."""
    if not change.is_found or isinstance(change.result, TooLittleData) or change.split is None:
        return [DASH] * 4
    return [
        f"{change.split.last_before} and {change.split.first_after}",
        f"{format_percent(change.result.before)} of {change.result.n_before:,}",
        f"{format_percent(change.result.after)} of {change.result.n_after:,}",
        _format_points(change.result.change),
    ]


def _describe_test(change: LevelChange) -> list[str]:
    if isinstance(change.result, TooLittleData):
        return [*[DASH] * 3, explain(change.result)]
    if change.is_found:
        reading = "a step" if change.is_more_than_trend else "a step or a steady trend"
    else:
        reading = "no change point detected"
    pvalues = (
        change.result.change.pvalue,
        change.pvalue_adjusted,
        change.result.pvalue_beyond_line,
    )
    return [*map(format_pvalue, pvalues), reading]


def _format_points(change: Estimate) -> str:
    """A difference of shares in percentage points, with its sign."""
    points, lower, upper = (
        100 * share for share in (change.estimate, change.ci_lower, change.ci_upper)
    )
    sign = "+" if points > 0 else ""
    return f"{sign}{format_number(points)} ({format_range(lower, upper)})"
