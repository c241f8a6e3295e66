"""Shares of papers, overall and per period, with intervals that know of recurring papers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.findings.scope import Scope
from analysis.stats.proportions import estimate_clustered_proportion, estimate_proportions
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
    periods: NDArray[np.int64] = np.asarray(scope.periods, dtype=np.int64)
    found = _estimate_periods(scope, periods, marks)
    # Where a paper recurs within a period its listings are no independent cases.
    recurring = set(np.unique(periods[_find_recurring(periods, scope.paper_numbers)]).tolist())
    members = scope.rows.groupby(scope.periods).groups if recurring else {}
    chosen = zip(counts["period"], counts[key], strict=True)
    columns = {name: at for at, name in enumerate(marks.columns)}
    rows = [
        estimate_interval(scope, marks.loc[members[period], name])
        if period in recurring
        else tuple(found[columns[name], period])
        for period, name in chosen
    ]
    shares = pd.DataFrame(rows, columns=INTERVAL, index=counts.index, dtype=float)
    nobs = counts["nobs"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return counts.assign(
        **{column: shares[column] for column in INTERVAL},
        is_small=nobs < scope.parameters.min_papers,
    )


def _estimate_periods(
    scope: Scope, periods: NDArray[np.int64], marks: pd.DataFrame
) -> NDArray[np.float64]:
    """Share and bounds of each mark in each period (marks, periods, 3), NaN without observations.

    All at once: one by one, a topic's hundreds of digests take longer than its papers.
    """
    n_periods = len(scope.grid)
    nobs = np.bincount(periods, minlength=n_periods)
    found = [
        np.bincount(periods[marks[name].to_numpy(dtype=bool)], minlength=n_periods)
        for name in marks.columns
    ]
    counts = np.array(found, dtype=np.int64).reshape(len(marks.columns), n_periods)
    totals = np.broadcast_to(nobs, counts.shape)
    shares = estimate_proportions(counts, totals, scope.parameters.confidence_level)
    return np.stack([shares.proportion, shares.ci_lower, shares.ci_upper], axis=-1)


def _find_recurring(periods: NDArray[np.int64], papers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Marks observations of papers observed before in the same period."""
    cells = periods * (papers.max(initial=0) + 1) + papers
    recurs: NDArray[np.bool_] = pd.Series(cells).duplicated().to_numpy()
    return recurs


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
