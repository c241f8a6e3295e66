"""Heavy runs: a planted one is found, chance is kept in bounds over all terms together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.stats import heavy_runs
from analysis.stats.bursts import compute_base_rate, find_bursts
from analysis.stats.heavy_runs import DealtUnits

N_UNITS, N_PERIODS = 400, 20


def draw(rng: np.random.Generator, shares: np.ndarray) -> DealtUnits:
    """Twenty single documents per period; `shares` has shape (periods, terms)."""
    periods = np.repeat(np.arange(N_PERIODS), N_UNITS // N_PERIODS)
    units, terms = np.nonzero(rng.random((N_UNITS, shares.shape[1])) < shares[periods])
    return DealtUnits(
        periods, np.ones(N_UNITS), units, terms, shares.shape[1], N_PERIODS, N_PERIODS // 4
    )


def test_the_weight_is_that_of_a_burst() -> None:
    shares = np.full((N_PERIODS, 1), 0.1)
    shares[9:14] = 0.6
    dealt = draw(np.random.default_rng(1), shares)
    found = heavy_runs.test_for_heavy_runs(dealt, seed=1, n_permutations=99)
    counts = np.bincount(dealt.periods[dealt.units], minlength=N_PERIODS)
    sizes = np.full(N_PERIODS, 20)
    rate = compute_base_rate(counts[:5], sizes[:5])
    (burst,) = find_bursts(counts[5:], sizes[5:], rate).bursts
    assert found.weights[0] == pytest.approx(burst.weight)
    assert found.pvalues_adjusted[0] == 1 / 100


def test_false_alarms_over_all_terms_are_bounded() -> None:
    rng = np.random.default_rng(2)
    shares = np.tile(rng.uniform(0.03, 0.5, 30), (N_PERIODS, 1))
    alarms = sum(
        heavy_runs.test_for_heavy_runs(
            draw(rng, shares), seed=at, n_permutations=99
        ).pvalues_adjusted.min()
        <= 0.05
        for at in range(100)
    )
    # Of 100 at a level of 0.05, more than 10 come up once in 90 tries.
    assert alarms <= 10


def test_whole_units_are_dealt() -> None:
    """A unit that holds a term in all of its documents is one event, not twenty."""
    shares = np.full((N_PERIODS, 1), 0.1)
    dealt = draw(np.random.default_rng(3), shares)
    units = np.r_[dealt.units, np.repeat(N_UNITS, 20)]
    lumped = replace(
        dealt,
        periods=np.r_[dealt.periods, 12],
        sizes=np.r_[dealt.sizes, 20.0],
        units=units,
        terms=np.zeros(units.size, dtype=int),
    )
    found = heavy_runs.test_for_heavy_runs(lumped, seed=3, n_permutations=99)
    assert found.weights[0] > 5
    assert found.pvalues_adjusted[0] > 0.05


def test_extremes_have_answers() -> None:
    nothing = np.array([], dtype=int)
    empty = DealtUnits(nothing, np.array([]), nothing, nothing, 2, 3, 1)
    found = heavy_runs.test_for_heavy_runs(empty, seed=0, n_permutations=19)
    assert found.weights.tolist() == [0, 0]
    assert found.pvalues_adjusted.tolist() == [1, 1]
    always = draw(np.random.default_rng(4), np.ones((N_PERIODS, 1)))
    assert heavy_runs.test_for_heavy_runs(always, seed=0, n_permutations=19).weights.tolist() == [0]


def test_what_cannot_be_tested_is_refused() -> None:
    nothing = np.array([], dtype=int)
    with pytest.raises(ValueError, match="no history"):
        DealtUnits(nothing, np.array([]), nothing, nothing, 1, 3, 3)
    dealt = DealtUnits(nothing, np.array([]), nothing, nothing, 1, 3, 1)
    with pytest.raises(ValueError, match=r"no p-value of 0\.05"):
        heavy_runs.test_for_heavy_runs(dealt, seed=0, n_permutations=9)


def test_a_pair_with_a_count_is_as_many_documents() -> None:
    dealt = draw(np.random.default_rng(6), np.full((N_PERIODS, 5), 0.2))
    pairs, counts = np.unique(np.stack([dealt.units // 4, dealt.terms]), axis=1, return_counts=True)
    merged = replace(
        dealt,
        periods=dealt.periods[::4],
        sizes=np.full(N_UNITS // 4, 4.0),
        units=pairs[0],
        terms=pairs[1],
        counts=counts.astype(float),
    )
    repeated = replace(merged, units=dealt.units // 4, terms=dealt.terms, counts=None)
    assert counts.max() > 1
    found, wanted = (
        heavy_runs.test_for_heavy_runs(one, seed=3, n_permutations=49) for one in (merged, repeated)
    )
    assert found.weights == pytest.approx(wanted.weights)
    assert found.pvalues_adjusted.tolist() == wanted.pvalues_adjusted.tolist()
