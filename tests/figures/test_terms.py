"""Figures and tables of terms: any term can be drawn, empty ones say why, counts are visible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.corpus import Tables
from analysis.figures import Picture, plot_term_bursts, plot_term_changes
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.term_bursts import TermBursts, compute_term_bursts
from analysis.findings.terms import TermChanges, compute_term_changes
from analysis.parameters import Parameters, check_parameters
from analysis.tables import (
    tabulate_term_bursts,
    tabulate_term_changes,
    title_term_bursts,
    title_term_changes,
)
from tests.findings.cases import CASES, DIGESTS, MONTHS, YEARS
from tests.findings.corpora import make_tables
from tests.findings.test_terms import fall, make_scope, rise, write_texts

HOSTILE = "a $\\frac{1}$ <b>&\u202e $x_^ " + "long" * 30

Made = tuple[Scope, TermChanges, TermBursts]


@pytest.fixture(scope="module")
def made() -> Made:
    planted = {
        "stone river": rise,
        "walking": fall,
        "pebble": lambda at: 0.0 if at < 18 else 0.3,
        "brook": lambda at: 0.7 if 12 <= at < 18 else 0.15,
    }
    scope = make_scope(write_texts(1, planted))
    return scope, compute_term_changes(scope), compute_term_bursts(scope)


def list_labels(picture: Picture) -> list[str]:
    return [label.get_text() for label in picture.figure.axes[0].get_yticklabels()]


def test_terms_stand_with_their_counts(made: Made) -> None:
    scope, changes, _ = made
    picture = plot_term_changes(changes, scope)
    first, last = changes.emerged[0], changes.faded[0]
    labels = list_labels(picture)
    assert labels[0] == f"{first.term}  {first.earlier} \N{RIGHTWARDS ARROW} {first.later}"
    assert labels[-1] == f"{last.term}  {last.earlier} \N{RIGHTWARDS ARROW} {last.later}"
    assert len(labels) == len(changes.emerged) + len(changes.faded)
    note = picture.figure.get_supxlabel()
    assert "of 540 from 2024-01-01" in note
    assert f"adjusting for {changes.n_tests} tests" in note
    assert f"Of {changes.n_tests} terms tested, " in picture.alt
    assert f"Furthest above 1: {first.term} " in picture.alt


def test_bursts_span_their_periods(made: Made) -> None:
    scope, _, bursts = made
    picture = plot_term_bursts(bursts, scope)
    n_spans = sum(len(burst.spans) for burst in bursts.shown)
    bars = picture.figure.axes[0].collections
    assert sum(len(bar.get_paths()) for bar in bars) == n_spans >= 1
    brook = next(burst for burst in bursts.shown if burst.term == "brook")
    assert f"brook {brook.spans[0].first} to {brook.spans[0].last}" in picture.alt
    count = sum(span.count for span in brook.spans)
    assert any(
        label.startswith("brook ") and f"n={count}" in label for label in list_labels(picture)
    )


def test_tables_hold_what_the_figures_show(made: Made) -> None:
    scope, changes, bursts = made
    table = tabulate_term_changes(changes, scope)
    shown = [*changes.emerged, *changes.faded, *changes.new]
    assert list(table["Term"]) == [one.term for one in shown]
    assert dict(zip(table["Term"], table["Change"], strict=True))["pebble"] == "new, not tested"
    assert table.columns[2].startswith("Listings 2024-01-01 to ")
    assert table.columns[2].endswith("(of 540)")
    told = tabulate_term_bursts(bursts, scope)
    assert len(told) == sum(len(burst.spans) for burst in bursts.shown)
    assert f"of {changes.n_tests} tested" in title_term_changes(changes)
    assert f"of {bursts.n_tests} searched" in title_term_bursts(bursts)


def test_hostile_terms_are_drawn_as_they_are(made: Made) -> None:
    scope, changes, bursts = made
    first = replace(changes.emerged[0], term=HOSTILE)
    burst = replace(bursts.shown[0], term=HOSTILE)
    hostile = replace(changes, emerged=(first,), new=(replace(changes.new[0], term=HOSTILE),))
    for picture in (
        plot_term_changes(hostile, scope),
        plot_term_bursts(replace(bursts, shown=(burst,)), scope),
    ):
        picture.figure.draw_without_rendering()
        label = picture.figure.axes[0].get_yticklabels()[0]
        assert label.get_text().startswith("a $\\frac{1}$ <b>&\u202e $x_^")
        assert len(label.get_text()) < 70
        assert not label.get_parse_math()
    assert HOSTILE in set(tabulate_term_changes(hostile, scope)["Term"])


def test_five_digests_say_why_there_is_nothing(seed_tables: Tables) -> None:
    scope = compute_scope(seed_tables, Parameters())
    changes, bursts = compute_term_changes(scope), compute_term_bursts(scope)
    told = "5 digests with listings; comparing an earlier with a later window needs at least 8"
    picture = plot_term_changes(changes, scope)
    assert picture.alt == f"No terms could be compared: {told}."
    assert [text.get_text() for text in picture.figure.axes[0].texts] == [picture.alt]
    assert tabulate_term_changes(changes, scope).iloc[0, 0] == told
    assert plot_term_bursts(bursts, scope).alt.startswith("No term could be searched for bursts: 5")
    assert tabulate_term_bursts(bursts, scope).iloc[0, 0].startswith("5 digests with listings; ")


def test_no_burst_is_said_so(made: Made) -> None:
    scope, _, bursts = made
    none = replace(bursts, shown=(), n_holding=0)
    assert plot_term_bursts(none, scope).alt == (
        f"No burst holds at 0.05 after adjusting for {bursts.n_tests} tests."
    )
    assert list(tabulate_term_bursts(none, scope)["Term"]) == ["none"]


@pytest.mark.parametrize("case", CASES)
def test_every_corpus_can_be_drawn(case: str) -> None:
    tables = make_tables(*CASES[case])
    for options in (DIGESTS, MONTHS, YEARS):
        scope = compute_scope(tables, check_parameters(**options))
        changes, bursts = compute_term_changes(scope), compute_term_bursts(scope)
        for picture in (plot_term_changes(changes, scope), plot_term_bursts(bursts, scope)):
            picture.figure.draw_without_rendering()
            assert picture.alt.endswith(".")
            for word in ("nan", "None", "NaT", "inf "):
                assert word not in picture.alt
        assert len(tabulate_term_changes(changes, scope))
        assert len(tabulate_term_bursts(bursts, scope))
