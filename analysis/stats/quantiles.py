"""Quantiles and means of sizes with bootstrap intervals, clustered where values belong together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, stats

from analysis.stats.labels import Labels, find_firsts, label
from analysis.stats.resampling import draw_kinds, find_kinds, has_few_kinds, split_draws
from analysis.stats.results import (
    Estimate,
    Result,
    TooLittleData,
    format_count,
    require_level,
)

QUANTILE = "sample quantile (Hyndman & Fan type 2), expanded percentile bootstrap"
MEAN = "mean, bootstrap-t"
MIN_FOR_MEAN = 20
"""Below this the interval of a skewed mean covers far less than it says."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Sample:
    """Values (n,) in cluster order, and how many of them each cluster (G,) holds."""

    values: Floats
    sizes: Labels

    @property
    def n_clusters(self) -> int:
        return int(self.sizes.size)

    @property
    def is_clustered(self) -> bool:
        return self.n_clusters < self.values.size


def estimate_quantile(  # noqa: PLR0913
    values: ArrayLike,
    q: float,
    confidence_level: float = 0.95,
    *,
    seed: int,
    n_resamples: int = 2000,
    clusters: ArrayLike | None = None,
) -> Result:
    """Estimate the `q` quantile of `values` with an expanded percentile bootstrap interval.

    `values` is one-dimensional and finite; `clusters` holds a label per value, and whole clusters
    are then resampled. The interval is NaN, with a note, where every resample gives the same
    quantile. Returns TooLittleData below `compute_nobs_for_quantile` independent values.
    Raises ValueError for q or confidence_level outside (0, 1) or values that are not finite.
    Source: Hyndman & Fan (1996), The American Statistician 50:361-365, definition 2; percentiles
    widened for small samples as in Hesterberg (2015), The American Statistician 69:371-386.
    """
    (result,) = estimate_quantiles(
        values, (q,), confidence_level, seed=seed, n_resamples=n_resamples, clusters=clusters
    )
    return result


def estimate_quantiles(  # noqa: PLR0913
    values: ArrayLike,
    qs: Sequence[float],
    confidence_level: float = 0.95,
    *,
    seed: int,
    n_resamples: int = 2000,
    clusters: ArrayLike | None = None,
) -> tuple[Result, ...]:
    """Estimate several quantiles from the same resamples, each as `estimate_quantile` does."""
    for q in qs:
        if not 0 < q < 1:
            raise ValueError(f"q must lie in (0, 1), is {q}")
    require_level(confidence_level)
    sample = _as_sample(values, clusters)
    enough = [q for q in qs if sample.n_clusters >= compute_nobs_for_quantile(q, confidence_level)]
    tail = _expand_tail((1 - confidence_level) / 2, sample.n_clusters) if enough else 0.0
    resampled = _resample_quantiles(sample, enough, n_resamples, seed) if enough else []
    intervals = {
        q: tuple(float(end) for end in np.quantile(found, (tail, 1 - tail)))
        for q, found in zip(enough, resampled, strict=True)
    }
    return tuple(_describe(sample, q, intervals.get(q), confidence_level) for q in qs)


def estimate_mean(
    values: ArrayLike,
    confidence_level: float = 0.95,
    *,
    seed: int,
    n_resamples: int = 2000,
    clusters: ArrayLike | None = None,
) -> Result:
    """Estimate the mean of `values` with a bootstrap-t interval.

    Arguments as for `estimate_quantile`; with clusters the mean is a ratio of cluster totals to
    cluster sizes and whole clusters are resampled. The interval is NaN, with a note, where all
    cluster means are equal. Returns TooLittleData below MIN_FOR_MEAN independent values.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 12.5; the ratio's
    standard error is the linearised one of Cochran (1977), Sampling Techniques, chapter 2. For
    skewed sizes it covers better than BCa.
    """
    require_level(confidence_level)
    sample = _as_sample(values, clusters)
    if sample.n_clusters < MIN_FOR_MEAN:
        return _too_few(sample, MIN_FOR_MEAN, "the interval of a mean", MEAN)
    point = float(sample.values.mean())
    starts = np.cumsum(sample.sizes) - sample.sizes
    totals = np.add.reduceat(sample.values, starts)
    _, error = _compute_ratio(totals, sample.sizes)
    if np.ptp(totals / sample.sizes) == 0:
        return _as_estimate(sample, point, (point, point), confidence_level, MEAN)
    ratios = _resample_t(totals, sample.sizes, point, n_resamples, seed)
    tail = (1 - confidence_level) / 2
    high, low = np.quantile(ratios, (1 - tail, tail))
    interval = (point - float(high * error), point - float(low * error))
    return _as_estimate(sample, point, interval, confidence_level, MEAN)


