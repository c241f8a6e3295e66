"""The state of a run: what was read and what is missing, and the numbers that others compare."""

from __future__ import annotations

import json
import math
from datetime import date

import pytest

from analysis.findings.overview import compute_overview
from analysis.findings.overview_state import compute_sources
from analysis.findings.scope import compute_scope
from analysis.parameters import Parameters
from analysis.reporting.sparkline import draw_sparkline
from analysis.reporting.state import describe_sources, dump_state
from tests.findings.cases import CASES, DIGESTS, YEARS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables, plant_corpus

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
SATURDAY, NEXT_MONDAY, LATER = date(2026, 3, 7), date(2026, 3, 9), date(2026, 3, 20)


def read(*digests: MadeDigest) -> str:
    tables = make_tables([MadePaper("p")], digests)
    return describe_sources(compute_sources(tables))


def test_a_weekend_is_no_gap() -> None:
    told = read(MadeDigest("a", FRIDAY, ("p",)), MadeDigest("b", NEXT_MONDAY))
    assert told == (
        "2 digests read, 6 Mar 2026 to 9 Mar 2026: 1 paper in 1 listing. "
        "A digest on every weekday between."
    )


def test_missing_weekdays_and_the_longest_gap() -> None:
    days = (MONDAY, TUESDAY, FRIDAY, SATURDAY, NEXT_MONDAY, LATER)
    told = read(*(MadeDigest(f"{day}", day) for day in days))
    # Of fifteen weekdays, two in the first week and eight before the last Friday.
    assert "10 of 15 weekdays have no digest, at most 8 in a row" in told
    assert "(between 9 Mar 2026 and 20 Mar 2026)" in told


def test_a_file_that_failed_fills_no_weekday() -> None:
    digests = (
        MadeDigest("a", MONDAY),
        MadeDigest("b", TUESDAY, (), "failed"),
        MadeDigest("c", date(2026, 3, 4), (), "partial"),
        MadeDigest("d", None),
    )
    told = read(*digests)
    assert told.startswith("3 digests read, 2 Mar 2026 to 4 Mar 2026")
    assert "1 of 3 weekdays have no digest, at most 1 in a row" in told
    assert told.endswith(
        "1 file could not be read, 1 file read only in part, 1 file without a date."
    )


def test_without_a_date_no_days_are_missing() -> None:
    assert read(MadeDigest("a", None)) == (
        "1 digest read: 1 paper in 0 listings. 1 file without a date."
    )
    assert read(MadeDigest("a", SATURDAY)).startswith("1 digest read, 7 Mar 2026: 1 paper")


def test_the_numbers_are_those_of_the_headlines() -> None:
    scope = compute_scope(make_tables(*plant_corpus((0.2, 0.4, 0.6))), Parameters())
    overview = compute_overview(scope)
    state = overview.state
    by_key = {one.key: one for one in state.measures}
    assert by_key["release"].value == pytest.approx(0.4)
    for key, column in (("release", "releases"), ("claim", "claims")):
        series = [value for _, _, value in by_key[key].series]
        assert series == pytest.approx(list(getattr(overview, column)["proportion"]))
    assert [value for _, _, value in state.topics[0].series] == pytest.approx([0.8, 0.6, 0.4])
    assert [day for day, _, _ in by_key["team"].series] == list(overview.releases["date"].dt.date)
    assert [value for _, _, value in by_key["gain"].series] == [10.0, 10.0, 10.0]
    assert [label for _, label, _ in by_key["gain"].series] == list(scope.grid["label"])
    headed = [one.label for one in overview.headlines][1:]
    assert headed == [by_key[key].label for key in ("team", "release", "claim")]


def test_periods_of_few_papers_are_left_out_of_the_course() -> None:
    tables = make_tables(*plant_corpus((0.2, 0.4), per_digest=10))
    state = compute_overview(compute_scope(tables, Parameters(min_papers=11))).state
    for one in (*state.measures, *state.topics[:1]):
        assert [value for _, _, value in one.series] == [None, None]


@pytest.mark.parametrize("name", [name for name in CASES if name != "sixty digests"])
@pytest.mark.parametrize("view", [DIGESTS, YEARS], ids=["digests", "years"])
def test_every_corpus_has_a_state_that_can_be_written_and_drawn(name: str, view: object) -> None:
    assert isinstance(view, dict)
    scope = compute_scope(make_tables(*CASES[name]), Parameters(**view))
    state = compute_overview(scope).state
    json.dumps(dump_state(state), allow_nan=False)
    for one in (*state.measures, *state.topics):
        values = [one.value, one.ci_lower, one.ci_upper, *(value for _, _, value in one.series)]
        assert all(value is None or math.isfinite(value) for value in values)
        assert one.value is not None or one.reason
        draw_sparkline(one, state)
    assert describe_sources(state.sources)
