"""Smallest detectable effects against published multiples and sample sizes."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from analysis.stats.power import (
    compute_smallest_detectable_odds_ratio,
    compute_smallest_detectable_ratio,
    compute_smallest_detectable_slope,
)


def test_the_multiple_agrees_with_bloom():
    # Bloom (1995): 2.8 standard errors for a two-sided test at 0.05 with power 0.8.
    assert math.log(compute_smallest_detectable_ratio(1.0, 10**6)) == pytest.approx(2.80, abs=5e-3)


def test_the_odds_ratio_agrees_with_hsieh():
    # Hsieh, Bloch & Larsen (1998), eq. 1: an odds ratio of 1.5 per standard deviation at an event
    # rate of 0.5 needs (1.960 + 0.842)^2 / (0.25 log(1.5)^2) = 191 rows for power 0.8.
    x = np.linspace(-1, 1, 191)
    found = compute_smallest_detectable_odds_ratio(95, (x - x.mean()) / x.std())
    assert found == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    ("nobs", "share", "power", "odds_ratio"),
    [(317, 0.5, 0.95, math.exp(0.405)), (103, 0.2, 0.8, 2.0)],
)
def test_the_odds_ratio_agrees_with_published_sample_sizes(nobs, share, power, odds_ratio):
    # Hsieh, Bloch & Larsen (1998), Table II, first balanced design: 317 rows for power 0.95, as
    # documented in the R package powerMediation (SSizeLogisticCon); 103 from that package. The
    # standard error that shows `odds_ratio` with `power` shows a smaller one with power 0.8.
    x = np.linspace(-1, 1, nobs)
    count = round(share * (nobs + 1) - 0.5)
    found = compute_smallest_detectable_odds_ratio(count, (x - x.mean()) / x.std())
    multiples = [stats.norm.ppf(0.975) + stats.norm.ppf(p) for p in (0.8, power)]
    expected = math.log(odds_ratio) * multiples[0] / multiples[1]
    # t in place of z, and whole events, move it by a few per cent.
    assert math.log(found) == pytest.approx(expected, rel=0.02)


def test_the_slope_agrees_with_least_squares():
    # 2.8 standard errors of the slope that least squares gives for errors of that variance.
    years = np.random.default_rng(3).uniform(0, 4, 4000)
    design = sm.add_constant(years)
    error = math.sqrt(1.7 * np.linalg.inv(design.T @ design)[1, 1])
    found = compute_smallest_detectable_slope(1.7, years)
    assert math.log(found) == pytest.approx(2.8016 * error, rel=1e-3)


def test_fewer_dates_or_events_detect_less():
    many, few = np.arange(40.0), np.arange(10.0)
    assert compute_smallest_detectable_odds_ratio(5, few) > compute_smallest_detectable_odds_ratio(
        20, many
    )
    assert compute_smallest_detectable_odds_ratio(1, many) > compute_smallest_detectable_odds_ratio(
        20, many
    )


def test_no_events_still_have_an_answer():
    assert compute_smallest_detectable_odds_ratio(0, np.arange(30.0)) > 1


@pytest.mark.parametrize("years", [[], [2020.0], [2020.0, 2020.0, 2021.0]])
def test_two_dates_cannot_say(years):
    assert compute_smallest_detectable_slope(1.0, np.array(years)) is None


def test_a_hopeless_error_is_infinite_not_an_overflow():
    assert compute_smallest_detectable_ratio(1e6, 3) == math.inf
