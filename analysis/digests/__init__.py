"""Bytes to digests: one module per input format, and the years that pages leave out.

`read_digests` is the way in. A file that is no digest never stops the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.digests.api_json import parse_api_json
from analysis.digests.decode import decode_text, split_lines
from analysis.digests.errors import DigestError
from analysis.digests.identity import group_listings, normalize_title
from analysis.digests.json_text import is_json
from analysis.digests.page_text import parse_page_text
from analysis.digests.sightings import PaperKey
from analysis.digests.sources import SOURCES_FILE, Pin, SourcesError, read_pins
from analysis.digests.years import resolve_years
from analysis.papers import Digest

__all__ = [
    "SOURCES_FILE",
    "DigestError",
    "PaperKey",
    "Pin",
    "Reading",
    "SourcesError",
    "find_digest_files",
    "group_listings",
    "normalize_title",
    "parse_digest",
    "read_digests",
    "read_pins",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """Digests that were read, in the order given, and the error of each that was not."""

    digests: tuple[Digest, ...]
    errors: tuple[DigestError, ...]


def find_digest_files(folder: Path) -> list[Path]:
    """All files below a folder that may be digests, sorted by name.

    Hidden files and SOURCES.yml are no digests. Raises FileNotFoundError.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder; digests are expected there.")
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name != SOURCES_FILE
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def parse_digest(content: bytes, source_file: str) -> Digest:
    """Read one file's bytes as a digest; its capture year may still be open.

    Raises DigestError, naming `source_file`, where the bytes are no digest.
    """
    text = decode_text(content, source_file)
    sha256 = hashlib.sha256(content).hexdigest()
    if is_json(text):
        return parse_api_json(text, source_file, sha256)
    page = parse_page_text(split_lines(text), source_file)
    return Digest(
        source_file=source_file,
        sha256=sha256,
        source_format="page-text",
        listings=page.listings,
        n_lines=page.n_lines,
        n_unexplained=page.n_unexplained,
        printed_date=page.printed_date,
        issues=page.issues,
    )


def read_digests(
    files: Mapping[str, Path],
    pins: Mapping[str, Pin],
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
    parse: Callable[[bytes, str], Digest] = parse_digest,
) -> Reading:
    """Read all files and date them together.

    `files` maps the name that tables and messages use to the path; `pins` holds dates
    set by hand under the same names. Files with equal content count once. `parse` stands
    in for `parse_digest` where earlier results are kept.
    """
    digests: list[Digest] = []
    errors: list[DigestError] = []
    first_with: dict[str, str] = {}
    for name in progress(files):
        try:
            digest = parse(_read_bytes(files[name], name), name)
        except DigestError as error:
            errors.append(error)
            continue
        twin = first_with.setdefault(digest.sha256, name)
        if twin != name:
            problem = f"the same bytes as {twin}; it is counted once."
            errors.append(DigestError(name, problem, "Remove one of the two."))
            continue
        digests.append(digest)
    papers = group_listings([item for digest in digests for item in digest.listings])
    return Reading(resolve_years(digests, papers, pins), tuple(errors))


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})."
        raise DigestError(name, problem, "Check that it exists and its permissions.") from error
