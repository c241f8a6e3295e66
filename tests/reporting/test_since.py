"""What changed since the last report: all of it, no more than it, and only if comparable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.reporting.provenance import InputFile
from analysis.reporting.since import (
    MOST_NAMES,
    Move,
    Since,
    Summary,
    compare_reports,
    summarise_since,
)
from tests.reporting.states import (
    FIRST_DAY,
    make_measure,
    make_snapshot,
    make_state,
    with_sources,
)


def list_moves(since: Since) -> list[tuple[str, str]]:
    return [(move.label, move.what) for move in since.moves]


def test_without_an_earlier_report_nothing_is_claimed() -> None:
    since = compare_reports(None, make_snapshot("a.txt"))
    assert since == Since()
    assert not since.is_nothing_new
    assert summarise_since(since) == ()


def test_the_same_again_is_nothing_new() -> None:
    since = compare_reports(make_snapshot("a.txt"), make_snapshot("a.txt"))
    assert since.is_nothing_new
    assert since.before == FIRST_DAY
    assert summarise_since(since) == ()


def test_an_added_digest_is_named_and_its_papers_are_counted() -> None:
    more = with_sources(make_state(), n_read=4, n_papers=120, n_listings=135)
    since = compare_reports(make_snapshot("a.txt"), make_snapshot("a.txt", "b.txt", state=more))
    assert [(one.what, one.number, one.names) for one in since.files] == [
        ("new digest file", 1, ("b.txt",))
    ]
    told = [one.change for one in since.counts]
    assert told == ["1 more digest", "30 more papers", "35 more listings"]
    assert summarise_since(since) == (Summary("1 new digest file, 30 more papers"),)


def test_files_are_told_apart_by_content() -> None:
    before = make_snapshot("kept.txt", "renamed.txt", "altered.txt", "gone.txt")
    same, renamed, altered, _ = before.inputs
    inputs = (same, replace(renamed, name="z.txt"), replace(altered, sha256="other"))
    since = compare_reports(before, replace(before, inputs=inputs))
    assert [(one.what, one.names) for one in since.files] == [
        ("altered digest file", ("altered.txt",)),
        ("removed digest file", ("gone.txt",)),
    ]


def test_of_many_files_some_are_named_and_all_are_counted() -> None:
    names = [f"{at:03}.txt" for at in range(MOST_NAMES + 7)]
    (files,) = compare_reports(make_snapshot(), make_snapshot(*names)).files
    assert (files.number, files.names, files.more) == (MOST_NAMES + 7, tuple(names[:MOST_NAMES]), 7)


def test_topics_that_change_places_enter_and_leave_the_top() -> None:
    topics = (make_measure("vision", 0.35), make_measure("agents", 0.34))
    since = compare_reports(make_snapshot(), make_snapshot(state=make_state(topics=topics)))
    assert since.moves == (
        Move(
            "Label of vision", "entered the top 1 of topics", "30% (25% to 35%)",
            "35% (30% to 40%)",
        ),
        Move(
            "Label of agents", "left the top 1 of topics", "40% (35% to 45%)",
            "34% (29% to 39%)",
        ),
    )  # fmt: skip


def test_topics_come_from_nowhere_and_vanish() -> None:
    topics = (make_measure("new", 0.5),)
    moves = compare_reports(make_snapshot(), make_snapshot(state=make_state(topics=topics))).moves
    assert [(move.before, move.after) for move in moves] == [
        ("not found", "50% (45% to 55%)"),
        ("40% (35% to 45%)", "not found"),
    ]
    empty = compare_reports(make_snapshot(), make_snapshot(state=make_state(topics=())))
    assert list_moves(empty) == [("Label of agents", "left the top 1 of topics")]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (0.2501, "above its earlier interval"),
        (0.25, ""),
        (0.1501, ""),
        (0.1499, "below its earlier interval"),
        (None, "not known any more"),
    ],
)
def test_a_rate_moved_when_it_left_its_earlier_interval(value: float | None, what: str) -> None:
    state = make_state(measures=(make_measure("release", value),))
    since = compare_reports(make_snapshot(), make_snapshot(state=state))
    assert [move.what for move in since.moves] == ([what] if what else [])


def test_the_share_of_a_top_topic_counts_among_the_rates() -> None:
    topics = (make_measure("agents", 0.6), make_measure("vision", 0.5))
    since = compare_reports(make_snapshot(), make_snapshot(state=make_state(topics=topics)))
    assert list_moves(since) == [("Label of agents", "above its earlier interval")]


def test_without_an_earlier_interval_nothing_is_said_to_have_moved() -> None:
    before = make_state(measures=(make_measure("release", 0.2, half=0),))
    after = make_state(measures=(make_measure("release", 0.9),))
    assert not compare_reports(make_snapshot(state=before), make_snapshot(state=after)).moves


def test_a_number_that_is_known_for_the_first_time() -> None:
    before = make_state(measures=(make_measure("release", None),))
    (move,) = compare_reports(make_snapshot(state=before), make_snapshot()).moves
    assert (move.what, move.before, move.after) == (
        "known now", "too little data", "20% (15% to 25%)",
    )  # fmt: skip


def test_other_parameters_are_not_compared_but_told() -> None:
    moved = make_state(measures=(make_measure("release", 0.9),))
    after = make_snapshot("b.txt", state=moved, parameters={"frequency": "month", "start": ""})
    since = compare_reports(make_snapshot("a.txt"), after)
    assert since.differences == ("frequency was digest, is month", "start was not there, is empty")
    assert not since.counts
    assert not since.moves
    assert [one.what for one in since.files] == ["new digest file", "removed digest file"]
    told = "not comparable, frequency was digest, is month; start was not there, is empty"
    files = "1 new digest file, 1 removed digest file"
    assert summarise_since(since) == (Summary(told), Summary(files))


def test_where_the_tables_lie_does_not_count() -> None:
    after = make_snapshot(parameters={"frequency": "digest", "tables_dir": "elsewhere"})
    assert compare_reports(make_snapshot(), after).is_nothing_new


@pytest.mark.parametrize("name", ["the taxonomy", "the code that computes"])
def test_another_taxonomy_or_other_code_is_not_compared(name: str) -> None:
    state = make_state()
    after = replace(state, basis={**state.basis, name: "changed"})
    since = compare_reports(make_snapshot(), make_snapshot(state=after))
    assert since.differences == (f"{name} changed",)


def test_a_report_that_recorded_no_numbers_is_not_compared() -> None:
    before = replace(make_snapshot("a.txt"), state=None)
    since = compare_reports(before, make_snapshot("a.txt"))
    assert since.differences == ("the last report recorded no numbers",)
    assert not since.is_nothing_new


def test_equal_files_twice_are_one_digest() -> None:
    twice = tuple(InputFile(name, "same", "read") for name in ("a.txt", "copy.txt"))
    before, after = make_snapshot("x"), make_snapshot("x")
    one = replace(before, inputs=twice[:1])
    assert compare_reports(one, replace(after, inputs=twice)).files == ()
