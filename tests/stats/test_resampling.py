"""Numbers drawn for kinds are distributed as clusters picked one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.resampling import draw_kinds, find_kinds, has_few_kinds, split_draws

KINDS = np.repeat(np.arange(4), [400, 150, 40, 10])


def pick_kinds(rng: np.random.Generator, n_draws: int) -> np.ndarray:
    picked = KINDS[rng.integers(0, KINDS.size, (n_draws, KINDS.size))]
    return np.stack([np.bincount(row, minlength=4) for row in picked])


def test_draws_are_distributed_as_picks() -> None:
    drawn = draw_kinds(np.random.default_rng(1), KINDS, 3000)
    picked = pick_kinds(np.random.default_rng(2), 3000)
    assert drawn.sum(axis=1).tolist() == [KINDS.size] * 3000
    # Standard errors of 3000 draws: 0.2 of the mean of 400, 2.6% of a variance.
    assert drawn.mean(axis=0) == pytest.approx(picked.mean(axis=0), abs=1.5)
    assert drawn.var(axis=0) == pytest.approx(picked.var(axis=0), rel=0.2)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(np.corrcoef(picked.T)[0, 1], abs=0.1)


def test_one_seed_gives_one_draw() -> None:
    one, other = (draw_kinds(np.random.default_rng(7), KINDS, 5) for _ in range(2))
    assert (one == other).all()


@given(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=4), min_size=1, max_size=12))
def test_clusters_are_of_one_kind_where_they_hold_the_same(held: list[list[int]]) -> None:
    codes = np.array([code for one in held for code in one])
    kinds = find_kinds(codes, np.array([len(one) for one in held]))
    contents = [tuple(sorted(Counter(one).items())) for one in held]
    for kind, content in zip(kinds, contents, strict=True):
        assert [k == kind for k in kinds] == [c == content for c in contents]


@pytest.mark.parametrize(("n_resamples", "width"), [(0, 1), (5, 0), (10, 900_000), (3, 10**9)])
def test_resamples_are_split_without_loss(n_resamples: int, width: int) -> None:
    assert sum(split_draws(n_resamples, width)) == n_resamples


def test_few_clusters_or_many_kinds_are_picked() -> None:
    assert has_few_kinds(KINDS)
    assert not has_few_kinds(KINDS[::10])
    assert not has_few_kinds(np.arange(1000))
