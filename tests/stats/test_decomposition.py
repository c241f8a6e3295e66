"""The split of a change against a published table, a regression, planted truth, scarce data."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder

from analysis.stats.decomposition import Decomposition, decompose_change
from analysis.stats.results import TooLittleData

# Das Gupta (1993), Standardization and Decomposition of Rates: A User's Manual, U.S. Bureau of
# the Census, P23-186, example 5.1: households heads per 100 by age group, 1970 and 1985.
AGE_SHARES = [
    [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9],
    [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5],
]
HEADSHIP = [
    [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8],
    [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2],
]


def lay_out(sizes, rates):
    """Rows of one group each: `sizes` (2, G) rows per period, of which `rates` succeed."""
    sizes, hits = np.asarray(sizes), np.round(np.asarray(sizes) * rates).astype(int)
    n_groups = sizes.shape[1]
    groups = np.concatenate([np.repeat(np.arange(n_groups), period) for period in sizes])
    successes = np.concatenate(
        [np.arange(n) < k for n, k in zip(sizes.ravel(), hits.ravel(), strict=True)]
    )
    return successes.astype(float), np.eye(n_groups)[groups], np.repeat([0, 1], sizes.sum(axis=1))


def draw_papers(n, shares, rates, rng):
    """Papers of two groups each, half in either; the rate of a paper is its groups' mean."""
    groups = rng.choice(len(shares), size=(n, 2), p=shares)
    weights = np.eye(len(shares))[groups].mean(axis=1)
    return (rng.random(n) < weights @ rates).astype(float), weights


def test_split_agrees_with_das_gupta():
    # His standardized differences: 1.7403 by rates, 1.2269 by age, 2.9672 in all; 10,000 rows a
    # year hold his rates to within rounding.
    sizes = np.round(np.array(AGE_SHARES) * 100).astype(int)
    rows = lay_out(sizes, np.array(HEADSHIP) / 100)
    result = decompose_change(*rows, np.arange(20_000) % 50, seed=1, n_resamples=20)
    parts = [100 * e.estimate for e in (result.within, result.mix, result.whole)]
    assert parts == pytest.approx([1.7403, 1.2269, 2.9672], abs=0.01)


def test_split_agrees_with_a_regression():
    # With a dummy per group, the two-fold Oaxaca-Blinder split at the mean of both periods'
    # coefficients is Kitagawa's.
    successes, weights, after = lay_out([[30, 50, 20], [60, 20, 40]], [[0.2, 0.5, 0.8]] * 2)
    successes[:20] = 1
    result = decompose_change(successes, weights, after, seed=2, n_resamples=20)
    model = OaxacaBlinder(successes, np.c_[weights, 1 - after], 3, hasconst=True, swap=False)
    unexplained, explained, gap = model.two_fold(
        two_fold_type="self_submitted", submitted_weight=0.5
    ).params
    assert abs(result.whole.estimate) == pytest.approx(abs(gap))
    sign = np.sign(result.whole.estimate * gap)
    assert result.within.estimate == pytest.approx(sign * unexplained)
    assert result.mix.estimate == pytest.approx(sign * explained)


def test_split_of_fractions_agrees_with_a_sum_by_hand():
    # Before: 10 papers half in each group, 5 of them succeed; after: 10 in the first group, 8
    # succeed. Rates 0.5, 0.5 then 0.8, none; shares 0.5, 0.5 then 1, 0; common rate 0.65.
    weights = np.repeat([[0.5, 0.5], [1.0, 0.0]], 10, axis=0)
    successes = np.r_[np.arange(10) < 5, np.arange(10) < 8].astype(float)
    result = decompose_change(successes, weights, np.repeat([0, 1], 10), seed=3)
    assert result.whole.estimate == pytest.approx(0.3)
    assert result.group_within == pytest.approx([0.75 * 0.3, 0])
    assert result.group_mix == pytest.approx([0, -0.5 * (0.5 - 0.65)])
    assert result.share_after == pytest.approx([1, 0])
    assert result.rate_before == pytest.approx([0.5, 0.5])
    assert result.rate_after[0] == pytest.approx(0.8)
    assert np.isnan(result.rate_after[1])
    for part in (result.whole, result.within, result.mix):
        assert "in one period only: 1; their rate in the other is taken" in part.note


