"""The only reader of the processed tables: as data frames, loaded when they are used."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.corpus.errors import REBUILD, CorpusError
from analysis.corpus.freshness import MANIFEST_FILE
from analysis.corpus.reading import StoredTable, open_table, to_frame
from analysis.corpus.schema import SCHEMAS
from analysis.corpus.staging import DEFAULT_TABLES
from analysis.exchange import recover_place

_ID_TABLES = {"paper_id": "papers", "digest_id": "digests"}
"""The table of which each row has an id of its own."""


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables as data frames, and the manifest of the build they come from.

    Dates are datetime64, integers that may be unknown are Int64 with <NA>. Tables that were
    read are loaded on first use; `select` loads only what it gives back.
    """

    digests: pd.DataFrame
    listings: pd.DataFrame
    papers: pd.DataFrame
    topics: pd.DataFrame
    releases: pd.DataFrame
    claims: pd.DataFrame
    terms: pd.DataFrame
    term_papers: pd.DataFrame
    term_counts: pd.DataFrame
    parse_issues: pd.DataFrame
    manifest: dict[str, Any]

    @classmethod
    def from_stored(cls, stored: Mapping[str, StoredTable], manifest: dict[str, Any]) -> Tables:
        """Give the tables of open files, none of them loaded."""
        tables = cls.__new__(cls)
        tables.__dict__.update(_stored=stored, manifest=manifest)
        return tables

    def __getattr__(self, name: str) -> Any:
        """Load a table on first use; called only for what is not there yet."""
        stored = self.__dict__.get("_stored", {})
        if name not in stored:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        frame = to_frame(stored[name].read(stored[name].schema.names))
        self.__dict__[name] = frame
        return frame

    def select(
        self, name: str, columns: Sequence[str], papers: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Give these columns of the table `name`, of all rows or those of some papers.

        Nothing else is loaded. Rows are in the table's order, under a new index; paper_id and
        digest_id are categorical, their categories sorted and the same for all tables. Of some
        papers they are strings and nothing is kept: that is for the texts of the few shown.
        Raises CorpusError where a table names a paper or a digest that is not in its own.
        """
        found = self._read(name, columns, papers)
        if papers is not None:
            return found
        for column in _ID_TABLES.keys() & set(columns):
            found[column] = self._categorise(found[column], column, name)
        return found

    def _read(
        self, name: str, columns: Sequence[str], papers: Collection[str] | None
    ) -> pd.DataFrame:
        if name in self.__dict__:
            frame: pd.DataFrame = getattr(self, name)
            chosen = frame if papers is None else frame[frame["paper_id"].isin(papers)]
            return chosen[list(columns)].reset_index(drop=True)
        stored: StoredTable = self.__dict__["_stored"][name]
        table = stored.read(columns) if papers is None else stored.read_papers(columns, papers)
        return to_frame(table)

    def _categorise(self, ids: pd.Series[str], column: str, name: str) -> pd.Series[Any]:
        """Ids as numbers with names: comparing and joining them costs no reading of strings."""
        kept: dict[str, pd.CategoricalDtype] = self.__dict__.setdefault("_ids", {})
        if column not in kept:
            names = self._read(_ID_TABLES[column], [column], None)[column]
            kept[column] = pd.CategoricalDtype(pd.Index(names.sort_values()), ordered=False)
        codes = pc.index_in(pa.array(ids), value_set=pa.array(kept[column].categories))
        if codes.null_count:
            raise CorpusError(f"table {name}: a {column} is in no row of {_ID_TABLES[column]}.")
        return pd.Series(
            pd.Categorical.from_codes(codes.to_numpy(), dtype=kept[column]), index=ids.index
        )


def read_tables(folder: Path | str = "") -> Tables:
    """Open and check all tables of a build; an empty `folder` means the project's own.

    Every file is compared with the manifest; rows are loaded when they are used.

    Raises CorpusError where there are none, one is damaged or of another schema, or they
    are not the files that the manifest describes.
    """
    folder = Path(folder).resolve() if str(folder) else DEFAULT_TABLES
    recover_place(folder)
    manifest = read_manifest(folder)
    hashes = {name: table.get("sha256") for name, table in manifest["tables"].items()}
    stored = {name: open_table(name, folder, hashes.get(name)) for name in SCHEMAS}
    return Tables.from_stored(stored, manifest)


def make_empty_tables() -> Tables:
    """Give the tables of no digests at all, with an empty manifest."""
    frames = {name: to_frame(schema.empty_table()) for name, schema in SCHEMAS.items()}
    return Tables(**frames, manifest={})


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a build. Raises CorpusError where there is no sound one."""
    path = folder / MANIFEST_FILE
    try:
        manifest: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"{folder}: no tables there. {REBUILD}") from error
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: damaged ({error}). {REBUILD}") from error
    tables = manifest.get("tables") if isinstance(manifest, dict) else None
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        raise CorpusError(f"{path}: lists no tables. {REBUILD}")
    return dict(manifest)
