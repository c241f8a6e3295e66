"""Rows of packs to rows of tables, a few thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus.joining.merge import Paper
from analysis.corpus.joining.printings import Joined
from analysis.corpus.joining.rows import Layout
from analysis.corpus.packing.columns import RELEASE_FIELDS, write_ids
from analysis.corpus.packing.packs import Rows, Shelf
from analysis.corpus.schema import SCHEMAS

Item = TypeVar("Item")
_RELEASE = [field.name for field in RELEASE_FIELDS]
_TEXT = ["title", "abstract", *_RELEASE, "topics", "claims"]
_VALUES = ["arxiv_id", "publication_date", "publication_date_method", "n_authors", "organization"]
_LISTED = ["first_line", "last_line", "comments", "votes"]
_SOURCED = {"arxiv_id", "publication_date", "n_authors", "organization"}
_FROM_DIGEST = pa.schema(
    [("digest_id", pa.string()), ("source_file", pa.string()), ("digest_date", pa.date32())]
)


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What every portion of rows needs of the whole."""

    layout: Layout
    joined: Joined
    shelf: Shelf
    digests: pa.Table
    papers: Mapping[int, Paper]
    """Papers that needed a closer look, by their first row."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is known of the rows of a portion that needed a closer look (`mask`).

    `paper_ids` and `is_printed`, whether a date is, are those rows'; `papers` those of
    which one of them is the first. `is_first` marks the first rows of all papers.
    """

    mask: npt.NDArray[np.bool_]
    is_first: npt.NDArray[np.bool_]
    paper_ids: Sequence[str]
    is_printed: Sequence[bool]
    papers: Sequence[Paper]


def list_papers(layout: Layout, joined: Joined) -> tuple[pa.StringArray, Rows]:
    """The ids of all papers in the order of their tables, and the rows that hold their texts."""
    merged = _find_first_rows(joined)
    is_first = np.ones(len(layout.hashes), dtype=bool)
    is_first[joined.rows] = False
    is_first[list(merged)] = True
    text_rows = np.arange(len(layout.hashes))
    text_rows[list(merged)] = [paper.text_row for paper in merged.values()]
    mask = np.zeros(len(layout.hashes), dtype=bool)
    mask[joined.rows] = True
    ids = _replace(write_ids(layout.hashes), mask, joined.paper_ids)
    return ids.filter(pa.array(is_first)), text_rows[is_first]


def _find_first_rows(joined: Joined) -> dict[int, Paper]:
    """The papers that needed a closer look, by their first row."""
    by_id = {paper.paper_id: paper for paper in joined.papers}
    pairs = zip(joined.rows.tolist(), joined.paper_ids, strict=True)
    return {row: by_id.pop(paper_id) for row, paper_id in pairs if paper_id in by_id}


def assemble(layout: Layout, joined: Joined, shelf: Shelf) -> Iterator[dict[str, pa.Table]]:
    """Yield rows of listings, papers and facts by table, in the order of files and lines."""
    first = _find_first_rows(joined)
    digests = {
        field.name: [getattr(digest, field.name) for digest in joined.digests]
        for field in _FROM_DIGEST
    }
    corpus = _Corpus(layout, joined, shelf, pa.table(digests, schema=_FROM_DIGEST), first)
    for start, rows in _read_ahead(shelf.scan([*_LISTED, *_VALUES, *_TEXT])):
        yield _assemble_portion(start, rows, corpus)


def _read_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Make each item in another thread while the one before it is used."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _assemble_portion(start: int, rows: pa.Table, corpus: _Corpus) -> dict[str, pa.Table]:
    here = slice(start, start + rows.num_rows)
    looked = _look_closer(here, corpus)
    digests = corpus.digests.take(pa.array(corpus.layout.digest[here]))
    own_ids = write_ids(corpus.layout.hashes[here])
    ids = _replace(own_ids, looked.mask, looked.paper_ids)
    chosen = np.flatnonzero(looked.is_first)
    of_papers = ids.take(pa.array(chosen))
    is_merged = looked.mask[looked.is_first]
    own_rows = start + np.flatnonzero(looked.is_first)
    text_rows = own_rows.copy()
    text_rows[is_merged] = [paper.text_row for paper in looked.papers]
    texts = _find_texts(_take(rows.select(_TEXT), chosen), own_rows, text_rows, corpus.shelf)
    values = _take(rows.select(_VALUES), chosen)
    said = _list_values(values, _take(digests, chosen), is_merged, looked.papers)
    return {
        "listings": _list_listings(rows, digests, ids, corpus.layout.position[here], looked),
        "papers": _as_table("papers", said, of_papers, texts),
        "releases": _as_table("releases", {}, of_papers, texts),
        "topics": _unfold("topics", of_papers, texts),
        "claims": _unfold("claims", of_papers, texts),
    }


