"""What display tables share: cells, column heads, folded gaps, and words where there is nothing."""

from __future__ import annotations

import pandas as pd

from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.series import find_partial_periods
from analysis.stats.results import Estimate, Result
from analysis.wording import (
    DASH,
    format_estimate,
    format_level,
    format_number,
    format_pvalue,
    format_range,
    format_reason,
    format_share,
)

NO_PERIODS = "no periods in the chosen dates"
_FAR_OUT = 100
"""Smallest detectable ratios beyond this say no more than that nothing could be detected."""


def name_counted(scope: Scope) -> str:
    """Head of the column that counts observations: `Listings` or `Papers`."""
    return f"{scope.counted.capitalize()}s"


def name_level(scope: Scope) -> str:
    """The confidence level, for the head of a column of intervals."""
    return format_level(scope.parameters.confidence_level)


def explain(result: Result) -> str:
    """What a reader must know of a result, or why there is none."""
    return result.note if isinstance(result, Estimate) else format_reason(result)


def format_shares(frame: pd.DataFrame) -> list[str]:
    """One cell per row of proportion, ci_lower and ci_upper."""
    return [format_share(row.proportion, row.ci_lower, row.ci_upper) for row in iterate_rows(frame)]


def format_medians(series: pd.DataFrame) -> list[str]:
    """One cell per row of median, ci_lower and ci_upper; says where there is no interval."""
    cells = []
    for row in iterate_rows(series):
        bounds = (
            "no interval" if pd.isna(row.ci_lower) else format_range(row.ci_lower, row.ci_upper)
        )
        cells.append(DASH if pd.isna(row.median) else f"{format_number(row.median)} ({bounds})")
    return cells


def make_trend_cells(
    result: Result, name: str, scope: Scope, pvalue_adjusted: float | None = None
) -> dict[str, str]:
    """The cells of one trend; `name` is what changes per year, such as `Odds ratio`.

    `pvalue_adjusted` is given for one of several trends, NaN where it could not be tested.
    """
    adjusted = {} if pvalue_adjusted is None else {"p adjusted": format_pvalue(pvalue_adjusted)}
    return {
        f"{name} per year ({name_level(scope)} interval)": format_estimate(result),
        "p": format_pvalue(result.pvalue if isinstance(result, Estimate) else None),
        **adjusted,
        "Smallest detectable": _format_detectable(result.smallest_detectable),
        "Note": explain(result),
    }


def _format_detectable(ratio: float | None) -> str:
    if ratio is None:
        return DASH
    return f">{_FAR_OUT}" if ratio > _FAR_OUT else format_number(ratio)


def fold_empty_periods(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Put neighbouring periods without papers into one row, so that days over years stay legible.

    The second column of `frame` counts papers; missing and zero stay apart. Periods known only
    in part are marked.
    """
    frame = frame.assign(Period=_mark_partial(frame["Period"], scope))
    nobs = frame.iloc[:, 1]
    kind = nobs.isna().astype(int) + 2 * nobs.fillna(0).gt(0).astype(int)
    run = ((kind != kind.shift()) | (kind == 2)).cumsum()
    first = frame.groupby(run, sort=False).head(1).copy()
    last = frame.groupby(run, sort=False)["Period"].last()
    length = frame.groupby(run, sort=False).size()
    first["Period"] = [
        label if n == 1 else f"{label} to {end} ({n:,} {scope.period_name})"
        for label, end, n in zip(first["Period"], last, length, strict=True)
    ]
    return first.reset_index(drop=True)


def _mark_partial(labels: pd.Series[str], scope: Scope) -> pd.Series[str]:
    partial = scope.grid["label"][find_partial_periods(scope.grid)]
    return labels.where(~labels.isin(partial), labels + " (in part)")


def say_if_empty(frame: pd.DataFrame, words: str) -> pd.DataFrame:
    """A table without rows says so in its first cell."""
    if len(frame):
        return frame
    return pd.DataFrame([[words, *[DASH] * (frame.shape[1] - 1)]], columns=frame.columns)
