"""Records of arXiv metadata to digests: one per day of submission.

A digest is here what was submitted on one day; what cannot be dated, and what cannot be
read, is in one digest without a date. Digests come in pieces, so that a file of any size
is read in bounded memory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from analysis.digests.api.api_fields import Account, read_day, read_paper_id, read_text
from analysis.digests.api.json_text import show_value
from analysis.digests.dating.dates import FIRST_YEAR, LAST_YEAR
from analysis.papers import DateMethod, Digest, Listing, ParseIssue

UNDATED = "undated"
PIECE = 2_000
"""Records of a piece at most."""
PIECE_BYTES = 16_000_000
"""Bytes of input after which a piece is given out although it has fewer records."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KEPT_DAYS = 1 << 14
"""Days remembered as they are spelt: those of forty years."""
_MAIL_TIME = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) [012]\d:[0-5]\d(?::[0-6]\d)?"
    r" (?:GMT|UTC|[+-]0000)",
    re.ASCII,
)
_FIRST_ARXIV_YEAR = 1991


class Record(NamedTuple):
    """One record as found: lines, values under the names of the snapshot's keys, evidence.

    `fields` holds id, title and abstract; `created` the time of the first version and
    `evidence` what that is. Both `created` and `n_authors` are None where unknown.
    """

    first_line: int
    last_line: int
    fields: Mapping[str, Any]
    created: Any
    n_authors: int | None
    evidence: str


@dataclass(slots=True)
class _Day:
    """What a piece holds of one day."""

    evidence: str
    listings: list[Listing] = field(default_factory=list)
    issues: list[ParseIssue] = field(default_factory=list)
    n_lines: int = 0
    n_unexplained: int = 0


class DayBook:
    """Collects the records of one file by day of submission, and gives them out in pieces."""

    def __init__(self, source_file: str, source_format: str) -> None:
        self.account = Account(source_file)
        self._format = source_format
        self._days: dict[date | None, _Day] = {}
        self._n_held = self._n_bytes = 0

    def add(self, record: Record, n_bytes: int) -> None:
        """Add a record, as a listing or, where it has no title, as a parse issue.

        `n_bytes` is its size in the input.
        """
        account = self.account
        account.row = record.first_line
        self._n_bytes += n_bytes
        title = account.take(record.fields, "title", read_text)
        if title is None:
            self.skip(record.first_line, show_value(record.fields), "a record without a title")
            return
        arxiv_id = account.take(record.fields, "id", read_paper_id)
        day = self._find_day(record, title, arxiv_id)
        abstract = account.take(record.fields, "abstract", read_text)
        _check_text(title, abstract, account)
        page = self._open_day(day, record.evidence)
        page.listings.append(
            Listing(
                position=len(page.listings) + 1,
                title=title,
                abstract=abstract or "",
                first_line=record.first_line,
                last_line=record.last_line,
                n_authors=record.n_authors,
                publication_date=day,
                publication_date_method=DateMethod.STATED if day else None,
                arxiv_id=arxiv_id,
            )
        )

    def skip(self, line: int, text: str, reason: str, *, is_explained: bool = False) -> None:
        """Account for a record that is no listing; `is_explained` where none is missing."""
        self.account.row = line
        self.account.report(text, reason)
        page = self._open_day(None, "")
        page.n_unexplained += not is_explained

    @property
    def is_full(self) -> bool:
        """Whether as much is held as a piece may."""
        return self._n_held >= PIECE or self._n_bytes >= PIECE_BYTES

    def cut(self) -> list[Digest]:
        """Give out what is held, a piece for each day, and hold nothing."""
        pieces = [self._to_digest(day, page) for day, page in self._days.items()]
        self._days, self._n_held, self._n_bytes = {}, 0, 0
        return pieces

    def _open_day(self, day: date | None, evidence: str) -> _Day:
        """The page of a day for one more record, with the issues found in it."""
        page = self._days.get(day)
        if page is None:
            page = self._days[day] = _Day(evidence)
        page.n_lines += 1
        self._n_held += 1
        if self.account.issues:
            page.issues += self.account.issues
            self.account.issues.clear()
        return page

    def _find_day(self, record: Record, title: str, arxiv_id: str | None) -> date | None:
        try:
            day = _read_submission_day(record.created)
            if arxiv_id is not None and _is_after_month(day, arxiv_id):
                raise ValueError(f"{day} is after the month in {arxiv_id}, hence a later version's")
        except ValueError as error:
            self.account.report(title, f"listed without a date: {error}")
            return None
        return day

    def _to_digest(self, day: date | None, page: _Day) -> Digest:
        return Digest(
            source_file=self.account.source_file,
            sha256="",
            source_format=self._format,
            listings=tuple(page.listings),
            n_lines=page.n_lines,
            n_unexplained=page.n_unexplained,
            digest_date=day,
            date_method=DateMethod.STATED if day else DateMethod.UNRESOLVED,
            date_evidence=page.evidence if day else "no day of submission",
            issues=tuple(page.issues),
            part=day.isoformat() if day else UNDATED,
        )


def _check_text(title: str, abstract: str | None, account: Account) -> None:
    if abstract is None:
        account.report(title, "a listing without an abstract")
    if "\ufffd" in title or "\ufffd" in (abstract or ""):
        account.report(title, "characters that are no text were replaced by U+FFFD")


def _read_submission_day(created: Any) -> date:
    """The day of `Mon, 2 Apr 2007 19:18:42 GMT` or 2007-04-02. Raises ValueError."""
    if created is None:
        raise ValueError("no time of a first version")
    match = _MAIL_TIME.fullmatch(created) if isinstance(created, str) else None
    if match is None:
        return read_day(created)
    return _to_day(*match.groups())


@lru_cache(_KEPT_DAYS)
def _to_day(day: str, month: str, year: str) -> date:
    if month not in _MONTHS or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError("no such time")
    return date(int(year), _MONTHS.index(month) + 1, int(day))


def _is_after_month(day: date, arxiv_id: str) -> bool:
    """Tell whether a day is after the month of announcement that an identifier names.

    Nothing is submitted after its announcement; some answers of arXiv give the latest
    version's time as the time of creation. A day is allowed for time zones.
    """
    return _is_after(day, arxiv_id.rpartition("/")[2][:4])


@lru_cache(_KEPT_DAYS)
def _is_after(day: date, digits: str) -> bool:
    year, month = 2000 + int(digits[:2]), int(digits[2:])
    if year >= _FIRST_ARXIV_YEAR + 100:
        year -= 100
    n_months = (day.year - year) * 12 + day.month - month
    return n_months > 1 or (n_months == 1 and day.day > 1)