def _take(table: pa.Table, rows: Rows) -> pa.Table:
    # Nearly always all rows are wanted, and texts are long to copy.
    return table if len(rows) == table.num_rows else table.take(pa.array(rows))


def _look_closer(here: slice, corpus: _Corpus) -> _Looked:
    """What is known of some rows of a portion beyond their columns."""
    joined = corpus.joined
    part = slice(*np.searchsorted(joined.rows, [here.start, here.stop]).tolist())
    rows = joined.rows[part]
    mask = np.zeros(here.stop - here.start, dtype=bool)
    mask[rows - here.start] = True
    papers = [corpus.papers.get(row) for row in rows.tolist()]
    is_first = ~mask
    is_first[rows - here.start] = [paper is not None for paper in papers]
    return _Looked(
        mask,
        is_first,
        joined.paper_ids[part],
        [one.printed_date is not None for one in joined.listings[part]],
        [paper for paper in papers if paper is not None],
    )


def _list_listings(
    rows: pa.Table,
    digests: pa.Table,
    ids: pa.Array,
    positions: npt.NDArray[np.int32],
    looked: _Looked,
) -> pa.Table:
    has_metadata = rows["n_authors"].is_valid().to_numpy().copy()
    has_metadata[looked.mask] |= np.array(looked.is_printed, dtype=bool)
    columns = {
        "digest_id": digests["digest_id"],
        "position": pa.array(positions),
        "paper_id": ids,
        **{name: rows[name] for name in _LISTED},
        "has_metadata": pa.array(has_metadata),
    }
    return pa.table(columns, schema=SCHEMAS["listings"])


def _find_texts(own: pa.Table, own_rows: Rows, text_rows: Rows, shelf: Shelf) -> pa.Table:
    """The texts of papers with what was read out of them; some stand best in another row."""
    elsewhere = np.flatnonzero(own_rows != text_rows)
    if not len(elsewhere):
        return own
    order = np.arange(len(own_rows))
    order[elsewhere] = len(own_rows) + np.arange(len(elsewhere))
    fetched = shelf.fetch(text_rows[elsewhere], _TEXT)
    return pa.concat_tables([own, fetched]).take(pa.array(order))


def _list_values(
    values: pa.Table, digests: pa.Table, is_merged: npt.NDArray[np.bool_], merged: Sequence[Paper]
) -> dict[str, pa.Array]:
    """All that tables say of papers beside their texts."""
    source = digests["source_file"].combine_chunks()
    columns: dict[str, pa.Array] = {
        "text_source": source,
        "first_digest_date": digests["digest_date"].combine_chunks(),
    }
    for name in _VALUES:
        columns[name] = values[name].combine_chunks()
        if name in _SOURCED:
            columns[f"{name}_source"] = pc.if_else(columns[name].is_valid(), source, None)
    return {
        name: _replace(column, is_merged, [getattr(paper, name) for paper in merged])
        for name, column in columns.items()
    }


def _as_table(
    name: str, columns: Mapping[str, pa.Array], ids: pa.Array, texts: pa.Table
) -> pa.Table:
    found: dict[str, Any] = {"paper_id": ids, **columns}
    schema = SCHEMAS[name]
    return pa.table(
        {one: found[one] if one in found else texts[one] for one in schema.names}, schema=schema
    )


def _unfold(name: str, ids: pa.Array, texts: pa.Table) -> pa.Table:
    """One row for each member of the lists in a column, with its paper's id."""
    lists = texts[name].combine_chunks()
    members = pc.list_flatten(lists)
    columns = [ids.take(pc.list_parent_indices(lists)), *members.flatten()]
    return pa.Table.from_arrays(columns, schema=SCHEMAS[name])


def _replace(column: pa.Array, mask: npt.NDArray[np.bool_], values: Sequence[Any]) -> pa.Array:
    """Put values in the place of those that a mask marks."""
    if not values:
        return column
    return pc.replace_with_mask(column, pa.array(mask), pa.array(values, column.type))
