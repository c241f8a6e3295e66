"""How many authors papers have, and how that changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.findings.headlines import Headline, share_headline, size_headline, trend_headline
from analysis.findings.scope import Scope
from analysis.findings.shares import INTERVAL, as_interval
from analysis.series import (
    MISSING_STATES,
    TEAM_SIZE_BINS,
    UNKNOWN_TEAM_SIZE,
    compute_team_size_bins,
    compute_team_sizes,
)
from analysis.stats.proportions import estimate_clustered_proportion
from analysis.stats.quantiles import estimate_quantile
from analysis.stats.results import Estimate, Result
from analysis.stats.trends import test_for_count_trend, test_for_quantile_trend
from analysis.wording import count_of, format_reason

LARGE_TEAM = 10
QUARTILES = (0.25, 0.5, 0.75)
_SERIES = ["period", "label", "date", "state", "nobs", "known", "q25", "median", "q75"]
_SERIES += ["ci_lower", "ci_upper", "solo", "large", "is_small", "note"]


@dataclass(frozen=True, slots=True)
class TeamSizeSummary:
    """Team sizes over the whole scope; `n_unknown` papers have no known author count."""

    median: Result
    solo: Result
    large: Result
    n_known: int
    n_unknown: int


@dataclass(frozen=True, slots=True)
class TeamSizeTrends:
    """Change per year of the mean (rate ratio) and of the median and 0.9 quantile (ratios)."""

    mean: Result
    median: Result
    upper: Result


def compute_team_size_summary(scope: Scope) -> TeamSizeSummary:
    """Median team size, and the shares of single authors and of large teams."""
    sizes = compute_team_sizes(scope.observations, scope.grid)
    level, seed = scope.parameters.confidence_level, scope.parameters.seed
    values, papers = sizes["team_size"].to_numpy(dtype=float), sizes["paper_id"]
    return TeamSizeSummary(
        median=estimate_quantile(values, 0.5, level, seed=seed, clusters=papers),
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
    sizes = known["team_size"]
    rows = []
    for name, (smallest, largest) in TEAM_SIZE_BINS.items():
        marks = sizes.between(smallest, largest or np.inf).to_numpy()
        result = estimate_clustered_proportion(
            marks, known["paper_id"], scope.parameters.confidence_level
        )
        rows.append((name, totals.get(name, 0), len(sizes), *as_interval(result, marks)))
    unknown = (np.nan,) * 3
    rows.append((UNKNOWN_TEAM_SIZE, totals.get(UNKNOWN_TEAM_SIZE, 0), len(sizes), *unknown))
    return pd.DataFrame(rows, columns=["team_size_bin", "count", "nobs", *INTERVAL])


def compute_team_sizes_over_time(scope: Scope) -> pd.DataFrame:
    """Quartiles per period, with an interval for the median, and single and large teams.

    Returns period, label, date, state, nobs (papers), known (those with an author count),
    q25, median, q75, ci_lower, ci_upper, solo, large (counts), is_small, note (why there is
    no interval). Unknown is NaN, counts are <NA> where no digest was read.
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
    """Trends over the complete periods, papers of known size only."""
    cut = scope.grid.index[scope.grid["is_cut"]]
    sizes = compute_team_sizes(scope.observations, scope.grid)
    known = sizes[~sizes["period"].isin(cut)]
    values = known["team_size"].to_numpy(dtype=float)
    given = (known["date"].to_numpy(), known["paper_id"].to_numpy())
    periods, settings = known["period"].to_numpy(), scope.settings
    median, upper = (
        test_for_quantile_trend(values, q, *given, step=1.0, periods=periods, settings=settings)
        for q in (0.5, 0.9)
    )
    mean = test_for_count_trend(values, *given, periods=periods, settings=settings)
    return TeamSizeTrends(mean, median, upper)


def compute_team_size_headlines(
    summary: TeamSizeSummary, trends: TeamSizeTrends, scope: Scope
) -> list[Headline]:
    """Median team, single authors, large teams, and the trend of the mean."""
    counted = f"{scope.counted} with a known author count"
    plural = f"{scope.counted}s with a known author count"
    measured = count_of(summary.n_known, counted, plural)
    return [
        size_headline("Median team", summary.median, " authors", measured),
        share_headline("Single authors", summary.solo, counted, plural),
        share_headline(f"Teams of {LARGE_TEAM} or more", summary.large, counted, plural),
        trend_headline("Mean team size, ratio per year", trends.mean, scope),
    ]


def _summarise_period(scope: Scope, sizes: pd.DataFrame) -> dict[str, object]:
    values = sizes["team_size"].to_numpy(dtype=float)
    is_small = len(values) < scope.parameters.min_papers
    if not len(values):
        gaps = dict.fromkeys(("q25", "median", "q75", "ci_lower", "ci_upper"), np.nan)
        return {"known": 0, **gaps, "solo": 0, "large": 0, "is_small": True, "note": ""}
    level, seed = scope.parameters.confidence_level, scope.parameters.seed
    result = estimate_quantile(values, 0.5, level, seed=seed, clusters=sizes["paper_id"])
    q25, median, q75 = np.quantile(values, QUARTILES, method="averaged_inverted_cdf")
    return {
        "known": len(values),
        "q25": q25,
        "median": median,
        "q75": q75,
        "ci_lower": result.ci_lower if isinstance(result, Estimate) else np.nan,
        "ci_upper": result.ci_upper if isinstance(result, Estimate) else np.nan,
        "solo": int((values == 1).sum()),
        "large": int((values >= LARGE_TEAM).sum()),
        "is_small": is_small,
        "note": result.note if isinstance(result, Estimate) else format_reason(result),
    }
