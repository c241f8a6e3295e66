"""Two models in which a slope is a log ratio: shares by odds, counts by rates.

Each is fitted once, and then asked what any other slope would leave over.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy import optimize, special, stats

from analysis.stats.clustering import (
    Floats,
    Grouping,
    SlopeVariance,
    as_z,
    prepare_slope_errors,
)
from analysis.stats.designs import TrendData
from analysis.stats.labels import Labels, find_firsts, label

_MAX_NEWTON = 100
_PRECISION = 1e-4
"""Of an end of the interval, in units of its distance from the estimate."""
_DOUBLINGS = 8
"""How often the reach is doubled before a side of the interval counts as without end."""


@dataclass(frozen=True, slots=True)
class ShareModel:
    """Logit: the variance of a 0/1 value is mean (1 - mean)."""

    def compute_mean(self, predictor: Floats) -> Floats:
        """The expected value at a linear predictor."""
        mean: Floats = special.expit(predictor)
        return mean

    def compute_scores(self, totals: Floats, counts: Floats, mean: Floats) -> tuple[Floats, Floats]:
        """Scores of the predictor where `counts` rows sum to `totals`, and their information."""
        return totals - counts * mean, counts * mean * (1 - mean)

    def fit(self, data: TrendData) -> tuple[float, float]:
        """Intercept and slope of greatest likelihood."""
        return _fit(data, sm.families.Binomial())


@dataclass(frozen=True, slots=True)
class CountModel:
    """Log link: the variance of a count is mean + dispersion mean^2 (NB2)."""

    dispersion: float

    def compute_mean(self, predictor: Floats) -> Floats:
        """The expected value at a linear predictor."""
        return np.exp(np.minimum(predictor, 500.0))

    def compute_scores(self, totals: Floats, counts: Floats, mean: Floats) -> tuple[Floats, Floats]:
        """Scores of the predictor where `counts` rows sum to `totals`, and their information."""
        spread = 1 + self.dispersion * mean
        return (totals - counts * mean) / spread, counts * mean / spread

    def fit(self, data: TrendData) -> tuple[float, float]:
        """Intercept and slope of greatest likelihood."""
        if self.dispersion == 0:
            return _fit(data, sm.families.Poisson())
        return _fit(data, sm.families.NegativeBinomial(alpha=self.dispersion))


RatioModel = ShareModel | CountModel


@dataclass(frozen=True, slots=True)
class FittedSlope:
    """A slope per unit of the design, its interval (+-inf: no end) and test, and what is left.

    `variance` is the slope's own, for the power; `residuals` and `information` are (n,).
    """

    slope: float
    ci_lower: float
    ci_upper: float
    pvalue: float
    variance: SlopeVariance
    residuals: Floats
    information: Floats


def estimate_slope(data: TrendData, model: RatioModel, confidence_level: float) -> FittedSlope:
    """Estimate the slope of `model`, with the interval that its score test leaves.

    Raises ValueError, in words for a reader, where a variance cannot be computed.
    Source: Boos (1992), The American Statistician 46:327-333, the generalised score test,
    inverted; its variance is that of the fit's residuals, with errors as in `SlopeErrors`.
    """
    design, grouping = data.design, data.grouping
    intercept, slope = model.fit(data)
    fitted = np.array([intercept, slope])
    residuals, information = model.compute_scores(
        data.values * data.counts, data.counts, model.compute_mean(design @ fitted)
    )
    variance = prepare_slope_errors(design, information, grouping).estimate(residuals)
    reach = float(stats.t.ppf((1 + confidence_level) / 2, variance.degrees_of_freedom))
    reach *= math.sqrt(variance.variance)

    cells = _sum_cells(data, grouping, residuals)

    def compute_z(at: float) -> float:
        score, weights = _compute_score(cells, model, intercept, at)
        found = prepare_slope_errors(cells.design, weights, cells.grouping).estimate(cells.left)
        # The slope's error times its information is the error of its score.
        error = math.sqrt(found.variance) * _compute_slope_information(cells.design, weights)
        return as_z(score / error, found.degrees_of_freedom)

    target = float(stats.norm.ppf((1 + confidence_level) / 2))
    return FittedSlope(
        slope=slope,
        ci_lower=_find_crossing(compute_z, target, slope, -reach),
        ci_upper=_find_crossing(compute_z, -target, slope, reach),
        pvalue=float(2 * stats.norm.sf(abs(compute_z(0.0)))),
        variance=variance,
        residuals=residuals,
        information=information,
    )


def estimate_dispersion(data: TrendData) -> float:
    """Estimate NB2's dispersion by maximum likelihood; 0 for counts no wider than Poisson's."""
    poisson = _fit_glm(data, sm.families.Poisson())
    excess: Floats = data.counts * ((data.values - poisson.fittedvalues) ** 2 - data.values)
    if excess.sum() <= 0:
        return 0.0
    mean, freedom = poisson.fittedvalues, data.counts.sum() - 2
    first = float((excess / mean**2).sum() / freedom)
    found = optimize.minimize(
        _weigh_dispersion,
        [*poisson.params, math.log(max(first, 0.05))],
        args=(data.values, data.design, data.counts),
        jac=True,
        method="BFGS",
        options={"maxiter": 200},
    )
    alpha = float(np.exp(min(found.x[-1], 700.0)))
    return alpha if math.isfinite(alpha) and alpha > 0 else 0.0


def _weigh_dispersion(
    params: Floats, values: Floats, design: Floats, counts: Floats
) -> tuple[float, Floats]:
    """NB2's negative log likelihood per observation at (coefficients, log dispersion), its slope.

    Without the terms that no parameter changes.
    """
    size = math.exp(-params[-1])
    mean = np.exp(np.minimum(design @ params[:-1], 500.0))
    rest = np.log(size) - np.log(size + mean)
    likelihood = (
        special.gammaln(values + size)
        - special.gammaln(size)
        + size * rest
        + values * (np.log(mean) - np.log(size + mean))
    )
    by_size = (
        special.digamma(values + size)
        - special.digamma(size)
        + rest
        - (values - mean) / (size + mean)
    )
    by_mean = size * (values - mean) / (size + mean)
    slope = np.append(design.T @ (counts * by_mean), -size * (counts @ by_size))
    return -float(counts @ likelihood) / counts.sum(), -slope / counts.sum()


@dataclass(frozen=True, slots=True)
class _Cells:
    """Rows of one date, period and cohort added up: all that the scores depend on.

    `totals` are of the values, `left` of the fit's residuals.
    """

    design: Floats
    counts: Floats
    totals: Floats
    left: Floats
    grouping: Grouping


def _sum_cells(data: TrendData, grouping: Grouping, residuals: Floats) -> _Cells:
    cells = label(data.dates * (int(grouping.cells.max()) + 1) + grouping.cells)
    first = find_firsts(cells)
    return _Cells(
        design=data.design[first],
        counts=_sum_by(data.counts, cells),
        totals=_sum_by(data.values * data.counts, cells),
        left=_sum_by(residuals, cells),
        grouping=grouping.take(first),
    )


def _sum_by(values: Floats, labels: Labels) -> Floats:
    return np.bincount(labels, weights=values).astype(np.float64)


def _compute_score(
    cells: _Cells, model: RatioModel, intercept: float, slope: float
) -> tuple[float, Floats]:
    """The score that `slope` leaves over at the intercept that fits best, and the information."""
    x = cells.design[:, 1]
    for _ in range(_MAX_NEWTON):
        scores, information = model.compute_scores(
            cells.totals, cells.counts, model.compute_mean(intercept + slope * x)
        )
        # Newton from a slope away may overshoot: no step is longer than 1.
        total = max(float(information.sum()), 1e-12)
        step = min(max(float(scores.sum()) / total, -1.0), 1.0)
        intercept += step
        if abs(step) < 1e-8:
            break
    return float(x @ scores), information


def _compute_slope_information(design: Floats, information: Floats) -> float:
    """Information on the slope, the intercept being unknown."""
    return float(1 / np.linalg.inv(design.T @ (design * information[:, None]))[1, 1])


def _fit(data: TrendData, family: sm.families.Family) -> tuple[float, float]:
    intercept, slope = _fit_glm(data, family).params
    return float(intercept), float(slope)


def _fit_glm(data: TrendData, family: sm.families.Family) -> Any:
    return sm.GLM(data.values, data.design, family=family, freq_weights=data.counts).fit()


def _find_crossing(
    statistic: Callable[[float], float], target: float, start: float, reach: float
) -> float:
    """Where a decreasing `statistic` passes `target`, first guessed at start + reach, or +-inf."""
    sign = math.copysign(1.0, reach)
    near, far = start, start + reach
    for _ in range(_DOUBLINGS):
        try:
            is_passed = sign * (statistic(far) - target) <= 0
        except ValueError:
            break
        if is_passed:
            tolerance = _PRECISION * abs(reach)
            return float(
                optimize.brentq(lambda at: statistic(at) - target, near, far, xtol=tolerance)
            )
        near, far = far, start + 2 * (far - start)
    return math.copysign(math.inf, reach)
