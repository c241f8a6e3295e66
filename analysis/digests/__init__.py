"""Bytes to digests: one module per input format, and the years that pages leave out.

`read_digests` is the way in for what fits into memory, `list_parts` and `read_part` for
files of any size. A file that is no digest never stops the others.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.digests.api.json_text import LARGEST_FILE
from analysis.digests.copies import leave_out_copies
from analysis.digests.dating.id_months import parse_id_month
from analysis.digests.dating.sightings import PaperKey
from analysis.digests.dating.years import resolve_years
from analysis.digests.errors import DigestError
from analysis.digests.identity import group_listings, normalize_title
from analysis.digests.parts import (
    Part,
    explain_closed,
    join_by_id,
    join_pieces,
    list_parts,
    open_file,
    parse_digests,
    read_part,
)
from analysis.digests.sources import SOURCES_FILE, Pin, SourcesError, read_pins
from analysis.papers import Digest

__all__ = [
    "SOURCES_FILE",
    "DigestError",
    "PaperKey",
    "Part",
    "Pin",
    "Reading",
    "SourcesError",
    "find_digest_files",
    "group_listings",
    "join_by_id",
    "join_pieces",
    "leave_out_copies",
    "list_parts",
    "normalize_title",
    "parse_digests",
    "parse_id_month",
    "read_digests",
    "read_part",
    "read_pins",
    "resolve_years",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """Digests that were read, in the order given, and the error of each that was not."""

    digests: tuple[Digest, ...]
    errors: tuple[DigestError, ...]


def find_digest_files(folder: Path) -> list[Path]:
    """All below a folder that may be digests, sorted by name.

    Hidden files and SOURCES.yml are no digests. What cannot be read is among them: folders
    that cannot be opened, links that lead nowhere or to a folder, pipes. `read_part` and
    `read_digests` say why. Raises FileNotFoundError.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder; digests are expected there.")
    found: list[Path] = []
    closed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        links = [name for name in folders if Path(place, name).is_symlink()]
        found += [Path(place, name) for name in [*names, *links]]
    found += [Path(error.filename) for error in closed]
    return sorted(
        path
        for path in found
        if path.name != SOURCES_FILE
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def read_digests(
    files: Mapping[str, Path],
    pins: Mapping[str, Pin],
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
    parse: Callable[[bytes, str], tuple[Digest, ...]] = parse_digests,
) -> Reading:
    """Read all files and date them together.

    `files` maps the name that tables and messages use to the path; `pins` holds dates
    set by hand under the same names. Files with equal content count once. `parse` stands
    in for `parse_digests` where earlier results are kept; files too large to be loaded
    are read in pieces without it.
    """
    hashes = {name: _hash_file(path, name) for name, path in files.items()}
    _, copies = leave_out_copies(hashes)
    errors = {error.source_file: error for error in copies}
    digests: list[Digest] = []
    for name in progress([name for name in files if name not in errors]):
        try:
            digests += _read_file(files[name], name, hashes[name], parse)
        except DigestError as error:
            errors[name] = error
    papers = group_listings([item for digest in digests for item in digest.listings])
    ordered = tuple(errors[name] for name in files if name in errors)
    return Reading(resolve_years(digests, papers, pins), ordered)


def _hash_file(path: Path, name: str) -> str:
    """The sha256 of a file; empty where it cannot be read, which reading it will explain."""
    try:
        with open_file(path, name) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, DigestError):
        return ""


def _read_file(
    path: Path, name: str, sha256: str, parse: Callable[[bytes, str], tuple[Digest, ...]]
) -> tuple[Digest, ...]:
    with open_file(path, name) as stream:
        try:
            if path.stat().st_size <= LARGEST_FILE:
                return parse(stream.read(), name)
        except OSError as error:
            raise explain_closed(name, error) from error
    return tuple(replace(d, sha256=sha256) for d in join_by_id(read_part(Part(name, path))))
