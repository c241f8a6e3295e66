"""What was read of each part of a file, and in which rows of which pack it is kept.

An entry is found by the hash of everything that it depends on: code, libraries, taxonomy,
name and content of its file, and the part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from analysis.corpus.packing.packs import PackWriter
from analysis.digests import DigestError, Part, read_part
from analysis.facts import Taxonomy, extract_fact_columns
from analysis.papers import Digest

CACHE_FOLDER = "cache"
"""Beside the tables: packs, and the index of their entries."""
INDEX_FILE = "entries.parquet"
_PIECES = TypeAdapter(tuple[Digest, ...])
_ERROR_FIELDS = ("source_file", "problem", "advice", "line")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was read of a part of a file.

    `pieces` are its digests without their listings, `lengths` how many those were; the
    listings are `n_rows` rows of `pack` from `first_row`. `error` says why there are none.
    `size` are the bytes of the part, `pack_size` those of all parts with listings in `pack`.
    """

    key: str
    source_file: str
    start: int
    pack: str
    first_row: int
    pieces: tuple[Digest, ...]
    lengths: tuple[int, ...]
    error: DigestError | None = None
    size: int = 0
    pack_size: int = 0

    @property
    def n_rows(self) -> int:
        """How many listings there are."""
        return sum(self.lengths)


@dataclass(frozen=True, slots=True)
class Task:
    """Parts to read, with their keys, and the pack that takes what is found."""

    parts: tuple[Part, ...]
    keys: tuple[str, ...]
    pack: Path


def read_task(task: Task, taxonomy: Taxonomy) -> tuple[Entry, ...]:
    """Read the parts of a task into its pack; the same task makes the same pack."""
    with PackWriter(task.pack, lambda texts: extract_fact_columns(texts, taxonomy)) as pack:
        pairs = zip(task.parts, task.keys, strict=True)
        entries = [_read_entry(part, key, pack, task.pack.name) for part, key in pairs]
    pack_size = sum(entry.size for entry in entries if entry.pack)
    return tuple(replace(one, pack_size=pack_size) if one.pack else one for one in entries)


def measure_part(part: Part) -> int:
    """The bytes of a part; 0 where its file is not to be had."""
    try:
        end = part.path.stat().st_size if part.end is None else part.end
    except OSError:
        return 0
    return end - part.start


def _read_entry(part: Part, key: str, pack: PackWriter, name: str) -> Entry:
    first_row, pieces, lengths = pack.n_rows, list[Digest](), list[int]()
    try:
        for piece in read_part(part):
            pack.add(piece.listings, len(pieces))
            lengths.append(len(piece.listings))
            pieces.append(replace(piece, listings=()))
    except DigestError as error:
        return Entry(key, part.source_file, part.start, "", 0, (), (), error)
    place = (name, first_row) if sum(lengths) else ("", 0)
    found = Entry(key, part.source_file, part.start, *place, tuple(pieces), tuple(lengths))
    return replace(found, size=measure_part(part))


def write_index(entries: Sequence[Entry], folder: Path) -> Path:
    """Write the index of entries into a folder of packs; gives its path."""
    path = folder / INDEX_FILE
    rows = [_to_row(entry) for entry in sorted(entries, key=lambda entry: entry.key)]
    pq.write_table(pa.Table.from_pylist(rows, schema=_INDEX), path, compression="zstd")
    return path


def read_index(path: Path) -> dict[str, Entry]:
    """The entries of an index, by key. Raises OSError, ValueError or ArrowException."""
    rows = pq.read_table(path, schema=_INDEX).to_pylist()
    return {row["key"]: _from_row(row) for row in rows}


_INDEX = pa.schema(
    [
        ("key", pa.string()),
        ("source_file", pa.string()),
        ("start", pa.int64()),
        ("pack", pa.string()),
        ("first_row", pa.int64()),
        ("lengths", pa.list_(pa.int32())),
        ("pieces", pa.string()),
        ("error", pa.string()),
        ("size", pa.int64()),
        ("pack_size", pa.int64()),
    ]
)


def _to_row(entry: Entry) -> dict[str, object]:
    error = entry.error and {name: getattr(entry.error, name) for name in _ERROR_FIELDS}
    return {
        "key": entry.key,
        "source_file": entry.source_file,
        "start": entry.start,
        "pack": entry.pack,
        "first_row": entry.first_row,
        "lengths": entry.lengths,
        "pieces": _PIECES.dump_json(entry.pieces).decode(),
        "error": error and json.dumps(error),
        "size": entry.size,
        "pack_size": entry.pack_size,
    }


def _from_row(row: dict[str, object]) -> Entry:
    error = row.pop("error")
    pieces, lengths = row.pop("pieces"), row.pop("lengths")
    return Entry(
        **row,  # type: ignore[arg-type]
        pieces=_PIECES.validate_json(pieces),  # type: ignore[arg-type]
        lengths=tuple(lengths),  # type: ignore[arg-type]
        error=DigestError(**json.loads(error)) if error else None,  # type: ignore[arg-type]
    )


def list_packs(entries: Iterable[Entry]) -> list[str]:
    """The names of all packs that entries refer to, sorted."""
    return sorted({entry.pack for entry in entries if entry.pack})
