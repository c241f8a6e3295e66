"""Where the level of a share most likely changed once, and whether it changed at all.

Each cluster (a paper) counts once, in the first period it is seen: a paper carried from digest
to digest would make neighbours alike and pass for a level. What is left of a period's own slant
is no more than spread between periods, which shuffling whole periods keeps. Slants that drift
from one period to the next are not told apart from a change.

A steady trend also splits into a low and a high side, and the p-value of the change does not
tell the two apart: `pvalue_beyond_line` does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.stats.change_search import MIN_SIDE, Levels, Search, search_split
from analysis.stats.designs import (
    DEFAULT_SETTINGS,
    Floats,
    TrendData,
    TrendSettings,
    as_trend_data,
)
from analysis.stats.labels import Labels, find_firsts, label
from analysis.stats.results import Estimate, TooLittleData, format_count

Flags = NDArray[np.bool_]

METHOD = (
    "largest t of a step over all splits (Worsley 1979), whole periods permuted; difference of "
    "weighted shares"
)
SELECTION = (
    "the split was searched for: the interval holds for all splits at once, and the change is on "
    "average overstated"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """The most likely change of a level, which need not be a significant one.

    `last_before` and `first_after` are positions in the sorted distinct periods given. `before`
    and `after` are the levels, `n_before` and `n_after` the clusters that they rest on;
    `change` is after less before, its p-value that of the best of all splits.
    `pvalue_beyond_line` is the p-value of the best step added to a straight line on the dates:
    where it is not small, a trend describes the data as well as a step.
    """

    last_before: int
    first_after: int
    before: float
    after: float
    n_before: int
    n_after: int
    change: Estimate
    pvalue_beyond_line: float


@dataclass(frozen=True, slots=True)
class _Series:
    """Per period with new clusters (T,): its place among all, level, size, weight and date."""

    places: Labels
    sizes: Floats
    levels: Levels


def find_change_point(  # noqa: PLR0913
    successes: ArrayLike,
    dates: ArrayLike,
    clusters: ArrayLike | None = None,
    *,
    periods: ArrayLike | None = None,
    seed: int,
    n_permutations: int = 1999,
    settings: TrendSettings = DEFAULT_SETTINGS,
) -> ChangePoint | TooLittleData:
    """Find the most likely change in the level of a share, and test whether there is one.

    `successes` holds one 0/1 value per row (a paper in a digest), `dates` its date (datetime64
    or decimal years), `clusters` a label per row (the paper; by default every row its own),
    `periods` labels that sort in time (by default the distinct dates). A period weighs what a
    share of its size with the measured correlation within periods weighs.
    Returns TooLittleData below settings.min_periods periods with new clusters, below
    settings.min_events clusters with or without the event, and where so few periods hold nearly
    all that no split leaves 3 periods and 15% of the weight on both sides.
    Raises ValueError for values other than 0 and 1, unknown dates, or n_permutations < 99.
    Source: see `search_split`; weights Williams (1982), Applied Statistics 31:144-148.
    """
    data = as_trend_data(successes, dates, clusters, periods)
    if not np.all((data.values == 0) | (data.values == 1)):
        raise ValueError("successes must be 0 or 1")
    rows = _keep_first(data)
    shortage = _find_shortage(data, rows, settings)
    if shortage:
        return _too_little(shortage, data)
    series = _as_series(data, rows)
    level = settings.confidence_level
    found, beyond = (
        search_split(
            series.levels,
            seed=seed,
            n_permutations=n_permutations,
            confidence_level=level,
            beyond_line=with_line,
        )
        for with_line in (False, True)
    )
    if found is None:
        reason = f"a few {settings.period_name} hold nearly all cases: no two sides to compare"
        return _too_little((reason, f"cases spread over more {settings.period_name}"), data)
    return _as_change_point(series, found, 1.0 if beyond is None else beyond.pvalue, level)


def _keep_first(data: TrendData) -> Labels:
    """Row numbers of each cluster's first row in time."""
    order = np.argsort(data.periods, kind="stable")
    return np.sort(order[find_firsts(data.clusters[order])])


