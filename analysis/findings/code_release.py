"""How often abstracts announce their code, where it is, and how that changes.

An abstract shows announcements only: every rate here is an announced rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.findings.headlines import Headline, share_headline, trend_headline
from analysis.findings.scope import Scope
from analysis.findings.shares import (
    add_intervals,
    compute_share_trend,
    describe_share,
    estimate_share,
    estimate_shares,
)
from analysis.findings.topic_frequency import compute_topic_shares, label_topic
from analysis.series import (
    RELEASE_KINDS,
    compute_release_counts,
    compute_release_kinds,
    compute_topic_marks,
)
from analysis.stats.results import Result

RELEASED = ("linked", "stated")
KIND_LABELS = {
    "linked": "released, with a link",
    "stated": "released, without a link",
    "promised": "promised",
    "none": "nothing announced",
}


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """Announced releases over the whole scope: released in all, linked, and promised."""

    released: Result
    linked: Result
    promised: Result
    trend: Result


def compute_release_summary(scope: Scope) -> ReleaseSummary:
    """Shares of papers that announce released, linked and promised code, and the trend."""
    kinds = _kinds(scope)
    released = kinds.isin(RELEASED)
    return ReleaseSummary(
        released=estimate_share(scope, released),
        linked=estimate_share(scope, kinds.eq("linked")),
        promised=estimate_share(scope, kinds.eq("promised")),
        trend=compute_share_trend(scope, released),
    )


def compute_release_shares(scope: Scope) -> pd.DataFrame:
    """Share of papers per release kind; the kinds sum to all papers.

    Returns release_kind (linked, stated, promised, none), count, nobs, proportion,
    ci_lower, ci_upper.
    """
    kinds = _kinds(scope)
    marks = pd.DataFrame({kind: kinds.eq(kind) for kind in RELEASE_KINDS})
    shares = estimate_shares(scope, marks).set_index("name").loc[list(RELEASE_KINDS)]
    return shares.rename_axis("release_kind").reset_index()


def compute_releases_over_time(scope: Scope) -> pd.DataFrame:
    """Share of papers per period that announce released code, and the kinds behind it.

    Returns period, label, date, state, count (released), nobs, proportion, ci_lower,
    ci_upper, is_small, and the counts linked, stated, promised, none.
    """
    counts = compute_release_counts(scope.observations, scope.tables.releases, scope.grid)
    first = counts.drop_duplicates("period").set_index("period")
    frame = first[["label", "date", "state", "nobs"]].copy()
    # Not by unstack, which knows no columns where the grid has no periods.
    for kind in RELEASE_KINDS:
        frame[kind] = counts[counts["release_kind"].eq(kind)].set_index("period")["count"]
    frame["count"] = frame[list(RELEASED)].sum(axis=1, skipna=False)
    frame = frame.reset_index().assign(release_kind="released")
    marks = pd.DataFrame({"released": _kinds(scope).isin(RELEASED)})
    return add_intervals(scope, frame, "release_kind", marks)


def compute_release_by_topic(scope: Scope) -> pd.DataFrame:
    """Announced release rate among the papers of each top topic.

    Returns topic, label, count (released), nobs (papers with the topic), proportion,
    ci_lower, ci_upper, is_small (fewer than `min_papers`); the highest rate first, those from
    few papers last, so that chance does not lead the list.
    """
    shares = compute_topic_shares(scope)
    top = shares["topic"][shares["count"] > 0].head(scope.parameters.top_topics)
    marks = compute_topic_marks(scope.observations, scope.tables.topics)
    released = _kinds(scope).isin(RELEASED)
    rows = [
        {
            "topic": topic,
            "label": label_topic(scope, str(topic)),
            **describe_share(scope, released[marks[topic]]),
        }
        for topic in top
    ]
    columns = ["topic", "label", "count", "nobs", "proportion", "ci_lower", "ci_upper"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["is_small"] = frame["nobs"] < scope.parameters.min_papers
    order = ["is_small", "proportion", "topic"]
    return frame.sort_values(order, ascending=[True, False, True], ignore_index=True)


def compute_release_hosts(scope: Scope) -> pd.DataFrame:
    """Papers per host of their code links, over the whole scope, the most frequent first.

    Returns name (the host), label (the same), count, nobs (the papers with a link), proportion,
    ci_lower, ci_upper. A paper can link to two hosts.
    """
    linked = scope.rows.loc[_kinds(scope).eq("linked"), "paper_id"]
    pairs = scope.tables.releases[["paper_id", "hosts"]].explode("hosts").dropna()
    hosts = pairs[pairs["paper_id"].isin(set(linked))].groupby("hosts")["paper_id"].agg(set)
    marks = pd.DataFrame(
        {str(host): linked.isin(papers) for host, papers in hosts.items()}, index=linked.index
    )
    shares = estimate_shares(scope, marks)
    return shares.assign(label=shares["name"])


def compute_release_headlines(summary: ReleaseSummary, scope: Scope) -> list[Headline]:
    """Released, linked, promised, and the trend."""
    return [
        share_headline("Announce released code", summary.released, scope.counted),
        share_headline("Link to it", summary.linked, scope.counted),
        share_headline("Promise code", summary.promised, scope.counted),
        trend_headline("Announced release, odds ratio per year", summary.trend, scope),
    ]


def _kinds(scope: Scope) -> pd.Series[str]:
    return compute_release_kinds(scope.observations, scope.tables.releases)
