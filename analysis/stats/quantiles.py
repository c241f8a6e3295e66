"""Quantiles and means of sizes with bootstrap intervals, clustered where values belong together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

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

_CHUNK = 2_000_000
"""Cells of a resampling matrix held at once, so that long series do not exhaust memory."""

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]


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
    if not 0 < q < 1:
        raise ValueError(f"q must lie in (0, 1), is {q}")
    require_level(confidence_level)
    sample = _as_sample(values, clusters)
    needed = compute_nobs_for_quantile(q, confidence_level)
    if sample.n_clusters < needed:
        what = "the median" if q == 0.5 else f"the {q:g} quantile"
        return _too_few(sample, needed, what, QUANTILE)
    point = float(np.quantile(sample.values, q, method="averaged_inverted_cdf"))
    resampled = _resample_quantiles(sample, q, n_resamples, seed)
    tail = _expand_tail((1 - confidence_level) / 2, sample.n_clusters)
    lower, upper = np.quantile(resampled, (tail, 1 - tail))
    return _as_estimate(sample, point, (lower, upper), confidence_level, QUANTILE)


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
    chunk = max(1, _CHUNK // totals.size)
    found = []
    for done in range(0, n_resamples, chunk):
        draws = min(chunk, n_resamples - done)
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


def _resample_quantiles(sample: _Sample, q: float, n_resamples: int, seed: int) -> Floats:
    """Quantiles of resamples, by counting how often each distinct value is drawn."""
    rng = np.random.default_rng(seed)
    levels, codes = np.unique(sample.values, return_inverse=True)
    chunk = max(1, _CHUNK // sample.values.size)
    found = []
    for done in range(0, n_resamples, chunk):
        draws = min(chunk, n_resamples - done)
        picks = rng.integers(0, sample.n_clusters, size=(draws, sample.n_clusters))
        counts = _count_levels(picks, sample.sizes, codes, levels.size)
        found.append(_compute_weighted_quantiles(levels, counts, q))
    return np.concatenate(found)


def _count_levels(picks: Labels, sizes: Labels, codes: Labels, n_levels: int) -> Labels:
    """How often each resample (row) holds each distinct value (column)."""
    draws = picks.shape[0]
    starts = np.cumsum(sizes) - sizes
    lengths = sizes[picks].ravel()
    before = np.cumsum(lengths) - lengths
    members = np.repeat(starts[picks].ravel() - before, lengths) + np.arange(lengths.sum())
    rows = np.repeat(np.arange(draws), sizes[picks].sum(axis=1))
    flat = np.bincount(rows * n_levels + codes[members], minlength=draws * n_levels)
    return flat.reshape(draws, n_levels)


def _compute_weighted_quantiles(levels: Floats, counts: Labels, q: float) -> Floats:
    """Type 2 quantile per row of `counts`: the mean of both values where q falls on a step."""
    cumulative = np.cumsum(counts, axis=1)
    target = q * cumulative[:, -1:]
    # A tolerance, because q * n misses whole numbers by rounding (0.9 * 10).
    low = np.argmax(cumulative >= target - 1e-9, axis=1)
    high = np.argmax(cumulative > target + 1e-9, axis=1)
    result: Floats = (levels[low] + levels[high]) / 2
    return result


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
    labels = np.unique(np.asarray(clusters), return_inverse=True)[1]
    if labels.shape != data.shape:
        raise ValueError(f"{labels.size} cluster labels for {data.size} values")
    return _Sample(data[np.argsort(labels, kind="stable")], np.bincount(labels))
