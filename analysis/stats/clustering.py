"""The variance of a regression slope when rows belong together and the groups are few.

The usual cluster-robust variance is too small, and the normal distribution too narrow, when
there are a dozen digests. Here each group's contribution is corrected for its own pull on the
fit (CR2), and the degrees of freedom follow from the leverages.

A paper that recurs has the facts of its first day again and again. So rows are grouped by
cohort: the period in which their cluster (their paper) first appears. Cohorts hold whole
clusters, and share the slant of the digest that chose them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.stats.labels import Labels, label

Floats = NDArray[np.float64]

_ROUNDING = 1e-12
"""Share of the rows' variance below which the cohorts' is rounding error."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows (n,) labelled by cohort, by period, and by both; labels count from 0."""

    cohorts: Labels
    periods: Labels
    cells: Labels

    @property
    def n_cohorts(self) -> int:
        """Number of groups that are independent of one another."""
        return int(self.cohorts.max()) + 1

    def take(self, rows: Labels) -> Grouping:
        """The labels of some rows, of which every group has at least one."""
        return Grouping(self.cohorts[rows], self.periods[rows], self.cells[rows])


@dataclass(frozen=True, slots=True)
class SlopeVariance:
    """The slope's variance and the degrees of freedom of its t statistic."""

    variance: float
    degrees_of_freedom: float


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of grouping: labels, each group's corrected pull on the slope, and the df."""

    labels: Labels
    pulls: Floats
    degrees_of_freedom: float

    def compute_variance(self, rotated: Floats, residuals: Floats) -> float:
        gradient = _sum_by(rotated * residuals[:, None], self.labels)
        contributions = np.einsum("gi,gi->g", self.pulls, gradient)
        return float(contributions @ contributions)


@dataclass(frozen=True, slots=True)
class SlopeErrors:
    """What of a slope's variance does not depend on the residuals, so that it is done once.

    `rotated` is the design (n, 2) in coordinates in which the information is the identity, and
    `direction` (2,) the slope in them.
    """

    rotated: Floats
    direction: Floats
    by_cohort: _Way
    others: tuple[_Way, ...]

    def estimate(self, residuals: Floats) -> SlopeVariance:
        """Estimate the slope's variance from `residuals` (n,), on the scale of the scores.

        Variances by cohort and by period are added less that by both (Cameron, Gelbach &
        Miller 2011, JBES 29:238-249), and never less than by cohort alone: a digest's slant may
        also choose which of the earlier papers it keeps, but with few periods the difference is
        noise. Each is CR2 with the degrees of freedom of Bell & McCaffrey (2002, Survey
        Methodology 28:169-181), those of the cohorts. Raises ValueError, in words for a reader,
        where the variance cannot be computed.
        """
        freedom = self.by_cohort.degrees_of_freedom
        if not freedom > 0:
            raise ValueError("the dates of too few periods decide the slope: it has no error")
        variance = self.by_cohort.compute_variance(self.rotated, residuals)
        rows = float((((self.rotated @ self.direction) * residuals) ** 2).sum())
        if variance <= _ROUNDING * rows:
            # Groups that agree to the last row leave rounding errors: a ratio of those is noise.
            raise ValueError("the periods agree exactly: no error can be estimated")
        if self.others:
            by_period, by_cell = (
                way.compute_variance(self.rotated, residuals) for way in self.others
            )
            variance += max(by_period - by_cell, 0.0)
        return SlopeVariance(variance, freedom)


def as_z(t: float, degrees_of_freedom: float) -> float:
    """Turn a t statistic into a normal one of the same p-value."""
    tail = max(float(special.stdtr(degrees_of_freedom, -abs(t))), 1e-300)
    return math.copysign(float(-special.ndtri(tail)), t)


def group_rows(periods: Labels, clusters: Labels) -> Grouping:
    """Label rows by the first (lowest) period of their cluster, and by that and their period.

    `periods` and `clusters` are labels from 0, shape (n,); periods count in time order.
    """
    first = np.full(int(clusters.max()) + 1, periods.max())
    np.minimum.at(first, clusters, periods)
    cohorts = first[clusters]
    cells = periods * (int(periods.max()) + 1) + cohorts
    return Grouping(*(label(labels) for labels in (cohorts, periods, cells)))


def prepare_slope_errors(design: Floats, weights: Floats, grouping: Grouping) -> SlopeErrors:
    """Prepare the variance of the slope of a fitted model of intercept and slope.

    `design` is (n, 2); `weights` (n,) give the information design' diag(weights) design.
    Raises ValueError where the design does not spread.
    """
    root = _inverse_root(design.T @ (design * weights[:, None]))
    rotated = design @ root
    by_cohort = _prepare_way(rotated, weights, root[:, 1], grouping.cohorts)
    others: tuple[_Way, ...] = ()
    if not np.array_equal(grouping.cohorts, grouping.periods):
        others = tuple(
            _prepare_way(rotated, weights, root[:, 1], labels)
            for labels in (grouping.periods, grouping.cells)
        )
    return SlopeErrors(rotated, root[:, 1], by_cohort, others)


def _prepare_way(rotated: Floats, weights: Floats, direction: Floats, labels: Labels) -> _Way:
    """A group's pull from its 2 x 2 share of the information, never its n_g x n_g hat matrix."""
    first, second = rotated.T
    products = np.array([first * first, first * second, second * second]) * weights
    sums = _sum_by(products.T, labels)
    shares = sums[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    pulls = _correct(shares) @ direction
    projected = np.einsum("gij,gj->gi", shares, pulls)
    own = np.einsum("gi,gi->g", pulls, projected)
    overlap = projected.T @ projected
    trace = own.sum() - np.trace(overlap)
    trace_of_square = (
        own @ own - 2 * own @ (projected**2).sum(axis=1) + np.einsum("ij,ij->", overlap, overlap)
    )
    freedom = trace**2 / trace_of_square if trace_of_square > _ROUNDING else 0.0
    return _Way(labels, pulls, float(freedom))


def _correct(shares: Floats) -> Floats:
    """(I - B)^(-1/2) per group; directions that one group alone determines are left out."""
    values, vectors = np.linalg.eigh(shares)
    left = 1 - values
    scale = np.where(left > 1e-9, 1 / np.sqrt(np.maximum(left, 1e-9)), 0.0)
    result: Floats = (vectors * scale[:, None, :]) @ vectors.transpose(0, 2, 1)
    return result


def _inverse_root(information: Floats) -> Floats:
    values, vectors = np.linalg.eigh(information)
    if values[0] <= 1e-12 * values[-1]:
        raise ValueError("the dates that count do not spread: no slope can be fitted")
    result: Floats = (vectors / np.sqrt(values)) @ vectors.T
    return result


def _sum_by(rows: Floats, labels: Labels) -> Floats:
    return np.array([np.bincount(labels, weights=column) for column in rows.T]).T
