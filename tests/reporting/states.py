"""Small states made for tests of what is compared and drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from analysis.findings.state import SHARE, Measure, Sources, State
from analysis.reporting.provenance import InputFile
from analysis.reporting.since import Snapshot
from analysis.wording import format_day

FIRST_DAY = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
SECOND_DAY = datetime(2026, 5, 2, 7, 0, tzinfo=UTC)
SOURCES = Sources(
    n_read=3,
    n_partial=0,
    n_failed=0,
    n_undated=0,
    n_listings=100,
    n_papers=90,
    first=date(2026, 4, 1),
    last=date(2026, 4, 30),
    n_weekdays=22,
    n_missing=19,
    gap=(date(2026, 4, 1), date(2026, 4, 20)),
    n_gap=12,
)


def make_measure(
    key: str, value: float | None = 0.2, *, half: float = 0.05, **given: Any
) -> Measure:
    """A share with an interval of `half` to each side; none where `half` is 0."""
    has_interval = value is not None and half > 0
    values = {
        "label": f"Label of {key}",
        "unit": SHARE,
        "nobs": 100,
        "counted": "listing",
        "reason": "" if has_interval else "needs more",
    }
    return Measure(
        key=key,
        value=value,
        ci_lower=value - half if value is not None and has_interval else None,
        ci_upper=value + half if value is not None and has_interval else None,
        **(values | given),
    )


def make_series(*values: float | None, days: int = 7) -> tuple[tuple[date, str, float | None], ...]:
    """Values some days apart."""
    dates = [date(2026, 1, 1) + timedelta(days * at) for at in range(len(values))]
    return tuple((day, format_day(day), value) for day, value in zip(dates, values, strict=True))


def make_state(**given: Any) -> State:
    """A state of two topics, of which one is shown, and one rate."""
    values = {
        "confidence_level": 0.95,
        "period_name": "weeks",
        "min_papers": 5,
        "top_topics": 1,
        "sources": SOURCES,
        "topics": (make_measure("agents", 0.4), make_measure("vision", 0.3)),
        "measures": (make_measure("release", series=make_series(0.1, None, 0.3, 0.2)),),
        "basis": {"the taxonomy": "abc", "the code that computes": "def"},
    }
    return State(**(values | given))


def make_snapshot(*names: str, state: State | None = None, **given: Any) -> Snapshot:
    """A report made from files of these names, each with content of its own."""
    inputs = tuple(InputFile(name, f"sha of {name}", "read") for name in names)
    values = {"as_of": FIRST_DAY, "parameters": {"frequency": "digest"}, "inputs": inputs}
    return Snapshot(**{**values, "state": state or make_state(), **given})


def with_sources(state: State, **changes: Any) -> State:
    """The state with other sources."""
    return replace(state, sources=replace(state.sources, **changes))
