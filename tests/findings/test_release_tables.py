"""Tables of code release: sums that add up, words where there is nothing."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis import tables
from analysis.findings.code_release import (
    compute_release_hosts,
    compute_release_hosts_over_time,
    compute_release_kinds_by_topic,
    compute_release_kinds_over_time,
    compute_release_summary,
)
from analysis.findings.release_change import compute_release_change, compute_release_correction
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import check_parameters
from analysis.wording import MINUS
from tests.findings.cases import CASES, DIGESTS, MONTHS, YEARS
from tests.findings.corpora import (
    MadeDigest,
    MadePaper,
    draw_corpus,
    make_tables,
    plant_corpus,
)


def tabulate_all(scope: Scope) -> dict[str, pd.DataFrame]:
    summary = compute_release_summary(scope)
    change = compute_release_change(scope, summary.rates)
    correction = compute_release_correction(summary, change, scope)
    kinds, rates = compute_release_kinds_over_time(scope), compute_release_kinds_by_topic(scope)
    hosts = compute_release_hosts_over_time(scope)
    return {
        "correction": tables.tabulate_release_correction(correction, scope),
        "trends": tables.tabulate_release_trends(summary.trends, scope),
        "change": tables.tabulate_release_change(change, scope),
        "contributions": tables.tabulate_release_contributions(change, scope),
        "kinds": tables.tabulate_release_kinds_over_time(kinds, scope),
        "topics": tables.tabulate_release_kinds_by_topic(rates, scope),
        "hosts": tables.tabulate_hosts_over_time(hosts, scope),
    }


@pytest.mark.parametrize("case", CASES)
def test_every_corpus_has_every_table_in_words(case: str) -> None:
    made = make_tables(*CASES[case])
    for options in (DIGESTS, YEARS, MONTHS | {"end": "1990-01-01"}):
        for name, frame in tabulate_all(compute_scope(made, check_parameters(**options))).items():
            assert len(frame), name
            assert frame.columns.is_unique, name
            words = {str(cell) for cell in frame.to_numpy().ravel()}
            assert not words & {"nan", "NaN", "None", "inf"}, name


@pytest.fixture(scope="module")
def planted() -> dict[str, pd.DataFrame]:
    made = make_tables(*plant_corpus((0.25, 0.5, 0.1, 0.2)))
    return tabulate_all(compute_scope(made, check_parameters(**DIGESTS)))


def test_measured_and_corrected_stand_side_by_side(planted: dict[str, pd.DataFrame]) -> None:
    correction = planted["correction"]
    assert correction["Of"].tolist() == [
        "all listings",
        "earlier half: 2023-01-02 to 2023-03-03",
        "later half: 2023-05-02 to 2023-07-01",
    ]
    assert correction["Listings"].tolist() == [160, 80, 80]
    assert correction["As measured (95% interval)"][0] == "26% (20% to 34%)"
    assert correction["Corrected (95% interval)"][0].startswith("26% (")
    assert correction["Note"].str.startswith("sensitivity ").all()


def test_the_change_is_told_with_its_parts(planted: dict[str, pd.DataFrame]) -> None:
    change = planted["change"].set_index("What")["Announced rate (95% interval)"]
    assert change["earlier half: 2023-01-02 to 2023-03-03"].startswith("38% (")
    assert change["change"].startswith(f"{MINUS}22.5 (")
    assert change["change of the topic mix"].endswith(" points")


def test_contributions_add_up_to_their_last_row() -> None:
    scope = compute_scope(make_tables(*draw_corpus(4)), check_parameters(**DIGESTS, top_topics=5))
    frame = tabulate_all(scope)["contributions"]
    assert len(frame) == 7
    assert frame["Topic"].iloc[5].endswith(" other topics")
    assert frame["Topic"].iloc[6] == "sum"
    for name in ("Within, points", "Mix, points", "Both, points"):
        told = [float(cell.replace(MINUS, "-")) for cell in frame[name]]
        assert sum(told[:-1]) == pytest.approx(told[-1], abs=0.05)
    assert frame.iloc[6, 1:3].tolist() == ["100%", "100%"]


def test_kinds_stand_with_count_and_interval(planted: dict[str, pd.DataFrame]) -> None:
    first = planted["kinds"].iloc[0]
    assert first.iloc[:2].tolist() == ["2023-01-02", 40]
    assert first["Released, with a link"] == "10: 25% (14% to 40%)"
    assert first["Promised"].startswith("0: 0% (0% to ")
    assert planted["topics"]["Topic"].tolist() == ["Large language models", "Agents"]
    assert planted["hosts"]["github.com"].tolist() == [10, 20, 4, 8]
    assert planted["hosts"]["With a link"].tolist() == [10, 20, 4, 8]


def test_no_link_is_said_in_words() -> None:
    made = make_tables(*CASES["nothing known, twelve times"])
    hosts = tabulate_all(compute_scope(made, check_parameters(**DIGESTS)))["hosts"]
    assert hosts.iloc[0, 0] == "no link was found"


def test_many_hosts_are_cut_and_said_so() -> None:
    names = [f"host{at:02}.org" for at in range(20)]
    papers = [
        MadePaper(name, status="released", hosts=("github.com", name) if at else (name,))
        for at, name in enumerate(names)
    ]
    made = make_tables(papers, [MadeDigest("a", date(2024, 5, 1), tuple(names))])
    scope = compute_scope(made, check_parameters(**DIGESTS))
    table = tables.tabulate_hosts(compute_release_hosts(scope), scope)
    assert table["Host"].iloc[[0, -1]].tolist() == ["github.com", "6 other hosts"]
    assert len(table) == 16
    assert table.iloc[-1, 1] == "at most 1 each"
