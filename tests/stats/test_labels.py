"""Labels are those of numpy.unique, whichever way they are found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.labels import find_firsts, label, label_rows

whole = st.lists(st.integers(-(2**62), 2**62), max_size=20)
near = st.lists(st.integers(-5, 12), max_size=20)
floats = st.lists(st.floats(allow_nan=False), max_size=20)
names = st.lists(st.text("abc", max_size=2), max_size=20)


@given(whole | near | floats | names)
def test_labels_are_those_of_sorting(values: list[object]) -> None:
    array = np.array(values)
    assert label(array).tolist() == np.unique(array, return_inverse=True)[1].tolist()


def test_days_are_labelled_in_their_order() -> None:
    days = np.array(["2025-03-02", "2024-01-01", "2025-03-02"], dtype="datetime64[D]")
    assert label(days).tolist() == [1, 0, 1]


@given(near)
def test_firsts_are_where_a_label_stands_first(values: list[int]) -> None:
    labels = label(np.array(values, dtype=int))
    firsts = find_firsts(labels)
    assert firsts.tolist() == [labels.tolist().index(one) for one in range(firsts.size)]


@pytest.mark.parametrize("n_columns", [1, 3])
def test_rows_have_one_label_where_they_are_the_same(n_columns: int) -> None:
    rows = np.random.default_rng(1).integers(0, 2, (30, n_columns)).astype(float)
    labels = label_rows(rows)
    same = (rows[:, None] == rows[None]).all(axis=2)
    assert ((labels[:, None] == labels[None]) == same).all()
