"""SOURCES.yml: where each digest comes from, and dates set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from analysis.digests.dating.dates import FIRST_YEAR, LAST_YEAR

SOURCES_FILE = "SOURCES.yml"
_KEYS = ("origin", "digest_date", "year", "note")
_SHAPE = (
    "Write one entry per digest: its file name, then any of origin, note, "
    "digest_date (YYYY-MM-DD) or year (YYYY)."
)


class SourcesError(ValueError):
    """SOURCES.yml is not of the documented shape; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A capture date set by hand: a year for the printed month and day, or a whole date."""

    year: int
    digest_date: date | None = None


def read_pins(path: Path) -> dict[str, Pin]:
    """Read the pinned dates of SOURCES.yml, by file name relative to its folder.

    A missing or empty file pins nothing. Raises SourcesError.
    """
    if not path.exists():
        return {}
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    # ValueError: no such day, no UTF-8; RecursionError: brackets without end.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourcesError(f"{path.name}: not valid YAML: {error}. {_SHAPE}") from error
    if entries is None:
        return {}
    if not isinstance(entries, dict):
        raise SourcesError(f"{path.name}: a mapping was expected. {_SHAPE}")
    pins = {str(name): _read_entry(path.name, str(name), e) for name, e in entries.items()}
    return {name: pin for name, pin in pins.items() if pin is not None}


def _read_entry(path: str, name: str, entry: Any) -> Pin | None:
    where = f"{path}, entry '{name}'"
    if not isinstance(entry, Mapping):
        raise SourcesError(f"{where}: a mapping was expected. {_SHAPE}")
    unknown = [str(key) for key in entry if key not in _KEYS]
    if unknown:
        raise SourcesError(f"{where}: unknown key {', '.join(unknown)}. {_SHAPE}")
    pinned, year = entry.get("digest_date"), entry.get("year")
    if pinned is not None:
        is_day = isinstance(pinned, date) and not isinstance(pinned, datetime)
        if not is_day or not FIRST_YEAR <= pinned.year <= LAST_YEAR:
            raise SourcesError(f"{where}: digest_date {pinned!r} is no date. {_SHAPE}")
        if year not in (None, pinned.year):
            raise SourcesError(f"{where}: year {year} contradicts digest_date {pinned}.")
        return Pin(pinned.year, pinned)
    if year is None:
        return None
    if not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise SourcesError(f"{where}: year {year!r} is no year. {_SHAPE}")
    return Pin(year)
