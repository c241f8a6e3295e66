"""When shares changed: planted steps are found and dated, chance is not, gaps stay gaps."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analysis.findings.change_points import (
    LevelChange,
    LevelChanges,
    compute_release_change_point,
    compute_topic_change_points,
    describe_change_points,
)
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import check_parameters
from analysis.stats.change_points import ChangePoint
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.results import TooLittleData
from analysis.tables import tabulate_change_points
from analysis.wording import DASH
from tests.findings.cases import CASES, DIGESTS, MONTHS, VIEWS, YEARS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables, plant_corpus

STEP = (0.2,) * 6 + (0.6,) * 6
SLOPE = tuple(np.linspace(0.1, 0.8, 16))


def make_scope(shares: tuple[float, ...], **options: object) -> Scope:
    return compute_scope(make_tables(*plant_corpus(shares)), check_parameters(**options))


@pytest.fixture(scope="module")
def stepped() -> Scope:
    return make_scope(STEP, **DIGESTS)


def find(changes: LevelChanges, label: str) -> LevelChange:
    (found,) = [change for change in changes.changes if change.label == label]
    return found


def test_a_planted_step_is_found_between_its_digests(stepped: Scope) -> None:
    for changes, label in (
        (compute_topic_change_points(stepped), "Large language models"),
        (compute_release_change_point(stepped), "Announced release"),
    ):
        change = find(changes, label)
        assert isinstance(change.result, ChangePoint)
        assert change.split is not None
        assert (change.split.last_before, change.split.first_after) == ("2023-10-29", "2023-12-28")
        assert change.split.date == pd.Timestamp("2023-11-28")
        assert (change.result.before, change.result.after) == pytest.approx((0.2, 0.6))
        assert (change.count, change.nobs) == (6 * 8 + 6 * 24, 480)
        assert change.is_found
        assert change.is_more_than_trend


def test_both_planted_topics_are_found(stepped: Scope) -> None:
    topics = compute_topic_change_points(stepped)
    assert topics.n_tests == 2
    assert [change.label for change in topics.found] == ["Agents", "Large language models"]


def test_the_family_is_adjusted() -> None:
    scope = compute_scope(make_tables(*CASES["sixty digests"]), check_parameters(**DIGESTS))
    topics = compute_topic_change_points(scope)
    tested = [c for c in topics.changes if isinstance(c.result, ChangePoint)]
    raw = [c.result.change.pvalue for c in tested if isinstance(c.result, ChangePoint)]
    assert len(tested) == topics.n_tests > 5
    expected = adjust_pvalues(raw).pvalues_adjusted
    assert [c.pvalue_adjusted for c in tested] == pytest.approx(expected)
    assert max(expected - np.array(raw, dtype=float)) > 0.01


def test_sentences_tell_level_date_and_trend(stepped: Scope) -> None:
    told = describe_change_points(compute_release_change_point(stepped))
    assert told.startswith("Announced release: 20% up to 2023-10-29, 60% from 2023-12-28 on (p 0.")
    assert told.endswith("; a steady trend alone does not describe the data.")
    topics = describe_change_points(compute_topic_change_points(stepped))
    assert topics.startswith("2 of 2 shares tested changed level. Agents: 80% up to 2023-10-29")


def test_a_trend_reads_as_one() -> None:
    scope = make_scope(SLOPE, **DIGESTS)
    changes = compute_release_change_point(scope)
    (change,) = changes.found
    assert not change.is_more_than_trend
    told = describe_change_points(changes)
    assert told.endswith("; a steady trend describes the data as well as a step.")
    table = tabulate_change_points(changes, scope, "Share of")
    assert table["Reads as"].tolist() == ["a step or a steady trend"]


def test_no_change_shows_no_split() -> None:
    scope = make_scope((0.3, 0.35, 0.25) * 4, **DIGESTS)
    changes = compute_release_change_point(scope)
    assert describe_change_points(changes) == "No change point was detected in 1 share tested."
    (row,) = tabulate_change_points(changes, scope, "Share of").to_dict("records")
    assert row["Reads as"] == "no change point detected"
    assert (row["Changed between"], row["Before"], row["After"]) == (DASH, DASH, DASH)
    assert row["p"] != DASH


def test_the_table_gives_levels_and_change(stepped: Scope) -> None:
    (row,) = tabulate_change_points(
        compute_release_change_point(stepped), stepped, "Share of"
    ).to_dict("records")
    assert row["Changed between"] == "2023-10-29 and 2023-12-28"
    assert (row["Before"], row["After"]) == ("20% of 240", "60% of 240")
    assert row["Change in points (95% interval)"].startswith("+40 (")
    assert row["Reads as"] == "a step"


def test_few_digests_are_too_little() -> None:
    scope = make_scope(STEP[4:8], **DIGESTS)
    changes = compute_topic_change_points(scope)
    assert changes.n_tests == 0
    told = "No change point could be tested: 4 digests: a change point needs at least 8."
    assert describe_change_points(changes) == told
    assert set(tabulate_change_points(changes, scope)["Reads as"]) == {
        "4 digests: a change point needs at least 8"
    }


def test_papers_that_come_back_count_where_they_came_first() -> None:
    papers, digests = plant_corpus(STEP)
    back = [
        MadeDigest(digest.name, digest.on, digest.papers + before.papers)
        for before, digest in pairwise(digests)
    ]
    scope = compute_scope(make_tables(papers, [digests[0], *back]), check_parameters(**DIGESTS))
    once = make_scope(STEP, **DIGESTS)
    again, plain = (find(compute_topic_change_points(s), "Agents") for s in (scope, once))
    assert again.result == plain.result
    pd.testing.assert_frame_equal(again.series, plain.series)


def test_periods_without_digests_are_gaps() -> None:
    scope = make_scope(STEP, **MONTHS)
    (change,) = compute_release_change_point(scope).changes
    known = change.series["proportion"].notna().tolist()
    assert known == scope.grid["state"].eq("read").where(~scope.grid["is_cut"], False).tolist()
    assert change.series["nobs"].sum() == change.nobs


def test_cut_periods_are_left_out() -> None:
    scope = make_scope(STEP, **DIGESTS | {"frequency": "month", "start": "2023-03-01"})
    days = scope.rows["date"][scope.complete]
    (change,) = compute_release_change_point(scope).changes
    assert change.nobs == len(days)


def test_the_seed_decides_and_nothing_else(stepped: Scope) -> None:
    one, other = (compute_release_change_point(stepped).changes[0].result for _ in range(2))
    assert one == other


def test_a_corpus_without_papers_is_an_answer() -> None:
    scope = compute_scope(make_tables([], []), check_parameters(**DIGESTS))
    changes = compute_topic_change_points(scope)
    assert changes.changes == ()
    assert describe_change_points(changes) == (
        "No change point could be tested: no topic was found."
    )
    assert len(tabulate_change_points(changes, scope)) == 1


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("case", CASES)
def test_every_corpus_has_an_answer(case: str, view: str) -> None:
    scope = compute_scope(make_tables(*CASES[case]), check_parameters(**VIEWS[view]))
    for changes in (compute_topic_change_points(scope), compute_release_change_point(scope)):
        told = describe_change_points(changes)
        assert told.endswith(".")
        table = tabulate_change_points(changes, scope)
        assert not table.isna().any().any()
        for change in changes.changes:
            series = change.series
            assert len(series) == len(scope.grid)
            assert series["count"].sum() == change.count
            assert series["nobs"].sum() == change.nobs
            papers = scope.rows["paper_id"][scope.complete]
            assert change.nobs == papers.nunique()
            is_tested = isinstance(change.result, ChangePoint)
            assert is_tested == (change.split is not None) == (not np.isnan(change.pvalue_adjusted))
            if isinstance(change.result, TooLittleData):
                assert not change.is_found
                assert not change.is_more_than_trend


def test_publication_years_are_tested_as_well() -> None:
    start = date(2010, 3, 1)
    papers = [
        MadePaper(f"{year} {at}", start + timedelta(days=365 * year), 1, ("llm",) if at < 3 else ())
        if year < 6
        else MadePaper(
            f"{year} {at}", start + timedelta(days=365 * year), 1, ("llm",) if at < 14 else ()
        )
        for year in range(12)
        for at in range(20)
    ]
    names = tuple(paper.name for paper in papers)
    tables = make_tables(papers, [MadeDigest("a", date(2024, 1, 1), names)])
    changes = compute_topic_change_points(compute_scope(tables, check_parameters(**YEARS)))
    (change,) = changes.found
    assert change.split is not None
    assert (change.split.last_before, change.split.first_after) == ("2015", "2016")
