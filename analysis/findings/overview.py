"""The four subjects on one page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.findings.claimed_gains import compute_claim_summary, compute_claims_over_time
from analysis.findings.code_release import compute_release_summary, compute_releases_over_time
from analysis.findings.headlines import Headline, share_headline, size_headline
from analysis.findings.keys import CLAIMS, RELEASED, TEAM_KNOWN
from analysis.findings.scope import Scope
from analysis.findings.team_size import compute_team_size_summary, compute_team_sizes_over_time
from analysis.findings.topic_frequency import compute_top_topic, compute_topic_shares
from analysis.wording import count_of


@dataclass(frozen=True, slots=True)
class Overview:
    """The series of all four subjects, their headlines, and the headlines in one sentence."""

    topics: pd.DataFrame
    team_sizes: pd.DataFrame
    releases: pd.DataFrame
    claims: pd.DataFrame
    headlines: tuple[Headline, ...]

    @property
    def summary(self) -> str:
        """The headlines as one sentence, with their intervals."""
        told = (f"{one.label}: {one.value} ({one.interval}; {one.note})" for one in self.headlines)
        return "; ".join(told) + "."


def compute_overview(scope: Scope) -> Overview:
    """Compute what `05_overview` shows."""
    topics = compute_topic_shares(scope)
    return Overview(
        topics=topics,
        team_sizes=compute_team_sizes_over_time(scope),
        releases=compute_releases_over_time(scope),
        claims=compute_claims_over_time(scope),
        headlines=tuple(_compute_headlines(scope, topics)),
    )


def _compute_headlines(scope: Scope, topics: pd.DataFrame) -> list[Headline]:
    team, release = compute_team_size_summary(scope), compute_release_summary(scope)
    claims = compute_claim_summary(scope)
    known = f"{count_of(team.n_known, scope.counted)} with a known author count"
    return [
        *compute_top_topic(topics, scope),
        size_headline("Median team", team.median, " authors", known, evidence=TEAM_KNOWN),
        share_headline(
            "Announce released code", release.released, scope.counted, evidence=RELEASED
        ),
        share_headline(
            "Claim a gain or cost in numbers", claims.with_claim, scope.counted, evidence=CLAIMS
        ),
    ]
