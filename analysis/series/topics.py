"""Papers per topic and period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.series.grid import assign_periods, fill_grid
from analysis.series.observations import Observations, number_together

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
    marks = compute_topic_marks(observations, topics)
    if not marks.to_numpy().any(axis=1).all():
        marks[UNASSIGNED] = ~marks.any(axis=1)
    periods = np.asarray(assign_periods(observations, grid), dtype=np.int64)
    weights = 1.0 / marks.to_numpy().sum(axis=1)
    counts = pd.DataFrame(
        [
            (period, topic, count[period], weight[period])
            for topic in marks.columns
            for count, weight in [_sum_marked(periods, marks[topic].to_numpy(), weights)]
            for period in np.flatnonzero(count)
        ],
        columns=["period", "topic", "count", "weight"],
    ).astype({"period": "int64", "topic": object, "count": "int64", "weight": float})
    if names is None:
        names = [str(name) for name in marks.columns]
    return fill_grid(
        counts.set_index(["period", "topic"]), observations, grid, "topic", list(names)
    )


def compute_topic_marks(observations: Observations, topics: pd.DataFrame) -> pd.DataFrame:
    """Mark for every observation (row) whether its paper has each topic (column).

    Booleans, aligned with `observations.rows`; columns are all topics of the table, sorted.
    """
    return mark_values(observations, topics, "topic")


def mark_values(observations: Observations, pairs: pd.DataFrame, column: str) -> pd.DataFrame:
    """Mark for every observation (row) which values of `column` its paper has in `pairs`.

    Booleans, aligned with `observations.rows`; columns are all values, sorted.
    """
    names = sorted(set(pairs[column].unique()))
    observed, having = number_together(observations.rows["paper_id"], pairs["paper_id"])
    n_papers = max(observed.max(initial=-1), having.max(initial=-1)) + 1
    held = np.zeros((n_papers, len(names)), dtype=bool)
    held[having, pd.Categorical(pairs[column], categories=names).codes] = True
    # Column by column, as the marks are used.
    marks = np.asfortranarray(held[observed])
    return pd.DataFrame(marks, index=observations.rows.index, columns=names)


def _sum_marked(
    periods: NDArray[np.int64], marked: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Number and sum of weights of the marked observations of each period."""
    chosen = periods[marked]
    return np.bincount(chosen), np.bincount(chosen, weights[marked]).astype(np.float64)
