"""Small folders of digests, built into tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.corpus import (
    SCHEMAS,
    Build,
    Inputs,
    Tables,
    build_tables,
    describe_build,
    read_tables,
    replace_tables,
)
from analysis.corpus.packing.segments import Segment, SegmentBuilder
from analysis.corpus.terms import make_term_tables
from analysis.corpus.writer import TableWriter
from analysis.digests import Pin
from analysis.facts import load_taxonomy
from analysis.provenance import hash_file
from tests.digests.pages import Entry, print_page

CODE = {"version": "test", "commit": None, "python": "3", "packages": {}}
AS_OF = datetime(2026, 5, 1, tzinfo=UTC)
OTHER_ABSTRACT = (
    "Nothing here is about fruit. A theorem on graphs bounds their spectra from below, and its "
    "proof uses nothing but linear algebra and the pigeonhole principle."
)
APPLES = Entry("Counting Apples in Baskets", authors=12, published="Jul 10, 2025 4")
PEARS = Entry("Sorting Pears", OTHER_ABSTRACT, 3, None, "Mar 3, 2024")
PAGES = {
    "a.txt": print_page(APPLES, PEARS, capture="Apr 20, 2026"),
    "b.txt": print_page(Entry(APPLES.title), capture="May 2, 2026"),
}


def write_pages(pages: Mapping[str, str | bytes], folder: Path) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        (folder / name).write_bytes(page if isinstance(page, bytes) else page.encode())
    return {name: folder / name for name in pages}


def build(files: Mapping[str, Path], folder: Path, pins: Mapping[str, Pin] | None = None) -> Build:
    """The tables of these files, in `folder`."""
    taxonomy = load_taxonomy()
    hashes = {name: hash_file(path) for name, path in files.items()}
    with replace_tables(folder) as staging:
        inputs = Inputs(files, hashes, pins or {}, taxonomy)
        built = build_tables(inputs, staging.folder, lambda items, _: items)
        staging.finish(describe_build(built, CODE, taxonomy, AS_OF))
    return built


def write_tables(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], folder: Path) -> None:
    """Tables that were made by hand, as a build would write them."""
    with replace_tables(folder) as staging:
        written = {}
        for name in SCHEMAS:
            writer = TableWriter(name, staging.folder)
            writer.add(tables[name])
            written[name] = writer.close()
        staging.finish({**manifest, "tables": written})


def build_term_tables(
    paper_ids: Sequence[str], texts: Sequence[tuple[str, str]]
) -> dict[str, pa.Table]:
    """The tables of the terms of these papers, given by title and abstract."""
    segments = SegmentBuilder()
    segments.add(texts)
    ids, rows = pa.array(paper_ids, pa.string()), np.arange(len(texts))
    source = Segments(((segments.finish(), rows),), len(texts))
    return gather(make_term_tables(ids, rows, source))


@dataclass(frozen=True)
class Segments:
    """Segments at hand, with the number of each of their rows."""

    all: Sequence[tuple[Segment, np.ndarray]]
    n_rows: int

    def scan_segments(self) -> Sequence[tuple[Segment, np.ndarray]]:
        return self.all


def gather(rows: Iterable[tuple[str, pa.Table]]) -> dict[str, pa.Table]:
    """Rows of tables, by the tables' names; those of no rows too."""
    found: dict[str, list[pa.Table]] = {
        name: [SCHEMAS[name].empty_table()] for name in ("terms", "term_papers", "term_counts")
    }
    for name, table in rows:
        found[name].append(table)
    return {name: pa.concat_tables(tables).combine_chunks() for name, tables in found.items()}


def build_frames(
    pages: Mapping[str, str | bytes], folder: Path, pins: Mapping[str, Pin] | None = None
) -> Tables:
    """Pages to files to tables, written and read back."""
    build(write_pages(pages, folder / "raw"), folder / "processed", pins)
    return read_tables(folder / "processed")


def row(frame: pd.DataFrame, **values: object) -> dict[str, Any]:
    """The one row with these values, unknown ones as None."""
    for name, value in values.items():
        frame = frame[frame[name].eq(value)]
    (only,) = frame.to_dict("records")
    return {k: None if pd.api.types.is_scalar(v) and pd.isna(v) else v for k, v in only.items()}
