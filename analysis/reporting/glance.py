"""A run at a glance on the index: what was read, its numbers with their course, what changed."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.findings.state import Measure, State
from analysis.reporting.publish import RunManifest
from analysis.reporting.since import Since, Summary, summarise_since
from analysis.reporting.sparkline import Sparkline, draw_sparkline
from analysis.reporting.state import describe_sources, format_value, name_interval
from analysis.wording import count_of


@dataclass(frozen=True, slots=True)
class Card:
    """A headline number as the index shows it."""

    label: str
    value: str
    interval: str
    note: str
    sparkline: Sparkline | None


@dataclass(frozen=True, slots=True)
class Glance:
    """What the index shows above the reports of a run, from the report of `notebook`."""

    notebook: str
    sources: str
    cards: tuple[Card, ...]
    since: Since | None
    changes: tuple[Summary, ...]


def find_glance(manifest: RunManifest | None) -> Glance | None:
    """Give a published run at a glance; None where no report of it recorded a state."""
    for name, notebook in manifest.notebooks.items() if manifest else ():
        if notebook.state is not None:
            since = notebook.since
            return Glance(
                notebook=name,
                sources=describe_sources(notebook.state.sources, notebook.as_of.date()),
                cards=tuple(_make_cards(notebook.state)),
                since=since,
                changes=summarise_since(since) if since else (),
            )
    return None


def _make_cards(state: State) -> list[Card]:
    top = [(f"Largest topic: {one.label}", one) for one in state.topics[:1]]
    return [
        _make_card(label, one, state)
        for label, one in [*top, *((one.label, one) for one in state.measures)]
    ]


def _make_card(label: str, measure: Measure, state: State) -> Card:
    return Card(
        label=label,
        value=format_value(measure),
        interval=name_interval(measure, state.confidence_level),
        note=f"over {count_of(measure.nobs, measure.counted)}",
        sparkline=draw_sparkline(measure, state),
    )
