"""The papers behind team sizes, with the author counts and who prints them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.findings.evidence import Evidence, Fact, Reading, Spans, collect_evidence
from analysis.findings.keys import TEAM_KNOWN, TEAM_LARGE, key_of_team_size, make_key
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.series import LARGE_TEAM, TEAM_SIZE_BINS, UNKNOWN_TEAM_SIZE
from analysis.wording import count_of


def compute_team_size_evidence(scope: Scope) -> Evidence:
    """The papers of known size, those of each team-size bin, and those of unknown size."""
    sizes = _list_sizes(scope)
    large = scope.rows[sizes.ge(LARGE_TEAM)]
    facts = [
        make_known_fact(scope),
        Fact(TEAM_LARGE, f"{LARGE_TEAM} or more authors", (), large, _READING),
    ]
    for name, (smallest, largest) in TEAM_SIZE_BINS.items():
        inside = sizes.ge(smallest) & (sizes.le(largest) if largest else True)
        label = f"{name} author{'' if name == '1' else 's'}"
        rows = scope.rows[inside]
        facts.append(Fact(key_of_team_size(name), label, (name,), rows, _READING))
    unknown = scope.rows[~sizes.ge(1)]
    key = key_of_team_size(UNKNOWN_TEAM_SIZE)
    facts.append(Fact(key, "Team size unknown", (UNKNOWN_TEAM_SIZE,), unknown, _READING))
    return collect_evidence(
        make_key("team"), "Papers by team size", scope.counted, scope.tables, facts
    )


def make_known_fact(scope: Scope) -> Fact:
    """All papers of known team size."""
    rows = scope.rows[_list_sizes(scope).ge(1)]
    return Fact(TEAM_KNOWN, "Team size known", (), rows, _READING)


def _list_sizes(scope: Scope) -> pd.Series[float]:
    return scope.rows["n_authors"].astype("Float64").astype(float)


def _describe_sizes(found: pd.DataFrame) -> tuple[Spans, dict[str, str]]:
    return {}, {row.paper_id: _describe(row) for row in iterate_rows(found)}


def _describe(paper: Any) -> str:
    if pd.isna(paper.n_authors):
        return "No digest prints an author count."
    return f"{count_of(int(paper.n_authors), 'author')}, read in {paper.n_authors_source}."


_READING = Reading("papers", ("n_authors", "n_authors_source"), _describe_sizes)
