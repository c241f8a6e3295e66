"""How often abstracts claim gains in numbers, how large, and at what cost.

Percentages, points and factors are different things and are never pooled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.findings import keys
from analysis.findings.headlines import Headline, share_headline, size_headline, trend_headline
from analysis.findings.scope import Scope
from analysis.findings.shares import add_intervals, compute_share_trend, estimate_share
from analysis.papers import Bound, ClaimKind, Effect, MetricFamily, Unit
from analysis.series import compute_claim_counts, compute_claim_sizes, number_ids
from analysis.series.claims import ANY_UNIT
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.proportions import estimate_clustered_proportion
from analysis.stats.quantiles import estimate_quantile
from analysis.stats.results import Estimate, Result
from analysis.stats.trends import test_for_quantile_trend
from analysis.wording import count_of

SIZED_UNITS = (Unit.PERCENT, Unit.POINTS, Unit.TIMES)
"""Unit classes whose sizes can be compared between papers; raw amounts cannot."""
CHANGES = (ClaimKind.DELTA, ClaimKind.RATIO)
"""Kinds of claims that state the size of a change."""
UNIT_LABELS = {
    Unit.PERCENT: "percent",
    Unit.POINTS: "points",
    Unit.TIMES: "times",
    Unit.RAW: "raw amounts",
    ANY_UNIT: "any",
}
_MEDIANS = ["unit", "metric_family", "claims", "papers", "result"]
_MEDIANS += ["q25", "median", "q75", "lowest", "highest"]


@dataclass(frozen=True, slots=True)
class ClaimSummary:
    """Claims over the whole scope.

    `with_claim`, `with_cost` are shares of papers (the latter of papers with a gain);
    `up_to` is the share of claimed gains that state only their best case.
    """

    with_claim: Result
    with_cost: Result
    up_to: Result
    trend: Result


@dataclass(frozen=True, slots=True)
class GainSizes:
    """Sizes of claimed gains in one unit class: every size, their median, and its trend.

    `sizes` has the columns of `compute_claim_sizes`, one row per gain and observation;
    `pvalue_adjusted` allows for the trends of all unit classes, NaN where none was tested.
    """

    unit: Unit
    sizes: pd.DataFrame
    median: Result
    trend: Result
    pvalue_adjusted: float


def compute_claim_summary(scope: Scope) -> ClaimSummary:
    """How many papers claim a number, how many name a cost, how many claims are best cases."""
    claims = scope.claims
    has_claim = _has(scope, claims)
    gains = claims[claims["effect"].eq(Effect.GAIN)]
    has_gain = _has(scope, gains)
    has_cost = _has(scope, claims[claims["effect"].eq(Effect.COST)])
    stated = scope.rows[["paper_id"]].merge(gains, on="paper_id")
    level = scope.parameters.confidence_level
    return ClaimSummary(
        with_claim=estimate_share(scope, has_claim),
        with_cost=estimate_clustered_proportion(
            has_cost[has_gain].to_numpy(dtype=float), scope.paper_numbers[has_gain], level
        ),
        up_to=estimate_clustered_proportion(
            stated["bound"].eq(Bound.UP_TO).to_numpy(dtype=float),
            number_ids(stated["paper_id"]),
            level,
        ),
        trend=compute_share_trend(scope, has_claim),
    )


def compute_claims_over_time(scope: Scope) -> pd.DataFrame:
    """Share of papers per period with at least one claim.

    Returns period, label, date, state, count (papers with a claim), claims, nobs,
    proportion, ci_lower, ci_upper, is_small.
    """
    counts = compute_claim_counts(scope.observations, scope.claims, scope.grid)
    overall = counts[counts["unit"].eq(ANY_UNIT)].reset_index(drop=True)
    marks = pd.DataFrame({ANY_UNIT: _has(scope, scope.claims)})
    return add_intervals(scope, overall, "unit", marks)


def compute_claims_by_unit(scope: Scope) -> pd.DataFrame:
    """Papers and claims per unit class and kind of effect over the whole scope.

    Returns unit, gains, costs, neutral (counts of claims), claims (their sum), papers.
    """
    stated = scope.rows[["paper_id"]].merge(scope.claims, on="paper_id")
    rows = []
    for unit in Unit:
        chosen = stated[stated["unit"].eq(unit)]
        effects = [int(chosen["effect"].eq(effect).sum()) for effect in Effect]
        rows.append(
            {
                "unit": UNIT_LABELS[unit],
                **dict(zip(("gains", "costs", "neutral"), effects, strict=True)),
                "claims": len(chosen),
                "papers": chosen["paper_id"].nunique(),
            }
        )
    return pd.DataFrame(rows)


def compute_gain_sizes(scope: Scope) -> tuple[GainSizes, ...]:
    """Sizes of claimed gains per unit class: percent, points and times apart.

    Only changes count (kinds delta and ratio): a share kept is not the size of a gain, and a
    pair of ends states no size. A range counts with the end that is told first.
    """
    gains = _select_changes(scope)
    by_unit = [_select_unit(gains, unit) for unit in SIZED_UNITS]
    trends = [_test_trend(scope, sizes) for sizes in by_unit]
    adjusted = adjust_pvalues([t.pvalue if isinstance(t, Estimate) else None for t in trends])
    return tuple(
        GainSizes(unit, sizes, estimate_median(scope, sizes), trend, float(pvalue))
        for unit, sizes, trend, pvalue in zip(
            SIZED_UNITS, by_unit, trends, adjusted.pvalues_adjusted, strict=True
        )
    )


def select_gains(scope: Scope, unit: Unit) -> pd.DataFrame:
    """The sizes of claimed gains in one unit class, as in `GainSizes.sizes`; nothing is tested."""
    return _select_unit(_select_changes(scope), unit)


def compute_median_gains(gains: tuple[GainSizes, ...], scope: Scope) -> pd.DataFrame:
    """Median claimed gain per unit class and metric family, where there are any.

    Returns unit, metric_family ("all" for the whole class), claims, papers,
    result (an Estimate or TooLittleData), q25, median, q75, lowest, highest (as they are).
    """
    rows = []
    for one in gains:
        groups = [("all", one.sizes)]
        groups += [(f.value, one.sizes[one.sizes["metric_family"].eq(f)]) for f in MetricFamily]
        rows += [
            {
                "unit": UNIT_LABELS[one.unit],
                "metric_family": family,
                "claims": len(sizes),
                "papers": sizes["paper_id"].nunique(),
                "result": estimate_median(scope, sizes),
                **_describe_spread(sizes["size"]),
            }
            for family, sizes in groups
            if len(sizes)
        ]
    return pd.DataFrame(rows, columns=_MEDIANS)


def compute_claim_headlines(
    summary: ClaimSummary, gains: tuple[GainSizes, ...], scope: Scope
) -> list[Headline]:
    """Papers with a claim, the median gains in percent and as a factor, and the trend.

    The medians are over all metrics of a unit class: their labels say so.
    """
    percent, _, times = gains
    with_gain = (f"{scope.counted} with a gain", f"{scope.counted}s with a gain")
    claim, cost = "Claim a gain or cost in numbers", "Name a cost beside the gain"
    return [
        share_headline(claim, summary.with_claim, scope.counted, evidence=keys.CLAIMS),
        _gain_headline("Median gain in percent, any metric", percent, "%"),
        _gain_headline("Median gain as a factor, any metric", times, " times"),
        share_headline(
            "Gains stated as 'up to'", summary.up_to, "claimed gain", evidence=keys.CLAIMS_UP_TO
        ),
        share_headline(cost, summary.with_cost, *with_gain, evidence=keys.CLAIMS_COST),
        trend_headline("Claims, odds ratio per year", summary.trend, scope, evidence=keys.CLAIMS),
    ]


def estimate_median(scope: Scope, sizes: pd.DataFrame) -> Result:
    """Median of `sizes`, gains of one unit class, with an interval clustered by paper."""
    return estimate_quantile(
        sizes["size"].to_numpy(dtype=float),
        0.5,
        scope.parameters.confidence_level,
        seed=scope.parameters.seed,
        clusters=number_ids(sizes["paper_id"]),
    )


def _select_changes(scope: Scope) -> pd.DataFrame:
    sizes = compute_claim_sizes(scope.observations, scope.claims, scope.grid)
    is_change = sizes["kind"].isin(CHANGES)
    return sizes[sizes["effect"].eq(Effect.GAIN) & is_change & sizes["size"].gt(0)]


def _select_unit(gains: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    return gains[gains["unit"].eq(unit)].reset_index(drop=True)


def _gain_headline(label: str, gains: GainSizes, unit: str) -> Headline:
    papers = count_of(gains.sizes["paper_id"].nunique(), "paper")
    measured = f"{count_of(len(gains.sizes), 'claimed gain')} of {papers}"
    key = keys.key_of_gains(gains.unit)
    return size_headline(label, gains.median, unit, measured, evidence=key)


def _has(scope: Scope, claims: pd.DataFrame) -> pd.Series[bool]:
    return scope.mark_papers(claims["paper_id"])


def _describe_spread(sizes: pd.Series[float]) -> dict[str, float]:
    points = np.quantile(sizes, (0.25, 0.5, 0.75), method="averaged_inverted_cdf")
    spread = dict(zip(("q25", "median", "q75"), points.tolist(), strict=True))
    return {**spread, "lowest": float(sizes.min()), "highest": float(sizes.max())}


def _test_trend(scope: Scope, sizes: pd.DataFrame) -> Result:
    cut = scope.grid.index[scope.grid["is_cut"]]
    told = sizes[~sizes["period"].isin(cut)]
    return test_for_quantile_trend(
        told["size"].to_numpy(dtype=float),
        0.5,
        told["date"].to_numpy(),
        number_ids(told["paper_id"]),
        periods=told["period"].to_numpy(),
        settings=scope.settings,
    )
