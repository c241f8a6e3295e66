"""How often abstracts announce their code, where it is, and how that changes.

An abstract shows announcements only: every rate here is an announced rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.evaluation import read_error_rates
from analysis.evaluation.error_rates import ErrorRates
from analysis.findings import keys
from analysis.findings.accuracy import ERROR_RATES
from analysis.findings.headlines import Headline, share_headline
from analysis.findings.release_correction import correct_share, describe_labelled
from analysis.findings.release_kinds import (
    ANNOUNCED,
    RELEASED,
    compute_kinds,
    list_hosts,
    mark_kinds,
)
from analysis.findings.release_trends import (
    ReleaseTrends,
    compute_release_trends,
    head_release_trend,
)
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.shares import (
    add_intervals,
    describe_share,
    estimate_share,
    estimate_shares,
)
from analysis.findings.topic_frequency import compute_topic_shares, label_topic
from analysis.series import (
    RELEASE_KINDS,
    compute_host_counts,
    compute_release_counts,
    mark_values,
)
from analysis.stats.results import Estimate, Result

OTHER_HOSTS = "other hosts"
MOST_HOSTS = 5
"""Hosts with a column of their own over time; the rest share one."""


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """Announced releases over the whole scope: released in all, linked, and promised.

    `corrected` is `released` corrected for the reading errors that `rates` tells.
    """

    released: Result
    corrected: Result
    linked: Result
    promised: Result
    trends: ReleaseTrends
    rates: ErrorRates


def compute_release_summary(scope: Scope, path: Path = ERROR_RATES) -> ReleaseSummary:
    """Shares of papers that announce released, linked and promised code, and the trends.

    `path` is the file of error rates. Raises GoldError where it cannot be used.
    """
    kinds = compute_kinds(scope)
    released = kinds.isin(RELEASED)
    measured, rates = estimate_share(scope, released), read_error_rates(path)
    return ReleaseSummary(
        released=measured,
        corrected=correct_share(scope, measured, rates),
        linked=estimate_share(scope, kinds.eq("linked")),
        promised=estimate_share(scope, kinds.eq("promised")),
        trends=compute_release_trends(scope),
        rates=rates,
    )


def compute_release_shares(scope: Scope) -> pd.DataFrame:
    """Share of papers per release kind; the kinds sum to all papers.

    Returns release_kind (linked, stated, promised, none), count, nobs, proportion,
    ci_lower, ci_upper.
    """
    marks = mark_kinds(scope)
    shares = estimate_shares(scope, marks).set_index("name").loc[list(RELEASE_KINDS)]
    return shares.rename_axis("release_kind").reset_index()


def compute_releases_over_time(scope: Scope) -> pd.DataFrame:
    """Share of papers per period that announce released code, and the kinds behind it.

    Returns period, label, date, state, count (released), nobs, proportion, ci_lower,
    ci_upper, is_small, and the counts linked, stated, promised, none.
    """
    counts = _count_kinds(scope)
    first = counts.drop_duplicates("period").set_index("period")
    frame = first[["label", "date", "state", "nobs"]].copy()
    # Not by unstack, which knows no columns where the grid has no periods.
    for kind in RELEASE_KINDS:
        frame[kind] = counts[counts["release_kind"].eq(kind)].set_index("period")["count"]
    frame["count"] = frame[list(RELEASED)].sum(axis=1, skipna=False)
    frame = frame.reset_index().assign(release_kind="released")
    marks = pd.DataFrame({"released": compute_kinds(scope).isin(RELEASED)})
    return add_intervals(scope, frame, "release_kind", marks)


def compute_release_kinds_over_time(scope: Scope) -> pd.DataFrame:
    """Share of papers per period and release kind; the kinds of a period sum to its papers.

    Returns period, label, date, state, release_kind, count, nobs, proportion, ci_lower,
    ci_upper, is_small.
    """
    counts = _count_kinds(scope)
    return add_intervals(scope, counts, "release_kind", mark_kinds(scope))


def compute_release_by_topic(scope: Scope) -> pd.DataFrame:
    """Announced release rate among the papers of each top topic.

    Returns topic, label, count (released), nobs (papers with the topic), proportion,
    ci_lower, ci_upper, is_small (fewer than `min_papers`); the highest rate first, those from
    few papers last, so that chance does not lead the list.
    """
    shares = compute_topic_shares(scope)
    top = shares["topic"][shares["count"] > 0].head(scope.parameters.top_topics)
    marks = scope.topic_marks
    released = compute_kinds(scope).isin(RELEASED)
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


def compute_release_kinds_by_topic(scope: Scope) -> pd.DataFrame:
    """Share of each top topic's papers per kind of announcement, topics as by their rate.

    Returns topic, label, release_kind (linked, stated, promised), count, nobs (papers with the
    topic), proportion, ci_lower, ci_upper, is_small; topics in `compute_release_by_topic`'s order.
    """
    rates = compute_release_by_topic(scope)
    marks = scope.topic_marks
    kinds = mark_kinds(scope)
    rows = [
        {
            **{name: getattr(rate, name) for name in ("topic", "label", "is_small")},
            "release_kind": kind,
            **describe_share(scope, kinds.loc[marks[rate.topic], kind]),
        }
        for rate in iterate_rows(rates)
        for kind in ANNOUNCED
    ]
    return pd.DataFrame(rows, columns=[*rates.columns, "release_kind"])


def compute_release_hosts(scope: Scope) -> pd.DataFrame:
    """Papers per host of their code links, over the whole scope, the most frequent first.

    Returns name (the host), label (the same), count, nobs (the papers with a link), proportion,
    ci_lower, ci_upper. A paper can link to two hosts.
    """
    is_linked = compute_kinds(scope).eq("linked")
    marks = mark_values(scope.observations, list_hosts(scope), "hosts")[is_linked]
    shares = estimate_shares(scope, marks.loc[:, marks.any()])
    return shares.assign(label=shares["name"])


def compute_release_hosts_over_time(scope: Scope) -> pd.DataFrame:
    """Papers per period and host of their code links: counts, for there are few of most hosts.

    Returns period, label, date, state, host, count, nobs (the papers with a link); the hosts
    with most papers first, all beyond MOST_HOSTS together as OTHER_HOSTS. A paper with links to
    two of these counts under both.
    """
    hosts = list(compute_release_hosts(scope)["name"])
    named, rest = hosts[:MOST_HOSTS], set(hosts[MOST_HOSTS:])
    pairs = list_hosts(scope)
    folded = pairs.assign(hosts=pairs["hosts"].where(~pairs["hosts"].isin(rest), OTHER_HOSTS))
    counts = compute_host_counts(scope.observations, folded, scope.grid)
    shown = [*named, *([OTHER_HOSTS] if rest else [])]
    kinds = _count_kinds(scope)
    linked = kinds[kinds["release_kind"].eq("linked")].set_index("period")["count"]
    chosen = counts[counts["host"].isin(shown)]
    chosen = chosen.assign(nobs=linked.reindex(chosen["period"]).array)
    rank = chosen["host"].map({host: at for at, host in enumerate(shown)})
    ordered = chosen.assign(rank=rank).sort_values(["rank", "period"], ignore_index=True)
    return ordered.drop(columns="rank")


def compute_release_headlines(summary: ReleaseSummary, scope: Scope) -> list[Headline]:
    """Released, as measured and corrected; linked, promised, and the trend."""
    released, corrected, linked, promised = (
        share_headline(label, result, scope.counted, evidence=key)
        for label, result, key in (
            ("Announce released code", summary.released, keys.RELEASED),
            ("The same, corrected", summary.corrected, keys.RELEASED),
            ("Link to it", summary.linked, keys.key_of_release_kind("linked")),
            ("Promise code", summary.promised, keys.key_of_release_kind("promised")),
        )
    )
    return [
        released,
        _tell_correction(corrected, summary),
        linked,
        promised,
        head_release_trend(summary.trends, scope),
    ]


def _count_kinds(scope: Scope) -> pd.DataFrame:
    releases = scope.tables.select("releases", ["paper_id", "status", "code_urls"])
    return compute_release_counts(scope.observations, releases, scope.grid)


def _tell_correction(told: Headline, summary: ReleaseSummary) -> Headline:
    if not isinstance(summary.corrected, Estimate):
        return told
    # A corrected share counts no listings: what it rests on is the labelled sample.
    return replace(told, note=f"for reading errors, from {describe_labelled(summary.rates)}")
