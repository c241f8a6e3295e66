"""The papers behind numbers are those that the numbers count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Tables
from analysis.findings.claim_evidence import (
    compute_claim_evidence,
    compute_gain_evidence,
)
from analysis.findings.claimed_gains import (
    compute_claims_by_unit,
    compute_gain_sizes,
    compute_median_gains,
)
from analysis.findings.code_release import (
    compute_release_by_topic,
    compute_release_hosts,
    compute_release_shares,
)
from analysis.findings.data_quality import compute_missing_values
from analysis.findings.evidence import (
    MOST_PER_LIST,
    Evidence,
    PaperList,
)
from analysis.findings.keys import CLAIMS, make_key
from analysis.findings.overview_evidence import compute_overview_evidence
from analysis.findings.quality_evidence import compute_quality_evidence
from analysis.findings.release_evidence import (
    compute_release_evidence,
    compute_release_evidence_by_host,
    compute_release_evidence_by_topic,
)
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_evidence import compute_team_size_evidence
from analysis.findings.team_size import compute_team_size_distribution
from analysis.findings.topic_evidence import NO_PHRASE, compute_topic_evidence
from analysis.findings.topic_frequency import compute_topic_shares
from analysis.parameters import check_parameters
from analysis.tables import (
    tabulate_claims_by_unit,
    tabulate_hosts,
    tabulate_median_gains,
    tabulate_missing_values,
    tabulate_release_shares,
    tabulate_shares,
    tabulate_team_size_bins,
)
from tests.findings.cases import CASES, DIGESTS, VIEWS, YEARS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables

DAY = date(2024, 3, 1)


@pytest.fixture(scope="module", params=CASES)
def tables(request: pytest.FixtureRequest) -> Tables:
    return make_tables(*CASES[request.param])


@pytest.fixture(scope="module", params=["digests", "published years", "after all"])
def scope(request: pytest.FixtureRequest, tables: Tables) -> Scope:
    return compute_scope(tables, check_parameters(**VIEWS[request.param]))


def find(evidence: Evidence, *cells: str) -> PaperList:
    key, width = evidence.find_key(cells)
    assert width, cells
    (one,) = [one for one in evidence.lists if one.key == key]
    return one


def list_rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(str(cell) for cell in row) for row in frame.itertuples(index=False)]


def test_topics_lists_hold_what_the_table_counts(scope: Scope) -> None:
    evidence = compute_topic_evidence(scope)
    shares = compute_topic_shares(scope)
    for row in iterate_rows(shares):
        assert find(evidence, row.label).n_rows == row.count
    assert len(evidence.lists) == len(shares)


def test_release_lists_hold_what_the_tables_count(scope: Scope) -> None:
    shares = compute_release_shares(scope)
    kinds = compute_release_evidence(scope)
    table = tabulate_release_shares(shares, scope)
    for cells, row in zip(list_rows(table), iterate_rows(shares), strict=True):
        assert find(kinds, *cells).n_rows == row.count
    by_topic = compute_release_evidence_by_topic(scope)
    for row in iterate_rows(compute_release_by_topic(scope)):
        assert find(by_topic, row.label).n_rows == row.count
    by_host = compute_release_evidence_by_host(scope)
    for row in iterate_rows(compute_release_hosts(scope)):
        assert find(by_host, row.label).n_rows == row.count


def test_team_size_lists_hold_what_the_table_counts(scope: Scope) -> None:
    bins = compute_team_size_distribution(scope)
    evidence = compute_team_size_evidence(scope)
    for row in iterate_rows(bins):
        assert find(evidence, row.team_size_bin).n_rows == row.count
    known, large, *bins_of_known, unknown = evidence.lists
    assert known.n_rows + unknown.n_rows == scope.nobs
    assert large.n_rows == sum(one.n_rows for one in bins_of_known[-3:])


def test_claim_lists_hold_what_the_tables_count(scope: Scope) -> None:
    evidence = compute_claim_evidence(scope)
    for row in iterate_rows(compute_claims_by_unit(scope)):
        assert find(evidence, row.unit).n_papers == row.papers
    gains = compute_gain_evidence(scope)
    for row in iterate_rows(compute_median_gains(compute_gain_sizes(scope), scope)):
        assert find(gains, row.unit, row.metric_family).n_papers == row.papers


def test_quality_lists_hold_what_the_table_counts(tables: Tables) -> None:
    evidence = compute_quality_evidence(tables)
    for row in iterate_rows(compute_missing_values(tables)):
        assert find(evidence, row.field).n_papers <= row.unknown


def test_every_row_of_the_seeds_leads_to_its_papers(seed_tables: Tables) -> None:
    """With the labels as display tables write them."""
    scope = compute_scope(seed_tables, check_parameters(**DIGESTS))
    gains = compute_gain_sizes(scope)
    pairs = [
        (tabulate_shares(compute_topic_shares(scope), scope), compute_topic_evidence(scope)),
        (
            tabulate_release_shares(compute_release_shares(scope), scope),
            compute_release_evidence(scope),
        ),
        (
            tabulate_shares(compute_release_by_topic(scope), scope),
            compute_release_evidence_by_topic(scope),
        ),
        (
            tabulate_hosts(compute_release_hosts(scope), scope),
            compute_release_evidence_by_host(scope),
        ),
        (
            tabulate_team_size_bins(compute_team_size_distribution(scope), scope),
            compute_team_size_evidence(scope),
        ),
        (tabulate_claims_by_unit(compute_claims_by_unit(scope)), compute_claim_evidence(scope)),
        (
            tabulate_median_gains(compute_median_gains(gains, scope), scope),
            compute_gain_evidence(scope),
        ),
        (
            tabulate_missing_values(compute_missing_values(seed_tables)),
            compute_quality_evidence(seed_tables),
        ),
    ]
    for table, evidence in pairs:
        for cells in list_rows(table):
            assert find(evidence, *cells).n_papers > 0 or "0" in cells, cells


def test_keys_are_alone_in_each_report(seed_tables: Tables) -> None:
    scope = compute_scope(seed_tables, check_parameters(**YEARS))
    reports = [
        [compute_topic_evidence(scope)],
        [
            compute_release_evidence(scope),
            compute_release_evidence_by_topic(scope),
            compute_release_evidence_by_host(scope),
        ],
        [compute_team_size_evidence(scope)],
        [compute_claim_evidence(scope), compute_gain_evidence(scope)],
        [compute_overview_evidence(scope)],
        [compute_quality_evidence(seed_tables)],
    ]
    for groups in reports:
        keys = [group.key for group in groups]
        keys += [one.key for group in groups for one in group.lists]
        assert len(keys) == len(set(keys))


def test_seed_evidence_is_what_the_abstract_says(seed_tables: Tables) -> None:
    """The marked words of a claim are the claim's quote, those of a release in its abstract."""
    scope = compute_scope(seed_tables, check_parameters(**DIGESTS))
    quotes = {" ".join(quote.split()) for quote in seed_tables.claims["quote"]}
    for one in compute_claim_evidence(scope).lists:
        for paper in one.papers:
            marked = [p.text for passage in paper.passages for p in passage if p.is_matched]
            assert marked
            assert all(any(text in quote or quote in text for quote in quotes) for text in marked)
            assert paper.note.startswith("Read as ")
    released = compute_release_evidence(scope).lists[0]
    for paper in released.papers:
        pieces = [p for passage in (*paper.passages, paper.title) for p in passage]
        assert any(piece.is_matched for piece in pieces)


