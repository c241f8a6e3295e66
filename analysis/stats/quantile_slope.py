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
from scipy import stats

from analysis.stats.clustering import Scores, estimate_slope_variance
from analysis.stats.designs import Floats, TrendData

_STEPS = 32
"""Bisection steps: the bracket shrinks by 2^-32."""


@dataclass(frozen=True, slots=True)
class QuantileSlope:
    """Slope per unit of the design's second column; an unbounded side is +-inf."""

    slope: float
    ci_lower: float
    ci_upper: float
    pvalue: float


def estimate_quantile_slope(
    spread: Floats, data: TrendData, q: float, confidence_level: float
) -> QuantileSlope:
    """Estimate the slope of the `q` quantile of `spread` on `data.design`.

    `spread` is (n, m): each row's value, m times where a whole-number value is spread over its
    step (else m = 1). Raises ValueError where a variance cannot be computed.
    Source: Koenker & Bassett (1978), Econometrica 46:33-50; inversion of the score test as in
    Koenker (1994); whole numbers spread as in Machado & Santos Silva (2005), JASA 100:1226-1237.
    """

    def compute_z(slope: float) -> float:
        return _compute_z(slope, spread, data, q)

    def compute_trend(slope: float) -> float:
        above = _indicate_above(slope, spread, data.design[:, 1], q)
        return float(data.design[:, 1] @ above)

    tail = float(stats.norm.ppf((1 + confidence_level) / 2))
    step = float(np.ptp(spread)) / float(np.ptp(data.design[:, 1]))
    slope = _find_crossing(compute_trend, 0.0, math.copysign(step, compute_trend(0.0)), 0.0)
    return QuantileSlope(
        slope=slope,
        ci_lower=_find_crossing(compute_z, tail, -step, slope),
        ci_upper=_find_crossing(compute_z, -tail, step, slope),
        pvalue=float(2 * stats.norm.sf(abs(compute_z(0.0)))),
    )


def _compute_z(slope: float, spread: Floats, data: TrendData, q: float) -> float:
    """The trend left in being above the line, in standard errors of a normal variable."""
    design = data.design
    above = _indicate_above(slope, spread, design[:, 1], q)
    # The design's columns are orthogonal with mean squares 1, so least squares is two means.
    coefficients = design.T @ above / above.size
    residuals = above - design @ coefficients
    found = estimate_slope_variance(
        Scores(design, residuals, np.ones(above.size)), data.periods, data.clusters
    )
    t = coefficients[1] / math.sqrt(found.variance)
    tail = max(float(stats.t.sf(abs(t), found.degrees_of_freedom)), 1e-300)
    return math.copysign(float(stats.norm.isf(tail)), t)


def _indicate_above(slope: float, spread: Floats, x: Floats, q: float) -> Floats:
    """Share of each row above its line (n,), points on the line counted so that q lie below."""
    left = spread - slope * x[:, None]
    level = np.quantile(left, q, method="inverted_cdf")
    above, on = left > level, left == level
    on_line = ((1 - q) * left.size - above.sum()) / on.sum()
    result: Floats = (above + on_line * on).mean(axis=1)
    return result


def _find_crossing(
    function: Callable[[float], float], target: float, step: float, start: float
) -> float:
    """Where a decreasing function passes `target`, sought from `start` in the way of `step`.

    +-inf where it never does within 2^12 steps.
    """
    sign = math.copysign(1.0, step)
    near, far, length = start, start + step / 8, step / 8
    while sign * (function(far) - target) > 0:
        length *= 2
        near, far = far, start + length
        if abs(length) > abs(step) * 4096:
            return math.copysign(math.inf, step)
    for _ in range(_STEPS):
        middle = (near + far) / 2
        if sign * (function(middle) - target) > 0:
            near = middle
        else:
            far = middle
    return (near + far) / 2
