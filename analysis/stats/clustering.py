"""The variance of a regression slope when rows belong together and the groups are few.

The usual cluster-robust variance is too small, and the normal distribution too narrow, when
there are a dozen digests. Here each group's contribution is corrected for its own pull on the
fit (CR2), and the degrees of freedom follow from the leverages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

_ROUNDING = 1e-12
"""Share of the rows' variance below which the periods' is rounding error."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a fitted model of intercept and slope leaves behind, one row per observation.

    `design` is (n, 2). `residuals` (n,) times `design` are the score contributions, and
    `weights` (n,) give the information matrix design' diag(weights) design.
    """

    design: Floats
    residuals: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class SlopeVariance:
    """The slope's variance and the degrees of freedom of its t statistic."""

    variance: float
    degrees_of_freedom: float


def estimate_slope_variance(scores: Scores, periods: Labels, clusters: Labels) -> SlopeVariance:
    """Estimate the slope's variance where rows share a period, a cluster, or both.

    `periods` and `clusters` are labels 0..G-1 of shape (n,). Two-way clustering is by period
    plus by cluster minus by their intersection (Cameron, Gelbach & Miller 2011, JBES
    29:238-249), and never below the variance by period alone: with few periods the difference
    is noise, and taking it at its word rejects too often. Each part is CR2 with the degrees of
    freedom of Bell & McCaffrey (2002, Survey Methodology 28:169-181), the smaller of the two
    ways. Raises ValueError, in words for a reader, where the variance cannot be computed.
    """
    by_period = _one_way(scores, periods)
    by_cluster = _one_way(scores, clusters)
    cells = np.unique(periods * (clusters.max() + 1) + clusters, return_inverse=True)[1]
    by_cell = _one_way(scores, cells)
    both = by_period.variance + by_cluster.variance - by_cell.variance
    variance = max(both, by_period.variance)
    if by_period.variance <= _ROUNDING * by_cell.variance:
        # Periods that agree to the last row leave rounding errors, and a ratio of those is noise.
        raise ValueError("the periods agree exactly: no error can be estimated")
    # What recurring clusters add rests on more groups than the periods. Satterthwaite's gain, the
    # ratio squared, takes that part as known exactly and rejects too often; no gain at all
    # rejects too rarely. The root keeps the level from 8 periods on.
    freedom = min(by_period.degrees_of_freedom, by_cluster.degrees_of_freedom)
    freedom *= math.sqrt(variance / by_period.variance)
    if not (math.isfinite(variance) and freedom > 0):
        raise ValueError("the dates of too few periods decide the slope: it has no error")
    return SlopeVariance(variance, freedom)


def _one_way(scores: Scores, labels: Labels) -> SlopeVariance:
    """CR2 variance of the slope and its Bell-McCaffrey degrees of freedom.

    Written in coordinates in which the information is the identity, so that each group needs
    only its 2 x 2 share of the information, never its n_g x n_g hat matrix.
    """
    root = _inverse_root(np.einsum("n,ni,nj->ij", scores.weights, scores.design, scores.design))
    design = scores.design @ root
    gradient = _sum_by(design * scores.residuals[:, None], labels)
    products = design[:, :, None] * design[:, None, :] * scores.weights[:, None, None]
    shares = _sum_by(products.reshape(-1, 4), labels).reshape(-1, 2, 2)
    pulls = _correction(shares) @ root[:, 1]
    contributions = np.einsum("gi,gi->g", pulls, gradient)
    projected = np.einsum("gij,gj->gi", shares, pulls)
    own = np.einsum("gi,gi->g", pulls, projected)
    overlap = projected.T @ projected
    trace = own.sum() - np.trace(overlap)
    trace_of_square = (
        own @ own - 2 * own @ (projected**2).sum(axis=1) + np.einsum("ij,ij->", overlap, overlap)
    )
    freedom = trace**2 / trace_of_square if trace_of_square > 0 else 0.0
    return SlopeVariance(float(contributions @ contributions), float(freedom))


def _correction(shares: Floats) -> Floats:
    """(I - B)^(-1/2) per group; directions that one group alone determines are left out."""
    values, vectors = np.linalg.eigh(shares)
    left = 1 - values
    scale = np.where(left > 1e-9, 1 / np.sqrt(np.maximum(left, 1e-9)), 0.0)
    result: Floats = np.einsum("gij,gj,gkj->gik", vectors, scale, vectors)
    return result


def _inverse_root(information: Floats) -> Floats:
    values, vectors = np.linalg.eigh(information)
    if values[0] <= 1e-12 * values[-1]:
        raise ValueError("the dates do not spread: no slope can be fitted")
    result: Floats = (vectors / np.sqrt(values)) @ vectors.T
    return result


def _sum_by(rows: Floats, labels: Labels) -> Floats:
    return np.stack([np.bincount(labels, weights=column) for column in rows.T], axis=1)