def compute_nobs_for_quantile(q: float, confidence_level: float) -> int:
    """Compute how many independent values a quantile's interval needs.

    Enough that the sample's minimum and maximum each miss the quantile with a probability of at
    most (1 - confidence_level) / 2 (David & Nagaraja 2003, section 7.1), and that the number of
    values below it is not too skewed for percentiles, |1 - 2q| / sqrt(n q (1 - q)) <= 0.3 (Box,
    Hunter & Hunter 1978, p. 130): at 0.95, 6 for the median, 15 for a quartile, 80 for the 0.9
    quantile.
    """
    tail = (1 - confidence_level) / 2
    reaching = math.ceil(math.log(tail) / math.log(max(q, 1 - q)))
    # Rounded first: 0.9 lies a hair off, and 79.01 would ask for 80 where 79 do.
    balanced = math.ceil(round((1 - 2 * q) ** 2 / (0.09 * q * (1 - q)), 6))
    return max(reaching, balanced)


def _expand_tail(tail: float, nobs: int) -> float:
    """The bootstrap's tail that makes up for its intervals being too short in small samples."""
    reach = math.sqrt(nobs / (nobs - 1)) * stats.t.ppf(tail, nobs - 1)
    return float(stats.norm.cdf(reach))


def _resample_t(totals: Floats, sizes: Labels, point: float, n_resamples: int, seed: int) -> Floats:
    """Resampled means' distance from the mean in standard errors; without spread, left out."""
    rng = np.random.default_rng(seed)
    kinds = label(label(totals) * (int(sizes.max()) + 1) + sizes)
    few = has_few_kinds(kinds)
    firsts = find_firsts(kinds)
    found = []
    for draws in split_draws(n_resamples, firsts.size if few else totals.size):
        if few:
            drawn = draw_kinds(rng, kinds, draws)
            means, errors = _compute_weighted_ratio(totals[firsts], sizes[firsts], drawn)
        else:
            picks = rng.integers(0, totals.size, size=(draws, totals.size))
            means, errors = _compute_ratio(totals[picks], sizes[picks])
        spread = errors > 0
        found.append((means[spread] - point) / errors[spread])
    return np.concatenate(found)


def _compute_ratio(totals: Floats, sizes: Labels) -> tuple[Floats, Floats]:
    """Mean per row of cluster totals over sizes (..., G), and its linearised standard error."""
    n_clusters = totals.shape[-1]
    weight = sizes.sum(axis=-1)
    mean = totals.sum(axis=-1) / weight
    left = ((totals - mean[..., None] * sizes) ** 2).sum(axis=-1)
    return mean, np.sqrt(n_clusters / (n_clusters - 1) * left) / weight


