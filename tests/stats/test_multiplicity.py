"""Benjamini-Hochberg against the worked example of the paper that introduced it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.multiplicity import adjust_pvalues

# Benjamini & Hochberg (1995), p. 295: 15 endpoints of Neuhaus et al. (1992).
PAPER = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]


def test_the_paper_rejects_four_at_five_percent():
    adjusted = adjust_pvalues(PAPER)
    assert adjusted.n_tests == 15
    assert (adjusted.pvalues_adjusted <= 0.05).tolist() == [True] * 4 + [False] * 11
    # p.adjust(p, "BH") in R.
    assert adjusted.pvalues_adjusted[:9] == pytest.approx(
        [0.0015, 0.003, 0.0095, 0.035625, 0.0603, *[0.0638571] * 2, 0.0645, 0.0765], abs=5e-8
    )


def test_tests_not_made_are_not_counted():
    shuffled = [None, *PAPER[::-1], float("nan")]
    adjusted = adjust_pvalues(shuffled)
    assert adjusted.n_tests == 15
    assert np.isnan(adjusted.pvalues_adjusted[[0, -1]]).all()
    assert adjusted.pvalues_adjusted[1:-1][::-1] == pytest.approx(
        adjust_pvalues(PAPER).pvalues_adjusted
    )


@pytest.mark.parametrize("pvalues", [[], [None], [float("nan")]])
def test_no_tests_at_all(pvalues):
    adjusted = adjust_pvalues(pvalues)
    assert adjusted.n_tests == 0
    assert np.isnan(adjusted.pvalues_adjusted).all()


def test_one_test_needs_no_adjustment():
    assert adjust_pvalues([0.03]).pvalues_adjusted == pytest.approx([0.03])


@pytest.mark.parametrize("pvalue", [-0.1, 1.1])
def test_impossible_pvalues_are_refused(pvalue):
    with pytest.raises(ValueError, match="must lie in"):
        adjust_pvalues([0.5, pvalue])


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusting_never_lowers_or_reorders(pvalues):
    adjusted = adjust_pvalues(pvalues).pvalues_adjusted
    assert np.all(adjusted >= np.array(pvalues) - 1e-12)
    assert np.all(np.diff(adjusted[np.argsort(pvalues)]) >= -1e-12)
