"""The change of a rate between two periods, split into change within groups and of their mix."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.stats.labels import Labels, find_firsts, label, label_rows
from analysis.stats.resampling import draw_kinds, find_kinds, has_few_kinds, split_draws
from analysis.stats.results import Estimate, TooLittleData, require_level

DECOMPOSED = "Kitagawa decomposition, t interval at the standard error of a cluster bootstrap"
MIN_CLUSTERS = 10
"""Per period; below this the interval covers less than it says."""

_ROUNDING = 1e-12
"""Parts that differ by less between resamples differ by rounding only."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """The change of a rate and its two parts; `within.estimate + mix.estimate` is the whole.

    The arrays hold one number per group, in the columns' order: its part of `within` and of
    `mix` (they add up to those), its share of each period's weight and its rate there, NaN
    where it has no weight in that period.
    """

    whole: Estimate
    within: Estimate
    mix: Estimate
    group_within: Floats
    group_mix: Floats
    share_before: Floats
    share_after: Floats
    rate_before: Floats
    rate_after: Floats


@dataclass(frozen=True, slots=True)
class _Totals:
    """What clusters hold: weight and weighted successes per period (0, 1) and group.

    Of many clusters most hold the same: `held` (K, 2, 2, G) has one row per kind, first its
    weights, then its successes; `kinds` (n_clusters,) says of which kind each cluster is.
    """

    held: Floats
    kinds: Labels
    nobs: int

    @property
    def n_clusters(self) -> int:
        return int(self.kinds.size)

    @property
    def clusters_per_period(self) -> list[int]:
        present = self.held[:, 0].sum(axis=2) > 0
        return [int(n) for n in self.count_kinds() @ present]

    def count_kinds(self) -> Labels:
        """Clusters of each kind (K,)."""
        return np.bincount(self.kinds, minlength=self.held.shape[0])


def decompose_change(  # noqa: PLR0913
    successes: ArrayLike,
    weights: ArrayLike,
    is_after: ArrayLike,
    clusters: ArrayLike | None = None,
    confidence_level: float = 0.95,
    *,
    seed: int,
    n_resamples: int = 2000,
) -> Decomposition | TooLittleData:
    """Split the change of a rate between two periods into change within groups and of the mix.

    Per row: `successes` (n,) is 0 or 1, `weights` (n, G) its fractions in the groups, summing to
    1, `is_after` (n,) whether it lies in the later period, `clusters` (n,) a label (by default
    every row its own). A cluster may lie in both periods; whole clusters are resampled. With c
    a group's share of a period's weight and r its rate, group g adds mean(c) (r1 - r0) to the
    part within groups and (c1 - c0) (mean(r) - mean(R)) to the mix, R being the rates of all;
    subtracting mean(R) changes no total, and a growing group below the common rate counts
    as a fall. The rate of a group without weight in one period is unknown there; it is taken
    to be that of the other period, so that all of the group's part counts as mix, with a note.
    The interval is NaN, with a note, where every resample gives the same part.
    Returns TooLittleData below MIN_CLUSTERS clusters in a period, empty periods included.
    Raises ValueError for other shapes, for successes or is_after other than 0 and 1, and for
    weights that are negative or do not sum to 1.
    Source: Kitagawa (1955), Journal of the American Statistical Association 50:1168-1194, the
    two-component form; groups that enter or leave as in Griliches & Regev (1995), Journal of
    Econometrics 65:175-203; the interval is Efron & Tibshirani (1993), section 12.4, t with the
    smaller period's clusters less 1 degrees of freedom.
    """
    require_level(confidence_level)
    totals = _as_totals(successes, weights, is_after, clusters)
    before, after = totals.clusters_per_period
    if min(before, after) < MIN_CLUSTERS:
        return TooLittleData(
            reason=f"{before} independent cases before and {after} after: a change needs at "
            f"least {MIN_CLUSTERS} in each period",
            needed=f"at least {MIN_CLUSTERS} independent cases in each period",
            nobs=totals.nobs,
            method=DECOMPOSED,
        )
    weight, success = np.tensordot(totals.count_kinds().astype(np.float64), totals.held, axes=1)
    within, mix = _split(weight, success)
    parts = (float(within.sum()), float(mix.sum()))
    resampled = _resample(totals, n_resamples, seed)
    note = _describe_absent(weight)
    whole, inside, outside = (
        _as_estimate(point, draws, totals, confidence_level, note)
        for point, draws in zip((sum(parts), *parts), resampled, strict=True)
    )
    shares = weight / weight.sum(axis=1, keepdims=True)
    rates = _divide(success, weight)
    return Decomposition(
        whole=whole,
        within=inside,
        mix=outside,
        group_within=within,
        group_mix=mix,
        share_before=shares[0],
        share_after=shares[1],
        rate_before=rates[0],
        rate_after=rates[1],
    )


def _split(weight: Floats, success: Floats) -> tuple[Floats, Floats]:
    """Each group's part within and of the mix (..., G) from its totals per period (..., 2, G)."""
    whole_weight = weight.sum(axis=-1, keepdims=True)
    share = weight / whole_weight
    level = (success.sum(axis=-1, keepdims=True) / whole_weight).mean(axis=-2)
    rate = _divide(success, weight)
    rate = np.where(np.isnan(rate), rate[..., ::-1, :], rate)
    rate = np.where(np.isnan(rate), 0.0, rate)
    within = share.mean(axis=-2) * (rate[..., 1, :] - rate[..., 0, :])
    mix = (share[..., 1, :] - share[..., 0, :]) * (rate.mean(axis=-2) - level)
    return within, mix


