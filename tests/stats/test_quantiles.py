"""Quantiles and means: exact bootstrap distributions, coverage, and honest gaps."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from analysis.stats.quantiles import compute_nobs_for_quantile, estimate_mean, estimate_quantile
from analysis.stats.results import Estimate, TooLittleData

# Efron & Tibshirani (1993), Table 2.1: survival of the control mice in days, mean 56.22.
MICE = np.array([52.0, 104, 146, 10, 51, 30, 40, 27, 46])


def test_median_interval_agrees_with_the_exact_bootstrap():
    # Efron (1979), section 3: the bootstrap median of 9 exceeds the k-th value with probability
    # P(Bin(9, k / 9) <= 4). The bounds are where that passes 1 - a and a, the tail a being
    # 0.025 expanded for 9 values as in Hesterberg (2015).
    tail = stats.norm.cdf(np.sqrt(9 / 8) * stats.t.ppf(0.025, 8))
    exceeds = [stats.binom.cdf(4, 9, k / 9) for k in range(10)]
    ordered = np.sort(MICE)
    lower = ordered[next(k for k in range(1, 10) if exceeds[k] < 1 - tail) - 1]
    upper = ordered[next(k for k in range(1, 10) if exceeds[k] <= tail) - 1]
    result = estimate_quantile(MICE, 0.5, seed=1, n_resamples=20000)
    assert (result.estimate, result.ci_lower, result.ci_upper) == (46.0, lower, upper)
    assert result.method == "sample quantile (Hyndman & Fan type 2), expanded percentile bootstrap"


def test_quantiles_follow_definition_two_of_hyndman_and_fan():
    # quantile(1:10, c(.25, .5, .75), type = 2) in R: 3.0, 5.5, 8.0.
    values = np.arange(1.0, 41.0)
    found = [estimate_quantile(values, q, seed=0).estimate for q in (0.25, 0.5, 0.75)]
    assert found == [10.5, 20.5, 30.5]
    assert estimate_quantile(np.arange(1.0, 12.0), 0.5, seed=0).estimate == 6.0


@pytest.mark.parametrize(("q", "needed"), [(0.5, 6), (0.25, 15), (0.75, 15), (0.9, 80)])
def test_too_few_values_for_a_quantile(q, needed):
    # 0.5^n <= 0.025 from n = 6 (David & Nagaraja 2003, 7.1); |1 - 2q| / sqrt(n q (1 - q)) <= 0.3
    # from n = 15 for quartiles and 80 for 0.9 (Box, Hunter & Hunter 1978, p. 130).
    assert compute_nobs_for_quantile(q, 0.95) == needed
    values = np.arange(float(needed))
    assert isinstance(estimate_quantile(values, q, seed=0), Estimate)
    short = estimate_quantile(values[1:], q, seed=0)
    assert isinstance(short, TooLittleData)
    assert f"{needed - 1} independent values" in short.reason
    assert f"at least {needed}" in short.needed


def test_equal_values_have_no_interval():
    for result in (estimate_quantile([4] * 20, 0.5, seed=0), estimate_mean([4] * 20, seed=0)):
        assert result.estimate == 4
        assert math.isnan(result.ci_lower)
        assert "all 20 values are 4" in result.note


def test_heaped_values_have_no_interval_of_zero_width():
    result = estimate_quantile([3] * 90 + [4] * 10, 0.5, seed=0)
    assert result.estimate == 3
    assert not result.has_interval
    assert "heaped" in result.note


def test_clusters_widen_the_interval_and_count_as_one():
    rng = np.random.default_rng(5)
    centres = rng.normal(10, 3, 40)
    values = np.repeat(centres, 10) + rng.normal(0, 0.5, 400)
    clusters = np.repeat(np.arange(40), 10)
    for estimate in (lambda **k: estimate_quantile(values, 0.5, seed=1, **k), _mean_of(values)):
        alone, together = estimate(), estimate(clusters=clusters)
        assert together.estimate == pytest.approx(alone.estimate)
        width = [result.ci_upper - result.ci_lower for result in (alone, together)]
        assert width[1] > 2 * width[0]
        assert (alone.n_clusters, together.n_clusters, together.nobs) == (None, 40, 400)
        assert "over clusters" in together.method


def _mean_of(values):
    return lambda **k: estimate_mean(values, seed=1, **k)


def test_clusters_of_one_change_nothing_whatever_their_names():
    values = np.random.default_rng(0).lognormal(size=50)
    names = np.array([f"paper {i:02d}" for i in range(50)])
    assert estimate_quantile(values, 0.5, seed=3) == estimate_quantile(
        values, 0.5, seed=3, clusters=names
    )


def test_same_seed_same_answer_and_order_does_not_matter_much():
    values = np.random.default_rng(0).lognormal(size=80)
    first = estimate_quantile(values, 0.5, seed=3)
    assert first == estimate_quantile(values, 0.5, seed=3)
    assert first.estimate == estimate_quantile(values[::-1], 0.5, seed=4).estimate


def test_few_values_for_a_mean():
    assert isinstance(estimate_mean(MICE, seed=0), TooLittleData)
    assert isinstance(estimate_mean([], seed=0), TooLittleData)
    assert isinstance(estimate_quantile([], 0.5, seed=0), TooLittleData)


def test_mean_interval_agrees_with_student_on_normal_values():
    values = np.random.default_rng(8).normal(50, 10, 400)
    result = estimate_mean(values, seed=0, n_resamples=10000)
    reach = stats.t.ppf(0.975, 399) * values.std(ddof=1) / 20
    assert result.estimate == pytest.approx(values.mean())
    assert result.ci_lower == pytest.approx(values.mean() - reach, abs=0.1 * reach)
    assert result.ci_upper == pytest.approx(values.mean() + reach, abs=0.1 * reach)


def test_mean_interval_agrees_with_the_exact_bootstrap():
    # Of two values only the number of ones counts, which is binomial in a resample: bootstrap-t
    # (Efron & Tibshirani 1993, section 12.5) then has a distribution that can be written down.
    # Resamples of one value have no standard error and are left out.
    n, ones = 40, 12
    share, drawn = ones / n, np.arange(1, n)
    weight = stats.binom.pmf(drawn, n, share)
    mean = drawn / n
    ratio = (mean - share) / np.sqrt(mean * (1 - mean) / (n - 1))
    below = np.cumsum(weight) / weight.sum()
    low, high = (ratio[np.searchsorted(below, tail)] for tail in (0.025, 0.975))
    error = math.sqrt(share * (1 - share) / (n - 1))
    result = estimate_mean(np.r_[np.ones(ones), np.zeros(n - ones)], seed=2, n_resamples=20000)
    assert result.estimate == pytest.approx(share)
    assert result.ci_lower == pytest.approx(share - high * error)
    assert result.ci_upper == pytest.approx(share - low * error)


def test_clustered_mean_agrees_with_the_clustered_error_of_statsmodels():
    # With many clusters bootstrap-t is Student's interval at the cluster-robust error.
    rng = np.random.default_rng(9)
    clusters = np.repeat(np.arange(300), rng.integers(1, 6, 300))
    values = rng.normal(20, 2, 300)[clusters] + rng.normal(0, 1, clusters.size)
    fitted = sm.OLS(values, np.ones(values.size)).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": True}
    )
    reach = stats.t.ppf(0.975, 299) * fitted.bse[0]
    result = estimate_mean(values, seed=1, n_resamples=10000, clusters=clusters)
    assert result.estimate == pytest.approx(fitted.params[0])
    assert result.ci_lower == pytest.approx(values.mean() - reach, abs=0.07 * reach)
    assert result.ci_upper == pytest.approx(values.mean() + reach, abs=0.07 * reach)


def test_clustered_median_agrees_with_the_bootstrap_of_the_clusters():
    # Three copies of each value in one cluster: the median of whole clusters drawn is that of
    # the values drawn, so that the exact bootstrap above holds for it too.
    alone = estimate_quantile(MICE, 0.5, seed=1)
    copies = estimate_quantile(np.tile(MICE, 3), 0.5, seed=1, clusters=np.tile(np.arange(9), 3))
    assert (copies.ci_lower, copies.ci_upper) == (alone.ci_lower, alone.ci_upper)
    assert (copies.estimate, copies.n_clusters, copies.nobs) == (46.0, 9, 27)


@pytest.mark.parametrize("values", [[1.0, math.nan], [[1.0, 2.0]], [math.inf]])
def test_unknown_values_are_refused(values):
    with pytest.raises(ValueError, match="finite"):
        estimate_quantile(values, 0.5, seed=0)


@pytest.mark.parametrize("q", [0, 1, -0.1, 1.5])
def test_impossible_quantiles_are_refused(q):
    with pytest.raises(ValueError, match="q must lie"):
        estimate_quantile([1.0], q, seed=0)


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="2 cluster labels for 3 values"):
        estimate_mean([1.0, 2.0, 3.0], seed=0, clusters=[1, 2])


@pytest.mark.parametrize(("q", "nobs"), [(0.5, 25), (0.9, 80)])
def test_intervals_cover_at_their_level(q, nobs):
    rng = np.random.default_rng(11)
    truth = stats.lognorm.ppf(q, 1)
    covered = 0
    for draw in range(400):
        result = estimate_quantile(rng.lognormal(size=nobs), q, seed=draw, n_resamples=500)
        covered += result.ci_lower <= truth <= result.ci_upper
    assert 0.92 <= covered / 400 <= 0.98
