"""Packs: what was read out of digests, with all facts, in files that never change again.

A pack is an Arrow file of listings in batches of equal length, so that any rows of it can be
had without reading the others; beside it stands the segment of its terms. Packs are kept for
the next build, which reads only what is not in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analysis.corpus.packing.columns import PACK_SCHEMA, build_batch
from analysis.corpus.packing.segments import (
    Segment,
    SegmentBuilder,
    name_segment,
    read_segment,
    write_segment,
)
from analysis.facts import FactColumns
from analysis.papers import Listing

BATCH = 2048
"""Rows of each batch of a pack but the last."""
SUFFIX = ".arrow"
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
_KEPT_BATCHES = 8
Rows = npt.NDArray[np.int64]


Extract = Callable[[Iterable[tuple[str, str]]], FactColumns]
"""Reads the facts of each (title, abstract)."""


class PackWriter(AbstractContextManager["PackWriter"]):
    """Writes one pack; the file stands under its name only when it is complete.

    Facts are read a batch at a time, since many papers at once are read faster.
    """

    def __init__(self, path: Path, extract: Extract) -> None:
        self._path = path
        self._extract = extract
        self._partial = path.with_name(f".{path.name}.partial")
        self._writer: pa.ipc.RecordBatchFileWriter | None = None
        self._terms = SegmentBuilder()
        self._waiting: list[tuple[Listing, int]] = []
        self.n_rows = 0

    def add(self, listings: Sequence[Listing], piece: int) -> None:
        """Append the listings of one piece of a digest."""
        self._waiting += [(listing, piece) for listing in listings]
        self.n_rows += len(listings)
        while len(self._waiting) >= BATCH:
            self._write(BATCH)

    def _write(self, n_rows: int) -> None:
        listings, pieces = zip(*self._waiting[:n_rows], strict=True)
        del self._waiting[:n_rows]
        texts = [(one.title, one.abstract) for one in listings]
        facts = self._extract(texts)
        self._terms.add(texts)
        if self._writer is None:
            self._writer = pa.ipc.new_file(str(self._partial), PACK_SCHEMA, options=_OPTIONS)
        self._writer.write_batch(build_batch(listings, facts, pieces))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self._waiting:
                self._write(len(self._waiting))
            if self._writer is not None:
                self._writer.close()
                if kind is None:
                    write_segment(self._terms.finish(), name_segment(self._path))
                    self._partial.replace(self._path)
        finally:
            self._partial.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive rows of one pack."""

    pack: str
    first_row: int
    n_rows: int


class Shelf:
    """All rows of a corpus: runs of rows of packs in a folder, one after another.

    Rows are numbered from 0 through all runs. Holds few batches at a time.
    """

    def __init__(self, folder: Path, runs: Sequence[Run]) -> None:
        self._folder = folder
        self._runs = _join_runs(runs)
        self._starts = np.cumsum([0, *(run.n_rows for run in self._runs)])
        self._read = lru_cache(_KEPT_BATCHES)(self._read_batch)
        self.n_rows = int(self._starts[-1])

    def scan(self, columns: Sequence[str]) -> Iterator[tuple[int, pa.Table]]:
        """Yield all rows in order, in pieces of at most BATCH, each with its first row's number."""
        for run, start in zip(self._runs, self._starts, strict=False):
            done = 0
            while done < run.n_rows:
                number, offset = divmod(run.first_row + done, BATCH)
                batch = self._read(run.pack, number, tuple(columns))
                length = min(run.n_rows - done, BATCH - offset)
                yield int(start) + done, pa.Table.from_batches([batch.slice(offset, length)])
                done += length

    def fetch(self, rows: Rows, columns: Sequence[str]) -> pa.Table:
        """Give these rows, in the order asked for."""
        schema = pa.schema([PACK_SCHEMA.field(name) for name in columns])
        if not len(rows):
            return schema.empty_table()
        run = np.searchsorted(self._starts, rows, side="right") - 1
        first = np.array([one.first_row for one in self._runs], dtype=np.int64)
        packs = {name: n for n, name in enumerate(dict.fromkeys(one.pack for one in self._runs))}
        pack = np.array([packs[one.pack] for one in self._runs], dtype=np.int64)[run]
        number, offset = np.divmod(rows - self._starts[run] + first[run], BATCH)
        order = np.lexsort((offset, number, pack))
        changes = np.diff(pack[order]) | np.diff(number[order])
        names = list(packs)
        found = [
            self._read(names[pack[group[0]]], int(number[group[0]]), tuple(columns)).take(
                pa.array(offset[group])
            )
            for group in np.split(order, np.flatnonzero(changes) + 1)
        ]
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return pa.Table.from_batches(found, schema).take(pa.array(back))

    def scan_segments(self) -> Iterator[tuple[Segment, Rows]]:
        """Yield the terms of each pack, with the number of each of its rows, -1 where unused."""
        runs: dict[str, list[tuple[Run, int]]] = {}
        for run, start in zip(self._runs, self._starts.tolist(), strict=False):
            runs.setdefault(run.pack, []).append((run, start))
        for pack, here in runs.items():
            segment = read_segment(name_segment(self._folder / pack))
            rows = np.full(len(segment.sizes), -1, dtype=np.int64)
            for run, start in here:
                rows[run.first_row : run.first_row + run.n_rows] = start + np.arange(run.n_rows)
            yield segment, rows

    def release(self) -> None:
        """Give the memory of the batches held back to the system."""
        self._read.cache_clear()
        pa.default_memory_pool().release_unused()

    def _read_batch(self, pack: str, number: int, columns: tuple[str, ...]) -> pa.RecordBatch:
        fields = [PACK_SCHEMA.get_field_index(name) for name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=fields)
        with pa.OSFile(str(self._folder / pack)) as file:
            batch = pa.ipc.open_file(file, options=options).get_batch(number)
        return batch.select(list(columns))


def _join_runs(runs: Sequence[Run]) -> list[Run]:
    """Make one run of those that follow one another in a pack."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and last.pack == run.pack and last.first_row + last.n_rows == run.first_row:
            joined[-1] = Run(run.pack, last.first_row, last.n_rows + run.n_rows)
        elif run.n_rows:
            joined.append(run)
    return joined