def plant(n_papers: int) -> Tables:
    papers = [
        MadePaper(f"p{at:03}", DAY + timedelta(days=at % 40), 3, ("llm",)) for at in range(n_papers)
    ]
    names = tuple(paper.name for paper in papers)
    digests = [MadeDigest("late", DAY, names), MadeDigest("early", DAY - timedelta(9), names[:1])]
    return make_tables(papers, digests)


def test_long_lists_are_cut_to_the_newest() -> None:
    scope = compute_scope(plant(50), check_parameters(**YEARS))
    (one,) = compute_topic_evidence(scope).lists
    assert (one.n_papers, one.n_rows, len(one.papers)) == (50, 50, MOST_PER_LIST)
    dates = [paper.publication_date for paper in one.papers]
    assert dates == sorted(dates, key=lambda day: day or DAY, reverse=True)
    assert dates[0] == DAY + timedelta(days=39)


def test_every_place_of_a_paper_is_told() -> None:
    scope = compute_scope(plant(3), check_parameters(**DIGESTS))
    (one,) = compute_topic_evidence(scope).lists
    assert (one.n_papers, one.n_rows) == (3, 4)
    places = [[(p.source_file, p.unit, p.number) for p in paper.places] for paper in one.papers]
    assert places == [
        [("early", "line", 1), ("late", "line", 1)],
        [("late", "line", 3)],
        [("late", "line", 5)],
    ]
    assert one.papers[0].note == NO_PHRASE


def test_order_does_not_hang_on_that_of_the_tables() -> None:
    tables = plant(30)
    turned = replace(tables, papers=tables.papers[::-1], topics=tables.topics[::-1])
    scopes = [compute_scope(t, check_parameters(**DIGESTS)) for t in (tables, turned)]
    first, second = (compute_topic_evidence(scope) for scope in scopes)
    assert first == second


def test_a_row_that_two_lists_share_leads_nowhere() -> None:
    empty = PaperList("a", "Same", ("Same",), (), 0, 0)
    evidence = Evidence("all", "Papers", "paper", (empty, replace(empty, key="b")))
    assert evidence.find_key(("Same", "12")) == ("", 0)
    assert evidence.find_key(("Other", "12")) == ("", 0)
    assert evidence.find_key(()) == ("", 0)


def test_claims_have_a_list_of_their_own(seed_tables: Tables) -> None:
    scope = compute_scope(seed_tables, check_parameters(**DIGESTS))
    first = compute_claim_evidence(scope).lists[0]
    assert first.key == CLAIMS
    assert first.n_papers == seed_tables.claims["paper_id"].nunique()


NAMES = st.lists(st.text(st.sampled_from("aA0-._ \xe9\u8ad6"), max_size=4), max_size=3)


@given(NAMES, NAMES)
def test_keys_tell_names_apart(one: list[str], other: list[str]) -> None:
    key = make_key("topic", *one)
    assert (key == make_key("topic", *other)) == (one == other)
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
