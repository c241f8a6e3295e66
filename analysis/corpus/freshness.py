"""Whether the tables are still those of the digests, the taxonomy and the code at hand.

Everything is compared by content: times of change lie after a copy or a checkout. This
module runs at every start of a scheduled run and loads nothing heavy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.digests import SOURCES_FILE, find_digest_files
from analysis.exchange import recover_place
from analysis.provenance import hash_file, hash_libraries, hash_parts, hash_text

MANIFEST_FILE = "manifest.json"
READING_CODE = ("analysis/papers.py", "analysis/digests")
EXTRACTION_CODE = ("analysis/papers.py", "analysis/facts")
_BUILDING_CODE = (*READING_CODE, *EXTRACTION_CODE, "analysis/corpus")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Sources:
    """What tables are built from: hashes of the digest files by name, and of all the rest."""

    files: dict[str, str]
    made_from: dict[str, str]


def find_inputs(raw: Path) -> dict[str, Path]:
    """All digest files below a folder, by the names that tables record, sorted.

    Raises FileNotFoundError where there is no such folder.
    """
    return {_to_name(path, raw): path for path in find_digest_files(raw)}


def find_sources(raw: Path, topics: Path | None) -> Sources:
    """Hash what tables of the digests in `raw` would be built from now.

    `topics` is the user's own taxonomy file. Raises FileNotFoundError without `raw`.
    """
    made_from = {
        "SOURCES.yml": hash_file(raw / SOURCES_FILE),
        "the taxonomy": (hash_file(topics) or "missing") if topics else "",
        "the code that reads digests": hash_parts(_BUILDING_CODE),
        "the libraries": hash_libraries(),
    }
    return Sources({name: _hash_input(path) for name, path in find_inputs(raw).items()}, made_from)


def _hash_input(path: Path) -> str:
    # A pipe would keep its reader waiting, and a device never ends.
    return hash_file(path) if os.path.isfile(path) else ""  # noqa: PTH113


def find_changes(sources: Sources, folder: Path) -> str:
    """Say why the tables in `folder` are not those of `sources`; empty where they are."""
    recover_place(folder)
    manifest = _read_manifest(folder)
    if manifest is None:
        return "there are no tables yet, or their manifest is damaged"
    damaged = [
        name
        for name, table in manifest["tables"].items()
        if hash_file(folder / f"{name}.parquet") != table["sha256"]
    ]
    if damaged:
        return f"damaged or missing: {_name_some(damaged)}"
    known = {item["name"]: item["sha256"] for item in manifest["inputs"]}
    changes = _compare_files(known, sources.files)
    made_from = manifest.get("made_from", {})
    changes += [f"{name} changed" for name, now in sources.made_from.items()
                if made_from.get(name) != now]  # fmt: skip
    return "; ".join(changes)


def hash_content(folder: Path) -> str:
    """Hash what the tables in `folder` say, whenever and by whatever code they were built.

    Empty where there are none.
    """
    manifest = _read_manifest(folder)
    if manifest is None:
        return ""
    said = {k: v for k, v in manifest.items() if k not in ("as_of", "code", "made_from", "cache")}
    return hash_text(json.dumps(said, sort_keys=True))


def list_left_out(folder: Path) -> tuple[str, ...]:
    """The files that the tables in `folder` were built without because they are no digests."""
    manifest = _read_manifest(folder) or {"inputs": []}
    return tuple(item["name"] for item in manifest["inputs"] if item.get("state") == "failed")


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read a manifest as far as it is asked for here; None where it is not of that shape."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        complete = all(table["sha256"] for table in manifest["tables"].values()) and all(
            isinstance(item["name"] + item["sha256"], str) for item in manifest["inputs"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return dict(manifest) if complete and manifest["tables"] else None


def _compare_files(known: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    groups = {
        "new": now.keys() - known.keys(),
        "changed": {name for name in now.keys() & known.keys() if now[name] != known[name]},
        "gone": known.keys() - now.keys(),
    }
    return [f"{kind}: {_name_some(sorted(names))}" for kind, names in groups.items() if names]


def _name_some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _to_name(path: Path, raw: Path) -> str:
    # A file system allows names that are no text; each needs a name of its own.
    name = path.relative_to(raw).as_posix().replace("\\", "\\\\")
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")