def _compute_weighted_ratio(
    totals: Floats, sizes: Labels, counts: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """The same per row of `counts` (B, K), of clusters that have these totals and sizes (K,)."""
    n_clusters = int(counts[0].sum())
    weight = counts @ sizes
    mean = counts @ totals / weight
    left = (counts * (totals - mean[:, None] * sizes) ** 2).sum(axis=-1)
    return mean, np.sqrt(n_clusters / (n_clusters - 1) * left) / weight


def _resample_quantiles(
    sample: _Sample, qs: Sequence[float], n_resamples: int, seed: int
) -> list[Floats]:
    """Quantiles of resamples per q, by counting how often each distinct value is drawn."""
    rng = np.random.default_rng(seed)
    levels, codes = np.unique(sample.values, return_inverse=True)
    kinds = find_kinds(codes, sample.sizes)
    found: list[list[Floats]] = [[] for _ in qs]
    few = has_few_kinds(kinds)
    holds = _count_held(codes, sample.sizes, find_firsts(kinds), levels.size) if few else None
    width = max(levels.size, int(kinds.max()) + 1) if few else sample.values.size
    for draws in split_draws(n_resamples, width):
        if holds is not None:
            counts = (holds @ draw_kinds(rng, kinds, draws).T).T
        else:
            picks = rng.integers(0, sample.n_clusters, size=(draws, sample.n_clusters))
            counts = _count_levels(picks, sample.sizes, codes, levels.size)
        for each, q in zip(found, qs, strict=True):
            each.append(_compute_weighted_quantiles(levels, counts, q))
    return [np.concatenate(each) for each in found]


def _count_held(codes: Labels, sizes: Labels, chosen: Labels, n_levels: int) -> sparse.csr_array:
    """How often each distinct value (row) is in each of the `chosen` clusters (column)."""
    starts = np.cumsum(sizes) - sizes
    columns = np.repeat(np.arange(chosen.size), sizes[chosen])
    rows = codes[_list_members(starts[chosen], sizes[chosen])]
    return sparse.csr_array(
        (np.ones(rows.size, dtype=np.int64), (rows, columns)), shape=(n_levels, chosen.size)
    )


def _count_levels(picks: Labels, sizes: Labels, codes: Labels, n_levels: int) -> Labels:
    """How often each resample (row) holds each distinct value (column)."""
    draws = picks.shape[0]
    if codes.size == sizes.size:
        drawn = codes[picks] + n_levels * np.arange(draws)[:, None]
        return np.bincount(drawn.ravel(), minlength=draws * n_levels).reshape(draws, n_levels)
    starts = np.cumsum(sizes) - sizes
    members = _list_members(starts[picks].ravel(), sizes[picks].ravel())
    rows = np.repeat(np.arange(draws), sizes[picks].sum(axis=1))
    flat = np.bincount(rows * n_levels + codes[members], minlength=draws * n_levels)
    return flat.reshape(draws, n_levels)


def _list_members(starts: Labels, lengths: Labels) -> Labels:
    """All positions of stretches that begin at `starts`, one stretch after another."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())


def _compute_weighted_quantiles(levels: Floats, counts: Labels, q: float) -> Floats:
    """Type 2 quantile per row of `counts`: the mean of both values where q falls on a step."""
    cumulative = np.cumsum(counts, axis=1)
    target = q * cumulative[:, -1:]
    # A tolerance, because q * n misses whole numbers by rounding (0.9 * 10).
    low = np.argmax(cumulative >= target - 1e-9, axis=1)
    high = np.argmax(cumulative > target + 1e-9, axis=1)
    result: Floats = (levels[low] + levels[high]) / 2
    return result


def _describe(
    sample: _Sample, q: float, interval: tuple[float, ...] | None, confidence_level: float
) -> Result:
    """A quantile with its interval; without one there are too few values."""
    if interval is None:
        what = "the median" if q == 0.5 else f"the {q:g} quantile"
        return _too_few(sample, compute_nobs_for_quantile(q, confidence_level), what, QUANTILE)
    point = float(np.quantile(sample.values, q, method="averaged_inverted_cdf"))
    lower, upper = interval
    return _as_estimate(sample, point, (lower, upper), confidence_level, QUANTILE)


def _as_estimate(
    sample: _Sample, point: float, interval: tuple[float, float], level: float, method: str
) -> Estimate:
    lower, upper = interval
    known = lower < upper
    return Estimate(
        estimate=point,
        ci_lower=float(lower) if known else math.nan,
        ci_upper=float(upper) if known else math.nan,
        confidence_level=level,
        nobs=int(sample.values.size),
        n_clusters=sample.n_clusters if sample.is_clustered else None,
        method=f"{method} over clusters" if sample.is_clustered else method,
        note="" if known else _explain_missing_interval(sample, point),
    )


def _explain_missing_interval(sample: _Sample, point: float) -> str:
    if np.ptp(sample.values) == 0:
        return f"all {sample.values.size} values are {point:g}: no interval can be drawn from them"
    return (
        f"the resamples agree on {point:g}: the values are heaped, and the interval is narrower "
        "than the step between them"
    )


def _too_few(sample: _Sample, needed: int, what: str, method: str) -> TooLittleData:
    found = format_count(sample.n_clusters, "independent value")
    return TooLittleData(
        reason=f"{found}: {what} needs at least {needed}",
        needed=f"at least {needed} independent values",
        nobs=int(sample.values.size),
        method=method,
    )


def _as_sample(values: ArrayLike, clusters: ArrayLike | None) -> _Sample:
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 1 or not np.all(np.isfinite(data)):
        raise ValueError("values must be one-dimensional and finite; leave unknown ones out")
    if clusters is None:
        return _Sample(data, np.ones(data.size, dtype=np.intp))
    labels = label(clusters)
    if labels.shape != data.shape:
        raise ValueError(f"{labels.size} cluster labels for {data.size} values")
    return _Sample(data[np.argsort(labels, kind="stable")], np.bincount(labels))
