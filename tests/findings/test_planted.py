"""What is planted in whole corpora is found again by the functions behind the notebooks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from analysis.evaluation.error_rates import ErrorRates
from analysis.evaluation.types import BinaryCounts
from analysis.findings.claimed_gains import compute_gain_sizes
from analysis.findings.code_release import compute_release_summary
from analysis.findings.release_correction import correct_share
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_size import compute_team_size_trends
from analysis.findings.topic_frequency import TopicTrends, compute_topic_trends
from analysis.parameters import Parameters
from analysis.stats.results import Estimate, Result
from tests.findings.corpora import make_tables
from tests.findings.planted import Planted, plant

N_CORPORA = 10
PLAN = Planted()
LABELLED = 200


@dataclass(frozen=True)
class Found:
    """What one planted corpus answers."""

    topics: TopicTrends
    team: Result
    median_team: Result
    gain: Result
    median_gain: Result
    released: Result
    corrected: Result
    release_trend: Result


def find(seed: int) -> Found:
    scope = compute_scope(make_tables(*plant(PLAN, seed)), Parameters(frequency="digest"))
    gains = compute_gain_sizes(scope)[0]
    releases = compute_release_summary(scope)
    team = {one.label: one.result for one in compute_team_size_trends(scope).trends}
    return Found(
        topics=compute_topic_trends(scope),
        team=team["Mean"],
        median_team=team["Median"],
        gain=gains.trend,
        median_gain=gains.median,
        released=releases.released,
        corrected=correct(scope, releases.released, seed),
        release_trend=releases.trends.released.result,
    )


def correct(scope: Scope, measured: Result, seed: int) -> Result:
    """With error rates as a labelled sample of another draw would give them."""
    rng = np.random.default_rng([seed, 1])
    found, left = rng.binomial(LABELLED, [PLAN.sensitivity, PLAN.specificity])
    counts = BinaryCounts(int(found), int(LABELLED - found), int(LABELLED - left), int(left))
    return correct_share(scope, measured, ErrorRates((), counts, {}, 0.95, ""))


@pytest.fixture(scope="module")
def corpora() -> list[Found]:
    return [find(seed) for seed in range(N_CORPORA)]


def count_covered(results: list[Result], truth: float) -> int:
    known = [one for one in results if isinstance(one, Estimate)]
    assert len(known) == len(results)
    return sum(one.ci_lower <= truth <= one.ci_upper for one in known)


TRUTHS = {
    "team": PLAN.team_growth,
    "median_team": PLAN.team_growth,
    "gain": PLAN.gain_growth,
    "median_gain": PLAN.gain,
    "corrected": PLAN.release_rate,
    "release_trend": PLAN.release_growth,
}


@pytest.mark.parametrize("name", TRUTHS)
def test_intervals_hold_what_was_planted(corpora: list[Found], name: str) -> None:
    # Of 10 intervals at 0.95, fewer than 8 hold the truth with probability 0.012.
    assert count_covered([getattr(one, name) for one in corpora], TRUTHS[name]) >= 8


def test_each_topic_has_the_trend_that_was_planted(corpora: list[Found]) -> None:
    truths = {"llm": PLAN.rising, "agents": PLAN.falling}
    covered, tested = {"llm": 0, "agents": 0, "others": 0}, 0
    for found in corpora:
        for trend in found.topics.trends:
            if isinstance(trend.result, Estimate):
                truth = truths.get(trend.topic, 1.0)
                name = trend.topic if trend.topic in truths else "others"
                covered[name] += trend.result.ci_lower <= truth <= trend.result.ci_upper
                tested += name == "others"
    assert min(covered["llm"], covered["agents"]) >= 8
    assert tested > 200
    assert 0.92 <= covered["others"] / tested <= 0.98


def test_planted_topics_are_found_and_others_hardly_ever(corpora: list[Found]) -> None:
    rising = [any(t.topic == "llm" for t in one.topics.changing) for one in corpora]
    falling = [any(t.topic == "agents" for t in one.topics.changing) for one in corpora]
    others = sum(t.topic not in {"llm", "agents"} for one in corpora for t in one.topics.changing)
    assert min(sum(rising), sum(falling)) >= 8
    assert others <= 4


def test_without_the_correction_the_release_rate_is_off(corpora: list[Found]) -> None:
    # 0.4 * 0.75 + 0.6 * 0.03 = 0.318 is measured.
    measured = [one.released for one in corpora]
    assert count_covered(measured, 0.318) >= 8
    assert count_covered(measured, PLAN.release_rate) <= 2
