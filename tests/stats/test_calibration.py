"""The calibration benchmark in short: few corpora with fixed seeds, and bounds to match.

Of 120 tests at 0.05, more than 14 reject with probability 0.001; of 200 intervals at 0.95,
fewer than 178 hold the truth with probability 0.0003. Where papers recur and nobody heeds it,
a fifth of the tests reject.
"""

from functools import partial

import pytest

from analysis.stats.results import Estimate, TooLittleData
from benchmarks.calibration import intervals, topics, trends
from benchmarks.calibration.tally import Setting, judge, judge_interval, run_setting

SLANTED = trends.PLANS["12 digests, slanted"]
RECURRING = trends.PLANS["8 digests, slanted, 40% recur"]
MANY = trends.PLANS["30 digests, 40% recur"]

TRENDS = {
    "share, slanted": (partial(trends.try_share, SLANTED, share=0.2), 120),
    "share, recurring": (partial(trends.try_share, MANY, share=0.2), 120),
    "heavy team sizes": (partial(trends.try_count, RECURRING, heavy=True), 120),
    "median gain": (partial(trends.try_quantile, RECURRING, q=0.5, step=0.0), 120),
}
INTERVALS = {
    "share": partial(intervals.try_proportion, nobs=100, low=0.15, high=0.5),
    "clustered share": partial(intervals.try_clustered, n_papers=200, low=0.15, high=0.5),
    "clustered median": partial(intervals.try_quantile, n_papers=30, q=0.5),
    "clustered mean": partial(intervals.try_mean, n_papers=50),
    "corrected share": partial(intervals.try_corrected, nobs=300, labelled=60),
    "rate within groups": partial(intervals.try_decomposition, n_papers=40, part="within"),
}


def run(name, trial, corpora, seed=1):
    return run_setting(Setting("short", name, trial), corpora, seed)


@pytest.mark.parametrize("name", TRENDS)
def test_trend_tests_reject_and_cover_about_as_often_as_they_say(name):
    row = run(name, *TRENDS[name])
    assert 0 < row.rejected <= 0.12
    assert row.covered >= 0.89
    assert row.found > row.rejected
    assert row.silent <= 0.1


@pytest.mark.parametrize("name", INTERVALS)
def test_intervals_hold_the_truth_about_as_often_as_they_say(name):
    row = run(name, INTERVALS[name], 200)
    assert row.covered >= 0.89
    assert row.silent == 0


def test_false_discoveries_among_topics_are_few():
    # Without a real trend every discovery is false: at most one corpus in twenty has any, and
    # by unadjusted p-values about half of them.
    plan = topics.PLANS["12 digests"]
    row = run("topics", partial(topics.try_topics, plan, n_real=0), 16)
    assert row.false_share <= 3 / 16


def test_a_corpus_is_the_same_whichever_others_are_tried():
    trial = partial(intervals.try_proportion, nobs=50, low=0.1, high=0.9)
    shares = []

    def record(rng):
        shares.append(rng.random())
        return trial(rng)

    run("recorded", record, 4)
    run("recorded", record, 2)
    run("another", record, 1)
    assert shares[4:6] == shares[:2]
    assert shares[6] not in shares[:6]


def test_what_lies_outside_its_band_is_named():
    estimate = Estimate(
        estimate=1.0,
        ci_lower=0.5,
        ci_upper=2.0,
        confidence_level=0.95,
        nobs=10,
        method="made",
        pvalue=0.01,
    )
    silent = TooLittleData(reason="too few", needed="more", nobs=1, method="made")
    row = run("always", lambda _: judge(estimate, estimate, 1.5), 3)
    assert (row.rejected, row.covered, row.found, row.silent) == (1.0, 1.0, 1.0, 0.0)
    assert row.off == ["false positives", "coverage"]
    row = run("never", lambda _: judge_interval(silent, 1.5), 3)
    assert (row.rejected, row.covered, row.silent, row.off) == (None, None, 1.0, [])
