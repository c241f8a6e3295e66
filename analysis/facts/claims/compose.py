"""From a sentence to its findings: the numbers that are claims, and the changes."""

from __future__ import annotations

from analysis.facts.claims.changes import Change, find_changes
from analysis.facts.claims.evidence import find_evidence
from analysis.facts.claims.lists import Finding, hand_back, hand_on, make_finding
from analysis.facts.claims.numbers import find_quantities
from analysis.facts.claims.reading import Reading, make_reading
from analysis.facts.claims.tokens import Sentence


def find_findings(sentence: Sentence) -> tuple[list[Finding], list[Change]]:
    """Read one sentence: the numbers that are claims, and the changes with both ends given."""
    readings = [make_reading(sentence, quantity) for quantity in find_quantities(sentence)]
    if not readings:
        return [], []
    changes = find_changes(readings)
    open_ = [True] * len(readings)
    for change in changes:
        for index in change.quantities:
            open_[index] = False
    findings = [
        _find(reading) if is_open else None
        for reading, is_open in zip(readings, open_, strict=True)
    ]
    if len(readings) > 1 and any(findings):
        hand_on(readings, findings, open_)
        hand_back(readings, findings, open_)
    return [finding for finding in findings if finding is not None], changes


def _find(reading: Reading) -> Finding | None:
    evidence = find_evidence(reading)
    return None if evidence is None else make_finding(reading, evidence)
