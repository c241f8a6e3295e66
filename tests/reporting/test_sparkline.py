"""Sparklines: true dates, an axis from 0, gaps as gaps, and the same in words."""

from __future__ import annotations

import base64
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from analysis.findings.state import Measure
from analysis.reporting.sparkline import (
    HEIGHT,
    MARGIN,
    MOST_DOTS,
    WIDTH,
    Sparkline,
    draw_sparkline,
    place_points,
)
from tests.reporting.states import make_measure, make_series, make_state

STATE = make_state()
BOTTOM, TOP, LEFT, RIGHT = HEIGHT - MARGIN, MARGIN, MARGIN, WIDTH - MARGIN
SVG = "{http://www.w3.org/2000/svg}"


def draw(*values: float | None, days: int = 7, **given: str) -> Sparkline:
    drawn = draw_sparkline(
        make_measure("x", series=make_series(*values, days=days), **given), STATE
    )
    assert drawn is not None
    return drawn


def read(sparkline: Sparkline) -> tuple[list[int], list[tuple[float, float, float]]]:
    """The number of points of each line, and the dots as x, y, radius."""
    kind, encoded = sparkline.src.split(",")
    assert kind == "data:image/svg+xml;base64"
    root = ElementTree.fromstring(base64.b64decode(encoded).decode())
    lines = [len(line.attrib["points"].split()) for line in root.iter(f"{SVG}polyline")]
    dots = [
        (float(dot.attrib["cx"]), float(dot.attrib["cy"]), float(dot.attrib["r"]))
        for dot in root.iter(f"{SVG}circle")
    ]
    return lines, dots


@pytest.mark.parametrize("values", [(), (None,), (None, None, None)])
def test_nothing_known_is_no_picture(values: tuple[None, ...]) -> None:
    assert draw_sparkline(make_measure("x", series=make_series(*values)), STATE) is None


def test_points_lie_at_their_dates_on_an_axis_from_zero() -> None:
    known = [(date(2026, 1, day), "", value) for day, value in ((1, 0.4), (2, 0.2), (11, 0.0))]
    assert place_points(known) == [
        (LEFT, TOP),
        (LEFT + (RIGHT - LEFT) / 10, (TOP + BOTTOM) / 2),
        (RIGHT, BOTTOM),
    ]


def test_a_single_point_is_a_dot_in_the_middle() -> None:
    drawn = draw(0.3)
    lines, dots = read(drawn)
    assert lines == []
    assert {(x, y) for x, y, _ in dots} == {(WIDTH / 2, TOP)}
    assert drawn.alt == "Label of x: 30% (1 Jan 2026), the only value."
    assert drawn.caption == "one value"


def test_all_equal_is_a_level_line_and_all_zero_lies_on_the_base() -> None:
    assert {y for _, y, _ in read(draw(0.5, 0.5, 0.5))[1]} == {TOP}
    assert {y for _, y, _ in read(draw(0.0, 0.0, 0.0))[1]} == {BOTTOM}


def test_a_missing_value_breaks_the_line() -> None:
    drawn = draw(0.1, 0.2, None, 0.3, None, 0.4, 0.5)
    assert read(drawn)[0] == [2, 2]
    assert "left out 2 of 7 weeks, with fewer than 5 listings each" in drawn.alt


def test_a_long_time_without_a_digest_breaks_the_line() -> None:
    days = [date(2026, 1, day) for day in (5, 6, 7, 8)] + [date(2026, 3, 2), date(2026, 3, 3)]
    series = tuple((day, "", 0.2) for day in days)
    drawn = draw_sparkline(make_measure("x", series=series), STATE)
    assert drawn is not None
    assert read(drawn)[0] == [4, 2]


def test_periods_of_one_day_are_drawn_at_one_place() -> None:
    lines, dots = read(draw(0.1, 0.2, 0.3, days=0))
    assert lines == [3]
    assert {x for x, _, _ in dots} == {WIDTH / 2}


def test_of_many_points_only_the_last_is_marked() -> None:
    assert len(read(draw(*[0.1] * MOST_DOTS))[1]) == MOST_DOTS + 1
    assert [r for _, _, r in read(draw(*[0.1] * (MOST_DOTS + 1)))[1]] == [2.8]


def test_the_words_have_range_and_last_value() -> None:
    drawn = draw(0.1, 0.4, 0.2)
    assert drawn.alt == (
        "Label of x: 3 weeks, 1 Jan 2026 to 15 Jan 2026, on an axis from 0: lowest 10% "
        "(1 Jan 2026), highest 40% (8 Jan 2026), last 20% (15 Jan 2026)."
    )
    assert drawn.caption == "10% to 40% over 3 weeks"
    assert draw(3.0, 4.5, unit=" authors").caption == "3 to 4.5 authors over 2 weeks"


def test_the_picture_holds_no_text_and_nothing_else_than_numbers() -> None:
    hostile = make_measure("<script>", series=make_series(0.1, 0.2))
    drawn = draw_sparkline(hostile, STATE)
    assert isinstance(hostile, Measure)
    assert drawn is not None
    svg = base64.b64decode(drawn.src.split(",")[1]).decode()
    assert "script" not in svg
    assert not re.search(r"nan|inf", svg)
