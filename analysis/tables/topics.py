"""Tables of topic frequency."""

from __future__ import annotations

import pandas as pd

from analysis.findings.scope import Scope
from analysis.findings.topic_frequency import TopicTrends
from analysis.tables.cells import (
    fold_empty_periods,
    format_shares,
    make_trend_cells,
    name_counted,
    say_if_empty,
)
from analysis.tables.shares import tabulate_shares
from analysis.wording import DASH, format_percent


def tabulate_topic_shares(shares: pd.DataFrame, n_without: int, scope: Scope) -> pd.DataFrame:
    """One row per topic: papers, share with interval, fractional count; then those without one.

    `n_without` is the number of papers without a topic. With that row the fractional counts sum
    to all papers.
    """
    table = tabulate_shares(shares, scope)
    if shares.empty:
        return table
    table["Fractional"] = [f"{weight:,.1f}" for weight in shares["weight"]]
    rest = ["no topic found", n_without, scope.nobs, DASH, f"{n_without:,.1f}"]
    return pd.concat([table, pd.DataFrame([rest], columns=table.columns)], ignore_index=True)


def tabulate_topics_over_time(series: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period, one column per topic: count, and share with its interval."""
    counts = [DASH if pd.isna(count) else f"{count:,}" for count in series["count"]]
    cells = [
        DASH if share == DASH else f"{count}: {share}"
        for count, share in zip(counts, format_shares(series), strict=True)
    ]
    told = series.assign(cell=cells)
    wide = told.set_index(["period", "topic"])["cell"].unstack()
    first = told.drop_duplicates("period").set_index("period").sort_index()
    head = pd.DataFrame({"Period": first["label"], name_counted(scope): first["nobs"]})
    names = told.drop_duplicates("topic").set_index("topic")["topic_label"]
    for topic, label in names.items():
        head[label] = wide[topic]
    return say_if_empty(fold_empty_periods(head, scope), "no topic was found")


def tabulate_topic_trends(trends: TopicTrends, scope: Scope) -> pd.DataFrame:
    """One row per topic: odds ratio per year, p-values, smallest detectable ratio."""
    rows = [
        {
            "Topic": trend.label,
            name_counted(scope): trend.count,
            "Of": trend.result.nobs,
            **make_trend_cells(trend.result, "Odds ratio", scope, trend.pvalue_adjusted),
        }
        for trend in trends.trends
    ]
    return pd.DataFrame(rows) if rows else pd.DataFrame({"Topic": ["no topic was found"]})


def tabulate_topic_pairs(pairs: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The matrix behind the heat map: share and count, with the papers of the row's topic."""
    nobs = pairs.attrs["count"]
    frame = pd.DataFrame({f"Of the {scope.counted}s on": pairs.index, name_counted(scope): nobs})
    for at, name in enumerate(pairs.columns):
        frame[name] = [
            DASH if pd.isna(share) else f"{format_percent(share)} ({share * n:.0f})"
            for share, n in zip(pairs.iloc[:, at], nobs, strict=True)
        ]
    return say_if_empty(frame, "no topic was found")
