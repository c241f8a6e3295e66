"""Corrected rates: known reading errors are undone, and what that rests on is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from analysis.evaluation import read_error_rates
from analysis.evaluation.error_rates import ErrorRates
from analysis.evaluation.gold import GoldError
from analysis.evaluation.types import BinaryCounts
from analysis.findings.accuracy import ERROR_RATES
from analysis.findings.code_release import compute_release_headlines, compute_release_summary
from analysis.findings.release_correction import correct_share, describe_correction
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.shares import estimate_share
from analysis.parameters import check_parameters
from analysis.stats.results import Estimate, TooLittleData
from tests.findings.corpora import MadeDigest, MadePaper, make_tables

POOR = BinaryCounts(true_positive=160, false_negative=40, false_positive=30, true_negative=270)
"""Sensitivity 0.8, specificity 0.9."""


def make_rates(counts: BinaryCounts) -> ErrorRates:
    return replace(read_error_rates(ERROR_RATES), released=counts)


def make_scope(released: list[bool], n_digests: int = 1) -> Scope:
    papers = [
        MadePaper(f"paper {at}", None, 1, (), "released" if one else "none")
        for at, one in enumerate(released)
    ]
    names = tuple(paper.name for paper in papers)
    digests = [
        MadeDigest(f"digest {at}", date(2024, 1, 1) + timedelta(days=at), names)
        for at in range(n_digests)
    ]
    return compute_scope(make_tables(papers, digests), check_parameters(seed=2))


def correct(scope: Scope, counts: BinaryCounts):
    released = scope.rows["paper_id"].map(scope.tables.releases.set_index("paper_id")["status"])
    measured = estimate_share(scope, released.eq("released"))
    return measured, correct_share(scope, measured, make_rates(counts))


def test_known_errors_are_undone() -> None:
    # Of 1,000 papers 300 release: 240 of those are found, and 70 of the others.
    measured, corrected = correct(make_scope([True] * 310 + [False] * 690), POOR)
    assert isinstance(measured, Estimate)
    assert isinstance(corrected, Estimate)
    assert corrected.estimate == pytest.approx(0.3)
    assert corrected.ci_upper - corrected.ci_lower > measured.ci_upper - measured.ci_lower


def test_drawn_errors_are_undone_within_the_interval() -> None:
    rng, hits = np.random.default_rng(11), 0
    for _ in range(30):
        truth = rng.random(400) < 0.4
        read = np.where(truth, rng.random(400) < 0.8, rng.random(400) < 0.1)
        found, extra = int(rng.binomial(200, 0.8)), int(rng.binomial(300, 0.1))
        counts = BinaryCounts(found, 200 - found, extra, 300 - extra)
        corrected = correct(make_scope(list(read)), counts)[1]
        assert isinstance(corrected, Estimate)
        hits += corrected.ci_lower <= 0.4 <= corrected.ci_upper
    assert hits >= 24


def test_recurring_papers_are_no_new_ones() -> None:
    released = [True] * 40 + [False] * 60
    (_, once), (_, often) = (correct(make_scope(released, n), POOR) for n in (1, 4))
    assert isinstance(once, Estimate)
    assert isinstance(often, Estimate)
    assert often.estimate == pytest.approx(once.estimate)
    width, wide = (one.ci_upper - one.ci_lower for one in (once, often))
    assert wide == pytest.approx(width, rel=0.1)


def test_independent_papers_are_worth_all_of_themselves() -> None:
    corrected = correct(make_scope([True] * 4 + [False] * 10), POOR)[1]
    assert isinstance(corrected, Estimate)
    assert "worth" not in corrected.note


@pytest.mark.parametrize("released", [[True] * 30, [False] * 30])
def test_all_and_none_stay_in_bounds_with_width(released: list[bool]) -> None:
    corrected = correct(make_scope(released), read_error_rates(ERROR_RATES).released)[1]
    assert isinstance(corrected, Estimate)
    assert 0 <= corrected.ci_lower < corrected.ci_upper <= 1


def test_nothing_measured_is_nothing_corrected() -> None:
    for scope in (make_scope([]), make_scope([True], 3)):
        measured, corrected = correct(scope, POOR)
        assert isinstance(corrected, TooLittleData)
        assert corrected == measured


def test_a_useless_reading_corrects_nothing() -> None:
    useless = BinaryCounts(10, 10, 10, 10)
    corrected = correct(make_scope([True] * 20 + [False] * 20), useless)[1]
    assert isinstance(corrected, TooLittleData)
    assert "times as large" not in describe_correction(make_rates(useless))


def test_the_sample_and_its_condition_are_told() -> None:
    rates = replace(make_rates(POOR), sets=read_error_rates(ERROR_RATES).sets)
    told = describe_correction(rates)
    n_papers = sum(one.n_papers for one in rates.sets)
    assert f"{n_papers} labelled papers: 160 of 200 releases found, 270 of 300 other papers" in told
    assert "holds only if releases are read as well here as there" in told
    assert "1.43 times as large" in told


def test_headlines_put_both_side_by_side() -> None:
    scope = make_scope([True] * 10 + [False] * 30)
    measured, corrected, *_ = compute_release_headlines(compute_release_summary(scope), scope)
    assert (measured.value, measured.note) == ("25%", "10 of 40 listings")
    assert corrected.value == "25%"
    assert corrected.interval.startswith("95% interval ")
    n_papers = sum(one.n_papers for one in read_error_rates(ERROR_RATES).sets)
    assert corrected.note.startswith(f"for reading errors, from {n_papers} labelled papers: ")


def test_missing_error_rates_are_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no error rates there"):
        compute_release_summary(make_scope([True, False]), tmp_path / "absent.json")
