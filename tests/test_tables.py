"""Display tables: every number with its count and interval, and words where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from analysis import tables
from analysis.corpus import Tables
from analysis.findings.accuracy import compute_accuracy, describe_accuracy
from analysis.findings.claimed_gains import (
    compute_claim_summary,
    compute_claims_by_unit,
    compute_claims_over_time,
    compute_gain_sizes,
    compute_median_gains,
)
from analysis.findings.code_release import (
    compute_release_by_topic,
    compute_release_hosts,
    compute_release_shares,
    compute_releases_over_time,
)
from analysis.findings.data_quality import compute_coverage, compute_issues, compute_missing_values
from analysis.findings.overview import compute_overview
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_size import (
    compute_team_size_distribution,
    compute_team_size_trends,
    compute_team_sizes_over_time,
)
from analysis.findings.topic_frequency import (
    compute_topic_pairs,
    compute_topic_shares,
    compute_topic_shares_over_time,
    compute_topic_trends,
    compute_without_topic,
)
from analysis.parameters import Parameters, check_parameters
from analysis.stats.results import TooLittleData
from tests.findings.cases import CASES, DIGESTS, MONTHS, YEARS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables, plant_corpus


def tabulate_all(scope: Scope) -> dict[str, pd.DataFrame]:
    """Every table of the notebooks, by name."""
    gains, coverage = compute_gain_sizes(scope), compute_coverage(scope.tables)
    trend = compute_claim_summary(scope).trend
    return {
        "shares": tables.tabulate_topic_shares(
            compute_topic_shares(scope), compute_without_topic(scope), scope
        ),
        "topics": tables.tabulate_topics_over_time(compute_topic_shares_over_time(scope), scope),
        "topic trends": tables.tabulate_topic_trends(compute_topic_trends(scope), scope),
        "pairs": tables.tabulate_topic_pairs(compute_topic_pairs(scope), scope),
        "bins": tables.tabulate_team_size_bins(compute_team_size_distribution(scope), scope),
        "teams": tables.tabulate_team_sizes(compute_team_sizes_over_time(scope), scope),
        "team trends": tables.tabulate_team_size_trends(compute_team_size_trends(scope), scope),
        "trend": tables.tabulate_trend("share with a claim", trend, scope),
        "kinds": tables.tabulate_release_shares(compute_release_shares(scope), scope),
        "releases": tables.tabulate_releases_over_time(compute_releases_over_time(scope), scope),
        "rates": tables.tabulate_shares(compute_release_by_topic(scope), scope),
        "hosts": tables.tabulate_hosts(compute_release_hosts(scope), scope),
        "claims": tables.tabulate_claims_over_time(compute_claims_over_time(scope), scope),
        "units": tables.tabulate_claims_by_unit(compute_claims_by_unit(scope)),
        "medians": tables.tabulate_median_gains(compute_median_gains(gains, scope), scope),
        "gain trends": tables.tabulate_gain_trends(gains, scope),
        "overview": tables.tabulate_overview(compute_overview(scope), scope),
        "ages": tables.tabulate_ages(coverage),
        "coverage": tables.tabulate_coverage(coverage),
        "evidence": tables.tabulate_date_evidence(coverage),
        "missing": tables.tabulate_missing_values(compute_missing_values(scope.tables)),
        "issues": tables.tabulate_issues(compute_issues(scope.tables)),
    }


@pytest.mark.parametrize("case", CASES)
def test_every_corpus_has_every_table_in_words(case: str) -> None:
    made = make_tables(*CASES[case])
    for options in (DIGESTS, YEARS, MONTHS | {"end": "1990-01-01"}):
        scope = compute_scope(made, check_parameters(**options))
        for name, frame in tabulate_all(scope).items():
            assert len(frame), name
            assert frame.columns.is_unique, name
            words = {str(cell) for cell in frame.to_numpy().ravel()}
            assert not words & {"nan", "NaN", "None", "inf"}, name


@pytest.fixture(scope="module")
def planted() -> Scope:
    """Digests sixty days apart, seen by month: every second month has none."""
    made = make_tables(*plant_corpus((0.25, 0.5, 0.1)))
    return compute_scope(made, Parameters(frequency="month"))


def test_shares_stand_with_count_denominator_and_interval(planted: Scope) -> None:
    releases = tabulate_all(planted)["releases"]
    assert list(releases.columns[:4]) == [
        "Period",
        "Listings",
        "Announce release",
        "Share (95% interval)",
    ]
    assert releases.iloc[0, :4].tolist() == ["2023-01", 40, 10, "25% (14% to 40%)"]
    topics = tabulate_all(planted)["topics"]
    assert topics.loc[0, "Large language models"] == "10: 25% (14% to 40%)"


def test_a_period_without_digest_shows_no_zero(planted: Scope) -> None:
    for name in ("releases", "claims", "teams", "overview"):
        gap = tabulate_all(planted)[name].iloc[1]
        assert gap["Period"] == "2023-02"
        assert {str(cell) for cell in gap.iloc[1:]} <= {"<NA>", "\N{EN DASH}", ""}, name


def test_neighbouring_empty_periods_are_one_row() -> None:
    papers = [MadePaper("p", date(2020, 1, 1)), MadePaper("q", date(2023, 1, 1))]
    made = make_tables(papers, [MadeDigest("a", date(2024, 6, 1), ("p", "q"))])
    by_year = Parameters(date_axis="publication_date", frequency="year")
    releases = tabulate_all(compute_scope(made, by_year))["releases"]
    assert releases["Period"].tolist() == ["2020", "2021 to 2022 (2 years)", "2023"]
    assert releases["Papers"].tolist() == [1, 0, 1]


def test_missing_and_zero_are_not_folded_together() -> None:
    digests = [
        MadeDigest("a", date(2024, 1, 15), ("p",)),
        MadeDigest("b", date(2024, 2, 15)),
        MadeDigest("c", date(2024, 5, 15), ("p",)),
    ]
    scope = compute_scope(make_tables([MadePaper("p")], digests), Parameters(frequency="month"))
    claims = tabulate_all(scope)["claims"]
    assert claims["Period"].tolist() == [
        "2024-01",
        "2024-02",
        "2024-03 to 2024-04 (2 months)",
        "2024-05",
    ]
    assert [str(n) for n in claims["Listings"]] == ["1", "0", "<NA>", "1"]


def test_trends_leave_out_the_last_month_covered_in_part(planted: Scope) -> None:
    cut = Parameters(frequency="month", end="2023-05-10")
    found = tabulate_all(compute_scope(planted.tables, cut))
    assert found["topics"]["Period"].iloc[-1] == "2023-05 (in part)"
    trends = found["topic trends"].set_index("Topic")
    assert trends.loc["Large language models", ["Listings", "Of"]].tolist() == [30, 80]
    assert trends.loc["Agents", "Odds ratio per year (95% interval)"] == "too little data"
    assert trends.loc["Agents", "Note"] == "2 months: a trend test needs at least 8"


def test_a_median_without_interval_says_why(planted: Scope) -> None:
    teams = tabulate_all(planted)["teams"]
    assert teams.iloc[4]["Median (95% interval)"] == "3 (no interval)"
    assert teams.iloc[4]["Note"].startswith("the resamples agree on 3")
    medians = tabulate_all(planted)["medians"]
    assert medians.iloc[0].tolist()[:4] == ["percent", "all", 34, 34]
    assert medians.iloc[0]["Note"].startswith("all 34 values are 10")


def test_the_level_is_the_parameter_s() -> None:
    made = make_tables(*plant_corpus((0.25, 0.5)))
    scope = compute_scope(made, Parameters(confidence_level=0.9))
    for frame in tabulate_all(scope).values():
        assert not any("95%" in column for column in frame.columns)


def test_pairs_show_how_many(planted: Scope) -> None:
    pairs = tabulate_all(planted)["pairs"].set_index("Of the listings on")
    assert pairs.loc["Agents"].tolist() == [86, "100% (86)", "0% (0)"]


def test_accuracy_is_that_of_papers_held_out(seed_tables: Tables) -> None:
    accuracy = compute_accuracy(seed_tables)
    frame = tables.tabulate_accuracy(accuracy)
    assert len(frame) == len(accuracy) > 0
    assert list(frame.columns)[3:] == ["Value (95% interval)", "Right", "Of"]
    assert (frame["Right"] <= frame["Of"]).all()
    assert all(label.startswith("test") for label in frame["Labels"])
    assert "topics" in set(frame["Fact"])
    assert "not measured" not in describe_accuracy(accuracy)


def test_accuracy_of_topics_is_not_told_for_another_taxonomy(seed_tables: Tables) -> None:
    others = replace(seed_tables, manifest={"taxonomy_sha256": "other"})
    accuracy = compute_accuracy(others)
    assert "topics" not in set(accuracy["fact"])
    assert "not measured" in describe_accuracy(accuracy)


def test_long_issue_texts_are_cut() -> None:
    issues = pd.DataFrame(
        {"source_file": ["f"], "line": [3], "reason": ["why"], "text": ["x" * 200]}
    )
    shown = tables.tabulate_issues(issues)
    assert shown.loc[0, "Text"] == "x" * 79 + "…"
    assert len(tables.tabulate_issues(pd.concat([issues] * 90), most=50)) == 50


def test_a_detectable_ratio_far_out_is_no_number_to_quote(seed_tables: Tables) -> None:
    scope = compute_scope(seed_tables, Parameters())
    for ratio, told in ((5.65, "5.65"), (38605.0, ">100")):
        result = TooLittleData(
            reason="5 digests", needed="8", nobs=5, method="m", smallest_detectable=ratio
        )
        cells = tables.tabulate_trend("x", result, scope)
        assert cells["Smallest detectable"].tolist() == [told]


def test_of_very_many_digests_the_last_and_the_unread_are_shown() -> None:
    days = [date(2020, 1, 1) + timedelta(days=at) for at in range(1000)]
    states = ["failed" if at == 2 else "read" for at in range(1000)]
    made = [MadeDigest(f"{on}.txt", on, (), state) for on, state in zip(days, states, strict=True)]
    coverage = compute_coverage(make_tables([], made))
    for tabulate in (tables.tabulate_coverage, tables.tabulate_ages, tables.tabulate_date_evidence):
        shown = tabulate(coverage)["File"].tolist()
        assert shown == [f"{on}.txt" for on in [days[2], *days[-299:]]] + ["700 more, not shown"]
