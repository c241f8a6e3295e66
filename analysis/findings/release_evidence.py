"""The papers behind announced releases, with the words that announce them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.findings.evidence import (
    Evidence,
    Fact,
    Reading,
    Spans,
    collect_evidence,
    group_spans,
)
from analysis.findings.keys import RELEASED as RELEASED_KEY
from analysis.findings.keys import key_of_release_kind, make_key
from analysis.findings.release_kinds import KIND_LABELS, RELEASED, compute_kinds, list_hosts
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.topic_frequency import label_topic

NOTHING_FOUND = "Neither title nor abstract was read as announcing code."


def compute_release_evidence(scope: Scope) -> Evidence:
    """The papers that announce released code, and those of each release kind."""
    kinds = compute_kinds(scope)
    facts = [make_released_fact(scope)]
    for kind, label in KIND_LABELS.items():
        rows = scope.rows[kinds.eq(kind)]
        facts.append(Fact(key_of_release_kind(kind), label.capitalize(), (label,), rows, _READING))
    title = "Papers by what they announce"
    return collect_evidence(make_key("release"), title, scope.counted, scope.tables, facts)


def compute_release_evidence_by_topic(scope: Scope) -> Evidence:
    """The papers on each top topic that announce released code, as many topics as are shown."""
    kinds = compute_kinds(scope)
    released = kinds.isin(RELEASED)
    marks = scope.topic_marks
    top = marks.sum().sort_values(ascending=False, kind="stable").head(scope.parameters.top_topics)
    facts = [
        Fact(
            make_key("release-topic", str(topic)),
            label_topic(scope, str(topic)),
            (label_topic(scope, str(topic)),),
            scope.rows[released & marks[topic]],
            _READING,
        )
        for topic in top.index
    ]
    title = "Papers that announce released code, by topic"
    return collect_evidence(make_key("release-topic"), title, scope.counted, scope.tables, facts)


def compute_release_evidence_by_host(scope: Scope) -> Evidence:
    """The papers that link to each host, hosts with most papers first."""
    kinds = compute_kinds(scope)
    linked = scope.rows[kinds.eq("linked")]
    pairs = list_hosts(scope)
    joined = linked.merge(pairs, on="paper_id")
    groups = [(str(host), rows) for host, rows in joined.groupby("hosts")]
    groups.sort(key=lambda group: (-len(group[1]), group[0]))
    facts = [Fact(make_key("host", host), host, (host,), rows, _READING) for host, rows in groups]
    title = "Papers that link to each host"
    return collect_evidence(make_key("host"), title, scope.counted, scope.tables, facts)


def make_released_fact(scope: Scope) -> Fact:
    """All papers that announce released code, with or without a link."""
    kinds = compute_kinds(scope)
    rows = scope.rows[kinds.isin(RELEASED)]
    return Fact(RELEASED_KEY, "Released, with or without a link", (), rows, _READING)


def _read(found: pd.DataFrame) -> tuple[Spans, dict[str, str]]:
    announced = found[found["evidence_field"].notna()]
    places = ("paper_id", "evidence_field", "evidence_start", "evidence_end")
    spans = group_spans(announced[list(places)].itertuples(index=False, name=None))
    return spans, {row.paper_id: _describe(row) for row in iterate_rows(found)}


def _describe(release: Any) -> str:
    if release.status == "none":
        return NOTHING_FOUND
    return f"Links read: {', '.join(release.code_urls)}." if len(release.code_urls) else ""


_READING = Reading(
    "releases",
    ("status", "code_urls", "evidence_field", "evidence_start", "evidence_end"),
    _read,
)
