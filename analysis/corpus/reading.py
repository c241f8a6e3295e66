"""Reading of the processed tables: whole files are checked, and only what is asked for is loaded.

All files of a build are opened and checked at once. Where the system lets files be replaced that
are open they stay open, so that a build that takes their place meanwhile changes nothing for a
reader; elsewhere their bytes are held. Rows and columns are loaded when they are used.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.corpus.errors import REBUILD, CorpusError
from analysis.corpus.schema import check_schema

_PIECE = 1 << 20
_CAN_REPLACE_OPEN_FILES = os.name == "posix"


@dataclass(frozen=True)
class StoredTable:
    """The open file of one table, with the columns loaded so far."""

    file: pq.ParquetFile
    loaded: dict[str, pa.ChunkedArray] = field(default_factory=dict)

    @property
    def schema(self) -> pa.Schema:
        """The columns as stored."""
        return self.file.schema_arrow

    def read(self, columns: Sequence[str]) -> pa.Table:
        """All rows with these columns; a column is loaded once."""
        missing = [name for name in columns if name not in self.loaded]
        if missing:
            table = self.file.read(columns=missing)
            self.loaded.update({name: table[name] for name in missing})
        schema = pa.schema([self.schema.field(name) for name in columns])
        return pa.table([self.loaded[name] for name in columns], schema=schema)

    def read_papers(self, columns: Sequence[str], papers: Collection[str]) -> pa.Table:
        """The rows of these papers, one row group at a time; keeps no more than ids loaded."""
        wanted = pa.array(sorted(papers), pa.string())
        chosen = pc.is_in(self.read(["paper_id"])["paper_id"], value_set=wanted)
        found, begin = [], 0
        for group in range(self.file.num_row_groups):
            size = self.file.metadata.row_group(group).num_rows
            marks = chosen.slice(begin, size)
            begin += size
            if pc.any(marks).as_py():
                rows = self.file.read_row_group(group, columns=list(columns))
                found.append(rows.select(list(columns)).filter(marks))
        if found:
            return pa.concat_tables(found)
        return pa.schema([self.schema.field(name) for name in columns]).empty_table()


def open_table(name: str, folder: Path, sha256: str | None) -> StoredTable:
    """Open and check the file of a table; `sha256` is what the manifest says of it.

    Raises CorpusError where it is missing, damaged, of another schema, or not the one that the
    manifest describes.
    """
    path = folder / f"{name}.parquet"
    try:
        source = pa.OSFile(str(path))
        if not _CAN_REPLACE_OPEN_FILES:
            with source:
                source = pa.BufferReader(source.read_buffer())
        if _hash(source) != sha256:
            raise CorpusError(f"{path}: not the file that the manifest describes. {REBUILD}")
        # Without the data, the footer alone tells of a file that is no table.
        file = pq.ParquetFile(source)
    except (OSError, pa.ArrowException) as error:
        raise CorpusError(f"{path}: cannot be read ({error}). {REBUILD}") from error
    check_schema(file.schema_arrow, name, str(path))
    return StoredTable(file)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Columns as pandas keeps them: datetime64, and Int64 where a whole number may be unknown."""
    frame: pd.DataFrame = table.to_pandas(
        date_as_object=False, types_mapper={pa.int32(): pd.Int64Dtype()}.get
    )
    return frame


def _hash(source: pa.NativeFile) -> str:
    found = hashlib.sha256()
    while piece := source.read_buffer(_PIECE):
        found.update(piece)
    return found.hexdigest()