@pytest.mark.parametrize(("before", "after", "repeats"), [(40, 60, 1), (60, 60, 3)])
def test_intervals_cover_the_planted_parts(before, after, repeats):
    shares = np.array([[0.4, 0.3, 0.2, 0.1], [0.2, 0.3, 0.1, 0.4]])
    rates = np.array([[0.1, 0.3, 0.5, 0.7], [0.2, 0.35, 0.5, 0.6]])
    # A group's rate takes in the other group of its papers: (r + mean of r at the shares) / 2.
    common = (shares * rates).sum(axis=1)
    mean = (rates + common[:, None]) / 2
    within = float((shares.mean(axis=0) * (mean[1] - mean[0])).sum())
    true = (common[1] - common[0], within, common[1] - common[0] - within)
    rng, covered = np.random.default_rng(4), np.zeros(3)
    for seed in range(250):
        parts = [
            draw_papers(n, *planted, rng)
            for n, planted in zip((before, after), zip(shares, rates, strict=True), strict=True)
        ]
        successes, weights = (np.concatenate(each) for each in zip(*parts, strict=True))
        rows = np.repeat(np.arange(before + after), rng.integers(1, repeats + 1, before + after))
        result = decompose_change(
            successes[rows], weights[rows], rows >= before, rows, seed=seed, n_resamples=300
        )
        found = (result.whole, result.within, result.mix)
        covered += [e.ci_lower <= t <= e.ci_upper for e, t in zip(found, true, strict=True)]
    # 250 draws at 0.95 lie in 0.915 to 0.985 with probability 0.99.
    assert np.all((covered / 250 >= 0.915) & (covered / 250 <= 0.985))


def test_repeated_rows_add_nothing():
    rng = np.random.default_rng(5)
    successes, weights = draw_papers(200, [0.5, 0.3, 0.2], np.array([0.2, 0.4, 0.9]), rng)
    after, papers = np.arange(200) >= 90, np.arange(200)
    once = decompose_change(successes, weights, after, papers, seed=6)
    rows = np.repeat(papers, 4)
    often = decompose_change(successes[rows], weights[rows], after[rows], rows, seed=6)
    ignored = decompose_change(successes[rows], weights[rows], after[rows], seed=6)
    assert often.within.ci_lower == pytest.approx(once.within.ci_lower)
    assert (often.whole.nobs, often.whole.n_clusters) == (800, 200)
    assert ignored.whole.ci_upper < 0.75 * (often.whole.ci_upper - often.whole.estimate) + (
        often.whole.estimate
    )


def test_papers_in_both_periods_change_less_than_new_ones():
    # The same 100 papers on both sides: the whole change is surely 0, new papers' is not.
    rng = np.random.default_rng(7)
    successes, weights = draw_papers(100, [0.5, 0.5], np.array([0.2, 0.8]), rng)
    both = np.tile(np.arange(100), 2)
    after = np.repeat([0, 1], 100)
    known = decompose_change(successes[both], weights[both], after, both, seed=8)
    ignored = decompose_change(successes[both], weights[both], after, seed=8)
    assert not known.whole.has_interval
    assert "every resample gives this value" in known.whole.note
    assert ignored.whole.ci_upper > 0.1


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_unanimous_rows_have_no_interval_and_say_so(value):
    rng = np.random.default_rng(9)
    _, weights = draw_papers(60, [0.5, 0.3, 0.2], np.zeros(3), rng)
    result = decompose_change(np.full(60, value), weights, np.arange(60) >= 30, seed=10)
    for part in (result.whole, result.within, result.mix):
        assert part.estimate == pytest.approx(0)
        assert not part.has_interval
        assert part.note


def test_one_group_has_no_mix():
    successes = np.random.default_rng(11).integers(0, 2, 60)
    result = decompose_change(successes, np.ones((60, 1)), np.arange(60) >= 30, seed=12)
    assert result.mix.estimate == 0
    assert not result.mix.has_interval
    assert result.within.ci_lower == result.whole.ci_lower < result.whole.ci_upper


