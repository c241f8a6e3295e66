"""The slope of one quantile on one regressor, and its test by clustered indicator regression.

A slope b fits the q quantile when being above the line has no trend left along x. So the point
estimate is where that trend vanishes (the first-order condition of quantile regression), and
the interval holds every b at which the clustered test of it does not reject. No density has to
be estimated, and the test keeps its level with few clusters because the clustered variance does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from analysis.stats.clustering import SlopeErrors, as_z, prepare_slope_errors
from analysis.stats.designs import Floats, TrendData

_STEPS = 32
"""Bisection steps to a slope: the bracket shrinks by 2^-32."""
_STEPS_TO_END = 16
"""The same to an end of the interval, where each step costs a variance."""
_DOUBLINGS = 12


@dataclass(frozen=True, slots=True)
class QuantileSlope:
    """Slope per unit of the design's second column; an unbounded side is +-inf."""

    slope: float
    ci_lower: float
    ci_upper: float
    pvalue: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Rows' values (n,), each spread evenly from `low` to `high`; equal where it is a point."""

    low: Floats
    high: Floats


def estimate_quantile_slope(
    spread: Spread, data: TrendData, q: float, confidence_level: float
) -> QuantileSlope:
    """Estimate the slope of the `q` quantile of `spread` on `data.design`.

    Raises ValueError where a variance cannot be computed.
    Source: Koenker & Bassett (1978), Econometrica 46:33-50; inversion of the score test as in
    Koenker (1994); whole numbers spread as in Machado & Santos Silva (2005), JASA 100:1226-1237.
    """
    design = data.design
    x, counts = design[:, 1], data.counts
    # The weights are the same at every slope, so the errors are prepared once.
    errors = prepare_slope_errors(design, counts, data.grouping)

    def compute_trend(slope: float) -> float:
        return float((x * counts) @ _indicate_above(slope, spread, x, counts, q))

    def compute_left_over(slope: float) -> float:
        above = _indicate_above(slope, spread, x, counts, q)
        return _compute_z(above - np.average(above, weights=counts), counts, errors)

    tail = float(stats.norm.ppf((1 + confidence_level) / 2))
    step = float(spread.high.max() - spread.low.min()) / float(np.ptp(x))
    trend = compute_trend(0.0)
    slope = _find_crossing(compute_trend, 0.0, math.copysign(step, trend), 0.0, _STEPS)
    at_zero = compute_left_over(0.0)
    # A first reach of about the interval's half width saves most of the doubling.
    reach = min(step, 1.5 * abs(slope) * tail / max(abs(at_zero), 0.1) + step / 64)
    return QuantileSlope(
        slope=slope,
        ci_lower=_find_crossing(compute_left_over, tail, -reach, slope, _STEPS_TO_END),
        ci_upper=_find_crossing(compute_left_over, -tail, reach, slope, _STEPS_TO_END),
        pvalue=float(2 * stats.norm.sf(abs(at_zero))),
    )


def _compute_z(residuals: Floats, counts: Floats, errors: SlopeErrors) -> float:
    """The trend in `residuals`, which have mean 0, in standard errors of a normal variable."""
    step = errors.rotated.T @ (residuals * counts)
    found = errors.estimate(counts * (residuals - errors.rotated @ step))
    t = float(errors.direction @ step) / math.sqrt(found.variance)
    return as_z(t, found.degrees_of_freedom)


def _indicate_above(slope: float, spread: Spread, x: Floats, counts: Floats, q: float) -> Floats:
    """Share of each row above its line (n,), points on the line counted so that q lie below."""
    low, high = spread.low - slope * x, spread.high - slope * x
    if np.array_equal(low, high):
        level = _find_level(low, counts, q)
        above, on = low > level, low == level
        on_line = ((1 - q) * counts.sum() - counts @ above) / (counts @ on)
        points: Floats = above + on_line * on
        return points
    width = high - low

    def compute_excess(level: float) -> float:
        above = np.clip((high - level) / width, 0.0, 1.0)
        return float(np.average(above, weights=counts)) - (1 - q)

    between = _find_level(low, counts, q), _find_level(high, counts, q)
    level = float(optimize.brentq(compute_excess, *_widen(*between), xtol=1e-12))
    above_part: Floats = np.clip((high - level) / width, 0.0, 1.0)
    return above_part


def _find_level(values: Floats, counts: Floats, q: float) -> float:
    """The smallest value with at least q of the values at or below it."""
    # A tolerance, because q * n misses whole numbers by rounding (0.9 * 10).
    rank = max(math.ceil(q * counts.sum() - 1e-9), 1)
    order = np.argsort(values)
    return float(values[order[np.searchsorted(np.cumsum(counts[order]), rank)]])


def _widen(low: float, high: float) -> tuple[float, float]:
    # The level lies between both quantiles; rounding must not put it outside.
    margin = 1e-6 + 0.01 * (high - low)
    return low - margin, high + margin


def _find_crossing(
    function: Callable[[float], float], target: float, step: float, start: float, steps: int
) -> float:
    """Where a decreasing function passes `target`, sought from `start` in the way of `step`.

    +-inf where it never does within 2^_DOUBLINGS steps. By bisection, for it falls in jumps.
    """
    sign = math.copysign(1.0, step)
    near, far, length = start, start + step / 8, step / 8
    while sign * (function(far) - target) > 0:
        length *= 2
        near, far = far, start + length
        if abs(length) > abs(step) * 2**_DOUBLINGS:
            return math.copysign(math.inf, step)
    for _ in range(steps):
        middle = (near + far) / 2
        if sign * (function(middle) - target) > 0:
            near = middle
        else:
            far = middle
    return (near + far) / 2
