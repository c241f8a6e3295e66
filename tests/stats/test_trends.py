"""Trends: published fits, planted truth, level at no trend, and too little data."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from analysis.stats import trends
from analysis.stats.designs import TrendData, TrendSettings
from analysis.stats.results import Estimate, TooLittleData
from tests.stats.planted import Plan, plant_gains, plant_rows, plant_shares, plant_sizes
from tests.stats.reference_data import (
    BEETLE_DOSES,
    BEETLES_EXPOSED,
    BEETLES_KILLED,
    CRAB_SATELLITES,
    CRAB_WIDTHS,
)

DAYS = np.datetime64("2024-01-01") + 45 * np.arange(20)


def test_share_trend_agrees_with_the_crabs_of_agresti():
    # Agresti (2002), section 5.1.3: logit(p) = -12.351 + 0.497 width.
    result = trends.test_for_share_trend(CRAB_SATELLITES > 0, CRAB_WIDTHS)
    assert math.log(result.estimate) == pytest.approx(0.497, abs=5e-4)
    assert result.nobs == 173
    # Likelihood standard error 0.102 there; the robust one may differ by its own noise.
    error = math.log(result.ci_upper / result.estimate) / 2
    assert error == pytest.approx(0.102, rel=0.2)


def test_share_trend_agrees_with_the_beetles_of_dobson():
    # Dobson (2002), Table 7.3: logistic slope 34.27, from Bliss (1935).
    killed = np.concatenate(
        [np.arange(n) < k for k, n in zip(BEETLES_KILLED, BEETLES_EXPOSED, strict=True)]
    )
    result = trends.test_for_share_trend(killed, np.repeat(BEETLE_DOSES, BEETLES_EXPOSED))
    assert math.log(result.estimate) == pytest.approx(34.27, abs=5e-3)
    assert (result.nobs, result.n_clusters) == (481, 8)


def test_count_trend_agrees_with_the_crabs_of_agresti():
    # Agresti (2007), Introduction to Categorical Data Analysis, section 3.3.4: negative binomial,
    # log link, slope 0.192.
    result = trends.test_for_count_trend(CRAB_SATELLITES, CRAB_WIDTHS)
    assert math.log(result.estimate) == pytest.approx(0.192, abs=5e-4)


def test_count_errors_agree_with_the_sandwich_of_statsmodels():
    # Every row its own date and cluster: CR2 is HC2, which is HC0 but for 1 / n and the
    # information, expected here and observed there.
    rng = np.random.default_rng(14)
    years = np.linspace(0, 4, 800)
    mean = np.exp(0.2 + years)
    counts = rng.negative_binomial(5, 5 / (5 + mean))
    design = sm.add_constant(years)
    alpha = sm.NegativeBinomial(counts, design).fit(disp=0).params[-1]
    family = sm.families.NegativeBinomial(alpha=alpha)
    expected = sm.GLM(counts, design, family=family).fit(cov_type="HC0")
    result = trends.test_for_count_trend(counts, years)
    assert math.log(result.estimate) == pytest.approx(expected.params[1], rel=1e-3)
    t = stats.t.ppf(0.975, float(result.note.split(" ")[0]))
    error = math.log(result.ci_upper / result.estimate) / t
    assert error == pytest.approx(expected.bse[1], rel=0.03)


def test_counts_that_spread_less_than_poisson_are_fitted_as_poisson():
    # Exactly 2, 2, 4, 4, ...: the Poisson slope of log mean on the date is log 2 per year.
    counts = np.repeat([2.0, 4, 8, 16], 10)
    years = np.repeat([0.0, 1, 2, 3], 10) + np.tile([-0.01, 0.01], 20)
    result = trends.test_for_count_trend(counts, years)
    assert result.estimate == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize("recurring", [0.0, 0.4])
def test_a_planted_share_trend_is_recovered(recurring):
    rng = np.random.default_rng(1)
    covered, found = 0, []
    for _ in range(150):
        rows = plant_rows(Plan(recurring=recurring), rng)
        # A carried-over paper keeps the facts of its first digest; without recurrence the
        # paper's year is the row's, and the planted odds ratio is the true one.
        marked = plant_shares(rows, 0.3, 0.7, rng)
        result = trends.test_for_share_trend(marked, rows.years, rows.papers)
        covered += result.ci_lower <= math.exp(0.7) <= result.ci_upper
        found.append(math.log(result.estimate))
    assert np.mean(found) == pytest.approx(0.7, abs=0.06)
    assert covered / 150 >= 0.9


def test_a_planted_growth_of_teams_is_recovered():
    rng = np.random.default_rng(2)
    covered, found = 0, []
    for _ in range(100):
        rows = plant_rows(Plan(), rng)
        sizes = plant_sizes(rows, 5, 0.2, rng)
        result = trends.test_for_count_trend(sizes, rows.years, rows.papers)
        covered += result.ci_lower <= math.exp(0.2) <= result.ci_upper
        found.append(math.log(result.estimate))
    assert np.mean(found) == pytest.approx(0.2, abs=0.03)
    assert covered / 100 >= 0.9


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_a_planted_growth_of_gains_is_recovered_at_each_quantile(q):
    rng = np.random.default_rng(3)
    covered, found = 0, []
    for _ in range(30):
        rows = plant_rows(Plan(n_digests=12), rng)
        gains = plant_gains(rows, 0.3, rng)
        result = trends.test_for_quantile_trend(gains, q, rows.years, rows.papers)
        covered += result.ci_lower <= math.exp(0.3) <= result.ci_upper
        found.append(math.log(result.estimate))
    assert np.mean(found) == pytest.approx(0.3, abs=0.08)
    assert covered >= 26


@pytest.mark.parametrize(
    "plan",
    [
        Plan(n_digests=8),
        Plan(n_digests=12, slant=0.6),
        Plan(n_digests=30, n_papers=20, recurring=0.4),
    ],
)
def test_no_trend_is_found_about_as_often_as_the_level_says(plan):
    rng = np.random.default_rng(4)
    pvalues = []
    for _ in range(400):
        rows = plant_rows(plan, rng)
        marked = plant_shares(rows, 0.2, 0.0, rng)
        pvalues.append(trends.test_for_share_trend(marked, rows.years, rows.papers).pvalue)
    # 400 draws at 0.05 stay within 0.02 to 0.08 with probability 0.99; clustering by row alone
    # gives 0.25 and more for the second plan.
    assert 0.02 <= np.mean(np.array(pvalues) < 0.05) <= 0.08


def test_interval_and_pvalue_speak_with_one_voice():
    rng = np.random.default_rng(5)
    for _ in range(20):
        rows = plant_rows(Plan(n_digests=10, n_papers=20), rng)
        for result in (
            trends.test_for_share_trend(plant_shares(rows, 0.4, 0.3, rng), rows.years),
            trends.test_for_count_trend(plant_sizes(rows, 5, 0.15, rng), rows.years),
            trends.test_for_quantile_trend(plant_gains(rows, 0.3, rng), 0.5, rows.years),
        ):
            outside = not result.ci_lower <= 1 <= result.ci_upper
            assert outside == (result.pvalue < 0.05)
            assert result.ci_lower < result.estimate < result.ci_upper


def test_dates_and_decimal_years_give_the_same_answer():
    rng = np.random.default_rng(6)
    marked = (rng.random(400) < 0.3).astype(float)
    days = np.repeat(DAYS, 20)
    years = (days - days[0]).astype(int) / 365.2425
    by_day, by_year = (trends.test_for_share_trend(marked, dates) for dates in (days, years))
    assert by_day.estimate == pytest.approx(by_year.estimate)
    assert by_day.pvalue == pytest.approx(by_year.pvalue)


def test_irregular_dates_count_as_they_lie():
    # The share jumps between two bursts of digests a year apart: by index that is a slope over
    # 10 steps, by date one of 0.2 to 0.6 (log odds ratio 1.79) over one year.
    years = np.repeat(np.r_[np.arange(5) * 0.001, 1 + np.arange(5) * 0.001], 100)
    marked = np.concatenate([np.arange(100) < 20] * 5 + [np.arange(100) < 60] * 5)
    marked[::100] = 1 - marked[::100]
    result = trends.test_for_share_trend(marked, years)
    assert math.log(result.estimate) == pytest.approx(1.79, abs=0.1)


def test_five_digests_are_too_few_and_say_what_they_could_show():
    rng = np.random.default_rng(7)
    marked = (rng.random(200) < 0.3).astype(float)
    result = trends.test_for_share_trend(
        marked, np.repeat(DAYS[:5], 40), settings=TrendSettings(period_name="digests")
    )
    assert isinstance(result, TooLittleData)
    assert result.reason.startswith("5 digests: a trend test needs at least 8; the smallest")
    assert f"{result.smallest_detectable:.3g}" in result.reason
    assert result.needed == "at least 8 digests"
    assert result.nobs == 200


def make_rows(n_dates, per_date, value=None):
    days = np.repeat(DAYS[:n_dates], per_date)
    if value is not None:
        return np.full(days.size, value), days
    return np.tile([0.0, 1.0], days.size)[: days.size], days


SCARCE = {
    "nothing": ([], np.array([], "datetime64[D]"), None, "no periods"),
    "one paper": (*make_rows(1, 1), None, "one date"),
    "one date": (*make_rows(1, 40), None, "one date"),
    "two dates": (*make_rows(2, 40), None, "2 periods"),
    "three dates": (*make_rows(3, 40), None, "3 periods"),
    "all equal to 1": (*make_rows(10, 20, 1.0), None, "all 200 values are 1"),
    "all equal to 0": (*make_rows(10, 20, 0.0), None, "all 200 values are 0"),
    "one cluster": (*make_rows(10, 20), np.zeros(200), "1 clusters"),
}


@pytest.mark.parametrize("case", SCARCE)
def test_scarce_data_is_an_answer_not_a_crash(case):
    values, days, clusters, words = SCARCE[case]
    shifted = np.asarray(values) + 1
    for result in (
        trends.test_for_share_trend(values, days, clusters),
        trends.test_for_count_trend(values, days, clusters),
        trends.test_for_quantile_trend(shifted, 0.5, days, clusters, step=1),
    ):
        assert isinstance(result, TooLittleData)
        if "all" not in words:
            assert words in result.reason


def test_few_events_are_too_little():
    marked = np.zeros(400)
    marked[::50] = 1
    result = trends.test_for_share_trend(marked, np.repeat(DAYS, 20))
    assert isinstance(result, TooLittleData)
    assert "8 independent cases with it: a trend test needs at least 10" in result.reason
    assert result.smallest_detectable > 1


def test_one_paper_listed_often_is_one_event():
    marked, papers = np.zeros(400), np.arange(400)
    marked[::20], papers[::20] = 1, 0
    result = trends.test_for_share_trend(marked, np.repeat(DAYS, 20), papers)
    assert isinstance(result, TooLittleData)
    assert "1 independent case with it" in result.reason


def test_digests_that_agree_exactly_are_too_little():
    marked, days = np.tile([1.0, 0, 0, 0, 0], 80), np.repeat(DAYS, 20)
    for result in (
        trends.test_for_share_trend(marked, days),
        trends.test_for_count_trend(marked, days),
        trends.test_for_quantile_trend(marked + 1, 0.5, days, step=1),
    ):
        assert isinstance(result, TooLittleData)
        assert "agree exactly" in result.reason


@pytest.mark.parametrize("rising", [True, False])
def test_separation_is_an_answer(rising):
    days = np.repeat(DAYS, 20)
    marked = (days > DAYS[9]) == rising
    result = trends.test_for_share_trend(marked, days)
    assert isinstance(result, TooLittleData)
    assert "separate" in result.reason


def test_a_share_that_bounds_its_ratio_on_one_side_only_is_too_little():
    # One case at first and eleven at the end: 10 times as often, or 1,000 times.
    marked = np.zeros(320)
    marked[[0, *range(280, 291)]] = 1
    result = trends.test_for_share_trend(marked, np.repeat(DAYS[:8], 40))
    assert isinstance(result, TooLittleData)
    assert "no end" in result.reason or "do not spread" in result.reason


def test_papers_first_listed_in_few_periods_are_few_however_often_they_recur():
    # 400 rows in 20 digests, but all papers but one began in the first.
    papers = np.tile(np.arange(20), 20)
    papers[-1] = 20
    marked = (papers < 12).astype(float)
    result = trends.test_for_share_trend(marked, np.repeat(DAYS, 20), papers)
    assert isinstance(result, TooLittleData)


def test_recurring_papers_weigh_less_than_new_ones():
    # The same rows, once as 20 papers that stay in every digest, once as 400 papers: the first
    # give no evidence of their own on each date.
    rng = np.random.default_rng(9)
    rows = plant_rows(Plan(n_digests=20, n_papers=40, recurring=0.6), rng)
    marked = plant_shares(rows, 0.3, 0.5, rng)
    known = trends.test_for_share_trend(marked, rows.years, rows.papers)
    ignored = trends.test_for_share_trend(marked, rows.years)
    assert known.estimate == pytest.approx(ignored.estimate, rel=1e-12)
    assert known.ci_upper / known.ci_lower > ignored.ci_upper / ignored.ci_lower


def test_whole_numbers_in_heaps_still_show_a_slow_change():
    rng = np.random.default_rng(10)
    years = np.repeat(np.linspace(0, 3, 30), 40)
    sizes = 1 + rng.poisson(4 * np.exp(0.12 * years))
    heaped = trends.test_for_quantile_trend(sizes, 0.5, years)
    spread = trends.test_for_quantile_trend(sizes, 0.5, years, step=1)
    assert heaped.estimate == pytest.approx(1, abs=0.02) or heaped.estimate != spread.estimate
    assert spread.ci_lower <= math.exp(0.1) <= spread.ci_upper
    assert 1.05 < spread.estimate < 1.18


def test_short_spans_are_noted_as_extrapolation():
    marked, days = make_rows(20, 20)
    np.random.default_rng(0).shuffle(marked)
    short = np.datetime64("2024-01-01") + (days - days[0]) // 10
    assert "extrapolates" in trends.test_for_share_trend(marked, short).note
    assert "extrapolates" not in trends.test_for_share_trend(marked, days).note


def test_dispersion_between_digests_is_reported():
    rng = np.random.default_rng(12)
    words = {}
    for slant in (0.0, 1.5):
        rows = plant_rows(Plan(n_digests=30, slant=slant), rng)
        note = trends.test_for_share_trend(plant_shares(rows, 0.4, 0.0, rng), rows.years).note
        words[slant] = float(note.split("periods vary ")[1].split(" ")[0])
    assert words[0.0] < 1.6
    assert words[1.5] > 4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: trends.test_for_share_trend([2.0, 0], [1.0, 2]), "0 or 1"),
        (lambda: trends.test_for_share_trend([1.0], [1.0, 2]), "shape"),
        (lambda: trends.test_for_share_trend([1.0, 0], [1.0, math.nan]), "known"),
        (lambda: trends.test_for_share_trend([1.0, 0], np.array(["NaT"] * 2, "M8[D]")), "known"),
        (lambda: trends.test_for_share_trend([1.0, 0], [1.0, 2], [1]), "clusters has shape"),
        (lambda: trends.test_for_count_trend([0.5, 1], [1.0, 2]), "whole numbers"),
        (lambda: trends.test_for_count_trend([-1, 1], [1.0, 2]), "whole numbers"),
        (lambda: trends.test_for_quantile_trend([0.0, 1], 0.5, [1.0, 2]), "above 0"),
        (lambda: trends.test_for_quantile_trend([1.0, 1], 1.0, [1.0, 2]), "q must lie"),
        (lambda: TrendSettings(confidence_level=95), "confidence_level"),
        (lambda: TrendSettings(min_periods=2), "at least 3 periods"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_result_carries_all_it_must():
    rng = np.random.default_rng(13)
    rows = plant_rows(Plan(), rng)
    result = trends.test_for_share_trend(plant_shares(rows, 0.3, 0, rng), rows.years, rows.papers)
    assert isinstance(result, Estimate)
    assert (result.nobs, result.n_clusters, result.confidence_level) == (800, 20, 0.95)
    assert "logit" in result.method
    assert "CR2" in result.method
    assert result.smallest_detectable > 1
    wider = trends.test_for_share_trend(
        plant_shares(rows, 0.3, 0, rng), rows.years, settings=TrendSettings(confidence_level=0.99)
    )
    assert wider.confidence_level == 0.99


@pytest.mark.parametrize(
    ("plant", "test", "precision"),
    [
        (lambda rows, rng: plant_shares(rows, 0.3, 0.5, rng), trends.test_for_share_trend, 1e-9),
        # The dispersion is searched for, and found to so many digits.
        (lambda rows, rng: plant_sizes(rows, 4, 0.3, rng), trends.test_for_count_trend, 1e-6),
    ],
)
def test_folding_changes_no_estimate(monkeypatch, plant, test, precision):
    rng = np.random.default_rng(21)
    rows = plant_rows(Plan(recurring=0.3, slant=0.3), rng)
    values = plant(rows, rng)
    folded = test(values, rows.years, rows.papers)
    monkeypatch.setattr(TrendData, "fold", lambda data: data)
    whole = test(values, rows.years, rows.papers)
    assert (folded.nobs, folded.n_clusters) == (whole.nobs, whole.n_clusters)
    for name in ("estimate", "ci_lower", "ci_upper", "pvalue"):
        assert getattr(folded, name) == pytest.approx(getattr(whole, name), rel=precision)
