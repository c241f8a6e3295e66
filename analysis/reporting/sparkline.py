"""Sparklines: the course of a measure as a small picture, with the same in words.

Drawn at true dates on an axis from 0, so that neither gaps nor small moves look like more than
they are; the line breaks where a value is missing or the time without one is long.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from analysis.findings.state import Measure, State
from analysis.reporting.state import format_amount, format_span
from analysis.wording import count_of

WIDTH, HEIGHT, MARGIN = 160, 36, 4
MOST_DOTS = 40
"""With more points than this only single ones and the last are marked."""
LONG_STEP = 3
"""A step of this many times the usual one is a gap."""
# Stands out from a white and from a black page: the picture cannot know which one it is on.
_LINE, _BASE = "#3b82c4", "#808a96"

Known = list[tuple[date, str, float]]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A picture as a data URI, the same in words, and its range for below the picture."""

    src: str
    alt: str
    caption: str


def draw_sparkline(measure: Measure, state: State) -> Sparkline | None:
    """Draw the series of a measure of `state`; None where it has no value."""
    known = [(day, label, value) for day, label, value in measure.series if value is not None]
    if not known:
        return None
    svg = _draw(_cut_at_gaps(measure), known)
    encoded = base64.b64encode(svg.encode()).decode("ascii")
    alt = _describe(measure, known, state)
    return Sparkline(f"data:image/svg+xml;base64,{encoded}", alt, _caption(measure, known, state))


def place_points(known: Known) -> list[Point]:
    """Where the points of a series lie: x by their dates, y from 0 at the bottom to the highest."""
    days = [day.toordinal() for day, _, _ in known]
    span = days[-1] - days[0]
    highest = max(value for _, _, value in known)
    width, height = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return [
        (
            # A single day has no length: its point lies in the middle.
            MARGIN + (width * (day - days[0]) / span if span else width / 2),
            HEIGHT - MARGIN - (height * value / highest if highest else 0),
        )
        for day, (_, _, value) in zip(days, known, strict=True)
    ]


def _cut_at_gaps(measure: Measure) -> list[Known]:
    """The stretches of a series without a missing value or a long time between two values."""
    days = [day.toordinal() for day, _, _ in measure.series]
    steps = [b - a for a, b in pairwise(days) if b > a]
    longest = LONG_STEP * median(steps) if steps else 0
    stretches: list[Known] = []
    last: date | None = None
    for day, label, value in measure.series:
        if value is None:
            last = None
            continue
        if last is None or (day - last).days > longest:
            stretches.append([])
        stretches[-1].append((day, label, value))
        last = day
    return stretches


def _draw(stretches: list[Known], known: Known) -> str:
    points = place_points(known)
    parts, at = [], 0
    for stretch in stretches:
        placed = points[at : at + len(stretch)]
        at += len(stretch)
        if len(placed) > 1:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
            parts.append(
                f'<polyline points="{path}" fill="none" stroke="{_LINE}" stroke-width="1.5"/>'
            )
        if len(placed) == 1 or len(points) <= MOST_DOTS:
            parts += [_dot(point, 1.6) for point in placed]
    base = HEIGHT - MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<line x1="0" y1="{base}" x2="{WIDTH}" y2="{base}" stroke="{_BASE}" stroke-width="0.75"/>'
        f"{''.join(parts)}{_dot(points[-1], 2.8)}</svg>"
    )


def _dot(point: Point, radius: float) -> str:
    return f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="{radius}" fill="{_LINE}"/>'


def _describe(measure: Measure, known: Known, state: State) -> str:
    """The text alternative: range in time and value, the last value, gaps."""
    if len(known) == 1:
        _, label, value = known[0]
        told = f"{format_amount(value, measure.unit)} ({label}), the only value"
    else:
        named = {
            "lowest": min(known, key=lambda one: one[2]),
            "highest": max(known, key=lambda one: one[2]),
            "last": known[-1],
        }
        values = ", ".join(
            f"{name} {format_amount(value, measure.unit)} ({label})"
            for name, (_, label, value) in named.items()
        )
        span = f"{known[0][1]} to {known[-1][1]}"
        told = f"{len(known)} {state.period_name}, {span}, on an axis from 0: {values}"
    gaps = len(measure.series) - len(known)
    if gaps:
        few = f"fewer than {count_of(state.min_papers, measure.counted)}"
        told += f"; left out {gaps} of {len(measure.series)} {state.period_name}, with {few} each"
    return f"{measure.label}: {told}."


def _caption(measure: Measure, known: Known, state: State) -> str:
    """The range in short, for readers of the picture, which has no axis labels."""
    if len(known) == 1:
        return "one value"
    values = [value for _, _, value in known]
    bounds = format_span(min(values), max(values), measure.unit)
    return f"{bounds} over {len(known)} {state.period_name}"
