"""Terms of titles and abstracts: which observed papers hold which, found without any text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.series.observations import Observations, number_ids

Indices = NDArray[np.int64]

_ECHO = 0.6
"""Of the papers with either of two terms, the share with both that makes them one."""


class TermTables(Protocol):
    """The tables that terms are drawn from."""

    def select(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Give these columns of the table `name`."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """Which papers hold which terms.

    Papers are numbered as by `number_ids`; `sizes` says how many terms each holds in all. The
    papers of the term `names[k]` are `papers[starts[k]:starts[k + 1]]`, each once.
    """

    names: NDArray[np.object_]
    sizes: Indices
    starts: Indices
    papers: Indices

    def count(self, weights: ArrayLike) -> Indices:
        """Sum a whole number per paper over the papers that hold each term.

        `weights` has shape (papers,); ones count papers, numbers of listings count listings.
        """
        held = np.asarray(weights, dtype=np.int64)[self.papers]
        counts = np.zeros(self.names.size, dtype=np.int64)
        # Of no papers there is nothing to add up.
        filled = np.diff(self.starts) > 0
        if filled.any():
            counts[filled] = np.add.reduceat(held, self.starts[:-1][filled])
        return counts

    def find_papers(self, number: int) -> Indices:
        """The papers that hold one term."""
        return self.papers[self.starts[number] : self.starts[number + 1]]


def compute_terms(observations: Observations, tables: TermTables) -> Terms:
    """Find the terms of the observed papers. Raises ValueError for tables that do not fit."""
    terms = tables.select("terms", ["term", "n_papers"])
    counted = tables.select("term_counts", ["paper_id", "n_terms"])
    rows = tables.select("term_papers", ["paper"])["paper"].to_numpy(np.int64)
    numbers = number_ids(counted["paper_id"])
    sizes = np.zeros(len(counted), dtype=np.int64)
    sizes[numbers] = counted["n_terms"].to_numpy(np.int64)
    lengths = terms["n_papers"].to_numpy(np.int64)
    if lengths.sum() != rows.size or rows.max(initial=0) >= max(sizes.size, 1):
        raise ValueError("the tables of terms do not fit together")
    papers = numbers[rows]
    observed = np.zeros(sizes.size, dtype=bool)
    observed[number_ids(observations.rows["paper_id"])] = True
    if not observed.all():
        kept = observed[papers]
        held = np.concatenate([[0], np.cumsum(kept)])
        lengths = np.diff(held[np.concatenate([[0], np.cumsum(lengths)])])
        papers = papers[kept]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return Terms(terms["term"].to_numpy(object), sizes, starts, papers)


def find_pairs(terms: Terms, numbers: Indices, rows: Indices) -> tuple[Indices, Indices]:
    """Find which of `rows` hold which of the terms `numbers`, each pair once.

    `rows` are numbers of papers, repeated where a paper is observed more than once. Returns
    positions in `rows` and positions in `numbers`.
    """
    order = np.argsort(rows, kind="stable")
    observed = np.bincount(rows, minlength=terms.sizes.size)
    firsts = np.cumsum(observed) - observed
    lengths = np.diff(terms.starts)[numbers]
    papers = terms.papers[_list_members(terms.starts[numbers], lengths)]
    repeats = observed[papers]
    held = np.repeat(np.arange(len(numbers)), lengths)
    if observed.max(initial=0) <= 1:
        chosen = repeats > 0
        return order[firsts[papers[chosen]]], held[chosen]
    held = np.repeat(held, repeats)
    return order[_list_members(firsts[papers], repeats)], held


def drop_echoes(terms: Terms, ranked: Sequence[str], most: int) -> list[int]:
    """Find the first `most` terms of `ranked` that repeat none before them, by position.

    A term repeats another where most papers with either have both: `policy` and `policy
    optimization` may be one finding. Raises KeyError for an unknown term.
    """
    numbers = {name: number for number, name in enumerate(terms.names)} if ranked else {}
    kept: dict[int, tuple[NDArray[np.bool_], int]] = {}
    for at, name in enumerate(ranked):
        if len(kept) == most:
            break
        papers = terms.find_papers(numbers[name])
        shared = [int(marks[papers].sum()) for marks, _ in kept.values()]
        sizes = [size for _, size in kept.values()]
        if all(
            both < _ECHO * (papers.size + size - both)
            for both, size in zip(shared, sizes, strict=True)
        ):
            marks = np.zeros(terms.sizes.size, dtype=bool)
            marks[papers] = True
            kept[at] = (marks, papers.size)
    return list(kept)


def _list_members(starts: Indices, lengths: Indices) -> Indices:
    """All positions of stretches that begin at `starts`, one stretch after another."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())
