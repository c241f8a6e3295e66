"""Which topics papers are about, how that changes, and which topics go together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.headlines import SIGNIFICANCE, Headline
from analysis.findings.keys import TOPICS, key_of_topic
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.shares import add_intervals, compute_share_trend, estimate_shares
from analysis.series import compute_topic_counts
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.results import Estimate, Result, TooLittleData
from analysis.wording import count_of, format_level, format_percent, format_reason, show_controls


@dataclass(frozen=True, slots=True)
class TopicTrend:
    """How one topic's share changes: odds ratio per year, and its p-value among all topics."""

    topic: str
    label: str
    count: int
    """Observations with the topic among those tested, `result.nobs`."""
    result: Result
    pvalue_adjusted: float
    """NaN where no test was made."""


@dataclass(frozen=True, slots=True)
class TopicTrends:
    """The trends of all topics, and how many of them could be tested."""

    trends: tuple[TopicTrend, ...]
    n_tests: int

    @property
    def changing(self) -> tuple[TopicTrend, ...]:
        """Topics whose trend holds after adjusting for the number of tests."""
        return tuple(t for t in self.trends if t.pvalue_adjusted < SIGNIFICANCE)

    @property
    def why_untested(self) -> str:
        """What the topic with most papers lacked for a test; empty where it was tested."""
        if not self.trends:
            return "no topic was found"
        first = self.trends[0].result
        return format_reason(first) if isinstance(first, TooLittleData) else ""


def compute_topic_shares(scope: Scope) -> pd.DataFrame:
    """Share of papers per topic over the whole scope, the largest first.

    Returns topic, label, count, nobs, proportion, ci_lower, ci_upper, weight. A paper can have
    several topics: the shares need not sum to 1. `weight` counts a paper with k topics as 1 / k
    in each; the weights sum to the papers with a topic.
    """
    marks = scope.topic_marks
    shares = estimate_shares(scope, marks).rename(columns={"name": "topic"})
    shares.insert(1, "label", [label_topic(scope, topic) for topic in shares["topic"]])
    weights = marks.div(marks.sum(axis=1).clip(lower=1), axis=0).sum()
    return shares.assign(weight=shares["topic"].map(weights).astype(float))


def compute_without_topic(scope: Scope) -> int:
    """Count the observations without any topic, which no topic's share or weight holds."""
    return int((~scope.topic_marks.any(axis=1)).sum())


def compute_topic_shares_over_time(scope: Scope) -> pd.DataFrame:
    """Share of papers per period for the topics with most papers (`top_topics` of them).

    Returns period, label (of the period), date, state, topic, topic_label, count, weight,
    nobs, proportion, ci_lower, ci_upper, is_small; the largest topics first. Unknown is NaN.
    """
    topics = _top_topics(scope)
    counts = compute_topic_counts(
        scope.observations,
        scope.tables.select("topics", ["paper_id", "topic"]),
        scope.grid,
        topics,
    )
    series = add_intervals(scope, counts, "topic", scope.topic_marks)
    series["topic_label"] = [label_topic(scope, topic) for topic in series["topic"]]
    rank = {topic: position for position, topic in enumerate(topics)}
    order = series["topic"].map(rank)
    return series.assign(rank=order).sort_values(["rank", "period"], ignore_index=True)


def compute_topic_trends(scope: Scope) -> TopicTrends:
    """Test each topic's share for a trend, adjusting for the number of topics tested.

    All topics with at least one paper are tested, not only those shown over time: choosing
    the tests by their outcome would void the adjustment.
    """
    marks = scope.topic_marks
    counts = marks[scope.complete].sum()
    results = [compute_share_trend(scope, marks[topic]) for topic in marks.columns]
    pvalues = [r.pvalue if isinstance(r, Estimate) else None for r in results]
    adjusted = adjust_pvalues(pvalues)
    trends = [
        TopicTrend(topic, label_topic(scope, topic), int(counts[topic]), result, float(pvalue))
        for topic, result, pvalue in zip(
            marks.columns, results, adjusted.pvalues_adjusted, strict=True
        )
    ]
    return TopicTrends(tuple(sorted(trends, key=_trend_order)), adjusted.n_tests)


