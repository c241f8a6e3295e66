"""Smallest detectable effects against published multiples and sample sizes."""

import math

import numpy as np
import pytest

from analysis.stats.power import (
    compute_smallest_detectable_odds_ratio,
    compute_smallest_detectable_ratio,
    compute_smallest_detectable_slope,
)


def test_the_multiple_agrees_with_bloom():
    # Bloom (1995), Table 1: 2.80 standard errors for a two-sided test at 0.05 with power 0.8.
    assert math.log(compute_smallest_detectable_ratio(1.0, 10**6)) == pytest.approx(2.80, abs=5e-3)


def test_the_odds_ratio_agrees_with_hsieh():
    # Hsieh, Bloch & Larsen (1998), eq. 1: an odds ratio of 1.5 per standard deviation at an event
    # rate of 0.5 needs (1.960 + 0.842)^2 / (0.25 log(1.5)^2) = 191 rows for power 0.8.
    x = np.linspace(-1, 1, 191)
    found = compute_smallest_detectable_odds_ratio(95, (x - x.mean()) / x.std())
    assert found == pytest.approx(1.5, abs=0.01)


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
