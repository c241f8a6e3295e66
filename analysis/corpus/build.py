"""Digest files to tables, in bounded memory.

Parts of files are read into packs, side by side; what is known of them already is taken from
older packs. Then the listings are joined to papers by a few bytes each, and the tables are
written in portions. Only the listings that need a closer look are held as objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.corpus.assemble import assemble, list_papers
from analysis.corpus.errors import CorpusError
from analysis.corpus.joining.printings import Joined, join_listings
from analysis.corpus.joining.rows import Layout, lay_out
from analysis.corpus.packing.cache import (
    PART_SIZE,
    Cache,
    Wanted,
    close_cache,
    keep_packs,
    list_wanted,
    plan_tasks,
)
from analysis.corpus.packing.entries import CACHE_FOLDER, Entry
from analysis.corpus.packing.packs import Run, Shelf
from analysis.corpus.packing.workers import Reader, read_here
from analysis.corpus.schema import SCHEMAS
from analysis.corpus.terms import make_term_tables
from analysis.corpus.writer import TableWriter
from analysis.digests import DigestError, Pin, leave_out_copies, list_parts
from analysis.facts import Taxonomy
from analysis.papers import DateMethod, Digest, ParseIssue, to_digest_id

NOTHING = Cache()
Row = dict[str, Any]
Progress = Callable[[Sequence[Any], str], Iterable[Any]]
"""Wraps a sequence and a label, to show how far a long loop is."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What tables are built from: files and their hashes by name, dates set by hand, topics."""

    files: Mapping[str, Path]
    hashes: Mapping[str, str]
    pins: Mapping[str, Pin]
    taxonomy: Taxonomy


@dataclass(frozen=True, slots=True)
class Build:
    """Built tables: what the manifest says of each and of the cache, the inputs they come
    from, the files that were left out, and how many files and papers were read anew."""

    tables: dict[str, dict[str, Any]]
    cache: dict[str, Any]
    inputs: tuple[dict[str, str], ...]
    errors: tuple[DigestError, ...]
    n_parsed: int
    n_extracted: int

    def count_rows(self) -> dict[str, int]:
        """Rows by table."""
        return {name: table["rows"] for name, table in self.tables.items()}


def build_tables(
    inputs: Inputs,
    folder: Path,
    progress: Progress,
    cache: Cache = NOTHING,
    read: Reader = read_here,
) -> Build:
    """Build every table of SCHEMAS, and the cache, in the empty `folder`.

    The order of files does not matter. What `cache` knows is not read again. Files that are
    no digest are left out and named in `errors`. Raises CorpusError where no file is one.
    """
    files, twins = _tell_twins_apart(inputs)
    wanted = list_wanted(list_parts(files, PART_SIZE), inputs.hashes, inputs.taxonomy)
    packs = folder / CACHE_FOLDER
    packs.mkdir()
    unknown = [one for one in wanted if one.key not in cache.entries]
    entries = {one.key: cache.entries[one.key] for one in wanted if one.key in cache.entries}
    keep_packs(entries.values(), cache.folder, packs)
    new = _read(unknown, packs, inputs.taxonomy, progress, read)
    entries |= {entry.key: entry for entry in new}
    ordered = [entries[one.key] for one in wanted]
    failed = [entry.error for entry in ordered if entry.error is not None]
    errors = sorted([*failed, *twins], key=lambda error: error.source_file)
    read_entries = [entry for entry in ordered if entry.error is None]
    if not read_entries:
        raise _explain_nothing(errors, inputs)
    tables = _write_tables(read_entries, errors, inputs, folder)
    # Why a file could not be read may be gone the next time.
    kept = [entries[one.key] for one in wanted if inputs.hashes.get(one.part.source_file)]
    return Build(
        tables=tables,
        cache=close_cache(kept, packs),
        inputs=_list_inputs(inputs, errors),
        errors=tuple(errors),
        n_parsed=len({one.part.source_file for one in unknown}),
        n_extracted=sum(entry.n_rows for entry in new),
    )


def _tell_twins_apart(inputs: Inputs) -> tuple[dict[str, Path], list[DigestError]]:
    """The files in order of their names without those that are copies, and an error for each."""
    names, copies = leave_out_copies({name: inputs.hashes.get(name, "") for name in inputs.files})
    return {name: inputs.files[name] for name in names}, copies


