"""The only reader and writer of the processed tables.

A build is written into a folder beside the old one and takes its place by renaming, so
that a reader finds either all of the old tables or all of the new ones.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus.entries import CACHE_FOLDER
from analysis.corpus.errors import CorpusError
from analysis.corpus.freshness import MANIFEST_FILE
from analysis.corpus.schema import SCHEMAS
from analysis.corpus.writer import check_schema
from analysis.exchange import put_in_place, recover_place
from analysis.provenance import hash_file

DEFAULT_TABLES = Path(__file__).resolve().parents[2] / "data" / "processed"
"""Where the project's own tables are, seen from this file."""

_OURS = {MANIFEST_FILE, CACHE_FOLDER, *(f"{name}.parquet" for name in SCHEMAS)}
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


@dataclass(slots=True)
class Staging:
    """A folder that takes the place of another one when it is finished."""

    folder: Path
    place: Path

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and put the folder in its place. Raises OSError."""
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (self.folder / MANIFEST_FILE).write_text(text, encoding="utf-8")
        self.folder.chmod(0o755)
        put_in_place(self.folder, self.place)


@contextmanager
def replace_tables(folder: Path) -> Iterator[Staging]:
    """Give an empty folder for new tables; those in `folder` stay until it is finished.

    Other files in the folder are kept. Raises CorpusError where the folder is not one for
    tables, and OSError where it cannot be written.
    """
    # A link to a folder stays one: its target is what takes turns.
    folder = folder.resolve()
    _check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover_place(folder)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-new-", dir=folder.parent))
    try:
        _copy_other_files(folder, staging)
        yield Staging(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


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


def _read(name: str, folder: Path, manifest: Mapping[str, Any]) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    try:
        if hash_file(path) != manifest["tables"].get(name, {}).get("sha256"):
            raise CorpusError(f"{path}: not the file that the manifest describes. {_REBUILD}")
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise CorpusError(f"{path}: cannot be read ({error}). {_REBUILD}") from error
    check_schema(table.schema, name, str(path))
    return _to_frame(table)


def _to_frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(
        date_as_object=False, types_mapper={pa.int32(): pd.Int64Dtype()}.get
    )
    return frame


def _check_folder(folder: Path) -> None:
    """Refuse a folder that is about something else: a build replaces it as a whole."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CorpusError(f"{folder}: a file; tables need a folder. Name another output.")
    others = [path for path in folder.iterdir() if path.name not in _OURS]
    has_folders = any(path.is_dir() for path in others)
    has_files = any(not path.name.startswith(".") for path in others)
    if has_folders or (has_files and not (folder / MANIFEST_FILE).exists()):
        raise CorpusError(
            f"{folder}: holds other things than tables, which a build would replace. "
            "Name an empty or a new folder as output."
        )


def _copy_other_files(folder: Path, staging: Path) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in _OURS and path.is_file():
            shutil.copy2(path, staging / path.name)
