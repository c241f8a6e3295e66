"""The four subjects on one page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.findings.claimed_gains import compute_claim_summary, compute_claims_over_time
from analysis.findings.code_release import compute_release_summary, compute_releases_over_time
from analysis.findings.headlines import Headline, share_headline, size_headline
from analysis.findings.keys import CLAIMS, RELEASED, TEAM_KNOWN
from analysis.findings.overview_state import Subject, compute_state
from analysis.findings.scope import Scope
from analysis.findings.state import SHARE, State
from analysis.findings.team_size import compute_team_size_summary, compute_team_sizes_over_time
from analysis.findings.topic_frequency import compute_top_topic, compute_topic_shares
from analysis.wording import count_of

_EVIDENCE = {"release": RELEASED, "claim": CLAIMS}
"""The list of papers behind each rate."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The series of all four subjects, their headlines, and the state that is compared later."""

    topics: pd.DataFrame
    team_sizes: pd.DataFrame
    releases: pd.DataFrame
    claims: pd.DataFrame
    headlines: tuple[Headline, ...]
    state: State

    @property
    def summary(self) -> str:
        """The headlines as one sentence, with their intervals."""
        told = (f"{one.label}: {one.value} ({one.interval}; {one.note})" for one in self.headlines)
        return "; ".join(told) + "."


def compute_overview(scope: Scope) -> Overview:
    """Compute what `05_overview` shows."""
    topics = compute_topic_shares(scope)
    series = {
        "team_sizes": compute_team_sizes_over_time(scope),
        "releases": compute_releases_over_time(scope),
        "claims": compute_claims_over_time(scope),
    }
    team, release = compute_team_size_summary(scope), compute_release_summary(scope).released
    claim = compute_claim_summary(scope).with_claim
    shares = {
        "release": ("Announce released code", release, series["releases"]),
        "claim": ("Claim a gain or cost in numbers", claim, series["claims"]),
    }
    rates = [
        Subject(key, label, SHARE, scope.counted, result, over_time)
        for key, (label, result, over_time) in shares.items()
    ]
    size = Subject(
        key="team",
        label="Median team",
        unit=" authors",
        counted="known author count",
        result=team.median,
        series=series["team_sizes"],
        column="median",
    )
    known = f"{count_of(team.n_known, scope.counted)} with a known author count"
    headlines = (
        *compute_top_topic(topics, scope),
        size_headline(size.label, size.result, size.unit, known, evidence=TEAM_KNOWN),
        *(
            share_headline(one.label, one.result, scope.counted, evidence=_EVIDENCE[one.key])
            for one in rates
        ),
    )
    state = compute_state(scope, topics, [size, *rates])
    return Overview(topics=topics, **series, headlines=headlines, state=state)
