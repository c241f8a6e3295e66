"""The papers behind topic shares, with the phrases that speak for each topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from analysis.findings.evidence import Evidence, Fact, Spans, collect_evidence
from analysis.findings.keys import TOPICS, key_of_topic
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.topic_frequency import label_topic
from analysis.series import compute_topic_marks

NO_PHRASE = "No phrase stands for it alone: the topic was read from the words together."


def compute_topic_evidence(scope: Scope, most: int | None = None) -> Evidence:
    """The papers on each topic, topics with most papers first, at most `most` topics."""
    marks = compute_topic_marks(scope.observations, scope.tables.topics)
    counts = marks.sum().sort_values(ascending=False, kind="stable")
    found = scope.tables.topics.groupby("topic")
    facts = [
        make_topic_fact(scope, topic, scope.rows[marks[topic]], found.get_group(topic))
        for topic in counts.index[:most]
    ]
    return collect_evidence(TOPICS, "Papers on each topic", scope.counted, scope.tables, facts)


def make_topic_fact(scope: Scope, topic: str, rows: pd.DataFrame, found: pd.DataFrame) -> Fact:
    """The observations of `rows` as those on a topic; `found` are the topic's own matches."""
    label = label_topic(scope, topic)
    spans = _collect_spans(found)
    notes = {row.paper_id: NO_PHRASE for row in iterate_rows(found) if not spans[row.paper_id]}
    return Fact(key_of_topic(topic), label, (label,), rows, spans, notes)


def _collect_spans(found: pd.DataFrame) -> Spans:
    return {row.paper_id: list(_read_spans(row.spans)) for row in iterate_rows(found)}


def _read_spans(spans: Iterable[Any]) -> Iterator[tuple[str, int, int]]:
    for span in spans:
        yield span["field"], span["start"], span["end"]
