"""Trends, clustered errors and design effects against the output of other programs."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import linalg, stats

from analysis.stats import trends
from analysis.stats.clustering import group_rows, prepare_slope_errors
from analysis.stats.correction import compute_effective_nobs
from analysis.stats.log_odds import count_presence
from analysis.stats.proportions import estimate_clustered_proportion
from tests.stats.reference_data import (
    BEETLE_DOSES,
    BEETLES_EXPOSED,
    BEETLES_KILLED,
    CRAB_SATELLITES,
    CRAB_WIDTHS,
)

# Rats alive at 21 days of those alive at 4 days, per litter: Weil (1970), as in Rao & Scott
# (1992), Table 1. Their design effects are those that the R package PF documents for `rsb`.
LITTERS = {
    "control": (
        [13, 12, 9, 9, 8, 8, 12, 11, 9, 9, 8, 11, 4, 5, 7, 7],
        [13, 12, 9, 9, 8, 8, 13, 12, 10, 10, 9, 13, 5, 7, 10, 10],
        1.232495,
    ),
    "treated": (
        [12, 11, 10, 9, 10, 9, 9, 8, 8, 4, 7, 4, 5, 3, 3, 0],
        [12, 11, 10, 9, 11, 10, 10, 9, 9, 5, 9, 7, 10, 6, 10, 7],
        3.952861,
    ),
}


@pytest.fixture(params=LITTERS)
def litters(request):
    """Alive or not and the litter of every rat, its litter's counts, and the design effect."""
    alive, sizes, effect = LITTERS[request.param]
    rows = np.concatenate([np.arange(n) < k for k, n in zip(alive, sizes, strict=True)])
    return rows, np.repeat(np.arange(len(sizes)), sizes), np.array(alive), np.array(sizes), effect


def test_design_effects_agree_with_rao_and_scott(litters):
    rows, labels, alive, sizes, effect = litters
    window = count_presence(rows[:, None], labels)
    assert window.design_effects[0] == pytest.approx(effect, abs=5e-7)
    assert (window.counts[0], window.total) == (alive.sum(), sizes.sum())


def test_clustered_share_is_worth_what_rao_and_scott_and_korn_and_graubard_say(litters):
    # n / d of Rao & Scott (1992), times (z / t)^2 with 15 degrees of freedom for 16 litters.
    rows, labels, alive, sizes, effect = litters
    result = estimate_clustered_proportion(rows, labels)
    z, t = stats.norm.ppf(0.975), stats.t.ppf(0.975, 15)
    worth = sizes.sum() / effect * (z / t) ** 2
    assert compute_effective_nobs(result) == pytest.approx(worth, rel=1e-5)
    share = alive.sum() / sizes.sum()
    for bound in (result.ci_lower, result.ci_upper):
        # Wilson (1927) at that size.
        assert abs(bound - share) == pytest.approx(z * np.sqrt(bound * (1 - bound) / worth), 1e-5)


def make_dfadjust_example():
    """The regression on which the R package dfadjust (M. Kolesar) is checked against Stata."""
    k = np.arange(1.0, 11.0)
    y = np.concatenate([np.cos(np.arange(10.0)), np.tan(k)])
    design = np.column_stack([np.ones(20), np.concatenate([np.sin(k), np.sin(k + 1)])])
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    return coefficients, design, y - design @ coefficients


def estimate_slope_variance(design, residuals, labels):
    return prepare_slope_errors(design, np.ones(20), group_rows(labels, labels)).estimate(residuals)


def test_unclustered_errors_agree_with_dfadjust_and_stata():
    # Slope 0.3241183110; regress, vce(hc2) in Stata: 0.4421048122; degrees of freedom of Bell &
    # McCaffrey in dfadjust: 12.10389102.
    coefficients, design, residuals = make_dfadjust_example()
    assert coefficients[1] == pytest.approx(0.3241183110, abs=1e-9)
    found = estimate_slope_variance(design, residuals, np.arange(20))
    assert math.sqrt(found.variance) == pytest.approx(0.4421048122, abs=1e-9)
    assert found.degrees_of_freedom == pytest.approx(12.10389102, abs=1e-5)


def test_clustered_errors_agree_with_dfadjust():
    # Three clusters: dfadjust gives the CR2 error times t(0.975, 1.783242385) / z(0.975) as
    # 0.533126248; the multiple is that of Imbens & Kolesar (2016) and is undone here.
    _, design, residuals = make_dfadjust_example()
    labels = np.tile([1, 0, 2, 1, 1, 2, 2, 0, 0, 1], 2)
    found = estimate_slope_variance(design, residuals, labels)
    multiple = stats.t.ppf(0.975, 1.783242385) / stats.norm.ppf(0.975)
    assert math.sqrt(found.variance) == pytest.approx(0.533126248 / multiple, rel=1e-8)


