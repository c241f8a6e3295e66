"""Segments: the terms of one pack turned around, for each term the rows that hold it.

A segment stands beside its pack in a file of its own, so that terms are put together out of
segments, not out of papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.facts.terms import NO_WORD, Found, get_reader

_SUFFIX = ".terms"
_SCHEMA = pa.schema(
    [
        ("words", pa.list_(pa.string())),
        ("firsts", pa.list_(pa.int32())),
        ("seconds", pa.list_(pa.int32())),
        ("lengths", pa.list_(pa.int32())),
        ("rows", pa.list_(pa.int32())),
        ("sizes", pa.list_(pa.int32())),
    ]
)
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
Numbers = NDArray[np.int32]


class Segment(NamedTuple):
    """The terms of one pack.

    Term k is word `firsts[k]`, followed by word `seconds[k]` where that is not NO_WORD; it
    stands in `lengths[k]` rows, which follow one another in `rows`, in order. By row of the
    pack: `sizes`, how many terms it has.
    """

    words: pa.StringArray
    firsts: Numbers
    seconds: Numbers
    lengths: Numbers
    rows: Numbers
    sizes: Numbers


class SegmentBuilder:
    """Collects the terms of the rows of a pack."""

    def __init__(self) -> None:
        self._reader = get_reader()
        self._found: list[Found] = []
        self._n_rows = 0

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """Take the next rows, each a title and an abstract."""
        # A mark between them, so that no phrase reaches from one into the other.
        found = self._reader.read([f"{title} .\n{abstract}" for title, abstract in texts])
        self._found.append(found._replace(texts=found.texts + np.int32(self._n_rows)))
        self._n_rows += len(texts)

    def finish(self) -> Segment:
        """Give the segment of all rows so far."""
        found = Found(*map(np.concatenate, zip(*self._found, strict=True)))
        codes = pa.array(join_numbers(found.firsts, found.seconds)).dictionary_encode()
        order = _sort_stably(codes.indices.to_numpy())
        terms, rows = codes.indices.to_numpy()[order], found.texts[order]
        is_new = (np.diff(terms, prepend=-1) != 0) | (np.diff(rows, prepend=-1) != 0)
        terms, rows = terms[is_new], rows[is_new]
        words, firsts, seconds = self._number_words(codes.dictionary.to_numpy())
        return Segment(
            words=words,
            firsts=firsts,
            seconds=seconds,
            lengths=np.bincount(terms, minlength=len(firsts)).astype(np.int32),
            rows=rows,
            sizes=np.bincount(rows, minlength=self._n_rows).astype(np.int32),
        )

    def _number_words(self, codes: NDArray[np.uint64]) -> tuple[pa.StringArray, Numbers, Numbers]:
        """The words of terms, sorted, and the numbers of each term's words among these."""
        firsts, seconds = part_numbers(codes)
        used = np.unique(np.concatenate([[NO_WORD], firsts, seconds]))
        words = pa.array(self._reader.list_words(), pa.string()).take(pa.array(used))
        order = pc.sort_indices(words)
        numbers = np.empty(used[-1] + 1, dtype=np.int32)
        numbers[used[order.to_numpy()]] = np.arange(len(used))
        return words.take(order), numbers[firsts], numbers[seconds]


def _sort_stably(terms: Numbers) -> NDArray[np.intp]:
    """The order of terms; of one term in the order of its rows, since those come in order."""
    # Numbers of 16 bits are sorted in linear time.
    return np.lexsort([terms.astype(np.uint16), (terms >> 16).astype(np.uint16)])


_HALF = np.uint64(32)


def join_numbers(
    high: NDArray[np.signedinteger[Any]], low: NDArray[np.signedinteger[Any]]
) -> NDArray[np.uint64]:
    """Make one number of each two, none below 0, so that they sort by `high`, then by `low`."""
    return high.astype(np.uint64) << _HALF | low.astype(np.uint64)


def part_numbers(pairs: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """The numbers that `join_numbers` joined."""
    return (pairs >> _HALF).astype(np.int32), pairs.astype(np.int32)


def name_segment(pack: Path) -> Path:
    """The path of the segment of a pack."""
    return pack.with_suffix(_SUFFIX)


def write_segment(segment: Segment, path: Path) -> None:
    """Write a segment into a file."""
    columns = [
        pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), pa.array(values))
        for values in segment
    ]
    with pa.ipc.new_file(str(path), _SCHEMA, options=_OPTIONS) as writer:
        writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=_SCHEMA))


def read_segment(path: Path) -> Segment:
    """Read what `write_segment` wrote."""
    with pa.OSFile(str(path)) as file:
        batch = pa.ipc.open_file(file).get_batch(0)
    words, *numbers = (column.flatten() for column in batch.columns)
    return Segment(words, *(one.to_numpy() for one in numbers))
