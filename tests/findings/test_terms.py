"""Emerging, fading and bursting terms: what was planted is found, and nothing looks ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from analysis.corpus import Tables
from analysis.facts import extract_terms
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.term_bursts import compute_term_bursts
from analysis.findings.terms import TermChange, TermChanges, compute_term_changes
from analysis.parameters import Parameters, check_parameters
from tests.corpus.pages import build_term_tables
from tests.findings.cases import CASES, VIEWS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables

N_DIGESTS, PER_DIGEST = 24, 30
WORDS = [f"{one}{two}ex" for one in "bcdfgkmp" for two in ("ar", "il", "un", "ov", "em")]
"""Made-up words, each in about a tenth of the papers."""

Rate = Callable[[int], float]


def write_texts(seed: int, planted: dict[str, Rate], slant: float = 0.0) -> dict[str, str]:
    """An abstract per paper `at-number`; `planted` gives a term's share in digest `at`."""
    rng = np.random.default_rng(seed)
    texts = {}
    for at in range(N_DIGESTS):
        shares = 1 / (1 + np.exp(2.2 + slant * rng.normal(size=len(WORDS))))
        for number in range(PER_DIGEST):
            held = [w for w, hit in zip(WORDS, rng.random(len(WORDS)) < shares, strict=True) if hit]
            held += [term for term, rate in planted.items() if rng.random() < rate(at)]
            texts[f"{at}-{number}"] = ". ".join(held)
    return texts


def make_scope(texts: dict[str, str], repeats: int = 1, **options: Any) -> Scope:
    """A digest every ten days; each paper is in `repeats` digests in a row."""
    names: list[list[str]] = [[] for _ in range(N_DIGESTS)]
    for name in texts:
        first = int(name.split("-")[0]) // repeats * repeats
        for at in range(first, min(first + repeats, N_DIGESTS)):
            names[at].append(name)
    days = [date(2024, 1, 1) + timedelta(days=10 * at) for at in range(N_DIGESTS)]
    papers = [MadePaper(name, days[int(name.split("-")[0])]) for name in texts]
    digests = [MadeDigest(f"d{at:02}", days[at], tuple(names[at])) for at in range(N_DIGESTS)]
    return compute_scope(with_texts(make_tables(papers, digests), texts), Parameters(**options))


def with_texts(tables: Tables, texts: dict[str, str]) -> Tables:
    names = list(tables.papers["paper_id"])
    found = build_term_tables(names, [("", texts[name]) for name in names])
    papers = tables.papers.assign(title="", abstract=[texts[name] for name in names])
    return replace(
        tables, papers=papers, **{name: table.to_pandas() for name, table in found.items()}
    )


def by_term(changes: TermChanges) -> dict[str, TermChange]:
    return {change.term: change for change in changes.changes}


def rise(at: int) -> float:
    return 0.05 if at < 18 else 0.4


def fall(at: int) -> float:
    return 0.4 if at < 18 else 0.05


@pytest.mark.parametrize(
    "options", [{}, {"date_axis": "publication_date", "frequency": "week"}], ids=["digest", "week"]
)
def test_planted_terms_are_found_and_no_other(options: dict[str, Any]) -> None:
    texts = write_texts(1, {"stone river": rise, "walking robots": fall, "old": lambda at: 0.3})
    changes = compute_term_changes(make_scope(texts, **options))
    assert changes.emerged[0].term in {"stone river", "stone", "river"}
    assert changes.faded[0].term in {"walking robot", "walking", "robot"}
    holding = {change.term for change in changes.changes if change.holds}
    assert holding == {"stone river", "stone", "river", "walking robot", "walking", "robot"}
    assert changes.n_holding == (3, 3)
    true_ratio = (0.4 / 0.6) / (0.05 / 0.95)
    result = by_term(changes)["stone river"].result
    assert result.ci_lower < true_ratio * 1.2
    assert result.ci_upper > true_ratio / 1.5
    # Of three terms that are one finding, one is shown.
    assert sum(change.holds for change in changes.emerged) == 1


def test_counts_are_conserved() -> None:
    texts = write_texts(2, {"stone river": rise})
    scope = make_scope(texts)
    changes = compute_term_changes(scope)
    assert changes.windows is not None
    earlier, later = changes.windows
    assert earlier.nobs + later.nobs == scope.nobs == len(texts)
    assert (earlier.n_periods, later.n_periods) == (18, 6)
    assert (earlier.first, later.last) == (
        scope.grid["label"].iloc[0],
        scope.grid["label"].iloc[-1],
    )
    for change in changes.changes:
        held = [name for name, text in texts.items() if change.term in extract_terms(text)]
        n_later = sum(int(name.split("-")[0]) >= 18 for name in held)
        assert (change.earlier, change.later) == (len(held) - n_later, n_later)
    held_in_all = sum(len(extract_terms(texts[f"{at}-{n}"])) for at in range(18) for n in range(30))
    assert earlier.terms_each == pytest.approx(held_in_all / earlier.nobs)


def test_nothing_changes_without_a_change() -> None:
    """Of 20 corpora without a change, hardly one shows any; digests with a slant of their own."""
    n_changes = n_bursts = 0
    for seed in range(20):
        scope = make_scope(write_texts(seed, {}, slant=0.4 * (seed % 2)))
        n_changes += sum(compute_term_changes(scope).n_holding) > 0
        n_bursts += compute_term_bursts(scope).n_holding > 0
    # At a level of 0.05 four or more of 20 come up in 2 of 100 tries.
    assert n_changes <= 3
    assert n_bursts <= 3


