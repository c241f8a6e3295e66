"""States as reports and manifests carry them, and what was read in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from analysis.findings.state import SHARE, Measure, Sources, State
from analysis.wording import (
    count_of,
    format_day,
    format_level,
    format_number,
    format_percent,
    format_range,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

STATE_MIME = "application/vnd.digest-trends.state+json"
_ADAPTER = TypeAdapter(State)
LITTLE = "too little data"


def dump_state(state: State) -> dict[str, Any]:
    """Give a state as JSON can hold it."""
    dumped: dict[str, Any] = _ADAPTER.dump_python(state, mode="json")
    return dumped


def find_state(notebook: NotebookNode) -> State | None:
    """Give the state that a notebook showed, the last of several; None if it showed none.

    Raises pydantic's ValidationError if what it showed is no state.
    """
    shown = [
        output["data"][STATE_MIME]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if STATE_MIME in output.get("data", {})
    ]
    return _ADAPTER.validate_python(shown[-1]) if shown else None


def describe_sources(sources: Sources, as_of: date | None = None) -> str:
    """Say what was read and what is missing; with `as_of`, how old the last digest was then."""
    read = f"{count_of(sources.n_read, 'digest')} read"
    if sources.first and sources.last:
        days = dict.fromkeys(format_day(day) for day in (sources.first, sources.last))
        read += f", {' to '.join(days)}"
    counts = f"{count_of(sources.n_papers, 'paper')} in {count_of(sources.n_listings, 'listing')}."
    parts = [f"{read}: {counts}", *_describe_missing(sources)]
    if troubles := _list_troubles(sources):
        parts.append(f"{', '.join(troubles)}.")
    if as_of and sources.last and as_of > sources.last:
        age = count_of((as_of - sources.last).days, "day")
        parts.append(f"The last digest was {age} old when this was made.")
    return " ".join(parts)


def format_value(measure: Measure) -> str:
    """The value of a measure with its unit, or that there is too little data."""
    return LITTLE if measure.value is None else format_amount(measure.value, measure.unit)


def format_amount(value: float, unit: str) -> str:
    """A value of a measure of this unit."""
    return format_percent(value) if unit == SHARE else f"{format_number(value)}{unit}"


def format_bounds(measure: Measure) -> str:
    """The interval of a measure, `18% to 29%`; empty where there is none."""
    if measure.ci_lower is None or measure.ci_upper is None:
        return ""
    return format_span(measure.ci_lower, measure.ci_upper, measure.unit)


def format_span(low: float, high: float, unit: str) -> str:
    """Two values of a measure of this unit, `18% to 29%`."""
    if unit == SHARE:
        return f"{format_percent(low)} to {format_percent(high)}"
    return format_range(low, high, unit)


def name_interval(measure: Measure, confidence_level: float) -> str:
    """The interval of a measure with its level, or why there is none."""
    bounds = format_bounds(measure)
    if bounds:
        return f"{format_level(confidence_level)} interval {bounds}"
    reason = measure.reason or "too little data"
    return reason if measure.value is None else f"no interval: {reason}"


def _describe_missing(sources: Sources) -> list[str]:
    if not sources.n_weekdays:
        return []
    if not sources.n_missing:
        return ["A digest on every weekday between."] if sources.n_weekdays > 1 else []
    share = f"{sources.n_missing:,} of {count_of(sources.n_weekdays, 'weekday')} have no digest"
    if sources.gap is None:
        return [f"{share}."]
    first, last = (format_day(day) for day in sources.gap)
    return [f"{share}, at most {sources.n_gap:,} in a row (between {first} and {last})."]


def _list_troubles(sources: Sources) -> list[str]:
    numbers = {
        "could not be read": sources.n_failed,
        "read only in part": sources.n_partial,
        "without a date": sources.n_undated,
    }
    return [f"{count_of(number, 'file')} {what}" for what, number in numbers.items() if number]
