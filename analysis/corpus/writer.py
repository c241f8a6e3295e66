"""Writing one table: rows are checked, put into groups of one size, and never all held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus.errors import CorpusError
from analysis.corpus.schema import SCHEMAS, check_schema
from analysis.provenance import hash_file

GROUP = 10_240
"""Rows of a row group: few, so that the texts of some papers are read without those of all."""


class TableWriter:
    """Writes the rows of one table into a folder as they come.

    The file depends on the rows alone, not on the portions in which they come.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._schema = SCHEMAS[name]
        self._path = folder / f"{name}.parquet"
        # Numbers that rise and seldom recur: as differences they take a third of the room.
        rising = [field.name for field in self._schema if field.type == pa.uint32()]
        self._writer = pq.ParquetWriter(
            self._path,
            self._schema,
            compression="zstd",
            use_dictionary=[one for one in self._schema.names if one not in rising],
            column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
        )
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0
        self._n_rows = 0

    def add(self, rows: pa.Table) -> None:
        """Append rows. Raises CorpusError where they are not of the table's schema."""
        check_schema(rows.schema, self._name, f"table {self._name}")
        for column in self._schema:
            if not column.nullable and rows[column.name].null_count:
                raise CorpusError(f"table {self._name}: column {column.name} has gaps.")
        self._waiting.append(rows)
        self._n_waiting += rows.num_rows
        if self._n_waiting >= GROUP:
            self._flush(self._n_waiting // GROUP * GROUP)

    def close(self) -> dict[str, Any]:
        """Finish the file; gives what the manifest says of it."""
        self._flush(self._n_waiting)
        self._writer.close()
        return {"rows": self._n_rows, "sha256": hash_file(self._path)}

    def abandon(self) -> None:
        """Let go of the file, finished or not."""
        self._writer.close()

    def _flush(self, n_rows: int) -> None:
        if not n_rows:
            return
        waiting = pa.concat_tables(self._waiting).combine_chunks()
        self._writer.write_table(waiting.slice(0, n_rows), row_group_size=GROUP)
        self._waiting = [waiting.slice(n_rows)]
        self._n_waiting -= n_rows
        self._n_rows += n_rows
