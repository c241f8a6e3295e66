"""The terms of all papers turned around: for each term the papers that hold it.

Notebooks then find terms without any text. A term of fewer than FEWEST_PAPERS papers is left
out, for no search can find it; how many terms a paper holds counts all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.corpus.schema import SCHEMAS

FEWEST_PAPERS = 5
"""Papers that hold a term at least."""
_BUCKETS = 1 << 24
"""Counters shared by terms of like hashes: most rare terms are never kept by name."""
_SLOTS = 1 << 20
"""Hashes of names kept last, each in the place that follows from it: most need no second look."""
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class _Portion:
    """The terms of some papers: `which` of `hashes` each paper holds, one paper after another."""

    paper_ids: pa.Array
    sizes: NDArray[np.int32]
    hashes: Hashes
    which: NDArray[np.int32]


class TermCollector:
    """Makes the tables terms, term_papers and term_counts of papers that come in portions.

    The tables do not depend on the portions. Time is linear in the terms of all papers but for
    one sorting of numbers. Memory: a few bytes for each, and the names of the frequent.
    """

    def __init__(self) -> None:
        self._portions: list[_Portion] = []
        self._names: dict[int, str] = {}
        self._seen = np.zeros(_BUCKETS, dtype=np.uint8)
        self._named = np.zeros(_SLOTS, dtype=np.uint64)

    def add(self, paper_ids: pa.Array, terms: pa.ListArray) -> None:
        """Take the terms of some papers, each of which comes once and lists no term twice."""
        encoded = terms.flatten().dictionary_encode()
        which = encoded.indices.to_numpy()
        names = encoded.dictionary.to_numpy(zero_copy_only=False)
        # Not Python's own hash, which differs from one process to the next.
        hashes = pd.util.hash_array(names, categorize=False)
        sizes = pc.list_value_length(terms).to_numpy()
        self._portions.append(_Portion(paper_ids, sizes, hashes, which))
        buckets = (hashes % _BUCKETS).astype(np.int64)
        counts = self._seen[buckets] + np.bincount(which, minlength=len(names))
        counts = np.minimum(counts, FEWEST_PAPERS).astype(np.uint8)
        # Of terms that share a counter the greatest count stands: too much, but never too little.
        np.maximum.at(self._seen, buckets, counts)
        slots = hashes % _SLOTS
        new = (counts == FEWEST_PAPERS) & (self._named[slots] != hashes)
        self._named[slots[new]] = hashes[new]
        self._names.update(zip(hashes[new].tolist(), names[new].tolist(), strict=True))

    def finish(self) -> dict[str, pa.Table]:
        """Give the tables of all papers so far; the collector is empty then.

        Papers are numbered in the order of their ids.
        """
        names, hashes = self._sort_names()
        counts = self._count(hashes)
        enough = counts >= FEWEST_PAPERS
        names, hashes, counts = names.filter(pa.array(enough)), hashes[enough], counts[enough]
        paper_ids = pa.concat_arrays([one.paper_ids for one in self._portions] or [_NO_IDS])
        sizes = np.concatenate([_NONE, *(one.sizes for one in self._portions)])
        numbers = np.empty(len(paper_ids), dtype=np.uint32)
        numbers[pc.sort_indices(paper_ids).to_numpy()] = np.arange(len(paper_ids))
        columns = {
            "terms": [names, counts],
            "term_papers": [self._list_papers(hashes, numbers, int(counts.sum()))],
            "term_counts": [paper_ids, sizes],
        }
        self._portions, self._names = [], {}
        return {
            name: pa.table(
                [
                    pa.array(column, field.type)
                    for column, field in zip(given, SCHEMAS[name], strict=True)
                ],
                schema=SCHEMAS[name],
            )
            for name, given in columns.items()
        }

    def _sort_names(self) -> tuple[pa.Array, Hashes]:
        """The names kept, sorted, and the hash of each."""
        names = pa.array(self._names.values(), pa.string())
        order = pc.sort_indices(names)
        hashes = np.fromiter(self._names, dtype=np.uint64, count=len(names))
        return names.take(order), hashes[order.to_numpy()]

    def _count(self, hashes: Hashes) -> NDArray[np.int64]:
        """How many papers hold each of these terms."""
        places = pd.Index(hashes)
        counts = np.zeros(len(hashes), dtype=np.int64)
        for one in self._portions:
            found = places.get_indexer(pd.Index(one.hashes))
            held = np.bincount(one.which, minlength=len(found))
            np.add.at(counts, found[found >= 0], held[found >= 0])
        return counts

    def _list_papers(
        self, hashes: Hashes, numbers: NDArray[np.uint32], n_pairs: int
    ) -> NDArray[np.uint32]:
        """The numbers of the papers of each of these terms, one term after another, sorted."""
        places = pd.Index(hashes)
        pairs = np.empty(n_pairs, dtype=np.uint64)
        n_papers = n_found = 0
        for one in self._portions:
            found = places.get_indexer(pd.Index(one.hashes))[one.which]
            here = numbers[n_papers : n_papers + len(one.sizes)]
            n_papers += len(one.sizes)
            held = np.repeat(here, one.sizes)[found >= 0]
            terms = found[found >= 0].astype(np.uint64)
            pairs[n_found : n_found + len(held)] = terms << np.uint64(32) | held
            n_found += len(held)
        # Sorted as one number each: by term, then by paper.
        pairs.sort()
        return (pairs & np.uint64(0xFFFF_FFFF)).astype(np.uint32)


_NO_IDS = pa.array([], pa.string())
_NONE = np.empty(0, dtype=np.int32)
