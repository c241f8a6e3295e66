"""Writing one table: rows are checked, put into groups of one size, and never all held."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus.errors import CorpusError
from analysis.corpus.schema import SCHEMAS, check_schema

GROUP = 10_240
"""Rows of a row group: few, so that the texts of some papers are read without those of all."""


class TableWriter:
    """Writes the rows of one table into a folder as they come.

    Encoding and compressing run in a thread of their own while the next rows are made. The
    file depends on the rows alone, not on the portions in which they come.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._schema = SCHEMAS[name]
        self._file = _HashedFile(folder / f"{name}.parquet")
        # Numbers that rise and seldom recur: as differences they take a third of the room.
        rising = [field.name for field in self._schema if field.type == pa.uint32()]
        others = [one for one in self._schema.names if one not in rising]
        self._writer = pq.ParquetWriter(
            self._file,
            self._schema,
            compression="zstd",
            # By name, lists would go without: their columns have longer ones.
            use_dictionary=others if rising else True,
            column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED") or None,
        )
        self._thread = ThreadPoolExecutor(1, f"table-{name}")
        self._being_written: Future[None] | None = None
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0
        self._n_rows = 0

    def add(self, rows: pa.Table) -> None:
        """Append rows. Raises CorpusError where they are not of the table's schema.

        What writing raises comes out of a later call.
        """
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
        self._wait()
        self._writer.close()
        self._file.close()
        return {"rows": self._n_rows, "sha256": self._file.sha256.hexdigest()}

    def abandon(self) -> None:
        """Let go of the file, finished or not."""
        self._thread.shutdown()
        try:
            self._writer.close()
        finally:
            self._file.close()

    def _flush(self, n_rows: int) -> None:
        if not n_rows:
            return
        waiting = pa.concat_tables(self._waiting)
        # One at a time: whoever makes rows faster than they are written has to wait.
        self._wait()
        self._being_written = self._thread.submit(self._write, waiting.slice(0, n_rows))
        self._waiting = [waiting.slice(n_rows)]
        self._n_waiting -= n_rows
        self._n_rows += n_rows

    def _wait(self) -> None:
        if self._being_written is not None:
            self._being_written.result()
            self._being_written = None

    def _write(self, rows: pa.Table) -> None:
        self._writer.write_table(rows.combine_chunks(), row_group_size=GROUP)


class _HashedFile(BufferedWriter):
    """A file that is written from its start to its end, and the hash of what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(FileIO(path, "w"))
        self.sha256 = hashlib.sha256()

    def write(self, content: Any) -> int:
        """Write and hash bytes."""
        self.sha256.update(content)
        return super().write(content)
