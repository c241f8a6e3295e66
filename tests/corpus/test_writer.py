"""Tables are written beside the work that makes their rows; nothing of it gets lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.corpus import assemble as assemble_module
from analysis.corpus.schema import SCHEMAS
from analysis.corpus.writer import GROUP, TableWriter
from analysis.provenance import hash_file


def make_rows(first: int, n_rows: int) -> pa.Table:
    columns = [
        pa.array([f"p{n % 7}" for n in range(first, first + n_rows)]),
        pa.array(["apples"] * n_rows),
        pa.array([["apple", f"tree {n % 3}"] for n in range(n_rows)]),
        pa.array([[]] * n_rows, SCHEMAS["topics"].field("spans").type),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMAS["topics"])


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[TableWriter]:
    writer = TableWriter("topics", tmp_path)
    yield writer
    writer.abandon()


@pytest.mark.parametrize("portions", [[], [3], [GROUP] * 3, [GROUP - 1, 2, 3 * GROUP + 5, 1]])
def test_rows_of_any_portions_are_in_the_file_in_their_order(
    writer: TableWriter, tmp_path: Path, portions: list[int]
) -> None:
    starts = [sum(portions[:n]) for n in range(len(portions))]
    for first, n_rows in zip(starts, portions, strict=True):
        writer.add(make_rows(first, n_rows))
    told = writer.close()
    path = tmp_path / "topics.parquet"
    assert told == {"rows": sum(portions), "sha256": hash_file(path)}
    file = pq.ParquetFile(path)
    ids = file.read(["paper_id"])["paper_id"].to_pylist()
    assert ids == [f"p{n % 7}" for n in range(sum(portions))]
    sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert all(size == GROUP for size in sizes[:-1])


def test_words_within_lists_are_stored_once(writer: TableWriter, tmp_path: Path) -> None:
    writer.add(make_rows(0, 100))
    writer.close()
    group = pq.ParquetFile(tmp_path / "topics.parquet").metadata.row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    (terms,) = [column for column in columns if column.path_in_schema.startswith("terms.")]
    assert terms.has_dictionary_page


def test_what_writing_raises_comes_out_of_a_later_call(
    writer: TableWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", refuse)
    writer.add(make_rows(0, GROUP))
    with pytest.raises(OSError, match="disk full"):
        writer.add(make_rows(GROUP, GROUP))


def test_the_last_rows_may_fail_as_well(
    writer: TableWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.add(make_rows(0, 5))
    monkeypatch.setattr(pq.ParquetWriter, "write_table", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writer.close()


def test_rows_are_read_ahead_in_their_order_and_no_further_than_one() -> None:
    made = []

    def make() -> Iterator[int]:
        for n in count():
            made.append(n)
            yield n

    numbers = assemble_module._read_ahead(make())
    assert [next(numbers) for _ in range(5)] == list(range(5))
    numbers.close()
    assert len(made) <= 6


def test_what_reading_ahead_raises_comes_after_what_was_read() -> None:
    def make() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    numbers = assemble_module._read_ahead(make())
    assert next(numbers) == 1
    with pytest.raises(OSError, match="gone"):
        next(numbers)
