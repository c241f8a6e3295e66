"""The tables of terms, put together out of the segments of packs.

Notebooks then find terms without any text. A term of fewer than FEWEST_PAPERS papers is left
out, for no search can find it; how many terms a paper holds counts all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.corpus.packing.segments import Numbers, Segment, join_numbers, part_numbers
from analysis.corpus.schema import SCHEMAS
from analysis.facts.terms import NO_WORD

FEWEST_PAPERS = 5
"""Papers that hold a term at least."""
_MOST_HELD = 8_000_000
"""Terms of papers that are turned around at a time, about: they bound the memory."""
_NO_PAPER = -1
Rows = NDArray[np.int64]


class SegmentSource(Protocol):
    """Where the segments are."""

    n_rows: int

    def scan_segments(self) -> Iterable[tuple[Segment, Rows]]:
        """Yield each segment with the number of each of its rows, below 0 for unused ones."""
        ...


class Merged(NamedTuple):
    """Frequent terms in order of their names, each with its papers in order, one after another."""

    codes: NDArray[np.uint64]
    counts: Rows
    papers: Numbers


class _Part(NamedTuple):
    """Terms of one segment: the `counts` papers of each, one term after another."""

    codes: NDArray[np.uint64]
    counts: Rows
    papers: Numbers


@dataclass(frozen=True, slots=True)
class _Words:
    """All words, sorted, with the rank of each segment's; `n_held` of papers' terms open so."""

    names: pa.StringArray
    ranks: Sequence[Numbers]
    n_held: Rows


def make_term_tables(
    paper_ids: pa.StringArray, rows: Rows, source: SegmentSource
) -> Iterator[tuple[str, pa.Table]]:
    """Yield rows of the tables terms, term_papers and term_counts, in their order.

    Inputs: the ids of all papers, and the rows that hold their texts. Papers are
    numbered in the order given, which is that of term_counts. Memory is bounded but for a few
    bytes for each row and each word; time is linear in the terms of all papers.
    """
    numbers = np.full(source.n_rows, _NO_PAPER, dtype=np.int32)
    numbers[rows] = np.arange(len(rows))
    sizes = np.zeros(source.n_rows, dtype=np.int32)
    for segment, places in source.scan_segments():
        sizes[places[places >= 0]] = segment.sizes[places >= 0]
    yield "term_counts", _as_table("term_counts", [paper_ids, sizes[rows]])
    words = _rank_words(source)
    for low, high in pairwise(_find_borders(words.n_held)):
        merged = _merge(list(_select(source, words.ranks, numbers, low, high)))
        names = _write_names(merged.codes, words.names)
        yield "terms", _as_table("terms", [names, merged.counts])
        yield "term_papers", _as_table("term_papers", [merged.papers])


def _as_table(name: str, columns: Sequence[pa.Array | NDArray[np.integer]]) -> pa.Table:
    schema = SCHEMAS[name]
    arrays = [pa.array(one, field.type) for one, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _rank_words(source: SegmentSource) -> _Words:
    found = pa.chunked_array([one.words for one, _ in source.scan_segments()], pa.string())
    names = found.unique()
    names = names.take(pc.sort_indices(names))
    ranks, n_held = [], np.zeros(len(names) + 1, dtype=np.int64)
    for segment, _ in source.scan_segments():
        rank = pc.index_in(segment.words, value_set=names).to_numpy()
        n_held += np.bincount(rank[segment.firsts], segment.lengths, len(n_held)).astype(np.int64)
        ranks.append(rank)
    return _Words(names, ranks, n_held)


def _find_borders(n_held: Rows) -> list[int]:
    """Borders between words, so that little more than _MOST_HELD lies between two of them."""
    totals = np.cumsum(n_held)
    inner = np.searchsorted(totals, np.arange(_MOST_HELD, totals[-1], _MOST_HELD)) + 1
    return sorted({0, *inner.tolist(), len(n_held)})


def _select(
    source: SegmentSource, ranks: Sequence[Numbers], numbers: Numbers, low: int, high: int
) -> Iterator[_Part]:
    """The terms of each segment whose first word's rank is from `low` to below `high`."""
    for rank, (segment, places) in zip(ranks, source.scan_segments(), strict=True):
        firsts = rank[segment.firsts]
        is_here = (firsts >= low) & (firsts < high)
        chosen = np.repeat(is_here, segment.lengths)
        papers = np.where(places >= 0, numbers[places], _NO_PAPER)[segment.rows[chosen]]
        counts = segment.lengths[is_here].astype(np.int64)
        if np.any(is_left := papers == _NO_PAPER):
            of_term = np.repeat(np.arange(len(counts)), counts)[~is_left]
            counts = np.bincount(of_term, minlength=len(counts))
            papers = papers[~is_left]
        codes = join_numbers(firsts[is_here], rank[segment.seconds[is_here]])
        yield _Part(codes, counts, papers)


def _merge(parts: Sequence[_Part]) -> Merged:
    """Put the papers of each term together, of those terms that have enough of them."""
    codes = pa.array(np.concatenate([np.empty(0, np.uint64), *(one.codes for one in parts)]))
    terms = codes.dictionary_encode()
    where = terms.indices.to_numpy()
    held = np.concatenate([np.empty(0, np.int64), *(one.counts for one in parts)])
    totals = np.bincount(where, held, len(terms.dictionary)).astype(np.int64)
    known = terms.dictionary.to_numpy()
    kept = np.flatnonzero(totals >= FEWEST_PAPERS)
    kept = kept[np.argsort(known[kept])]
    order = np.full(len(known), _NO_PAPER)
    order[kept] = np.arange(len(kept))
    totals = totals[kept]
    papers = _lay_in_place(parts, np.split(order[where], _find_ends(parts)), totals)
    return Merged(known[kept], totals, papers)


def _find_ends(parts: Sequence[_Part]) -> Rows:
    return np.cumsum([len(one.codes) for one in parts], dtype=np.int64)


def _lay_in_place(parts: Sequence[_Part], orders: Sequence[Rows], totals: Rows) -> Numbers:
    """The papers of each term, one term after another; `orders` has each part's terms' places."""
    free = np.cumsum(totals) - totals
    papers = np.empty(totals.sum(), dtype=np.int32)
    # Of the borders between parts, the last leaves nothing behind it.
    for part, order in zip(parts, orders, strict=False):
        is_kept = order >= 0
        counts, wanted = part.counts[is_kept], order[is_kept]
        before = np.cumsum(counts) - counts
        places = np.repeat(free[wanted] - before, counts) + np.arange(counts.sum())
        papers[places] = part.papers[np.repeat(is_kept, part.counts)]
        free[wanted] += counts
    return _sort_within(papers, totals)


def _sort_within(papers: Numbers, totals: Rows) -> Numbers:
    """Sort the papers of each term: packs need not be in the order of their rows."""
    falls = np.diff(papers, append=np.iinfo(np.int32).max) < 0
    falls[np.cumsum(totals) - 1] = False
    if not falls.any():
        return papers
    terms = np.repeat(np.arange(len(totals)), totals)
    return part_numbers(np.sort(join_numbers(terms, papers)))[1]


def _write_names(codes: NDArray[np.uint64], words: pa.StringArray) -> pa.StringArray:
    firsts, seconds = part_numbers(codes)
    one = words.take(pa.array(firsts))
    two = pc.binary_join_element_wise(one, words.take(pa.array(seconds)), " ")
    return pc.if_else(pa.array(seconds == NO_WORD), one, two)