def _as_series(data: TrendData, rows: Labels) -> _Series:
    values = data.values[rows]
    periods = label(data.periods[rows])
    places = np.flatnonzero(np.bincount(data.periods[rows]))
    sizes = np.bincount(periods).astype(np.float64)
    shares = np.bincount(periods, weights=values) / sizes
    years = np.bincount(periods, weights=data.years[rows]) / sizes
    shared = _estimate_intra_period_correlation(values, periods)
    return _Series(places, sizes, Levels(shares, sizes / (1 + (sizes - 1) * shared), years))


def _estimate_intra_period_correlation(values: Floats, periods: Labels) -> float:
    """One-way analysis of variance estimator, 0 to 1: Donner (1986), Int. Stat. Rev. 54:67-82."""
    sizes = np.bincount(periods)
    within_freedom = values.size - sizes.size
    if within_freedom == 0:
        return 0.0
    means = np.bincount(periods, weights=values) / sizes
    within = float(((values - means[periods]) ** 2).sum()) / within_freedom
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (sizes.size - 1)
    typical = (values.size - (sizes**2).sum() / values.size) / (sizes.size - 1)
    total = between + (typical - 1) * within
    return min(max((between - within) / total, 0.0), 1.0) if total > 0 else 0.0


def _as_change_point(series: _Series, found: Search, beyond: float, level: float) -> ChangePoint:
    is_after = np.arange(series.places.size) > found.last_before
    before, after = (
        # A weighted mean of ones can exceed one by rounding.
        min(float(np.average(series.levels.values[side], weights=series.levels.weights[side])), 1.0)
        for side in (~is_after, is_after)
    )
    measured = abs(found.step / found.tvalue) if found.tvalue else 0.0
    # Periods that agree by luck, or on 0 or 1, are still draws: two samples say no more.
    least = stats.norm.ppf((1 + level) / 2) * _estimate_binomial_error(series, is_after)
    reach = max(found.critical * measured, float(least))
    change = Estimate(
        estimate=after - before,
        ci_lower=max(after - before - reach, -1.0),
        ci_upper=min(after - before + reach, 1.0),
        confidence_level=level,
        pvalue=found.pvalue,
        nobs=int(series.sizes.sum()),
        n_clusters=int(series.places.size),
        method=METHOD,
        note=SELECTION,
    )
    return ChangePoint(
        last_before=int(series.places[found.last_before]),
        first_after=int(series.places[found.last_before + 1]),
        before=before,
        after=after,
        n_before=int(series.sizes[~is_after].sum()),
        n_after=int(series.sizes[is_after].sum()),
        change=change,
        pvalue_beyond_line=beyond,
    )


def _estimate_binomial_error(series: _Series, is_after: Flags) -> float:
    """Standard error of the difference between two samples of independent cases."""
    variance = 0.0
    for side in (~is_after, is_after):
        total = float(series.sizes[side].sum())
        smoothed = (float((series.sizes * series.levels.values)[side].sum()) + 0.5) / (total + 1)
        variance += smoothed * (1 - smoothed) / total
    return math.sqrt(variance)


def _find_shortage(
    data: TrendData, rows: Labels, settings: TrendSettings
) -> tuple[str, str] | None:
    name, needed = settings.period_name, max(settings.min_periods, 2 * MIN_SIDE)
    if data.nobs == 0:
        return f"no {name}: nothing to test", f"at least {needed} {name}"
    n_periods = np.count_nonzero(np.bincount(data.periods[rows]))
    if n_periods < needed:
        new = " with cases not seen before" if n_periods < data.n_periods else ""
        reason = f"{n_periods} {name}{new}: a change point needs at least {needed}"
        return reason, f"at least {needed} {name}"
    having = int(data.values[rows].sum())
    for found, kind in ((having, "with"), (rows.size - having, "without")):
        if found < settings.min_events:
            held, least = format_count(found, "independent case"), settings.min_events
            reason = f"{held} {kind} it: a change point needs at least {least}"
            return reason, f"at least {least} cases {kind}"
    return None


def _too_little(shortage: tuple[str, str], data: TrendData) -> TooLittleData:
    reason, needed = shortage
    return TooLittleData(reason=reason, needed=needed, nobs=data.nobs, method=METHOD)