def compute_topic_pairs(scope: Scope) -> pd.DataFrame:
    """Of the papers with the row's topic, the share that also have the column's.

    A square frame over the top topics, labels on both sides, 1 on the diagonal; the number
    of papers with each row's topic is in `attrs["count"]`.
    """
    topics = _top_topics(scope)
    marks = scope.topic_marks.reindex(columns=topics, fill_value=False).to_numpy(dtype=float)
    together = marks.T @ marks
    count = np.diag(together)
    share = np.divide(
        together, count[:, None], out=np.full_like(together, np.nan), where=count[:, None] > 0
    )
    labels = [label_topic(scope, topic) for topic in topics]
    frame = pd.DataFrame(share, index=labels, columns=labels)
    frame.attrs["count"] = [int(n) for n in count]
    return frame


def compute_topic_headlines(
    shares: pd.DataFrame, trends: TopicTrends, scope: Scope
) -> list[Headline]:
    """The largest topics, and how many topics change."""
    found = shares[shares["count"] > 0].head(3)
    return [*(_share_of_topic(row, scope) for row in iterate_rows(found)), _trend_summary(trends)]


def compute_top_topic(shares: pd.DataFrame, scope: Scope) -> list[Headline]:
    """The largest topic alone; empty where no paper has one."""
    return [
        replace(_share_of_topic(row, scope), label=f"Largest topic: {row.label}")
        for row in iterate_rows(shares[shares["count"] > 0].head(1))
    ]


def label_topic(scope: Scope, topic: str) -> str:
    """The topic's name for readers, as of the build; its key where it has none.

    What would turn the text around in a figure is spelt out.
    """
    labels: dict[str, str] = scope.tables.manifest.get("topic_labels", {})
    return show_controls(labels.get(topic, topic))


def _share_of_topic(row: Any, scope: Scope) -> Headline:
    interval = "no interval"
    if not np.isnan(row.ci_lower):
        level = format_level(scope.parameters.confidence_level)
        bounds = f"{format_percent(row.ci_lower)} to {format_percent(row.ci_upper)}"
        interval = f"{level} interval {bounds}"
    return Headline(
        row.label,
        format_percent(row.proportion),
        interval,
        f"{row.count:,} of {count_of(row.nobs, scope.counted)}",
        key_of_topic(row.topic),
    )


def _trend_summary(trends: TopicTrends) -> Headline:
    if not trends.n_tests:
        return Headline("Topics with a trend", "too little data", trends.why_untested, "", TOPICS)
    n_untested = len(trends.trends) - trends.n_tests
    told = _name_changes(trends.changing)
    if n_untested:
        told.append(f"{count_of(n_untested, 'topic')} had too little data to test")
    return Headline(
        "Topics with a trend",
        f"{len(trends.changing)} of {trends.n_tests} tested",
        f"p below {SIGNIFICANCE} after adjusting for {count_of(trends.n_tests, 'test')}",
        "; ".join(told),
        TOPICS,
    )


def _name_changes(changing: tuple[TopicTrend, ...]) -> list[str]:
    """Rising and falling topics by name, the strongest first, at most three of each."""
    ratios = {t.label: t.result.estimate for t in changing if isinstance(t.result, Estimate)}
    rising = [label for label, ratio in ratios.items() if ratio > 1]
    falling = [label for label, ratio in reversed(ratios.items()) if ratio <= 1]
    return [
        f"{verb}: {', '.join(labels[:3])}{' and others' if len(labels) > 3 else ''}"
        for verb, labels in (("rising", rising), ("falling", falling))
        if labels
    ]


def _trend_order(trend: TopicTrend) -> tuple[int, float, str]:
    """Tested topics first, the strongest rise at the top; then those with most papers."""
    if isinstance(trend.result, Estimate):
        return (0, -trend.result.estimate, trend.topic)
    return (1, -trend.count, trend.topic)


def _top_topics(scope: Scope) -> list[str]:
    counts = scope.topic_marks.sum().sort_values(ascending=False, kind="stable")
    return [str(topic) for topic in counts.index[: scope.parameters.top_topics] if counts[topic]]
