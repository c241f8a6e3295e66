"""Bursts against brute force and a published example; planted bursts; scarce data."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.bursts import Burst, BurstSearch, BurstSettings, compute_base_rate, find_bursts
from analysis.stats.results import TooLittleData

# The example in the README of the Python package burst_detection (N. Marinsek), s = 2: base rate
# 0.339, weight 2.68563 of batch 4 and 5.34226 of batches 6 and 7.
RELEVANT = [0, 2, 1, 6, 7, 2, 8, 7, 2, 1]
TOTALS = [9, 11, 12, 10, 10, 8, 12, 10, 13, 11]
BASE = 36 / 106


def cost_of(states, relevant, totals, base, rules):
    """Kleinberg (2003), sections 2 and 4, written out, without the binomial coefficients."""
    rise = rules.gamma * math.log(sum(d > 0 for d in totals))
    cost, before = 0.0, 0
    for state, r, d in zip(states, relevant, totals, strict=True):
        share = base * rules.scale**state
        cost += rise * max(state - before, 0) - r * math.log(share) - (d - r) * math.log(1 - share)
        before = state
    return cost


def find_by_brute_force(relevant, totals, base, rules):
    sequences = itertools.product((0, 1), repeat=len(totals))
    return min(cost_of(q, relevant, totals, base, rules) for q in sequences)


def test_the_published_example_is_found_as_brute_force_finds_it():
    # That program decides batch by batch and leaves out batch 3, which the optimum takes in.
    found = find_bursts(RELEVANT, TOTALS, BASE)
    assert found.cost == pytest.approx(find_by_brute_force(RELEVANT, TOTALS, BASE, BurstSettings()))
    assert [(b.first, b.last, b.relevant, b.total) for b in found.bursts] == [
        (3, 4, 13, 20),
        (6, 7, 15, 22),
    ]
    third = stats.binom.logpmf(6, 10, 2 * BASE) - stats.binom.logpmf(6, 10, BASE)
    weights = [b.weight for b in found.bursts]
    assert weights == pytest.approx([2.68563 + third, 5.34226], abs=1e-5)
    assert (found.base_rate, found.burst_rate, found.n_batches) == (BASE, 2 * BASE, 10)


BATCHES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda p: (min(p), max(p))),
    min_size=2,
    max_size=9,
)


@settings(deadline=None, derandomize=True, max_examples=120)
@given(
    BATCHES,
    st.floats(0.01, 0.45),
    st.sampled_from([1.5, 2.0, 2.2]),
    st.sampled_from([0.0, 0.3, 1.0, 3.0]),
)
def test_the_sequence_found_is_the_cheapest_of_all(batches, base, scale, gamma):
    relevant, totals = np.array(batches).T
    rules = BurstSettings(scale=scale, gamma=gamma, min_batches=2)
    found = find_bursts(relevant, totals, base, rules)
    if isinstance(found, TooLittleData):
        assert (totals > 0).sum() < 2 or relevant.sum() == 0
        return
    own = cost_of(found.states.astype(int), relevant, totals, base, rules)
    assert found.cost == pytest.approx(own)
    assert own == pytest.approx(find_by_brute_force(relevant, totals, base, rules))
    for burst in found.bursts:
        held = slice(burst.first, burst.last + 1)
        assert burst.weight >= gamma * math.log((totals > 0).sum()) - 1e-6
        assert burst.weight > 0
        assert (burst.relevant, burst.total) == (relevant[held].sum(), totals[held].sum())
    assert sum(b.last - b.first + 1 for b in found.bursts) == found.states.sum()


@settings(deadline=None, derandomize=True, max_examples=50)
@given(BATCHES, st.integers(0, 9))
def test_batches_without_documents_change_no_burst(batches, place):
    relevant, totals = np.array(batches).T
    rules = BurstSettings(min_batches=2)
    place = min(place, totals.size)
    full = find_bursts(relevant, totals, 0.2, rules)
    gapped = find_bursts(np.insert(relevant, place, 0), np.insert(totals, place, 0), 0.2, rules)
    assert type(full) is type(gapped)
    if isinstance(full, BurstSearch):
        assert full.cost == pytest.approx(gapped.cost)
        assert [b.weight for b in full.bursts] == pytest.approx([b.weight for b in gapped.bursts])


def test_a_longer_history_changes_the_base_rate_and_a_longer_future_does_not():
    history = compute_base_rate([1, 2, 1], [50, 50, 50])
    assert history == pytest.approx(4.5 / 151)
    found = find_bursts(RELEVANT, TOTALS, history)
    assert found.base_rate == history
    whole = find_bursts(RELEVANT, TOTALS, compute_base_rate(RELEVANT, TOTALS))
    assert whole.states.sum() < found.states.sum()


def test_a_term_new_to_the_window_has_a_base_rate():
    base = compute_base_rate([0, 0], [40, 60])
    assert base == pytest.approx(0.5 / 101)
    found = find_bursts([0, 0, 0, 0, 5, 6, 4, 0], [50] * 8, base)
    assert [(b.first, b.last) for b in found.bursts] == [(4, 6)]


def test_higher_gamma_and_scale_start_fewer_bursts():
    rng = np.random.default_rng(1)
    totals = np.full(60, 40)
    relevant = rng.binomial(totals, np.where(np.arange(60) // 10 % 2, 0.2, 0.08))
    counts = [
        len(find_bursts(relevant, totals, 0.08, BurstSettings(gamma=g)).bursts)
        for g in (0, 0.5, 1, 2, 20)
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 3
    assert counts[-1] == 0


def test_planted_bursts_are_recovered():
    rng = np.random.default_rng(2)
    totals, planted = np.full(50, 40), np.zeros(50, bool)
    planted[20:30] = True
    agreeing = []
    for _ in range(100):
        relevant = rng.binomial(totals, np.where(planted, 0.15, 0.05))
        base = compute_base_rate(relevant[:15], totals[:15])
        agreeing.append((find_bursts(relevant, totals, base).states == planted).mean())
    assert np.mean(agreeing) > 0.9


def test_at_the_base_rate_there_is_no_burst():
    found = find_bursts([1] * 10, [20] * 10, 0.05)
    assert found.bursts == ()
    assert not found.states.any()


def test_a_burst_of_one_batch_is_found():
    relevant = np.ones(20, int)
    relevant[7] = 15
    (burst,) = find_bursts(relevant, np.full(20, 30), 0.05).bursts
    assert (burst.first, burst.last, burst.relevant, burst.total) == (7, 7, 15, 30)


SCARCE = {
    "nothing": ([], [], "0 batches"),
    "one batch": ([1], [5], "1 batches"),
    "two batches": ([1, 5], [5, 5], "2 batches"),
    "empty batches": ([0] * 20, [0] * 20, "0 batches"),
    "all zero": ([0] * 10, [5] * 10, "no occurrence"),
}


@pytest.mark.parametrize("case", SCARCE)
def test_scarce_data_is_an_answer_not_a_crash(case):
    relevant, totals, words = SCARCE[case]
    result = find_bursts(relevant, totals, 0.1)
    assert isinstance(result, TooLittleData)
    assert words in result.reason


def test_a_term_that_is_always_there_has_no_burst_rate():
    result = find_bursts([5] * 10, [5] * 10, compute_base_rate([5] * 10, [5] * 10))
    assert isinstance(result, TooLittleData)
    assert "is no share" in result.reason
    assert find_bursts([5] * 10, [5] * 10, 0.3).bursts == (
        Burst(first=0, last=9, weight=pytest.approx(50 * math.log(2)), relevant=50, total=50),
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: find_bursts([3], [2], 0.1), "between 0 and"),
        (lambda: find_bursts([-1], [2], 0.1), "between 0 and"),
        (lambda: find_bursts([0.5], [2], 0.1), "between 0 and"),
        (lambda: find_bursts([math.nan], [2], 0.1), "between 0 and"),
        (lambda: find_bursts([1], [math.inf], 0.1), "whole numbers"),
        (lambda: find_bursts([1, 1], [2], 0.1), "shape"),
        (lambda: find_bursts(RELEVANT, TOTALS, 0.0), "base_rate"),
        (lambda: find_bursts(RELEVANT, TOTALS, 1.0), "base_rate"),
        (lambda: compute_base_rate([], []), "no document"),
        (lambda: BurstSettings(scale=1), "scale"),
        (lambda: BurstSettings(gamma=-1), "gamma"),
        (lambda: BurstSettings(min_batches=1), "2 batches"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
