"""What the five real digests say, as counted by hand or by another way than the findings'."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.corpus import Tables
from analysis.findings.claimed_gains import compute_claim_summary, compute_claims_over_time
from analysis.findings.code_release import compute_release_shares, compute_releases_over_time
from analysis.findings.data_quality import (
    compute_ages,
    compute_coverage,
    compute_missing_values,
    compute_quality_headlines,
)
from analysis.findings.scope import Scope, compute_scope, describe_scope, describe_selection
from analysis.findings.team_size import compute_team_size_distribution, compute_team_size_summary
from analysis.findings.topic_frequency import compute_topic_shares
from analysis.parameters import Parameters
from analysis.stats.results import Estimate, TooLittleData

LISTINGS = {
    "2025-03-14": 36,
    "2025-09-03": 40,
    "2025-11-10": 91,
    "2026-01-07": 48,
    "2026-04-20": 47,
}


@pytest.fixture(scope="module")
def by_digest(seed_tables: Tables) -> Scope:
    return compute_scope(seed_tables, Parameters(seed=1))


@pytest.fixture(scope="module")
def by_year(seed_tables: Tables) -> Scope:
    options = Parameters(date_axis="publication_date", frequency="year", seed=1)
    return compute_scope(seed_tables, options)


def test_listings_per_digest(by_digest: Scope) -> None:
    for series in (compute_releases_over_time(by_digest), compute_claims_over_time(by_digest)):
        assert dict(zip(series["label"], series["nobs"], strict=True)) == LISTINGS


def test_a_paper_counts_once_at_its_publication_date(by_year: Scope) -> None:
    dated = by_year.tables.papers["publication_date"].notna().sum()
    assert by_year.nobs == dated == 157
    assert describe_scope(by_year) == (
        "157 distinct papers, each counted once at its publication date, 9 Sep 2010 to "
        "20 Dec 2025. Left out of 202: 45 without a date on this axis."
    )


def test_listings_and_papers_are_told_apart(by_digest: Scope) -> None:
    assert describe_scope(by_digest) == (
        "262 listings of 202 distinct papers in 5 dated digests, 14 Mar 2025 to 20 Apr 2026. "
        "None of 262 is left out. A paper counts once in every digest that lists it."
    )


def test_the_selection_is_named_with_its_denominators(by_digest: Scope) -> None:
    assert describe_selection(by_digest).startswith(
        "69% of the 216 listings of known age (262 in all) are of papers over a year old: these "
        "digests are search results"
    )


def test_coverage(seed_tables: Tables) -> None:
    coverage = compute_coverage(seed_tables)
    found = coverage.digests["digest_date"].dt.strftime("%Y-%m-%d")
    assert dict(zip(found, coverage.digests["listings"], strict=True)) == LISTINGS
    assert (coverage.n_read, coverage.n_failed) == (5, 0)
    assert (coverage.n_listings, coverage.n_papers, coverage.n_unexplained) == (262, 202, 0)
    assert list(coverage.digests["without_metadata"]) == [36, 40, 0, 0, 1]


def test_ages_by_plain_arithmetic(seed_tables: Tables) -> None:
    dates = seed_tables.digests.set_index("digest_id")["digest_date"]
    published = seed_tables.papers.set_index("paper_id")["publication_date"]
    expected = [
        (dates[row.digest_id] - published[row.paper_id]).days
        for row in seed_tables.listings.itertuples()
        if pd.notna(published[row.paper_id])
    ]
    ages = compute_ages(seed_tables)["age_days"].dropna()
    assert sorted(ages) == sorted(expected)
    headline = compute_quality_headlines(compute_coverage(seed_tables), compute_ages(seed_tables))
    assert (
        headline[2].note == f"{sum(days > 365 for days in expected)} of 216 listings of known age"
    )


def test_release_counts_follow_the_table(by_digest: Scope) -> None:
    status = by_digest.tables.releases.set_index("paper_id")["status"]
    listed = status.loc[by_digest.tables.listings["paper_id"]].value_counts()
    counts = compute_release_shares(by_digest).set_index("release_kind")["count"]
    assert counts["linked"] + counts["stated"] == listed["released"]
    assert counts["promised"] == listed["promised"]
    assert counts["none"] == listed["none"]


def test_team_sizes_follow_the_table(by_digest: Scope) -> None:
    authors = by_digest.tables.papers.set_index("paper_id")["n_authors"]
    listed = authors.loc[by_digest.tables.listings["paper_id"]]
    bins = compute_team_size_distribution(by_digest).set_index("team_size_bin")
    assert bins.loc["unknown", "count"] == listed.isna().sum() == 48
    assert bins.loc["3", "count"] == listed.eq(3).sum()
    assert bins.loc["6-9", "count"] == listed.between(6, 9).sum()
    assert bins.loc["3", "proportion"] == pytest.approx(listed.eq(3).sum() / 214)
    summary = compute_team_size_summary(by_digest)
    assert (summary.n_known, summary.n_unknown) == (214, 48)
    assert isinstance(summary.median, Estimate)
    assert summary.median.estimate == listed.median() == 4


def test_topic_shares_follow_the_table(by_digest: Scope) -> None:
    topics = by_digest.tables.listings[["paper_id"]].merge(by_digest.tables.topics, on="paper_id")
    counts = compute_topic_shares(by_digest).set_index("topic")["count"]
    assert counts.to_dict() == topics["topic"].value_counts().to_dict()
    assert counts.is_monotonic_decreasing


def test_five_digests_are_too_few_for_a_trend(by_digest: Scope) -> None:
    trend = compute_claim_summary(by_digest).trend
    assert isinstance(trend, TooLittleData)
    assert trend.reason.startswith("5 digests: a trend test needs at least 8")
    assert trend.smallest_detectable is not None


def test_missing_values_add_up(seed_tables: Tables) -> None:
    missing = compute_missing_values(seed_tables)
    assert set(missing["known"] + missing["unknown"]) == {202}
