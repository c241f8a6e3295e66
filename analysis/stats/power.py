"""The smallest trend that data of a given size would have shown."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

POWER = 0.8


def compute_smallest_detectable_ratio(
    standard_error: float, degrees_of_freedom: float, confidence_level: float = 0.95
) -> float:
    """Compute the smallest ratio above 1 that a two-sided t test finds with power 0.8.

    `standard_error` is of the log ratio. exp((t(1 - alpha/2) + t(power)) * standard_error);
    inf where that overflows. Source: Bloom (1995), Evaluation Review 19:547-556.
    """
    tail = (1 + confidence_level) / 2
    multiple = stats.t.ppf(tail, degrees_of_freedom) + stats.t.ppf(POWER, degrees_of_freedom)
    exponent = float(multiple * standard_error)
    return math.exp(exponent) if exponent < 700 else math.inf


def compute_smallest_detectable_odds_ratio(
    count: int, years: NDArray[np.float64], confidence_level: float = 0.95
) -> float | None:
    """Compute the smallest odds ratio per year that `count` events on `years` could show.

    `years` holds one date per row, events or not. Rows are taken as independent, so this is a
    lower bound for clustered rows. None where the dates do not spread. The share is taken as
    (count + 0.5) / (nobs + 1), so that no events at all still give an answer.
    Source: the information of a logistic slope at no trend, Hsieh, Bloch & Larsen (1998),
    Statistics in Medicine 17:1623-1634.
    """
    share = (count + 0.5) / (years.size + 1)
    return compute_smallest_detectable_slope(1 / (share * (1 - share)), years, confidence_level)


def compute_smallest_detectable_slope(
    variance: float, years: NDArray[np.float64], confidence_level: float = 0.95
) -> float | None:
    """Compute the smallest ratio per year, given the variance of one row's log-scale score.

    The slope's standard error at no trend is sqrt(variance / sum((years - mean)^2)). None
    where there are fewer than 3 distinct dates, for a line through two dates leaves no error.
    """
    distinct = np.unique(years).size
    if distinct < 3:
        return None
    spread = float(((years - years.mean()) ** 2).sum())
    return compute_smallest_detectable_ratio(
        math.sqrt(variance / spread), distinct - 2, confidence_level
    )
