"""Shares of papers, overall and per period, with intervals that know of recurring papers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.findings.scope import Scope
from analysis.stats.proportions import estimate_clustered_proportion
from analysis.stats.results import Estimate, Result
from analysis.stats.trends import test_for_share_trend

INTERVAL = ["proportion", "ci_lower", "ci_upper"]


def estimate_share(scope: Scope, marks: pd.Series[bool]) -> Result:
    """Share of observations that are marked, out of those that `marks` is about.

    The index of `marks` names rows of `scope`, all of them or some.
    """
    whole = len(marks) == scope.nobs
    papers = scope.paper_numbers if whole else scope.paper_numbers[marks.index]
    return estimate_clustered_proportion(
        marks.to_numpy(dtype=float), papers, scope.parameters.confidence_level
    )


def estimate_shares(scope: Scope, marks: pd.DataFrame) -> pd.DataFrame:
    """Share of observations that each column marks, out of those that `marks` is about.

    Returns name, count, nobs, proportion, ci_lower, ci_upper, one row per column of `marks`,
    the largest share first.
    """
    rows = [{"name": name, **describe_share(scope, marks[name])} for name in marks.columns]
    columns = ["name", "count", "nobs", *INTERVAL]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["count", "name"], ascending=[False, True], ignore_index=True)


def add_intervals(
    scope: Scope, counts: pd.DataFrame, key: str, marks: pd.DataFrame
) -> pd.DataFrame:
    """Add the share of each (period, name) and its interval to counts on the grid.

    `counts` has period, `key`, count, nobs; `marks` one Boolean column per name in `key`,
    aligned with `scope.rows`. Adds proportion, ci_lower, ci_upper (NaN without papers) and
    is_small, true where a period has fewer papers than `min_papers`.
    """
    # Most periods of a fine grid are empty: only those with papers cost anything.
    members = dict(scope.rows.groupby(scope.periods).groups.items())
    unknown = (np.nan, np.nan, np.nan)
    rows = [
        estimate_interval(scope, marks.loc[members[period], name]) if period in members else unknown
        for period, name in zip(counts["period"], counts[key], strict=True)
    ]
    shares = pd.DataFrame(rows, columns=INTERVAL, index=counts.index, dtype=float)
    nobs = counts["nobs"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return counts.assign(
        **{column: shares[column] for column in INTERVAL},
        is_small=nobs < scope.parameters.min_papers,
    )


def compute_share_trend(scope: Scope, marks: pd.Series[bool]) -> Result:
    """Trend of a share over the complete periods: odds ratio per year."""
    chosen = scope.complete
    return test_for_share_trend(
        marks.to_numpy(dtype=float)[chosen],
        scope.rows["date"].to_numpy()[chosen],
        scope.paper_numbers[chosen],
        periods=scope.periods.to_numpy()[chosen],
        settings=scope.settings,
    )


def estimate_interval(scope: Scope, marks: pd.Series[bool]) -> tuple[float, float, float]:
    """Share of marked observations and its bounds; NaN where the data carry none."""
    return as_interval(estimate_share(scope, marks), marks.to_numpy())


def as_interval(result: Result, marks: NDArray[np.bool_]) -> tuple[float, float, float]:
    """A share's result as share and bounds; the bounds are NaN where there is no interval."""
    if isinstance(result, Estimate):
        return result.estimate, result.ci_lower, result.ci_upper
    return (float(marks.mean()) if len(marks) else np.nan), np.nan, np.nan


def describe_share(scope: Scope, marks: pd.Series[bool]) -> dict[str, float]:
    """Count, nobs, proportion, ci_lower and ci_upper of the marked observations."""
    interval = dict(zip(INTERVAL, estimate_interval(scope, marks), strict=True))
    return {"count": int(marks.sum()), "nobs": len(marks), **interval}
