"""A build beside the old tables, and in their place when it is complete.

It is written into a folder of its own and takes the old one's place by renaming, so that a
reader finds either all of the old tables or all of the new ones.
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

from analysis.corpus.errors import CorpusError
from analysis.corpus.freshness import MANIFEST_FILE
from analysis.corpus.packing.entries import CACHE_FOLDER
from analysis.corpus.schema import SCHEMAS
from analysis.exchange import put_in_place, recover_place

DEFAULT_TABLES = Path(__file__).resolve().parents[2] / "data" / "processed"
"""Where the project's own tables are, seen from this file."""
_OURS = {MANIFEST_FILE, CACHE_FOLDER, *(f"{name}.parquet" for name in SCHEMAS)}


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
