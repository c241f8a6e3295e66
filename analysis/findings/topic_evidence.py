"""The papers behind topic shares, with the phrases that speak for each topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from analysis.findings.evidence import Evidence, Fact, Reading, Spans, collect_evidence
from analysis.findings.keys import TOPICS, key_of_topic
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.topic_frequency import label_topic

NO_PHRASE = "No phrase stands for it alone: the topic was read from the words together."


def compute_topic_evidence(scope: Scope, most: int | None = None) -> Evidence:
    """The papers on each topic, topics with most papers first, at most `most` topics."""
    marks = scope.topic_marks
    counts = marks.sum().sort_values(ascending=False, kind="stable")
    facts = [
        make_topic_fact(scope, topic, scope.rows[marks[topic]]) for topic in counts.index[:most]
    ]
    return collect_evidence(TOPICS, "Papers on each topic", scope.counted, scope.tables, facts)


def make_topic_fact(scope: Scope, topic: str, rows: pd.DataFrame) -> Fact:
    """The observations of `rows` as those on a topic."""

    def mark(found: pd.DataFrame) -> tuple[Spans, dict[str, str]]:
        spans = _collect_spans(found[found["topic"].eq(topic)])
        return spans, {paper: NO_PHRASE for paper, matched in spans.items() if not matched}

    label = label_topic(scope, topic)
    reading = Reading("topics", ("topic", "spans"), mark)
    return Fact(key_of_topic(topic), label, (label,), rows, reading)


def _collect_spans(found: pd.DataFrame) -> dict[str, list[tuple[str, int, int]]]:
    return {row.paper_id: list(_read_spans(row.spans)) for row in iterate_rows(found)}


def _read_spans(spans: Iterable[Any]) -> Iterator[tuple[str, int, int]]:
    for span in spans:
        yield span["field"], span["start"], span["end"]
