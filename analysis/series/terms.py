"""Terms of titles and abstracts: which observed papers hold which, found without any text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.series.observations import Observations, number_ids

Indices = NDArray[np.int64]
Numbers = NDArray[np.unsignedinteger[Any] | np.signedinteger[Any]]

_PAIRS = 1_000_000
"""Papers of terms that are counted at a time, about."""
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
    papers: Numbers

    def count(self, weights: ArrayLike) -> Indices:
        """Sum a whole number per paper over the papers that hold each term.

        `weights` has shape (papers,); ones count papers, numbers of listings count listings.
        """
        of_paper = np.asarray(weights, dtype=np.int64)
        counts = np.zeros(self.names.size, dtype=np.int64)
        # Of no papers there is nothing to add up.
        filled = np.flatnonzero(np.diff(self.starts))
        # A part at a time: the weights of all would take more memory than the papers.
        for part in np.array_split(filled, self.papers.size // _PAIRS + 1):
            if part.size:
                begin, end = self.starts[part[0]], self.starts[part[-1] + 1]
                held = of_paper[self.papers[begin:end]]
                counts[part] = np.add.reduceat(held, self.starts[part] - begin)
        return counts

    def find_papers(self, number: int) -> Numbers:
        """The papers that hold one term."""
        return self.papers[self.starts[number] : self.starts[number + 1]]


def compute_terms(observations: Observations, tables: TermTables) -> Terms:
    """Find the terms of the observed papers. Raises ValueError for tables that do not fit."""
    terms = tables.select("terms", ["term", "n_papers"])
    counted = tables.select("term_counts", ["paper_id", "n_terms"])
    rows = tables.select("term_papers", ["paper"])["paper"].to_numpy()
    numbers = number_ids(counted["paper_id"])
    sizes = np.zeros(len(counted), dtype=np.int64)
    sizes[numbers] = counted["n_terms"].to_numpy(np.int64)
    lengths = terms["n_papers"].to_numpy(np.int64)
    if lengths.sum() != rows.size or rows.max(initial=0) >= max(sizes.size, 1):
        raise ValueError("the tables of terms do not fit together")
    papers = numbers.astype(np.uint32)[rows]
    observed = np.zeros(sizes.size, dtype=bool)
    observed[number_ids(observations.rows["paper_id"])] = True
    found = Terms(terms["term"].to_numpy(object), sizes, _find_starts(lengths), papers)
    if observed.all():
        return found
    return replace(
        found, starts=_find_starts(found.count(observed)), papers=papers[observed[papers]]
    )


def _find_starts(lengths: Indices) -> Indices:
    return np.concatenate([[0], np.cumsum(lengths)])


def find_pairs(terms: Terms, numbers: Indices, rows: Indices) -> tuple[Indices, Indices]:
    """Find which of `rows` hold which of the terms `numbers`, each pair once.

    `rows` are numbers of papers, repeated where a paper is observed more than once. Returns
    positions in `rows` and positions in `numbers`.
    """
    is_asked = np.zeros(terms.names.size, dtype=bool)
    is_asked[numbers] = True
    lengths = np.diff(terms.starts)
    papers = terms.papers[np.repeat(is_asked, lengths)]
    held = np.repeat(np.argsort(numbers).astype(np.int32), lengths[is_asked])
    observed = np.bincount(rows, minlength=terms.sizes.size)
    if observed.max(initial=0) <= 1:
        places = np.full(terms.sizes.size, -1, dtype=np.int32)
        places[rows] = np.arange(len(rows))
        found = places[papers]
        chosen = found >= 0
        return found[chosen].astype(np.int64), held[chosen].astype(np.int64)
    repeats = observed[papers]
    firsts = np.cumsum(observed) - observed
    order = np.argsort(rows, kind="stable")
    held = np.repeat(held, repeats)
    return order[_list_members(firsts[papers], repeats)], held.astype(np.int64)


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
