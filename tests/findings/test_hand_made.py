"""Exact values on corpora small enough to count by hand."""

from __future__ import annotations

from datetime import date

import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.corpus import Tables
from analysis.findings.claimed_gains import (
    compute_claim_summary,
    compute_claims_by_unit,
    compute_gain_sizes,
    compute_median_gains,
)
from analysis.findings.code_release import (
    compute_release_by_topic,
    compute_release_hosts,
    compute_releases_over_time,
)
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_size import compute_team_sizes_over_time
from analysis.findings.topic_frequency import (
    compute_topic_pairs,
    compute_topic_shares,
    compute_topic_shares_over_time,
)
from analysis.parameters import Parameters
from analysis.stats.results import Estimate, TooLittleData
from tests.findings.corpora import MadeClaim, MadeDigest, MadePaper, make_tables

ALL = ("a", "b", "c", "d", "e", "f")
PAPERS = [
    MadePaper("a", date(2020, 1, 1), 1, ("llm",), "released", ("one.org", "two.org")),
    MadePaper("b", date(2020, 1, 2), 2, ("llm", "agents"), "released", ("one.org",)),
    MadePaper("c", date(2021, 1, 1), 3, ("llm",), "released"),
    MadePaper("d", date(2021, 1, 1), 4, ("agents",), "promised", (), (MadeClaim(10.0),)),
    MadePaper("e", None, None, (), "none", (), (MadeClaim(3.0, "times", bound="up_to"),)),
    MadePaper(
        "f", None, 12, (), "none", (), (MadeClaim(30.0), MadeClaim(5.0, effect="cost", unit="raw"))
    ),
]
DIGESTS = [
    MadeDigest("first", date(2024, 1, 10), ALL),
    MadeDigest("second", date(2024, 3, 10), ("a", "d", "d")),
]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return make_tables(PAPERS, DIGESTS)


@pytest.fixture(scope="module")
def scope(tables: Tables) -> Scope:
    return compute_scope(tables, Parameters(frequency="month", min_papers=3))


def test_a_paper_counts_in_each_digest_but_once_in_one(scope: Scope) -> None:
    series = compute_releases_over_time(scope)
    assert list(series["label"]) == ["2024-01", "2024-02", "2024-03"]
    assert series["nobs"].tolist()[0::2] == [6, 2]
    assert series["nobs"].isna().tolist() == [False, True, False]
    assert series["linked"].tolist()[0::2] == [2, 1]
    assert series["stated"].tolist()[0::2] == [1, 0]
    assert series["proportion"].tolist()[0::2] == [0.5, 0.5]
    assert series["is_small"].tolist()[0::2] == [False, True]


def test_intervals_of_distinct_papers_are_wilson(scope: Scope) -> None:
    first = compute_releases_over_time(scope).iloc[0]
    expected = proportion_confint(3, 6, 0.05, "wilson")
    assert (first["ci_lower"], first["ci_upper"]) == pytest.approx(expected)


def test_topic_shares(scope: Scope) -> None:
    shares = compute_topic_shares(scope).set_index("topic")
    assert shares["count"].to_dict() == {"llm": 4, "agents": 3}
    assert shares["nobs"].tolist() == [8, 8]
    series = compute_topic_shares_over_time(scope)
    agents = series[series["topic"] == "agents"]
    assert agents["count"].tolist()[0::2] == [2, 1]
    assert agents["proportion"].tolist()[0::2] == pytest.approx([2 / 6, 1 / 2])


def test_pairs_are_shares_of_the_row(scope: Scope) -> None:
    pairs = compute_topic_pairs(scope)
    assert pairs.loc["Large language models", "Agents"] == pytest.approx(1 / 4)
    assert pairs.loc["Agents", "Large language models"] == pytest.approx(1 / 3)
    assert pairs.attrs["count"] == [4, 3]


def test_a_link_to_two_hosts_counts_for_both(scope: Scope) -> None:
    hosts = compute_release_hosts(scope).set_index("label")
    assert hosts["count"].to_dict() == {"one.org": 3, "two.org": 2}
    assert set(hosts["nobs"]) == {3}


def test_release_by_topic_puts_thin_topics_last(tables: Tables) -> None:
    scope = compute_scope(tables, Parameters(min_papers=4))
    rates = compute_release_by_topic(scope)
    assert rates["topic"].tolist() == ["llm", "agents"]
    assert rates["is_small"].tolist() == [False, True]
    assert rates["count"].tolist() == [4, 1]
    assert rates["nobs"].tolist() == [4, 3]


def test_team_sizes_per_period(scope: Scope) -> None:
    series = compute_team_sizes_over_time(scope)
    first = series.iloc[0]
    assert (first["nobs"], first["known"], first["solo"], first["large"]) == (6, 5, 1, 1)
    assert (first["q25"], first["median"], first["q75"]) == (2, 3, 4)
    assert first["note"] == "5 independent values: the median needs at least 6"
    assert series["known"].isna().tolist() == [False, True, False]


def test_claims_by_unit_and_effect(scope: Scope) -> None:
    by_unit = compute_claims_by_unit(scope).set_index("unit")
    assert by_unit.loc["percent"].tolist() == [3, 0, 0, 3, 2]
    assert by_unit.loc["times"].tolist() == [1, 0, 0, 1, 1]
    assert by_unit.loc["raw amounts"].tolist() == [0, 1, 0, 1, 1]


def test_claim_summary_has_its_denominators(scope: Scope) -> None:
    summary = compute_claim_summary(scope)
    for result, share, nobs in (
        (summary.with_claim, 4 / 8, 8),
        (summary.with_cost, 1 / 4, 4),
        (summary.up_to, 1 / 4, 4),
    ):
        assert isinstance(result, Estimate)
        assert (result.estimate, result.nobs) == pytest.approx((share, nobs))


def test_unit_classes_are_never_pooled(scope: Scope) -> None:
    gains = compute_gain_sizes(scope)
    assert [sorted(one.sizes["size"]) for one in gains] == [[10, 10, 30], [], [3]]
    medians = compute_median_gains(gains, scope)
    assert medians[["unit", "claims", "papers"]].to_numpy().tolist() == [
        ["percent", 3, 2],
        ["percent", 3, 2],
        ["times", 1, 1],
        ["times", 1, 1],
    ]
    assert all(isinstance(result, TooLittleData) for result in medians["result"])