def compute_cr2_by_hand(design, residuals, weights, labels):
    """The slope's CR2 error and Satterthwaite df of a generalized linear model, written out.

    As Pustejovsky & Tipton (2018), JBES 36:672-683, have it: residuals on the scale of the
    linear predictor, weights W the inverse of the working variances, the adjustment of group g
    being D' (D (I - H)_gg V (I - H)'_gg D')^(-1/2) D with D'D = V = W^(-1).
    """
    n = residuals.size
    bread = np.linalg.inv(design.T @ (design * weights[:, None]))
    left = np.eye(n) - design @ bread @ (design * weights[:, None]).T
    variance, total, pulls = np.diag(1 / weights), 0.0, []
    for group in np.unique(labels):
        rows = np.flatnonzero(labels == group)
        d = np.diag(weights[rows] ** -0.5)
        spread = (left @ variance @ left.T)[np.ix_(rows, rows)]
        values, vectors = linalg.eigh(d @ spread @ d)
        adjust = d @ vectors @ np.diag(values**-0.5) @ vectors.T @ d
        pull = bread[1] @ (design[rows] * weights[rows, None]).T @ adjust
        total += float(pull @ residuals[rows]) ** 2
        pulls.append(pull @ left[rows])
    products = np.array(pulls) @ variance @ np.array(pulls).T
    return math.sqrt(total), float(np.trace(products) ** 2 / (products**2).sum())


def require_agreement(result, slope, error, freedom):
    """The slope, and its error as the smallest slope that it would show with power 0.8."""
    reach = float(stats.t.ppf(0.975, freedom) + stats.t.ppf(0.8, freedom)) * error
    assert math.log(result.estimate) == pytest.approx(slope, rel=1e-5)
    assert math.log(result.smallest_detectable) == pytest.approx(reach, rel=1e-4)


def compute_score_pvalue(design, scores, left, weights, labels):
    """The p-value of no trend: what `scores` ask for, over the error that `left` gives it.

    `scores` are those of the rows without a trend, `left` those at the fit, `weights` the
    information without a trend: Boos (1992), The American Statistician 46:327-333.
    """
    step = np.linalg.inv(design.T @ (design * weights[:, None])) @ design.T @ scores
    error, freedom = compute_cr2_by_hand(design, left / weights, weights, labels)
    return float(2 * stats.t.sf(abs(step[1]) / error, freedom))


def test_share_trend_errors_agree_with_full_matrices():
    # The beetles of Bliss (1935): eight doses are the periods, every beetle its own cluster.
    killed = np.concatenate(
        [np.arange(n) < k for k, n in zip(BEETLES_KILLED, BEETLES_EXPOSED, strict=True)]
    ).astype(float)
    # Centred, or the matrices lose digits to the intercept.
    doses = np.repeat(BEETLE_DOSES - BEETLE_DOSES.mean(), BEETLES_EXPOSED)
    design = sm.add_constant(doses)
    fitted = sm.Logit(killed, design).fit(disp=0)
    mean = fitted.predict()
    weights = mean * (1 - mean)
    by_dose, freedom = compute_cr2_by_hand(design, (killed - mean) / weights, weights, doses)
    result = trends.test_for_share_trend(killed, doses)
    require_agreement(result, fitted.params[1], by_dose, freedom)
    flat = np.full(killed.size, killed.mean())
    expected = compute_score_pvalue(design, killed - flat, killed - mean, flat * (1 - flat), doses)
    assert result.pvalue == pytest.approx(expected, rel=1e-3)


def test_count_trend_errors_agree_with_full_matrices():
    # The crabs of Agresti (2002) with widths rounded to whole cm as periods.
    widths = np.round(CRAB_WIDTHS) - 26
    design = sm.add_constant(widths)
    fitted = sm.NegativeBinomial(CRAB_SATELLITES, design).fit(disp=0, maxiter=200)
    slope, alpha = fitted.params[1:]
    mean = np.exp(design @ fitted.params[:2])
    weights = mean / (1 + alpha * mean)
    by_width, freedom = compute_cr2_by_hand(
        design, (CRAB_SATELLITES - mean) / mean, weights, widths
    )
    result = trends.test_for_count_trend(CRAB_SATELLITES, widths)
    assert math.log(result.estimate) == pytest.approx(slope, rel=1e-3)
    require_agreement(result, math.log(result.estimate), by_width, freedom)
    flat = np.full(widths.size, CRAB_SATELLITES.mean())
    scores, left = ((CRAB_SATELLITES - at) / (1 + alpha * at) for at in (flat, mean))
    expected = compute_score_pvalue(design, scores, left, flat / (1 + alpha * flat), widths)
    assert result.pvalue == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_quantile_trend_agrees_with_statsmodels(q):
    # The data of Engel (1857), food expenditure on income in thousands of francs.
    data = sm.datasets.engel.load_pandas().data
    thousands = data["income"].to_numpy() / 1000
    found = trends.test_for_quantile_trend(data["foodexp"].to_numpy(), q, thousands)
    design = sm.add_constant(thousands)
    expected = sm.QuantReg(np.log(data["foodexp"].to_numpy()), design).fit(q=q)
    assert math.log(found.estimate) == pytest.approx(expected.params[1], abs=1e-4)


def test_spread_counts_agree_with_statsmodels():
    # Whole numbers spread over their step (Machado & Santos Silva 2005), evenly instead of at
    # random: nearly the same as nine rows each.
    rng = np.random.default_rng(6)
    years = np.repeat(np.linspace(0, 3, 24), 20)
    sizes = 1 + rng.poisson(4 * np.exp(0.15 * years))
    found = trends.test_for_quantile_trend(sizes, 0.5, years, step=1)
    points = (np.arange(9) + 0.5) / 9 - 0.5
    rows = np.log(sizes[:, None] + points).ravel()
    expected = sm.QuantReg(rows, sm.add_constant(np.repeat(years, 9))).fit(q=0.5)
    assert math.log(found.estimate) == pytest.approx(expected.params[1], abs=2e-3)