@pytest.mark.parametrize(
    ("before", "after", "each"),
    [(0, 0, 1), (0, 1, 1), (1, 1, 1), (0, 50, 1), (50, 0, 1), (50, 9, 1), (50, 2, 25)],
)
def test_too_few_papers_are_an_answer_not_a_crash(before, after, each):
    papers = np.repeat(np.arange(before + after), each)
    weights = np.full((papers.size, 4), 0.25)
    result = decompose_change(papers % 2, weights, papers >= before, papers, seed=13)
    assert isinstance(result, TooLittleData)
    assert f"{before} independent cases before and {after} after" in result.reason
    assert result.nobs == papers.size


def test_empty_lists_are_too_little():
    assert isinstance(decompose_change([], [], [], seed=14), TooLittleData)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(10, 60), st.integers(10, 60))
def test_parts_add_up_and_turn_with_the_periods(seed, n_groups, before, after):
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, 3, (before + after, n_groups)) + 1e-3 * np.eye(n_groups)[0]
    weights /= weights.sum(axis=1, keepdims=True)
    successes, later = rng.integers(0, 2, before + after), np.arange(before + after) >= before
    result = decompose_change(successes, weights, later, seed=seed, n_resamples=20)
    assert isinstance(result, Decomposition)
    assert result.within.estimate + result.mix.estimate == result.whole.estimate
    change = successes[later].mean() - successes[~later].mean()
    assert result.whole.estimate == pytest.approx(change, abs=1e-12)
    assert result.group_within.sum() == result.within.estimate
    assert result.group_mix.sum() == result.mix.estimate
    for part in (result.whole, result.within, result.mix):
        assert not part.has_interval or part.ci_lower <= part.estimate <= part.ci_upper
    turned = decompose_change(successes, weights, ~later, seed=seed, n_resamples=20)
    assert turned.group_within == pytest.approx(-result.group_within, abs=1e-12)
    assert turned.group_mix == pytest.approx(-result.group_mix, abs=1e-12)


ROWS = np.eye(2)[[0, 1, 0]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: decompose_change([0, 1, 2], ROWS, [0, 1, 1], seed=1), "successes must be"),
        (lambda: decompose_change([0, 1, 1], ROWS, [0, 1, 2], seed=1), "is_after must be"),
        (lambda: decompose_change([0, 1], ROWS, [0, 1, 1], seed=1), "shape"),
        (lambda: decompose_change([0, 1, 1], ROWS, [0, 1, 1], [1], seed=1), "1 clusters"),
        (lambda: decompose_change([0, 1, 1], [1, 1, 1], [0, 1, 1], seed=1), "shape"),
        (lambda: decompose_change([0, 1, 1], 2 * ROWS, [0, 1, 1], seed=1), "sum to 1"),
        (lambda: decompose_change([0, 1, 1], ROWS * np.nan, [0, 1, 1], seed=1), "sum to 1"),
        (lambda: decompose_change([0], [[2, -1]], [0], seed=1), "sum to 1"),
        (lambda: decompose_change([0, 1, 1], ROWS, [0, 1, 1], None, 95, seed=1), "confidence"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_many_clusters_of_few_kinds_take_no_room_of_their_own():
    rng = np.random.default_rng(2)
    n, n_groups = 40_000, 30
    weights = np.eye(n_groups)[rng.integers(0, n_groups, n)]
    successes, is_after = (rng.integers(0, 2, n).astype(float) for _ in range(2))
    tracemalloc.start()
    decompose_change(successes, weights, is_after, seed=1, n_resamples=99)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * weights.nbytes


def test_kinds_of_clusters_do_not_depend_on_the_order_of_their_rows():
    rng = np.random.default_rng(5)
    n = 3000
    clusters = rng.integers(0, 1500, n)
    weights = np.eye(3)[rng.integers(0, 3, n)]
    successes, is_after = (rng.integers(0, 2, n).astype(float) for _ in range(2))
    given_rows = (successes, weights, is_after, clusters)
    order = rng.permutation(n)
    one = decompose_change(*given_rows, seed=1)
    other = decompose_change(*(rows[order] for rows in given_rows), seed=1)
    for part in ("whole", "within", "mix"):
        ends = [
            (result.estimate, result.ci_lower, result.ci_upper)
            for result in (getattr(one, part), getattr(other, part))
        ]
        assert ends[0] == pytest.approx(ends[1], abs=1e-12)
