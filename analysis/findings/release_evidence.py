"""The papers behind announced releases, with the words that announce them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.evidence import (
    Evidence,
    Fact,
    Spans,
    collect_evidence,
    group_spans,
)
from analysis.findings.keys import RELEASED as RELEASED_KEY
from analysis.findings.keys import key_of_release_kind, make_key
from analysis.findings.release_kinds import KIND_LABELS, RELEASED, compute_kinds
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.topic_frequency import label_topic
from analysis.series import compute_topic_marks

NOTHING_FOUND = "Neither title nor abstract was read as announcing code."


@dataclass(frozen=True, slots=True)
class _Readings:
    """What was read of every paper, by paper, and the kind of each observation."""

    spans: Spans
    notes: Mapping[str, str]
    kinds: pd.Series[str]


def compute_release_evidence(scope: Scope) -> Evidence:
    """The papers that announce released code, and those of each release kind."""
    readings = _read(scope)
    facts = [make_released_fact(scope)]
    for kind, label in KIND_LABELS.items():
        rows = scope.rows[readings.kinds.eq(kind)]
        facts.append(
            _make_fact(key_of_release_kind(kind), label.capitalize(), (label,), rows, readings)
        )
    title = "Papers by what they announce"
    return collect_evidence(make_key("release"), title, scope.counted, scope.tables, facts)


def compute_release_evidence_by_topic(scope: Scope) -> Evidence:
    """The papers on each top topic that announce released code, as many topics as are shown."""
    readings = _read(scope)
    released = readings.kinds.isin(RELEASED)
    marks = compute_topic_marks(scope.observations, scope.tables.topics)
    top = marks.sum().sort_values(ascending=False, kind="stable").head(scope.parameters.top_topics)
    facts = [
        _make_fact(
            make_key("release-topic", str(topic)),
            label_topic(scope, str(topic)),
            (label_topic(scope, str(topic)),),
            scope.rows[released & marks[topic]],
            readings,
        )
        for topic in top.index
    ]
    title = "Papers that announce released code, by topic"
    return collect_evidence(make_key("release-topic"), title, scope.counted, scope.tables, facts)


def compute_release_evidence_by_host(scope: Scope) -> Evidence:
    """The papers that link to each host, hosts with most papers first."""
    readings = _read(scope)
    linked = scope.rows[readings.kinds.eq("linked")]
    pairs = scope.tables.releases[["paper_id", "hosts"]].explode("hosts").dropna()
    joined = linked.merge(pairs.drop_duplicates(), on="paper_id")
    groups = [(str(host), rows) for host, rows in joined.groupby("hosts")]
    groups.sort(key=lambda group: (-len(group[1]), group[0]))
    facts = [
        _make_fact(make_key("host", host), host, (host,), rows, readings) for host, rows in groups
    ]
    title = "Papers that link to each host"
    return collect_evidence(make_key("host"), title, scope.counted, scope.tables, facts)


def make_released_fact(scope: Scope) -> Fact:
    """All papers that announce released code, with or without a link."""
    readings = _read(scope)
    rows = scope.rows[readings.kinds.isin(RELEASED)]
    return _make_fact(RELEASED_KEY, "Released, with or without a link", (), rows, readings)


def _make_fact(
    key: str, label: str, row: tuple[str, ...], rows: pd.DataFrame, readings: _Readings
) -> Fact:
    return Fact(key, label, row, rows, readings.spans, readings.notes)


def _read(scope: Scope) -> _Readings:
    releases = scope.tables.releases
    announced = releases[releases["evidence_field"].notna()]
    places = ("paper_id", "evidence_field", "evidence_start", "evidence_end")
    spans = group_spans(announced[list(places)].itertuples(index=False, name=None))
    notes = {row.paper_id: _describe(row) for row in iterate_rows(releases)}
    return _Readings(spans, notes, compute_kinds(scope))


def _describe(release: Any) -> str:
    if release.status == "none":
        return NOTHING_FOUND
    return f"Links read: {', '.join(release.code_urls)}." if len(release.code_urls) else ""