def test_single_p_values_keep_their_level() -> None:
    pvalues = np.array(
        [
            change.result.pvalue
            for seed in range(12)
            for change in compute_term_changes(make_scope(write_texts(seed, {}, 0.3))).changes
        ]
    )
    assert len(pvalues) >= 400
    assert np.mean(pvalues < 0.05) < 0.07


def test_recurring_papers_are_not_taken_for_new_ones() -> None:
    texts = write_texts(3, {"stone": lambda at: 0.15 if at < 18 else 0.3})
    once, often = (
        by_term(compute_term_changes(make_scope(texts, repeats)))["stone"] for repeats in (1, 3)
    )
    assert often.later == 3 * once.later
    assert often.result.ci_upper / often.result.ci_lower > 0.8 * (
        once.result.ci_upper / once.result.ci_lower
    )


def test_later_papers_choose_no_term() -> None:
    texts = write_texts(4, {"stone": rise})
    changed = {
        name: "other words entirely" if int(name.split("-")[0]) >= 18 else text
        for name, text in texts.items()
    }
    before, after = (compute_term_changes(make_scope(one)) for one in (texts, changed))
    common = by_term(before).keys() & by_term(after).keys()
    assert {term: by_term(before)[term].earlier for term in common} == {
        term: by_term(after)[term].earlier for term in common
    }
    earlier = [text for name, text in texts.items() if int(name.split("-")[0]) < 18]
    known = set().union(*map(extract_terms, earlier))
    for changes in (before, after):
        assert by_term(changes).keys() <= known
        assert not known & {one.term for one in changes.new}


def test_later_papers_change_no_base_rate() -> None:
    """A quarter of 24 digests is history: six."""
    texts = write_texts(5, {"stone": lambda at: 0.1 if not 12 <= at < 18 else 0.6})
    changed = {
        name: f"{text}. stone. pebble" if int(name.split("-")[0]) >= 18 else text
        for name, text in texts.items()
    }
    before, after = (compute_term_bursts(make_scope(one)) for one in (texts, changed))
    assert before.n_tests == after.n_tests
    (first,), (second,) = (
        [burst for burst in bursts.shown if burst.term == "stone"] for bursts in (before, after)
    )
    assert (first.base_rate, first.base_count) == (second.base_rate, second.base_count)
    assert first.spans != second.spans
    assert "pebble" not in {burst.term for burst in after.shown}


def test_a_new_term_is_counted_and_not_tested() -> None:
    texts = write_texts(6, {"pebble": lambda at: 0.0 if at < 18 else 0.3})
    changes = compute_term_changes(make_scope(texts))
    assert "pebble" not in by_term(changes)
    (new,) = changes.new
    assert new.count == new.papers == sum("pebble" in text for text in texts.values())
    assert (new.term, changes.n_new) == ("pebble", 1)


@pytest.mark.parametrize(
    "options", [{}, {"date_axis": "publication_date", "frequency": "week"}], ids=["digest", "week"]
)
def test_a_planted_burst_is_found_where_it_is(options: dict[str, Any]) -> None:
    texts = write_texts(9, {"stone": lambda at: 0.7 if 12 <= at < 18 else 0.15})
    scope = make_scope(texts, **options)
    bursts = compute_term_bursts(scope)
    (burst,) = bursts.shown
    assert (burst.term, bursts.n_holding) == ("stone", 1)
    (span,) = burst.spans
    assert date(2024, 4, 20) <= span.start.date() <= date(2024, 5, 6)
    assert date(2024, 6, 15) <= span.end.date() <= date(2024, 7, 2)
    assert 0.6 < span.count / span.nobs < 0.8
    assert burst.base_rate == pytest.approx(0.15, abs=0.05)


def test_too_few_periods_are_told() -> None:
    texts = {
        name: text for name, text in write_texts(8, {}).items() if int(name[:2].strip("-")) < 7
    }
    scope = make_scope(texts)
    changes, bursts = compute_term_changes(scope), compute_term_bursts(scope)
    assert changes.shortage is not None
    assert changes.shortage.reason == "7 digests with listings"
    assert bursts.shortage is not None
    assert (changes.n_tests, bursts.n_tests, changes.windows, bursts.windows) == (0, 0, None, None)


def test_the_seeds_are_too_few_or_show_nothing(seed_tables: Tables) -> None:
    by_digest = compute_term_changes(compute_scope(seed_tables, Parameters()))
    assert by_digest.shortage is not None
    assert by_digest.shortage.reason == "5 digests with listings"
    options = Parameters(date_axis="publication_date", frequency="year")
    by_year = compute_scope(seed_tables, options)
    changes, bursts = compute_term_changes(by_year), compute_term_bursts(by_year)
    assert changes.windows is not None
    assert (changes.windows[0].nobs, changes.windows[1].nobs) == (24, 133)
    assert changes.n_tests > 100
    assert changes.n_holding == (0, 0)
    assert bursts.shortage is not None


def test_papers_listed_again_make_no_burst() -> None:
    alarms = sum(
        compute_term_bursts(make_scope(write_texts(40 + seed, {}), repeats=3)).n_holding > 0
        for seed in range(6)
    )
    assert alarms <= 1


@pytest.mark.parametrize("case", CASES)
def test_every_corpus_has_an_answer(case: str) -> None:
    tables = make_tables(*CASES[case])
    for view in VIEWS.values():
        scope = compute_scope(tables, check_parameters(**view))
        changes, bursts = compute_term_changes(scope), compute_term_bursts(scope)
        assert (changes.windows is None) == (changes.shortage is not None)
        assert (bursts.windows is None) == (bursts.shortage is not None)
        for change in changes.changes:
            assert change.result.ci_lower < change.result.estimate < change.result.ci_upper
            assert change.earlier > 0
