"""Fields of the Daily Papers API: which there are, and each one's value.

Readers of one value raise ValueError with the reason where a value is not of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from analysis.digests.api.json_text import clean_text, show_value
from analysis.digests.dating.dates import FIRST_YEAR, LAST_YEAR
from analysis.digests.identity import parse_arxiv_id
from analysis.papers import ParseIssue

Value = TypeVar("Value")
Object = Mapping[str, Any]

KNOWN_KEYS: Mapping[str, frozenset[str]] = {
    "response": frozenset(("status", "date", "count", "data")),
    "row": frozenset(
        (
            *("paper", "title", "summary", "publishedAt", "numComments", "organization"),
            *("thumbnail", "mediaUrl", "mediaUrls", "isAuthorParticipating"),
            *("submittedBy", "submitterOrganization"),
        )
    ),
    "paper": frozenset(
        (
            *("id", "title", "summary", "authors", "publishedAt", "upvotes", "organization"),
            *("submittedOnDailyAt", "submittedOnDailyBy", "discussionId", "mediaUrls"),
            *("githubRepo", "githubRepoAddedBy", "githubStars", "projectPage"),
            *("ai_summary", "ai_keywords"),
        )
    ),
    "author": frozenset(("_id", "name", "hidden", "user", "status", "statusLastChangedAt")),
    "organization": frozenset(("_id", "name", "fullname", "avatar")),
}
"""All keys of each kind of object, read or not: what is in none of these is reported.

Not read are pictures, accounts, what machines or the site's users added to the paper, and
the row's own publishedAt: over the years it was the time of submission to the list, then
the paper's publication by another clock; only the paper's is the publication date.
"""
_LARGEST_COUNT = 1_000_000_000
_NAMED_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(slots=True)
class Account:
    """Collects what cannot be read: a parse issue each, and unknown keys once per key."""

    source_file: str
    row: int = 0
    issues: list[ParseIssue] = field(default_factory=list)
    unknown: dict[str, list[int]] = field(default_factory=dict)

    def report(self, text: str, reason: str) -> None:
        """Add a parse issue on the present row."""
        self.issues.append(ParseIssue(self.source_file, self.row, text, reason))

    def check_keys(self, kind: str, owner: Object) -> None:
        """Note the keys that objects of this kind are not known to have."""
        known = KNOWN_KEYS[kind]
        # Nearly always all keys are known, which is found out without a set of them.
        if known.issuperset(owner):
            return
        for key in owner.keys() - known:
            rows = self.unknown.setdefault(f"{kind}.{show_value(key)}", [])
            if not rows or rows[-1] != self.row:
                rows.append(self.row)

    def take(self, owner: Object, key: str, read: Callable[[Any], Value]) -> Value | None:
        """The value under a key; None where there is none, or none of its kind (reported)."""
        value = owner.get(key)
        if value is None:
            return None
        try:
            return read(value)
        except ValueError as error:
            self.report(show_value(value), f"{key}: {error}")
            return None

    def close(self) -> tuple[ParseIssue, ...]:
        """All issues by row, with one for each unknown key at the first row that has it."""
        for name, rows in sorted(self.unknown.items()):
            count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
            reason = f"a key of no known kind, in {count}"
            self.issues.append(ParseIssue(self.source_file, rows[0], name, reason))
        return tuple(sorted(self.issues, key=lambda issue: issue.line))


def read_text(value: Any) -> str | None:
    """A text without its wrapping; None where it is blank."""
    if not isinstance(value, str):
        raise ValueError("text was expected")
    return clean_text(value) or None


def read_count(value: Any) -> int:
    """A number of votes or comments."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST_COUNT:
        raise ValueError("a count was expected")
    return value


def read_day(value: Any) -> date:
    """The day, in UTC, of a time such as 2025-03-17T00:44:05.364Z or of a bare date."""
    if not isinstance(value, str):
        raise ValueError("a time was expected")
    try:
        moment = datetime.fromisoformat(value.strip())
        is_elsewhere = moment.tzinfo is not None and moment.tzinfo is not UTC
        day = (moment.astimezone(UTC) if is_elsewhere else moment).date()
    # OverflowError: a time zone that leads out of the calendar.
    except (ValueError, OverflowError) as error:
        raise ValueError("no such time") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("no such time")
    return day


def read_object(value: Any) -> Object:
    """An object with its keys."""
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return value


def read_authors(value: Any) -> list[Object]:
    """The author list; the page counts all of its entries, hidden and repeated ones too."""
    if not isinstance(value, list) or not {dict}.issuperset(map(type, value)):
        raise ValueError("a list of objects was expected; the author count stays unknown")
    return value


def read_paper_id(value: Any) -> str:
    """An arXiv identifier without its version."""
    found = parse_arxiv_id(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("an arXiv identifier was expected; the title stands for it")
    return found


def find_named_day(source_file: str) -> date | None:
    """The one day that a file's name holds; None where it holds none or several."""
    days = set(_NAMED_DAY.findall(source_file.rsplit("/", 1)[-1]))
    try:
        return read_day(days.pop()) if len(days) == 1 else None
    except ValueError:
        return None
