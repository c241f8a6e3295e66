"""The clustered variance against published special cases and a plain matrix computation."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import linalg

from analysis.stats.clustering import group_rows, prepare_slope_errors


@dataclass(frozen=True)
class Scores:
    """What a fitted line leaves: design (n, 2), residuals (n,) and weights (n,)."""

    design: np.ndarray
    residuals: np.ndarray
    weights: np.ndarray


def estimate_slope_variance(scores, periods, clusters):
    errors = prepare_slope_errors(scores.design, scores.weights, group_rows(periods, clusters))
    return errors.estimate(scores.residuals)


def make_scores(rng, nobs, weights=None):
    design = np.column_stack([np.ones(nobs), rng.normal(size=nobs)])
    weights = np.ones(nobs) if weights is None else weights
    return Scores(design, rng.normal(size=nobs) * np.sqrt(weights), weights)


def fit_naively(scores, labels):
    """CR2 and Bell-McCaffrey df with full matrices, as Bell & McCaffrey (2002) write them."""
    root = np.sqrt(scores.weights)
    x = scores.design * root[:, None]
    e = scores.residuals / root
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    pulls = np.zeros((labels.max() + 1, len(e)))
    for group in range(labels.max() + 1):
        rows = np.flatnonzero(labels == group)
        block = np.eye(len(rows)) - hat[np.ix_(rows, rows)]
        pulls[group, rows] = (x[rows] @ bread[:, 1]) @ linalg.inv(linalg.sqrtm(block).real)
    left = np.eye(len(e)) - hat
    matrix = pulls @ left @ pulls.T
    return ((pulls @ e) ** 2).sum(), np.trace(matrix) ** 2 / np.trace(matrix @ matrix)


def test_two_groups_agree_with_welch_and_imbens_kolesar():
    # One binary regressor, every row its own cluster: CR2 is Welch's variance, and the degrees
    # of freedom are those of Imbens & Kolesar (2016), REStat 98:701-712, 2.5 for 3 and 27.
    rng = np.random.default_rng(1)
    n1, n0 = 3, 27
    group = np.repeat([1.0, 0.0], [n1, n0])
    values = rng.normal(size=n1 + n0)
    design = np.column_stack([np.ones(n1 + n0), group])
    fitted = np.where(group == 1, values[:n1].mean(), values[n1:].mean())
    rows = np.arange(n1 + n0)
    found = estimate_slope_variance(Scores(design, values - fitted, np.ones(n1 + n0)), rows, rows)
    welch = values[:n1].var(ddof=1) / n1 + values[n1:].var(ddof=1) / n0
    expected = (n0 + n1) ** 2 * (n0 - 1) * (n1 - 1) / (n1**2 * (n1 - 1) + n0**2 * (n0 - 1))
    assert found.variance == pytest.approx(welch)
    assert found.degrees_of_freedom == pytest.approx(expected)
    assert round(found.degrees_of_freedom, 1) == 2.5


@pytest.mark.parametrize("weighted", [False, True])
def test_one_way_agrees_with_full_matrices(weighted):
    rng = np.random.default_rng(2)
    scores = make_scores(rng, 60, rng.uniform(0.05, 0.25, 60) if weighted else None)
    labels = np.sort(np.r_[np.arange(7), rng.integers(0, 7, 53)])
    found = estimate_slope_variance(scores, labels, np.arange(60))
    variance, freedom = fit_naively(scores, labels)
    assert found.variance == pytest.approx(variance)
    assert found.degrees_of_freedom == pytest.approx(freedom)


@pytest.mark.parametrize("seed", range(6))
def test_recurring_clusters_count_in_the_period_of_their_first_row(seed):
    rng = np.random.default_rng(seed)
    scores = make_scores(rng, 80)
    periods = np.repeat(np.arange(10), 8)
    clusters = rng.permutation(np.repeat(np.arange(40), 2))
    first = np.array([periods[clusters == one].min() for one in range(40)])[clusters]
    cohorts, cells = (
        np.unique(labels, return_inverse=True)[1] for labels in (first, periods * 10 + first)
    )
    by_cohort, freedom = fit_naively(scores, cohorts)
    more = fit_naively(scores, periods)[0] - fit_naively(scores, cells)[0]
    found = estimate_slope_variance(scores, periods, clusters)
    assert found.variance == pytest.approx(by_cohort + max(more, 0))
    assert found.degrees_of_freedom == pytest.approx(freedom)


def test_clusters_that_fill_all_periods_leave_nothing_to_compare():
    rng = np.random.default_rng(7)
    with pytest.raises(ValueError, match="too few periods"):
        estimate_slope_variance(
            make_scores(rng, 40), np.repeat(np.arange(10), 4), np.tile(np.arange(4), 10)
        )


def test_rows_that_repeat_add_nothing():
    rng = np.random.default_rng(4)
    once = make_scores(rng, 30)
    twice = Scores(
        *(np.concatenate([part, part]) for part in (once.design, once.residuals, once.weights))
    )
    rows = np.arange(30)
    alone = estimate_slope_variance(once, rows, rows)
    doubled = estimate_slope_variance(twice, np.tile(rows, 2), np.tile(rows, 2))
    assert doubled.variance == pytest.approx(alone.variance)
    assert doubled.degrees_of_freedom == pytest.approx(alone.degrees_of_freedom)


def test_dates_without_spread_are_refused():
    design = np.ones((5, 2))
    with pytest.raises(ValueError, match="do not spread"):
        estimate_slope_variance(Scores(design, np.ones(5), np.ones(5)), np.arange(5), np.arange(5))


def test_one_period_that_decides_the_slope_gives_no_error():
    design = np.column_stack([np.ones(40), np.repeat([0.0, 1.0], [38, 2])])
    residuals = np.r_[np.tile([1.0, -1.0], 19), 0.5, -0.5]
    labels = np.r_[np.arange(38) // 2, 19, 19]
    found = estimate_slope_variance
    with pytest.raises(ValueError, match=r"agree exactly|too few periods"):
        found(Scores(design, residuals, np.ones(40)), labels, np.arange(40))


def test_a_perfect_fit_has_no_variance_to_give():
    rng = np.random.default_rng(5)
    scores = make_scores(rng, 20)
    perfect = Scores(scores.design, np.zeros(20), scores.weights)
    with pytest.raises(ValueError, match="agree exactly"):
        estimate_slope_variance(perfect, np.arange(20), np.arange(20))