def _divide(success: Floats, weight: Floats) -> Floats:
    rate = np.full(weight.shape, np.nan)
    np.divide(success, weight, out=rate, where=weight > 0)
    return rate


def _resample(totals: _Totals, n_resamples: int, seed: int) -> Floats:
    """Whole, within and mix (3, n) of resamples of clusters in which no period is empty."""
    rng = np.random.default_rng(seed)
    n_groups = totals.held.shape[3]
    held, kinds = totals.held.reshape(totals.held.shape[0], -1), totals.kinds
    if not has_few_kinds(kinds):
        held, kinds = held[kinds], np.arange(totals.n_clusters)
    found = []
    for draws in split_draws(n_resamples, max(held.shape[0], 2 * n_groups)):
        drawn = draw_kinds(rng, kinds, draws) @ held
        weight, success = (each.reshape(draws, 2, n_groups) for each in np.split(drawn, 2, axis=1))
        filled = (weight.sum(axis=2) > 0).all(axis=1)
        within, mix = (part.sum(axis=1) for part in _split(weight[filled], success[filled]))
        found.append(np.stack([within + mix, within, mix]))
    return np.concatenate(found, axis=1)


def _as_estimate(point: float, draws: Floats, totals: _Totals, level: float, note: str) -> Estimate:
    known = np.ptp(draws) > _ROUNDING
    smaller = min(totals.clusters_per_period)
    # A resample of n spreads like n - 1: the factor undoes that.
    error = float(draws.std(ddof=1)) * math.sqrt(smaller / (smaller - 1))
    reach = float(stats.t.ppf((1 + level) / 2, smaller - 1)) * error if known else math.nan
    missing = "" if known else "every resample gives this value: no interval can be drawn"
    # A rate can change by 1 at most; the estimate keeps its place inside.
    return Estimate(
        estimate=point,
        ci_lower=max(point - reach, min(-1.0, point)) if known else math.nan,
        ci_upper=min(point + reach, max(1.0, point)) if known else math.nan,
        confidence_level=level,
        nobs=totals.nobs,
        n_clusters=totals.n_clusters,
        method=DECOMPOSED,
        note="; ".join(filter(None, [missing, note])),
    )


def _describe_absent(weight: Floats) -> str:
    present = weight > 0
    absent = int((present[0] != present[1]).sum())
    if absent == 0:
        return ""
    return (
        f"groups with weight in one period only: {absent}; their rate in the other is taken to be "
        "the same, so that their part counts as mix (Griliches & Regev 1995)"
    )


def _as_totals(
    successes: ArrayLike, weights: ArrayLike, is_after: ArrayLike, clusters: ArrayLike | None
) -> _Totals:
    success = _as_binary(successes, "successes")
    after = _as_binary(is_after, "is_after").astype(np.intp)
    weight = np.asarray(weights, dtype=np.float64)
    if weight.size == 0:
        weight = weight.reshape(0, weight.shape[-1])
    labels = np.arange(success.size) if clusters is None else np.asarray(clusters)
    if weight.ndim != 2 or not weight.shape[0] == success.size == after.size == labels.size:
        raise ValueError(
            f"weights has shape {weight.shape} for {success.size} successes, {after.size} periods "
            f"and {labels.size} clusters"
        )
    # Written so that a weight that is not a number fails too.
    if not (np.all(weight >= 0) and np.all(np.abs(weight.sum(axis=1) - 1) < 1e-6)):
        raise ValueError("weights must be >= 0 and sum to 1 in every row")
    if not success.size:
        none = np.zeros((0, 2, 2, weight.shape[1]))
        return _Totals(none, np.zeros(0, dtype=np.intp), 0)
    codes = label(labels)
    alike = _find_alike(label_rows(weight) * 4 + after * 2 + success.astype(np.intp), codes)
    # The totals of one cluster of each kind are enough; of all they would fill the memory.
    first = np.full(int(codes.max(initial=-1)) + 1, -1, dtype=np.intp)
    firsts = find_firsts(alike)
    first[firsts] = np.arange(firsts.size)
    rows = np.flatnonzero(first[codes] >= 0)
    at = (first[codes[rows]], after[rows])
    held = np.zeros((firsts.size, 2, 2, weight.shape[1]))
    np.add.at(held[:, 0], at, weight[rows])
    np.add.at(held[:, 1], at, weight[rows] * success[rows, None])
    # Two clusters can hold as much in different rows; kinds are in the order of what they hold.
    kinds = label_rows(held.reshape(firsts.size, -1))
    return _Totals(held[find_firsts(kinds)], kinds[alike], int(success.size))


def _find_alike(rows: Labels, clusters: Labels) -> Labels:
    """Label clusters by the labels of their rows; `clusters` are numbered from 0 without gaps."""
    sizes = np.bincount(clusters)
    return find_kinds(label(rows[np.argsort(clusters, kind="stable")]), sizes)


def _as_binary(values: ArrayLike, name: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not np.all((array == 0) | (array == 1)):
        raise ValueError(f"{name} must be one-dimensional, 0 or 1")
    return array
