"""Papers per topic and period."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.series.grid import assign_periods, fill_grid
from analysis.series.observations import Observations

UNASSIGNED = "(no topic)"
"""Stands in the topic column for papers without any topic, so that nothing is lost."""


def compute_topic_counts(
    observations: Observations,
    topics: pd.DataFrame,
    grid: pd.DataFrame,
    names: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count the papers of each topic in each period, in full and in fractions.

    `topics` is the table of topics, one row per paper and topic; `names` are the topics to lay
    out, by default all in the table (every topic is computed over the same papers either way).
    Returns period, label, date, state, topic, count (full counting: a paper with k topics counts
    in each), weight (fractional: 1 / k in each), nobs (papers in the period, the denominator of
    a topic share). Papers without a topic stand under UNASSIGNED, which is present only if there
    are any: with it, the weights of a period sum to its nobs. Counts are <NA>, never 0, where
    no digest was read.
    """
    pairs = _pair_topics(observations, topics)
    pairs["period"] = assign_periods(observations, grid).reindex(pairs["row"]).to_numpy()
    counts = pairs.groupby(["period", "topic"]).agg(count=("row", "size"), weight=("weight", "sum"))
    if names is None:
        found = sorted(set(topics["topic"]))
        names = [*found, UNASSIGNED] if pairs["topic"].eq(UNASSIGNED).any() else found
    return fill_grid(counts, observations, grid, "topic", list(names))


def compute_topic_marks(observations: Observations, topics: pd.DataFrame) -> pd.DataFrame:
    """Mark for every observation (row) whether its paper has each topic (column).

    Booleans, aligned with `observations.rows`; columns are all topics of the table, sorted.
    """
    pairs = topics[["paper_id", "topic"]].drop_duplicates().assign(marked=True)
    wide = pairs.pivot_table(
        index="paper_id", columns="topic", values="marked", aggfunc="any", fill_value=False
    )
    marks = wide.reindex(observations.rows["paper_id"], fill_value=False)
    return marks.astype(bool).set_axis(observations.rows.index).rename_axis(columns=None)


def _pair_topics(observations: Observations, topics: pd.DataFrame) -> pd.DataFrame:
    """One row per observation and topic: row (its index), topic, weight."""
    pairs = topics[["paper_id", "topic"]].drop_duplicates()
    rows = observations.rows[["paper_id"]].rename_axis("row").reset_index()
    joined = rows.merge(pairs, on="paper_id", how="left")
    joined["topic"] = joined["topic"].astype(object).fillna(UNASSIGNED)
    return joined.assign(weight=1.0 / joined.groupby("row")["topic"].transform("size"))
