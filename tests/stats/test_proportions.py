"""Wilson intervals against published examples, and what clusters do to them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.proportions import (
    estimate_clustered_proportion,
    estimate_proportion,
    estimate_proportions,
)
from analysis.stats.results import Estimate, TooLittleData

# Newcombe (1998), Statistics in Medicine 17:857-872, Table I, method 3 (score).
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("count", "nobs", "lower", "upper"), NEWCOMBE)
def test_wilson_agrees_with_newcombe(count, nobs, lower, upper):
    result = estimate_proportion(count, nobs)
    assert isinstance(result, Estimate)
    assert result.estimate == pytest.approx(count / nobs)
    assert (result.ci_lower, result.ci_upper) == pytest.approx((lower, upper), abs=5e-5)


def test_wilson_agrees_with_the_definition_at_another_level():
    # The bounds solve |p - count / nobs| = z sqrt(p (1 - p) / nobs): Wilson (1927).
    result = estimate_proportion(7, 50, confidence_level=0.9)
    z = stats.norm.ppf(0.95)
    for bound in (result.ci_lower, result.ci_upper):
        assert abs(bound - 0.14) == pytest.approx(z * np.sqrt(bound * (1 - bound) / 50))


def test_no_observations_are_too_little():
    result = estimate_proportion(0, 0)
    assert isinstance(result, TooLittleData)
    assert "0 observations" in result.reason


def test_many_shares_keep_their_place_and_gaps():
    many = estimate_proportions([15, 0, 81], [148, 0, 263])
    assert np.isnan([many.proportion[1], many.ci_lower[1], many.ci_upper[1]]).all()
    assert many.ci_lower[[0, 2]] == pytest.approx([0.0624, 0.2553], abs=5e-5)
    assert many.ci_upper[[0, 2]] == pytest.approx([0.1605, 0.3662], abs=5e-5)


@pytest.mark.parametrize(("counts", "nobs"), [([3], [2]), ([-1], [2]), ([0.5], [2]), ([1, 1], [2])])
def test_impossible_counts_are_refused(counts, nobs):
    with pytest.raises(ValueError):
        estimate_proportions(counts, nobs)


@settings(deadline=None, derandomize=True)
@given(nobs=st.integers(1, 10**6), part=st.floats(0, 1), level=st.floats(0.5, 0.999))
def test_bounds_stay_in_the_unit_interval_and_hold_the_share(nobs, part, level):
    count = round(part * nobs)
    result = estimate_proportion(count, nobs, level)
    assert 0 <= result.ci_lower <= result.estimate <= result.ci_upper <= 1
    mirrored = estimate_proportion(nobs - count, nobs, level)
    assert mirrored.ci_lower == pytest.approx(1 - result.ci_upper, abs=1e-9)


def test_rows_of_their_own_give_the_plain_interval():
    plain = estimate_proportion(15, 148)
    rows = np.r_[np.ones(15), np.zeros(133)]
    assert estimate_clustered_proportion(rows, np.arange(148)) == plain


def test_repeated_rows_add_nothing():
    # 40 papers, each listed 5 times: as much is known as from 40 rows, not from 200.
    once = np.r_[np.ones(10), np.zeros(30)]
    result = estimate_clustered_proportion(np.repeat(once, 5), np.repeat(np.arange(40), 5))
    t, z = stats.t.ppf(0.975, 39), stats.norm.ppf(0.975)
    # Korn & Graubard (1998): effective n = n / deff (z / t)^2, deff = 5 * 40 / 39 here.
    effective = 200 / (5 * 40 / 39) * (z / t) ** 2
    low, high = estimate_proportions([10], [40]).ci_lower[0], result.ci_lower
    assert high < low
    for bound in (result.ci_lower, result.ci_upper):
        assert abs(bound - 0.25) == pytest.approx(z * np.sqrt(bound * (1 - bound) / effective))
    assert result.n_clusters == 40
    assert result.nobs == 200


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_unanimous_clusters_still_have_width(value):
    result = estimate_clustered_proportion(np.full(30, value), np.repeat(np.arange(10), 3))
    assert result.ci_upper - result.ci_lower > 0.2


@pytest.mark.parametrize("nobs", [0, 5])
def test_one_cluster_is_too_little(nobs):
    result = estimate_clustered_proportion(np.ones(nobs), np.zeros(nobs))
    assert isinstance(result, TooLittleData)


def test_clustered_interval_covers_at_its_level():
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(600):
        sizes = rng.integers(1, 5, 60)
        share = rng.beta(1.5, 3.5, 60)
        clusters = np.repeat(np.arange(60), sizes)
        rows = (rng.random(60) < share)[clusters]
        result = estimate_clustered_proportion(rows, clusters)
        covered += result.ci_lower <= 0.3 <= result.ci_upper
    assert 0.925 <= covered / 600 <= 0.975
