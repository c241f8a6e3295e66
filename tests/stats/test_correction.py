"""Corrected shares against published examples, a closed form, planted truth, scarce data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.correction import (
    ErrorCounts,
    compute_effective_nobs,
    estimate_corrected_proportion,
)
from analysis.stats.proportions import estimate_clustered_proportion, estimate_proportion
from analysis.stats.quantiles import estimate_quantile
from analysis.stats.results import Estimate, TooLittleData

GOOD = ErrorCounts(true_positive=54, false_negative=6, false_positive=4, true_negative=136)
PERFECT = ErrorCounts(true_positive=60, false_negative=0, false_positive=0, true_negative=140)


def count_errors(tp, fn, fp, tn):
    return ErrorCounts(true_positive=tp, false_negative=fn, false_positive=fp, true_negative=tn)


def label(sensitivity, specificity, n_each):
    hits, passes = round(sensitivity * n_each), round(specificity * n_each)
    return count_errors(hits, n_each - hits, n_each - passes, passes)


# Reference manual of the R package epiR, epi.prev, examples 1 and 2 (the second from Moujaber et
# al. 2008): the Rogan-Gladen estimate per 100.
EPIR = [(23, 150, 0.96, 0.89, 5.1), (6, 151, 0.964, 0.927, 0.0)]


@pytest.mark.parametrize(("count", "nobs", "sensitivity", "specificity", "percent"), EPIR)
def test_estimate_agrees_with_epir(count, nobs, sensitivity, specificity, percent):
    errors = label(sensitivity, specificity, 1000)
    result = estimate_corrected_proportion(count, nobs, errors, seed=1)
    assert 100 * result.estimate == pytest.approx(percent, abs=0.05)
    assert ("clipped to [0, 1]" in result.note) == (percent == 0)


def test_interval_with_known_errors_is_that_of_the_observed_share_moved():
    errors = label(0.9, 0.95, 10**8)
    result = estimate_corrected_proportion(300, 1000, errors, seed=2)
    jeffreys = stats.beta.ppf([0.025, 0.975], 300.5, 700.5)
    assert (result.ci_lower, result.ci_upper) == pytest.approx((jeffreys - 0.05) / 0.85, abs=1e-3)


def test_interval_of_large_samples_agrees_with_rogan_and_gladen():
    # Their large-sample variance, (p(1 - p) / n + t^2 Se(1 - Se) / m1 + (1 - t)^2 Sp(1 - Sp) / m0)
    # over (Se + Sp - 1)^2, at p = 0.3, Se = 0.8, Sp = 0.9, hence t = 2 / 7.
    true = 2 / 7
    parts = 0.21 / 4000 + true**2 * 0.16 / 3000 + (1 - true) ** 2 * 0.09 / 3000
    reach = 1.959964 * np.sqrt(parts) / 0.7
    result = estimate_corrected_proportion(1200, 4000, label(0.8, 0.9, 3000), seed=3)
    assert result.estimate == pytest.approx(true)
    expected = (true - reach, true + reach)
    assert (result.ci_lower, result.ci_upper) == pytest.approx(expected, abs=0.05 * reach)


def test_interval_agrees_with_the_closed_form_of_lang_and_reiczigel():
    # Lang & Reiczigel (2014), computed here for 132 of 400, GOOD, z = 1.96.
    z = 1.959964
    share, sensitivity, specificity = (132 + z * z / 2) / (400 + z * z), 55 / 62, 137 / 142
    true = (share + specificity - 1) / (sensitivity + specificity - 1)
    of_sensitivity = true * sensitivity * (1 - sensitivity) / 62
    of_specificity = (1 - true) * specificity * (1 - specificity) / 142
    middle = true + 2 * z * z * (of_sensitivity - of_specificity)
    parts = share * (1 - share) / (400 + z * z) + true * of_sensitivity
    reach = z * np.sqrt(parts + (1 - true) * of_specificity) / (sensitivity + specificity - 1)
    result = estimate_corrected_proportion(132, 400, GOOD, seed=4)
    expected = (middle - reach, middle + reach)
    assert (result.ci_lower, result.ci_upper) == pytest.approx(expected, abs=0.1 * reach)


@pytest.mark.parametrize(
    ("true", "nobs", "labelled", "sensitivity", "specificity"),
    [
        (0.3, 400, (60, 140), 0.9, 0.97),
        # Here most labelled samples show a sensitivity or a specificity of 1.
        (0.05, 2000, (30, 170), 0.95, 0.995),
        (0.3, 400, (60, 140), 0.99, 0.998),
    ],
)
def test_interval_covers_the_planted_share(true, nobs, labelled, sensitivity, specificity):
    rng, (positives, negatives) = np.random.default_rng(5), labelled
    covered, observed = 0, true * sensitivity + (1 - true) * (1 - specificity)
    for seed in range(300):
        hits, passes = rng.binomial(positives, sensitivity), rng.binomial(negatives, specificity)
        errors = count_errors(hits, positives - hits, negatives - passes, passes)
        count = rng.binomial(nobs, observed)
        result = estimate_corrected_proportion(count, nobs, errors, seed=seed)
        covered += result.ci_lower <= true <= result.ci_upper
    # 300 draws at 0.95 lie in 0.92 to 0.98 with probability 0.98.
    assert 0.92 <= covered / 300 <= 0.985


def test_labels_that_show_no_error_still_widen_the_interval():
    result = estimate_corrected_proportion(1500, 5000, PERFECT, seed=6)
    plain = estimate_proportion(1500, 5000)
    assert result.estimate == plain.estimate
    assert result.ci_upper - result.ci_lower > 1.2 * (plain.ci_upper - plain.ci_lower)


@pytest.mark.parametrize(("count", "nobs"), [(0, 400), (400, 400), (0, 1), (1, 1), (1, 2)])
def test_shares_at_the_edge_have_width(count, nobs):
    result = estimate_corrected_proportion(count, nobs, PERFECT, seed=7)
    assert isinstance(result, Estimate)
    assert 0 <= result.ci_lower <= result.estimate <= result.ci_upper <= 1


SCARCE = {
    "no rows": (0, 0, GOOD, "0 observations"),
    "no positives": (3, 9, count_errors(0, 0, 1, 9), "0 labelled positives"),
    "no negatives": (3, 9, count_errors(9, 1, 0, 0), "0 labelled negatives"),
    "no labels": (3, 9, count_errors(0, 0, 0, 0), "0 labelled positives"),
    "chance": (3, 9, count_errors(50, 50, 50, 50), "not clearly better than chance"),
    "worse than chance": (3, 9, count_errors(1, 9, 9, 1), "not clearly better than chance"),
    "one label each": (3, 9, count_errors(1, 0, 0, 1), "not clearly better than chance"),
    "fewer than the errors": (0, 500, count_errors(90, 10, 30, 70), "fewer than any true share"),
    "more than the hits": (500, 500, count_errors(70, 30, 10, 90), "more than any true share"),
}


@pytest.mark.parametrize("case", SCARCE)
def test_scarce_data_is_an_answer_not_a_crash(case):
    count, nobs, errors, words = SCARCE[case]
    result = estimate_corrected_proportion(count, nobs, errors, seed=8)
    assert isinstance(result, TooLittleData)
    assert words in result.reason
    assert result.nobs == nobs


def test_clustered_rows_are_worth_fewer():
    # 40 papers, each listed 5 times. Korn & Graubard (1998): n / deff (z / t)^2, deff = 5 * 40/39.
    rows = np.repeat(np.r_[np.ones(10), np.zeros(30)], 5)
    observed = estimate_clustered_proportion(rows, np.repeat(np.arange(40), 5))
    worth = compute_effective_nobs(observed)
    expected = 39 * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, 39)) ** 2
    assert worth == pytest.approx(expected)
    plain = estimate_corrected_proportion(50, 200, GOOD, seed=9)
    result = estimate_corrected_proportion(50, 200, GOOD, seed=9, effective_nobs=worth)
    assert result.estimate == plain.estimate
    assert result.ci_upper - result.ci_lower > 1.6 * (plain.ci_upper - plain.ci_lower)
    assert f"worth {worth:.1f} independent" in result.note


def test_effective_nobs_needs_a_wilson_interval():
    with pytest.raises(ValueError, match="not a Wilson interval"):
        compute_effective_nobs(estimate_quantile(np.arange(50), 0.5, seed=1))


@settings(deadline=None, derandomize=True)
@given(nobs=st.integers(1, 10**5), part=st.floats(0, 1), level=st.floats(0.5, 0.999))
def test_independent_rows_are_worth_their_number(nobs, part, level):
    observed = estimate_proportion(round(part * nobs), nobs, level)
    assert compute_effective_nobs(observed) == pytest.approx(nobs, rel=1e-6)


COUNTS = st.integers(0, 200)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), COUNTS, COUNTS, st.integers(0, 9))
def test_any_counts_give_an_answer_that_mirrors(labelled, count, rest, seed):
    tp, fn, fp, tn = labelled
    errors, mirror = count_errors(tp, fn, fp, tn), count_errors(tn, fp, fn, tp)
    result = estimate_corrected_proportion(count, count + rest, errors, seed=seed)
    mirrored = estimate_corrected_proportion(rest, count + rest, mirror, seed=seed)
    again = estimate_corrected_proportion(count, count + rest, errors, seed=seed)
    assert again == result
    if isinstance(result, Estimate) and isinstance(mirrored, Estimate):
        assert 0 <= result.ci_lower <= result.estimate <= result.ci_upper <= 1
        assert mirrored.estimate == pytest.approx(1 - result.estimate)
        assert mirrored.ci_lower == pytest.approx(1 - result.ci_upper, abs=0.03)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: count_errors(-1, 0, 0, 0), "true_positive must be"),
        (lambda: count_errors(1, 0, 0, 0.5), "true_negative must be"),
        (lambda: estimate_corrected_proportion(3, 2, GOOD, seed=1), "count"),
        (lambda: estimate_corrected_proportion(-1, 2, GOOD, seed=1), "count"),
        (lambda: estimate_corrected_proportion(0.5, 2, GOOD, seed=1), "whole"),
        (lambda: estimate_corrected_proportion(1, 2, GOOD, 95, seed=1), "confidence_level"),
        (
            lambda: estimate_corrected_proportion(1, 2, GOOD, seed=1, effective_nobs=3),
            "effective_nobs",
        ),
        (
            lambda: estimate_corrected_proportion(1, 2, GOOD, seed=1, effective_nobs=0),
            "effective_nobs",
        ),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