def _read(
    unknown: Sequence[Wanted], packs: Path, taxonomy: Taxonomy, progress: Progress, read: Reader
) -> list[Entry]:
    tasks = plan_tasks(unknown, packs)
    pairs = zip(progress(tasks, "digests"), read(tasks, taxonomy), strict=True)
    return [entry for _, entries in pairs for entry in entries]


def _explain_nothing(errors: Sequence[DigestError], inputs: Inputs) -> CorpusError:
    reasons = "\n".join(str(error) for error in errors)
    problem = f"no digest among {len(inputs.files)} files; the tables stay as they were."
    return CorpusError(f"{problem}\n{reasons}")


def _write_tables(
    entries: Sequence[Entry], errors: Sequence[DigestError], inputs: Inputs, folder: Path
) -> dict[str, dict[str, Any]]:
    runs = [Run(entry.pack, entry.first_row, entry.n_rows) for entry in entries]
    shelf = Shelf(folder / CACHE_FOLDER, runs)
    layout = lay_out(entries, shelf)
    joined = join_listings(layout, shelf, inputs.pins)
    small = {
        "digests": _digest_rows(joined.digests, layout, errors, inputs.hashes),
        "parse_issues": _issue_rows(joined, errors, inputs),
    }
    with ExitStack() as stack:
        writers = {name: TableWriter(name, folder) for name in SCHEMAS}
        for writer in writers.values():
            stack.callback(writer.abandon)
        for name, rows in small.items():
            writers[name].add(pa.Table.from_pylist(rows, schema=SCHEMAS[name]))
        for tables in assemble(layout, joined, shelf):
            _add_rows(tables.items(), writers)
        # Terms need the room, and no texts.
        shelf.release()
        _add_rows(make_term_tables(*list_papers(layout, joined), shelf), writers)
        return {name: writer.close() for name, writer in writers.items()}


def _add_rows(rows: Iterable[tuple[str, pa.Table]], writers: Mapping[str, TableWriter]) -> None:
    for name, table in rows:
        writers[name].add(table)


def _digest_rows(
    digests: Sequence[Digest],
    layout: Layout,
    errors: Sequence[DigestError],
    hashes: Mapping[str, str],
) -> list[Row]:
    counts = layout.count_listings()
    read = [
        _digest_row(digest, n_listings, hashes)
        for digest, n_listings in zip(digests, counts, strict=True)
    ]
    failed = [_failed_row(error) for error in errors]
    return sorted(read + failed, key=lambda row: row["digest_id"])


def _digest_row(digest: Digest, n_listings: int, hashes: Mapping[str, str]) -> Row:
    return {
        "digest_id": digest.digest_id,
        "source_file": digest.source_file,
        "sha256": hashes.get(digest.source_file),
        "source_format": digest.source_format,
        "digest_date": digest.digest_date,
        "date_method": digest.date_method,
        "date_evidence": digest.date_evidence,
        # What an unexplained line held is unknown: it may have been a listing.
        "state": "partial" if digest.n_unexplained else "read",
        "n_listings": n_listings,
        "n_lines": digest.n_lines,
        "n_unexplained": digest.n_unexplained,
    }


def _failed_row(error: DigestError) -> Row:
    """A file that could not be read stays visible: failed is not the same as absent."""
    return {
        "digest_id": to_digest_id(error.source_file),
        "source_file": error.source_file,
        "date_method": DateMethod.UNRESOLVED,
        "date_evidence": "",
        "state": "failed",
        "n_listings": 0,
        "n_lines": 0,
        "n_unexplained": 0,
    }


def _issue_rows(joined: Joined, errors: Sequence[DigestError], inputs: Inputs) -> list[Row]:
    issues: list[ParseIssue] = [issue for digest in joined.digests for issue in digest.issues]
    rows = [asdict(issue) for issue in [*issues, *joined.issues]]
    rows += [
        {"source_file": e.source_file, "line": e.line, "text": "", "reason": e.problem}
        for e in errors
    ]
    rows += [
        {"source_file": name, "line": 0, "text": "", "reason": "pinned in SOURCES.yml, not here"}
        for name in sorted(inputs.pins.keys() - inputs.files.keys())
    ]
    return rows


def _list_inputs(inputs: Inputs, errors: Sequence[DigestError]) -> tuple[dict[str, str], ...]:
    failed = {error.source_file for error in errors}
    return tuple(
        {
            "name": name,
            "sha256": inputs.hashes.get(name, ""),
            "state": "failed" if name in failed else "read",
        }
        for name in sorted(inputs.files)
    )
