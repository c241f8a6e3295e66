"""Shares with Wilson intervals: one share, many at once, or one whose rows are clustered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis.stats.labels import label
from analysis.stats.results import Estimate, Result, TooLittleData, require_level

WILSON = "Wilson score interval (Wilson 1927)"
CLUSTERED_WILSON = (
    "Wilson score interval at the effective sample size of the clusters (Korn & Graubard 1998)"
)


@dataclass(frozen=True, slots=True)
class Proportions:
    """Many shares at once; all arrays have the shape of the counts given.

    `proportion`, `ci_lower` and `ci_upper` are NaN where `nobs` is 0.
    """

    proportion: NDArray[np.float64]
    ci_lower: NDArray[np.float64]
    ci_upper: NDArray[np.float64]
    count: NDArray[np.int64]
    nobs: NDArray[np.int64]
    confidence_level: float
    method: str


def estimate_proportion(count: int, nobs: int, confidence_level: float = 0.95) -> Result:
    """Estimate the share `count / nobs` with a Wilson score interval.

    Returns an Estimate in [0, 1], or TooLittleData where `nobs` is 0.
    Raises ValueError unless 0 <= count <= nobs and 0 < confidence_level < 1.
    Source: Wilson (1927), JASA 22:209-212; recommended by Brown, Cai & DasGupta (2001),
    Statistical Science 16:101-133.
    """
    many = estimate_proportions([count], [nobs], confidence_level)
    if nobs == 0:
        return TooLittleData(
            reason="0 observations: a share has no denominator",
            needed="at least 1 observation",
            nobs=0,
            method=WILSON,
        )
    return Estimate(
        estimate=float(many.proportion[0]),
        ci_lower=float(many.ci_lower[0]),
        ci_upper=float(many.ci_upper[0]),
        confidence_level=confidence_level,
        nobs=int(nobs),
        method=WILSON,
    )


def estimate_proportions(
    counts: ArrayLike, nobs: ArrayLike, confidence_level: float = 0.95
) -> Proportions:
    """Estimate many shares `counts / nobs` with Wilson score intervals.

    `counts` and `nobs` are whole numbers of one shape. Where `nobs` is 0 the share and its
    bounds are NaN. Raises ValueError unless 0 <= counts <= nobs everywhere.
    """
    require_level(confidence_level)
    count, total = _as_whole(counts, "counts"), _as_whole(nobs, "nobs")
    if count.shape != total.shape:
        raise ValueError(f"counts has shape {count.shape}, nobs {total.shape}")
    if np.any(count < 0) or np.any(count > total):
        raise ValueError("every count must lie between 0 and its nobs")
    known = total > 0
    share, lower, upper = (np.full(count.shape, np.nan) for _ in range(3))
    share[known] = count[known] / total[known]
    lower[known], upper[known] = _wilson(count[known], total[known], confidence_level)
    return Proportions(share, lower, upper, count, total, confidence_level, WILSON)


def estimate_clustered_proportion(
    successes: ArrayLike, clusters: ArrayLike, confidence_level: float = 0.95
) -> Result:
    """Estimate a share over rows of which some belong together.

    `successes` holds one 0/1 value per row, `clusters` a label per row; rows of one cluster
    (one paper in several digests) are not independent. The Wilson interval is computed at the
    effective sample size nobs / deff, deff being the variance of the ratio estimator over the
    binomial variance, with the t correction for few clusters.
    Returns TooLittleData for no rows, or for fewer than two clusters.
    Source: Korn & Graubard (1998), Survey Methodology 24:193-201, with the Wilson interval as
    in Dean & Pagano (2015), JSSAM 3:484-503.
    """
    require_level(confidence_level)
    success = np.asarray(successes, dtype=np.float64)
    labels = label(clusters)
    nobs, n_clusters = success.size, int(labels.max(initial=-1)) + 1
    if n_clusters == nobs and nobs > 0:
        return estimate_proportion(int(success.sum()), nobs, confidence_level)
    if n_clusters < 2:
        return TooLittleData(
            reason=f"{nobs} observations in {n_clusters} cluster: their spread is unknown",
            needed="at least 2 clusters",
            nobs=nobs,
            method=CLUSTERED_WILSON,
        )
    effective = _effective_nobs(success, labels, n_clusters, confidence_level)
    share = float(success.mean())
    lower, upper = _wilson(share * effective, effective, confidence_level)
    return Estimate(
        estimate=share,
        ci_lower=float(lower),
        ci_upper=float(upper),
        confidence_level=confidence_level,
        nobs=nobs,
        n_clusters=n_clusters,
        method=CLUSTERED_WILSON,
    )


def _effective_nobs(
    success: NDArray[np.float64], labels: NDArray[np.intp], n_clusters: int, level: float
) -> float:
    share = success.mean()
    if share in (0.0, 1.0):
        # No spread to measure: the clusters themselves are all that is surely independent.
        return float(n_clusters)
    totals = np.bincount(labels, weights=success - share, minlength=n_clusters)
    variance = n_clusters / (n_clusters - 1) * float(totals @ totals) / success.size**2
    binomial = share * (1 - share) / success.size
    deff = max(variance / binomial, 1.0)
    tail = (1 + level) / 2
    correction = stats.norm.ppf(tail) / stats.t.ppf(tail, n_clusters - 1)
    return float(success.size / deff * correction**2)


def _wilson(
    count: ArrayLike, nobs: ArrayLike, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lower, upper = proportion_confint(count, nobs, alpha=1 - level, method="wilson")
    # Rounding can put a bound a hair outside [0, 1], or inside the share itself at 0 or 1.
    share = np.divide(count, nobs)
    return np.clip(lower, 0.0, share), np.clip(upper, share, 1.0)


def _as_whole(values: ArrayLike, name: str) -> NDArray[np.int64]:
    array = np.asarray(values, dtype=np.float64)
    if not np.all(np.isfinite(array)) or np.any(array != np.floor(array)):
        raise ValueError(f"{name} must be whole numbers")
    return array.astype(np.int64)
