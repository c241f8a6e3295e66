"""What became of each day, kept in one file beside the digests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from analysis.fetching.store import write_atomically

STATE_FILE = ".fetch.json"
LOCK_FILE = ".fetch.lock"


class DayState(StrEnum):
    """What the last asking for a day came to."""

    FETCHED = "fetched"
    """The day is over, and its file holds all that the API lists."""
    PARTIAL = "partial"
    """The day was not over, pages are missing, or the file holds papers that the answer lacks."""
    NONE = "none"
    """The day is over, and the API lists nothing: no digest that day."""
    FAILED = "failed"
    """There was no usable answer; a file from before stays as it was."""


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One day: the state, what the day's file holds, and where and when it came from.

    `etag` and `last_modified` are the server's names for exactly these bytes;
    `fetched_at` is when they came, `asked_at` when the server was last asked.
    """

    day: date
    state: DayState
    source: str
    asked_at: AwareDatetime
    n_papers: int = 0
    n_unread: int = 0
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: AwareDatetime | None = None
    error: str | None = None


_RECORDS = TypeAdapter(list[DayRecord])


def read_records(folder: Path, tell: Callable[[str], None]) -> dict[date, DayRecord]:
    """The records of a folder by day; none where there is no file yet.

    A file that cannot be read is put aside, and told: the digests themselves are all there,
    so that asking anew loses nothing.
    """
    path = folder / STATE_FILE
    try:
        records = _RECORDS.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValidationError:
        aside = path.with_name(f"{STATE_FILE}.unreadable")
        path.replace(aside)
        tell(f"{path}: cannot be read; it is now {aside.name}, and its days are asked for anew.")
        return {}
    return {record.day: record for record in records}


def write_records(folder: Path, records: Mapping[date, DayRecord]) -> None:
    """Write all records, so that whoever reads or is killed sees the old or the new file."""
    ordered = [records[day] for day in sorted(records)]
    write_atomically(folder / STATE_FILE, _RECORDS.dump_json(ordered, indent=1) + b"\n")
