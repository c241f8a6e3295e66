"""The papers behind the overview's headlines and topics."""

from __future__ import annotations

from dataclasses import replace

from analysis.findings.claim_evidence import make_claims_fact
from analysis.findings.evidence import Evidence, collect_evidence
from analysis.findings.keys import make_key
from analysis.findings.release_evidence import make_released_fact
from analysis.findings.scope import Scope
from analysis.findings.team_evidence import make_known_fact
from analysis.findings.topic_evidence import compute_topic_evidence


def compute_overview_evidence(scope: Scope) -> Evidence:
    """The papers on the top topics, of known team size, with released code, with a claim."""
    key, title = make_key("overview"), "Papers on each subject"
    facts = [make_known_fact(scope), make_released_fact(scope), make_claims_fact(scope)]
    subjects = collect_evidence(key, title, scope.counted, scope.tables, facts)
    topics = compute_topic_evidence(scope, scope.parameters.top_topics)
    return replace(subjects, lists=(*topics.lists, *subjects.lists))
