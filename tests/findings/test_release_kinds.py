"""Kinds of announcement over time, by topic and by host, and their trends as one family."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import Tables
from analysis.findings.code_release import (
    MOST_HOSTS,
    OTHER_HOSTS,
    compute_release_by_topic,
    compute_release_headlines,
    compute_release_hosts,
    compute_release_hosts_over_time,
    compute_release_kinds_by_topic,
    compute_release_kinds_over_time,
    compute_release_shares,
    compute_release_summary,
    compute_releases_over_time,
)
from analysis.findings.release_kinds import ANNOUNCED, compute_kinds, mark_kinds
from analysis.findings.release_trends import compute_release_trends
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import Parameters, check_parameters
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.results import Estimate, TooLittleData
from tests.findings.cases import CASES, VIEWS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables

KINDS = {
    "linked": ("released", ("one.org",)),
    "stated": ("released", ()),
    "promised": ("promised", ()),
    "none": ("none", ()),
}


@pytest.fixture(scope="module", params=CASES)
def tables(request: pytest.FixtureRequest) -> Tables:
    return make_tables(*CASES[request.param])


@pytest.fixture(scope="module", params=["digests", "months", "published years", "before all"])
def scope(request: pytest.FixtureRequest, tables: Tables) -> Scope:
    return compute_scope(tables, check_parameters(**VIEWS[request.param]))


def plant_kinds(counts: dict[str, list[int]], topic: str = "llm") -> Scope:
    """Per kind how many papers each digest lists, sixty days apart."""
    papers, digests = [], []
    for at in range(len(next(iter(counts.values())))):
        names = []
        for kind, numbers in counts.items():
            status, hosts = KINDS[kind]
            fresh = [f"{at} {kind} {number}" for number in range(numbers[at])]
            papers += [MadePaper(name, None, 1, (topic,), status, hosts) for name in fresh]
            names += fresh
        on = date(2022, 1, 1) + timedelta(days=60 * at)
        digests.append(MadeDigest(f"digest {at:02}", on, tuple(names)))
    return compute_scope(make_tables(papers, digests), Parameters())


def test_kinds_of_a_period_sum_to_its_papers(scope: Scope) -> None:
    series = compute_release_kinds_over_time(scope)
    wide = series.pivot_table(
        index="period", columns="release_kind", values="count", aggfunc="sum", observed=True
    )
    nobs = series.drop_duplicates("period").set_index("period")["nobs"].dropna()
    if len(wide):
        assert (wide.loc[nobs.index].sum(axis=1) == nobs).all()
    assert series["count"].sum() == scope.nobs
    overall = compute_release_shares(scope).set_index("release_kind")["count"]
    assert series.groupby("release_kind")["count"].sum().to_dict() == (
        overall.to_dict() if len(scope.grid) else {}
    )


def test_kinds_agree_with_the_announced_rate(scope: Scope) -> None:
    series = compute_release_kinds_over_time(scope).set_index(["period", "release_kind"])
    for row in compute_releases_over_time(scope).itertuples():
        for kind in ANNOUNCED:
            found, told = series.loc[(row.period, kind), "count"], getattr(row, kind)
            assert found is told or found == told
    marks = mark_kinds(scope)
    assert (marks.sum(axis=1) == 1).all()
    assert (marks["linked"] == compute_kinds(scope).eq("linked")).all()


def test_kinds_by_topic_sum_to_the_rate(scope: Scope) -> None:
    rates = compute_release_by_topic(scope).set_index("topic")
    by_kind = compute_release_kinds_by_topic(scope)
    assert list(by_kind["topic"].drop_duplicates()) == list(rates.index)
    released = by_kind[by_kind["release_kind"].ne("promised")].groupby("topic")["count"].sum()
    assert (released == rates["count"].reindex(released.index)).all()
    assert (by_kind["nobs"] == by_kind["topic"].map(rates["nobs"])).all()


def test_every_interval_has_width_and_holds_its_share(scope: Scope) -> None:
    for frame in (compute_release_kinds_over_time(scope), compute_release_kinds_by_topic(scope)):
        known = frame[frame["ci_lower"].notna()]
        assert (known["ci_lower"] < known["ci_upper"]).all()
        assert known["proportion"].between(known["ci_lower"], known["ci_upper"]).all()
        assert known[["ci_lower", "ci_upper"]].stack().between(0, 1).all()


def test_hosts_per_period_sum_to_those_of_the_scope(scope: Scope) -> None:
    hosts = compute_release_hosts(scope).set_index("name")["count"]
    series = compute_release_hosts_over_time(scope)
    assert series["host"].nunique() <= MOST_HOSTS + 1
    for host, rows in series[series["host"].ne(OTHER_HOSTS)].groupby("host"):
        assert rows["count"].sum() == hosts[host]
    assert (series["count"].dropna() <= series["nobs"].dropna()).all()


def test_a_paper_on_two_rare_hosts_is_one_of_the_others() -> None:
    common = [
        MadePaper(f"{host} {at}", None, 1, (), "released", (f"host{host}.org",))
        for host in range(MOST_HOSTS)
        for at in range(3)
    ]
    rare = MadePaper("rare", None, 1, (), "released", ("rare1.org", "rare2.org", "host0.org"))
    promised = MadePaper("promised", None, 1, (), "promised")
    papers = [*common, rare, promised]
    digest = MadeDigest("a", date(2024, 1, 1), tuple(paper.name for paper in papers))
    series = compute_release_hosts_over_time(
        compute_scope(make_tables(papers, [digest]), Parameters())
    )
    assert dict(zip(series["host"], series["count"], strict=True)) == {
        "host0.org": 4,
        **{f"host{at}.org": 3 for at in range(1, MOST_HOSTS)},
        OTHER_HOSTS: 1,
    }
    assert set(series["nobs"]) == {16}


def test_only_the_kind_that_rises_has_a_trend() -> None:
    rising = list(range(4, 24, 2))
    noise = [6, 4, 5, 7, 6, 4, 7, 5, 6, 5]
    rest = [60 - n - m for n, m in zip(rising, noise, strict=True)]
    trends = compute_release_trends(
        plant_kinds({"linked": rising, "promised": noise, "none": rest})
    )
    assert trends.n_tests == 3
    assert [one.label for one in trends.changing] == [
        "released, with or without a link",
        "released, with a link",
    ]
    found = {one.label: one for one in trends.trends}
    assert isinstance(found["released, without a link"].result, TooLittleData)
    assert np.isnan(found["released, without a link"].pvalue_adjusted)
    assert found["promised"].count == sum(noise)


def test_p_values_are_adjusted_for_the_tests_made(scope: Scope) -> None:
    trends = compute_release_trends(scope)
    results = [one.result for one in trends.trends]
    pvalues = [one.pvalue if isinstance(one, Estimate) else None for one in results]
    expected = adjust_pvalues(pvalues)
    assert trends.n_tests == expected.n_tests
    np.testing.assert_array_equal(
        [one.pvalue_adjusted for one in trends.trends], expected.pvalues_adjusted
    )
    assert bool(trends.why_untested) == isinstance(trends.released.result, TooLittleData)
    for result in results:
        assert isinstance(result, TooLittleData) or result.smallest_detectable is not None


def test_the_headline_judges_by_the_adjusted_p_value() -> None:
    counts = {
        "linked": [4, 9, 5, 8, 9, 7, 8, 12, 9, 11],
        "promised": [6, 4, 5, 7, 6, 4, 7, 5, 6, 5],
    }
    counts["none"] = [40] * 10
    scope = plant_kinds(counts)
    summary = compute_release_summary(scope)
    released = summary.trends.released
    assert isinstance(released.result, Estimate)
    assert released.result.pvalue is not None
    assert released.result.pvalue < released.pvalue_adjusted
    headline = compute_release_headlines(summary, scope)[-1]
    assert headline.interval.endswith(
        f"p {released.pvalue_adjusted:.3f} after adjusting for 3 tests"
    )


def test_hosts_of_unread_digests_are_unknown_not_zero() -> None:
    papers = [MadePaper("p", None, 1, (), "released", ("one.org",))]
    digests = [
        MadeDigest("a", date(2024, 1, 1), ("p",)),
        MadeDigest("b", date(2024, 2, 1), (), "failed"),
        MadeDigest("c", date(2024, 3, 1)),
    ]
    series = compute_release_hosts_over_time(
        compute_scope(make_tables(papers, digests), Parameters())
    )
    assert [None if pd.isna(n) else int(n) for n in series["count"]] == [1, None, 0]
    assert [None if pd.isna(n) else int(n) for n in series["nobs"]] == [1, None, 0]
