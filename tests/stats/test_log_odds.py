"""Emerging terms: a published example, coverage, false discoveries under no change, scarce data."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.log_odds import (
    ComparisonSettings,
    WindowCounts,
    compare_windows,
    count_presence,
)
from analysis.stats.results import Estimate, TooLittleData


def as_window(counts, total):
    return WindowCounts(
        counts=np.asarray(counts, float),
        total=total,
        n_clusters=total,
    )


def compare(before, after, n_before, n_after, rules=None):
    """Two windows whose background is the two together."""
    before, after = np.asarray(before), np.asarray(after)
    return compare_windows(
        as_window(before, n_before),
        as_window(after, n_after),
        before + after,
        n_before + n_after,
        rules or ComparisonSettings(),
    )


def test_log_odds_agree_with_the_published_example():
    # README of the Python package fightin_words (J. Hessel, Wigder): 9 words each, 11 different
    # ones, alpha_w = 0.05; z = 0.6894227886807968 for a word once in one text, with the variance
    # of eq. 20, 1 / 1.05 + 1 / 0.05, which leaves out the other side of the odds.
    rules = ComparisonSettings(prior_size=0.55, prior_count=0.01, min_count=1, min_clusters=2)
    counts = np.array([[0, 1, 2], [1, 1, 2]])
    changes = compare_windows(as_window(counts[0], 9), as_window(counts[1], 9), [1] * 3, 11, rules)
    published = 0.6894227886807968 * math.sqrt(1 / 1.05 + 1 / 0.05)
    assert [r.estimate for r in changes.results] == pytest.approx([published, 0, 0], abs=1e-12)
    full = math.sqrt(1 / 1.05 + 1 / 0.05 + 1 / 8.5 + 1 / 9.5)
    assert changes.z[0] == pytest.approx(published / full)


def test_a_weak_prior_gives_the_plain_odds_ratio():
    # Agresti (2002), chapter 3, aspirin: 189 of 11034 against 104 of 11037, log odds ratio
    # 0.605 with standard error 0.123, interval (0.365, 0.846).
    rules = ComparisonSettings(prior_size=1e-6, prior_count=1e-6)
    (result,) = compare([104], [189], 11037, 11034, rules).results
    assert result.estimate == pytest.approx(0.605, abs=1e-3)
    assert (result.ci_lower, result.ci_upper) == pytest.approx((0.365, 0.846), abs=1e-3)


def test_the_prior_pulls_towards_no_change_and_rare_terms_most():
    weak, strong = (
        [r.estimate for r in compare([5, 50], [15, 150], 500, 500, rules).results]
        for rules in (ComparisonSettings(), ComparisonSettings(prior_size=500.0))
    )
    assert 0 < strong[0] < weak[0] < math.log(3 * 495 / 485)
    assert 0 < strong[1] < weak[1] < math.log(3 * 450 / 350)
    assert weak[0] < weak[1]


def test_a_term_absent_before_can_be_seen_to_emerge():
    changes = compare([0, 20], [20, 0], 300, 300)
    assert changes.z == pytest.approx([3.03, -3.03], abs=0.01)
    assert changes.results[0].ci_lower > 0 > changes.results[1].ci_upper


def draw_shares(rng, n_terms):
    return np.exp(rng.uniform(np.log(0.005), np.log(0.4), n_terms))


@pytest.mark.parametrize(("n_before", "n_after"), [(100, 100), (100, 800), (1000, 1000)])
@pytest.mark.parametrize("change", [0.0, 0.7])
def test_intervals_cover_at_their_level(n_before, n_after, change):
    rng = np.random.default_rng(1)
    covered = []
    shares = draw_shares(rng, 8000)
    odds = shares / (1 - shares) * math.exp(change)
    before = rng.binomial(n_before, shares)
    after = rng.binomial(n_after, odds / (1 + odds))
    for result in compare(before, after, n_before, n_after).results:
        if isinstance(result, Estimate):
            covered.append(result.ci_lower <= change <= result.ci_upper)
    assert len(covered) > 3000
    # Above 0.95 where counts are small: the posterior is wider than the sampling spread.
    assert 0.935 <= np.mean(covered) <= 0.98


def test_false_discoveries_under_no_change_stay_at_their_rate():
    # With no change in any term, a discovery in a family is a false one: the false discovery
    # rate is the share of families with any.
    rng = np.random.default_rng(2)
    found = 0
    for _ in range(300):
        shares = draw_shares(rng, 100)
        changes = compare(rng.binomial(200, shares), rng.binomial(200, shares), 200, 200)
        found += np.nanmin(changes.pvalues_adjusted) <= 0.05
    # 300 draws at 0.05 stay within 0.083 with probability 0.99.
    assert found / 300 <= 0.083


@pytest.mark.parametrize("known", [True, False])
def test_recurring_documents_do_not_pass_for_change(known):
    # Each of 60 documents is listed in 1 to 8 digests of its window.
    rng = np.random.default_rng(4)
    low = []
    for _ in range(100):
        shares = rng.uniform(0.2, 0.6, 20)
        windows = []
        for _ in range(2):
            papers = np.repeat(np.arange(60), rng.integers(1, 9, 60))
            rows = (rng.random((60, 20)) < shares)[papers]
            windows.append(count_presence(rows, papers if known else None))
        before, after = windows
        changes = compare_windows(
            before, after, before.counts + after.counts, before.total + after.total
        )
        low += [r.pvalue < 0.05 for r in changes.results if isinstance(r, Estimate)]
    assert len(low) > 1500
    assert (0.01 <= np.mean(low) <= 0.07) if known else np.mean(low) > 0.2


def test_planted_changes_are_found_and_mostly_nothing_else():
    rng = np.random.default_rng(5)
    found, false = [], []
    for _ in range(100):
        shares, planted = rng.uniform(0.02, 0.2, 100), np.arange(100) < 10
        after = np.where(planted, 2.5 * shares, shares)
        changes = compare(rng.binomial(500, shares), rng.binomial(500, after), 500, 500)
        marked = changes.pvalues_adjusted <= 0.05
        found.append(marked[planted].mean())
        false.append((marked & ~planted).sum() / max(marked.sum(), 1))
    assert np.mean(found) > 0.8
    assert np.mean(false) <= 0.06


def test_documents_are_counted_whatever_their_clusters():
    present = np.array([[1, 0], [1, 0], [0, 1]])
    alone, clustered = count_presence(present), count_presence(present, ["a", "a", "b"])
    for window, n_clusters in ((alone, 3), (clustered, 2)):
        assert window.counts.tolist() == [2, 1]
        assert (window.total, window.n_clusters) == (3, n_clusters)
    assert alone.design_effects is None


def test_design_effects_agree_with_the_ratio_estimator():
    # Rao & Scott (1992), the ratio estimator: v = m (m - 1)^-1 n^-2 sum (y - p n)^2, d = n v / p q.
    rng = np.random.default_rng(6)
    sizes = rng.integers(5, 20, 12)
    labels = np.repeat(np.arange(12), sizes)
    present = rng.random((labels.size, 4)) < rng.uniform(0.1, 0.6, (12, 4))[labels]
    window = count_presence(present, labels)
    total = sizes.sum()
    for term in range(4):
        held = np.bincount(labels, present[:, term])
        share = held.sum() / total
        residuals = held - share * sizes
        variance = 12 / 11 * (residuals**2).sum() / total**2
        expected = variance * total / (share * (1 - share))
        assert window.design_effects[term] == pytest.approx(expected)


def test_identical_documents_have_the_design_effect_of_their_copies():
    rng = np.random.default_rng(7)
    rows = rng.random((400, 1)) < 0.3
    copies = count_presence(np.repeat(rows, 5, axis=0), np.repeat(np.arange(400), 5))
    assert copies.design_effects[0] == pytest.approx(5 * 400 / 399)


def test_few_clusters_widen_the_interval_as_t_does():
    # Every row its own cluster: the design effect is n / (n - 1), and without a prior the
    # interval is wider by its root times t / z.
    rules = ComparisonSettings(prior_size=1e-6, prior_count=1e-6, min_count=1)
    before, after = np.arange(12)[:, None] < 4, np.arange(12)[:, None] < 8
    widths = []
    for labels in (None, np.arange(12)):
        windows = count_presence(before, labels), count_presence(after, labels)
        (result,) = compare_windows(*windows, [12], 24, rules).results
        assert result.estimate == pytest.approx(math.log(4), abs=1e-4)
        widths.append(result.ci_upper - result.ci_lower)
    expected = math.sqrt(12 / 11) * stats.t.ppf(0.975, 11) / stats.norm.ppf(0.975)
    assert widths[1] / widths[0] == pytest.approx(expected, rel=1e-4)


def test_rare_and_ubiquitous_terms_are_too_little_and_leave_the_family():
    changes = compare([1, 30, 100, 0], [8, 40, 97, 0], 100, 100)
    kinds = [type(r) for r in changes.results]
    assert kinds == [TooLittleData, Estimate, TooLittleData, TooLittleData]
    assert changes.n_tests == 1
    assert changes.pvalues_adjusted[1] == changes.results[1].pvalue
    assert np.isnan(changes.z).tolist() == [True, False, True, True]
    reasons = [changes.results[i].reason for i in (0, 2)]
    assert reasons[0].startswith("9 independent cases with the term")
    assert reasons[1].startswith("3 independent cases without the term")


@pytest.mark.parametrize("n_rows", [0, 1, 2, 9])
def test_small_windows_are_an_answer_not_a_crash(n_rows):
    large = np.ones((40, 2))
    small = np.zeros((n_rows, 2))
    labels = np.arange(n_rows)
    for before, after in (
        (count_presence(small), count_presence(large)),
        (count_presence(large, np.arange(40)), count_presence(small, labels)),
    ):
        changes = compare_windows(before, after, [0, 0], 0)
        assert all(isinstance(r, TooLittleData) for r in changes.results)
        assert f"{n_rows} independent documents" in changes.results[0].reason
        assert changes.n_tests == 0


def test_one_cluster_is_too_little():
    rows = np.tile([[0], [1]], (20, 1))
    window = count_presence(rows, np.zeros(40))
    (result,) = compare_windows(window, window, [40], 80).results
    assert isinstance(result, TooLittleData)
    assert "1 independent documents" in result.reason


def test_no_terms_make_no_family():
    changes = compare([], [], 50, 50)
    assert (changes.results, changes.n_tests) == ((), 0)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 120)), min_size=1, max_size=8),
    st.sampled_from([0.8, 0.95, 0.99]),
)
def test_the_answer_holds_together_and_time_reversed_changes_sign(pairs, level):
    before, after = np.array(pairs).T
    rules = ComparisonSettings(confidence_level=level)
    forward, backward = (
        compare(before, after, 80, 120, rules),
        compare(after, before, 120, 80, rules),
    )
    assert forward.z == pytest.approx(-backward.z, nan_ok=True)
    assert len(forward.results) == len(pairs)
    for i, result in enumerate(forward.results):
        assert isinstance(result, Estimate) == (not np.isnan(forward.pvalues_adjusted[i]))
        if isinstance(result, Estimate):
            assert result.ci_lower < result.estimate < result.ci_upper
            assert result.pvalue <= forward.pvalues_adjusted[i] + 1e-12
            outside = not result.ci_lower <= 0 <= result.ci_upper
            assert outside == (result.pvalue < 1 - level)
            assert result.estimate == pytest.approx(-backward.results[i].estimate)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(0, 39), st.integers(0, 60))
def test_one_more_document_with_the_term_never_lowers_the_change(after, before):
    rules = ComparisonSettings(min_count=1e-9)
    background = [10]
    less, more = (
        compare_windows(as_window([before], 60), as_window([n], 40), background, 100, rules)
        for n in (after, after + 1)
    )
    kept = [c.results[0] for c in (less, more)]
    if all(isinstance(r, Estimate) for r in kept):
        assert kept[0].estimate < kept[1].estimate


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: count_presence([[2]]), "0 or 1"),
        (lambda: count_presence([1, 0]), "2 dimensions"),
        (lambda: count_presence([[math.nan]]), "0 or 1"),
        (lambda: count_presence([[0.5]]), "0 or 1"),
        (lambda: count_presence([[-1]]), "0 or 1"),
        (lambda: count_presence([[1]], [1, 2]), "clusters has shape"),
        (lambda: compare([1, 2], [1], 5, 5), "broadcast|differ"),
        (
            lambda: compare_windows(as_window([1], 5), as_window([1, 1], 5), [1], 5),
            "differ in their terms",
        ),
        (lambda: compare_windows(as_window([1], 5), as_window([1], 5), [9], 5), "background"),
        (lambda: compare_windows(as_window([1], 5), as_window([1], 5), [-1], 5), "background"),
        (
            lambda: compare_windows(count_presence([[1]]), count_presence([[1]], [0]), [1], 5),
            "clustered",
        ),
        (lambda: ComparisonSettings(prior_size=0), "above 0"),
        (lambda: ComparisonSettings(min_clusters=1), "2 clusters"),
        (lambda: ComparisonSettings(confidence_level=95), "confidence_level"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_result_carries_all_it_must():
    changes = compare([20], [40], 100, 200)
    (result,) = changes.results
    assert (result.nobs, result.n_clusters, result.confidence_level) == (300, None, 0.95)
    assert "Monroe" in result.method
    assert "documents that hold" in result.method
    assert "this term alone" in result.note
    assert "Benjamini" in changes.adjustment
