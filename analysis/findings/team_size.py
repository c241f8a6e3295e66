"""How many authors papers have, and how that changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.findings import keys
from analysis.findings.headlines import Headline, share_headline, size_headline, trend_headline
from analysis.findings.scope import Scope
from analysis.findings.shares import INTERVAL, as_interval, compute_share_trend
from analysis.findings.team_kinds import KIND_LABELS, restrict_to_known
from analysis.series import (
    LARGE_TEAM,
    MISSING_STATES,
    TEAM_KINDS,
    TEAM_SIZE_BINS,
    UNKNOWN_TEAM_SIZE,
    compute_team_kind_marks,
    compute_team_size_bins,
    compute_team_sizes,
    number_ids,
)
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.proportions import estimate_clustered_proportion
from analysis.stats.quantiles import estimate_mean, estimate_quantiles
from analysis.stats.results import Estimate, Result
from analysis.stats.trends import test_for_count_trend, test_for_quantile_trend
from analysis.wording import count_of, format_reason

QUARTILES = {"q25": 0.25, "median": 0.5, "q75": 0.75}
_BOUNDS = {
    "q25": ("q25_lower", "q25_upper"),
    "median": ("ci_lower", "ci_upper"),
    "q75": ("q75_lower", "q75_upper"),
    "mean": ("mean_lower", "mean_upper"),
}
_SIZES = [name for size, bounds in _BOUNDS.items() for name in (size, *bounds)]
_SERIES = ["period", "label", "date", "state", "nobs", "known", *_SIZES]
_SERIES += ["solo", "large", "is_small", "note"]


@dataclass(frozen=True, slots=True)
class TeamSizeSummary:
    """Team sizes over the whole scope; `n_unknown` papers have no known author count."""

    mean: Result
    lower_quartile: Result
    median: Result
    upper_quartile: Result
    solo: Result
    large: Result
    n_known: int
    n_unknown: int


@dataclass(frozen=True, slots=True)
class TeamSizeTrend:
    """How one statistic changes per year: a ratio of authors, or of odds for a share."""

    label: str
    ratio_of: str
    result: Result
    pvalue_adjusted: float
    """Among all trends of `TeamSizeTrends`; NaN where no test was made."""


@dataclass(frozen=True, slots=True)
class TeamSizeTrends:
    """The trends of mean, median, 0.9 quantile, and of the shares of single and large teams."""

    trends: tuple[TeamSizeTrend, ...]
    n_tests: int


def compute_team_size_summary(scope: Scope) -> TeamSizeSummary:
    """Mean and quartiles of team size, and the shares of single authors and of large teams."""
    sizes = compute_team_sizes(scope.observations, scope.grid)
    values, papers = sizes["team_size"].to_numpy(dtype=float), number_ids(sizes["paper_id"])
    level = scope.parameters.confidence_level
    found = _estimate_sizes(scope, sizes)
    return TeamSizeSummary(
        mean=found["mean"],
        lower_quartile=found["q25"],
        median=found["median"],
        upper_quartile=found["q75"],
        solo=estimate_clustered_proportion(values == 1, papers, level),
        large=estimate_clustered_proportion(values >= LARGE_TEAM, papers, level),
        n_known=len(sizes),
        n_unknown=scope.nobs - len(sizes),
    )


def compute_team_size_distribution(scope: Scope) -> pd.DataFrame:
    """Papers per team-size bin over the whole scope; the bins sum to all papers.

    Returns team_size_bin, count, nobs (the papers whose size is known), proportion (of them),
    ci_lower, ci_upper; NaN for the bin of unknown sizes.
    """
    bins = compute_team_size_bins(scope.observations, scope.grid)
    totals = bins.groupby("team_size_bin")["count"].sum().astype("int64")
    known = compute_team_sizes(scope.observations, scope.grid)
    sizes, papers = known["team_size"], number_ids(known["paper_id"])
    rows = []
    for name, (smallest, largest) in TEAM_SIZE_BINS.items():
        marks = sizes.between(smallest, largest or np.inf).to_numpy()
        result = estimate_clustered_proportion(marks, papers, scope.parameters.confidence_level)
        rows.append((name, totals.get(name, 0), len(sizes), *as_interval(result, marks)))
    unknown = (np.nan,) * 3
    rows.append((UNKNOWN_TEAM_SIZE, totals.get(UNKNOWN_TEAM_SIZE, 0), len(sizes), *unknown))
    return pd.DataFrame(rows, columns=["team_size_bin", "count", "nobs", *INTERVAL])


def compute_team_sizes_over_time(scope: Scope) -> pd.DataFrame:
    """Quartiles and mean per period with their intervals, and single and large teams.

    Returns period, label, date, state, nobs (papers), known (those with an author count),
    median, ci_lower and ci_upper (of the median), q25, q75 and mean with _lower and _upper each,
    solo, large (counts), is_small, note (why the median has no interval). Unknown is NaN, counts
    are <NA> where no digest was read.
    """
    sizes = compute_team_sizes(scope.observations, scope.grid)
    by_period: dict[Hashable, pd.DataFrame] = dict(list(sizes.groupby("period")))
    nobs = scope.periods.value_counts()
    rows = [
        {
            "period": period,
            "label": cell["label"],
            "date": cell["midpoint"],
            "state": cell["state"],
            "nobs": int(nobs.get(period, 0)),
            **_summarise_period(scope, by_period.get(period, sizes.iloc[:0])),
        }
        for period, cell in scope.grid.iterrows()
    ]
    frame = pd.DataFrame(rows, columns=_SERIES)
    # A period without a readable digest has no counts; 0 would claim that it was looked into.
    missing = frame["state"].isin(MISSING_STATES)
    counts = ["nobs", "known", "solo", "large"]
    return frame.assign(**{name: frame[name].astype("Int64").mask(missing) for name in counts})


def compute_team_size_trends(scope: Scope) -> TeamSizeTrends:
    """Trends over the complete periods, papers of known size only, p adjusted among them."""
    known = restrict_to_known(scope)
    rows, periods = known.rows[known.complete], known.periods[known.complete].to_numpy()
    values = rows["n_authors"].to_numpy(dtype=float)
    given = (rows["date"].to_numpy(), number_ids(rows["paper_id"]))
    settings = scope.settings
    mean = test_for_count_trend(values, *given, periods=periods, settings=settings)
    median, upper = (
        test_for_quantile_trend(values, q, *given, step=1.0, periods=periods, settings=settings)
        for q in (0.5, 0.9)
    )
    marks = compute_team_kind_marks(known.observations)
    shares = [
        (f"Share of {KIND_LABELS[kind]}", "odds", compute_share_trend(known, marks[kind]))
        for kind in TEAM_KINDS
    ]
    sizes = [("Mean", mean), ("Median", median), ("0.9 quantile", upper)]
    return _adjust([*((label, "authors", result) for label, result in sizes), *shares])


def compute_team_size_headlines(
    summary: TeamSizeSummary, trends: TeamSizeTrends, scope: Scope
) -> list[Headline]:
    """Median and mean team, single authors, large teams, and the trend of the mean."""
    counted = f"{scope.counted} with a known author count"
    plural = f"{scope.counted}s with a known author count"
    measured = count_of(summary.n_known, counted, plural)
    median, mean = (
        size_headline(label, result, " authors", measured, evidence=keys.TEAM_KNOWN)
        for label, result in (("Median team", summary.median), ("Mean team", summary.mean))
    )
    solo, large = (
        share_headline(label, result, counted, plural, evidence=key)
        for label, result, key in (
            ("Single authors", summary.solo, keys.key_of_team_size("1")),
            (f"Teams of {LARGE_TEAM} or more", summary.large, keys.TEAM_LARGE),
        )
    )
    return [median, mean, solo, large, _head_trend(trends, scope)]


def _head_trend(trends: TeamSizeTrends, scope: Scope) -> Headline:
    """The trend of the mean with its adjusted p-value, so that headline and table agree."""
    label, first = "Mean team size, ratio per year", trends.trends[0]
    if not isinstance(first.result, Estimate):
        return trend_headline(label, first.result, scope, evidence=keys.TEAM_KNOWN)
    result = replace(first.result, pvalue=first.pvalue_adjusted)
    headline = trend_headline(label, result, scope, evidence=keys.TEAM_KNOWN)
    tests = count_of(trends.n_tests, "test")
    return replace(headline, interval=f"{headline.interval} (adjusted for {tests})")


def _adjust(found: list[tuple[str, str, Result]]) -> TeamSizeTrends:
    adjusted = adjust_pvalues([r.pvalue if isinstance(r, Estimate) else None for *_, r in found])
    pairs = zip(found, adjusted.pvalues_adjusted, strict=True)
    return TeamSizeTrends(
        tuple(TeamSizeTrend(*row, float(pvalue)) for row, pvalue in pairs), adjusted.n_tests
    )


def _estimate_sizes(scope: Scope, sizes: pd.DataFrame) -> dict[str, Result]:
    """Quartiles and mean by name."""
    values = sizes["team_size"].to_numpy(dtype=float)
    level, seed = scope.parameters.confidence_level, scope.parameters.seed
    papers = number_ids(sizes["paper_id"])
    found = estimate_quantiles(values, [*QUARTILES.values()], level, seed=seed, clusters=papers)
    quartiles = dict(zip(QUARTILES, found, strict=True))
    return {**quartiles, "mean": estimate_mean(values, level, seed=seed, clusters=papers)}


def _summarise_period(scope: Scope, sizes: pd.DataFrame) -> dict[str, object]:
    values = sizes["team_size"].to_numpy(dtype=float)
    counts = {
        "known": len(values),
        "solo": int((values == 1).sum()),
        "large": int((values >= LARGE_TEAM).sum()),
        "is_small": len(values) < scope.parameters.min_papers,
    }
    if not len(values):
        return {**counts, **dict.fromkeys(_SIZES, np.nan), "note": ""}
    found = _estimate_sizes(scope, sizes)
    # Too few for an interval are still enough to say what they are.
    points = {
        name: float(np.quantile(values, q, method="averaged_inverted_cdf"))
        for name, q in QUARTILES.items()
    }
    points["mean"] = float(values.mean())
    bounds = {
        name: bound
        for size, names in _BOUNDS.items()
        for name, bound in zip(names, _get_bounds(found[size]), strict=True)
    }
    median = found["median"]
    note = median.note if isinstance(median, Estimate) else format_reason(median)
    return {**counts, **points, **bounds, "note": note}


def _get_bounds(result: Result) -> tuple[float, float]:
    if isinstance(result, Estimate):
        return result.ci_lower, result.ci_upper
    return np.nan, np.nan
