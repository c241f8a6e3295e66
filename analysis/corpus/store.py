"""The only reader and writer of the processed tables.

A build is written into a folder beside the old one and takes its place by renaming, so
that a reader finds either all of the old tables or all of the new ones.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus.cache import CACHE_FILE, write_entries
from analysis.corpus.errors import CorpusError
from analysis.corpus.freshness import MANIFEST_FILE
from analysis.corpus.schema import SCHEMAS
from analysis.exchange import put_in_place, recover_place

DEFAULT_TABLES = Path(__file__).resolve().parents[2] / "data" / "processed"
"""Where the project's own tables are, seen from this file."""

_OUR_FILES = {MANIFEST_FILE, CACHE_FILE, *(f"{name}.parquet" for name in SCHEMAS)}
_REBUILD = "Build the tables again: python -m analysis build."


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables as data frames, and the manifest of the build they come from.

    Dates are datetime64, integers that may be unknown are Int64 with <NA>.
    """

    digests: pd.DataFrame
    listings: pd.DataFrame
    papers: pd.DataFrame
    topics: pd.DataFrame
    releases: pd.DataFrame
    claims: pd.DataFrame
    parse_issues: pd.DataFrame
    manifest: dict[str, Any]


def write_tables(
    tables: Mapping[str, pa.Table],
    manifest: Mapping[str, Any],
    folder: Path,
    cache: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Write all tables and the manifest; the folder's old content stays until all is there.

    `cache` are the entries to keep for the next build. Other files in the folder are kept.
    Returns the manifest as written, with the rows and the sha256 of each table. Raises
    CorpusError where a table is not of its schema or the folder is not one for tables, and
    OSError where it cannot be written.
    """
    # A link to a folder stays one: its target is what takes turns.
    folder = folder.resolve()
    _check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover_place(folder)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-new-", dir=folder.parent))
    try:
        _copy_other_files(folder, staging)
        written = {**manifest, "tables": {n: _write(tables[n], n, staging) for n in SCHEMAS}}
        written["cache"] = write_entries(cache or {}, staging)
        text = json.dumps(written, indent=2, ensure_ascii=False) + "\n"
        (staging / MANIFEST_FILE).write_text(text, encoding="utf-8")
        staging.chmod(0o755)
        put_in_place(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return written


def read_tables(folder: Path | str = "") -> Tables:
    """Read and check all tables of a build; an empty `folder` means the project's own.

    Raises CorpusError where there are none, one is damaged or of another schema, or they
    are not the files that the manifest describes.
    """
    folder = Path(folder).resolve() if str(folder) else DEFAULT_TABLES
    recover_place(folder)
    manifest = read_manifest(folder)
    frames = {name: _read(name, folder, manifest) for name in SCHEMAS}
    return Tables(**frames, manifest=manifest)


def make_empty_tables() -> Tables:
    """Give the tables of no digests at all, with an empty manifest."""
    frames = {name: _to_frame(schema.empty_table()) for name, schema in SCHEMAS.items()}
    return Tables(**frames, manifest={})


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a build. Raises CorpusError where there is no sound one."""
    path = folder / MANIFEST_FILE
    try:
        manifest: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"{folder}: no tables there. {_REBUILD}") from error
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: damaged ({error}). {_REBUILD}") from error
    tables = manifest.get("tables") if isinstance(manifest, dict) else None
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        raise CorpusError(f"{path}: lists no tables. {_REBUILD}")
    return dict(manifest)


def _write(table: pa.Table, name: str, folder: Path) -> dict[str, Any]:
    _check_schema(table.schema, name, f"table {name}")
    for field in SCHEMAS[name]:
        if not field.nullable and table[field.name].null_count:
            raise CorpusError(f"table {name}: column {field.name} has gaps.")
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd")
    return {"rows": table.num_rows, "sha256": _hash(path)}


def _read(name: str, folder: Path, manifest: Mapping[str, Any]) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    try:
        if _hash(path) != manifest["tables"].get(name, {}).get("sha256"):
            raise CorpusError(f"{path}: not the file that the manifest describes. {_REBUILD}")
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise CorpusError(f"{path}: cannot be read ({error}). {_REBUILD}") from error
    _check_schema(table.schema, name, str(path))
    return _to_frame(table)


def _to_frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(
        date_as_object=False, types_mapper={pa.int32(): pd.Int64Dtype()}.get
    )
    return frame


def _check_schema(schema: pa.Schema, name: str, where: str) -> None:
    if not schema.equals(SCHEMAS[name]):
        wanted = ", ".join(f"{f.name} ({f.type})" for f in SCHEMAS[name])
        raise CorpusError(f"{where}: not of its schema; expected {wanted}. {_REBUILD}")


def _check_folder(folder: Path) -> None:
    """Refuse a folder that is about something else: a build replaces it as a whole."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CorpusError(f"{folder}: a file; tables need a folder. Name another output.")
    others = [path for path in folder.iterdir() if path.name not in _OUR_FILES]
    has_folders = any(path.is_dir() for path in others)
    has_files = any(not path.name.startswith(".") for path in others)
    if has_folders or (has_files and not (folder / MANIFEST_FILE).exists()):
        raise CorpusError(
            f"{folder}: holds other things than tables, which a build would replace. "
            "Name an empty or a new folder as output."
        )


def _copy_other_files(folder: Path, staging: Path) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in _OUR_FILES and path.is_file():
            shutil.copy2(path, staging / path.name)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
