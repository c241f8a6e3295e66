"""When a saved page was captured, from what stands around its printed date.

A page prints its capture date without a year. Its own address, its links to the day before
or after, and the head that a tool put before it state the year; where they disagree, the
year stays open and the disagreement is reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from analysis.digests.api.api_fields import read_day
from analysis.digests.dating.dates import in_year
from analysis.digests.dumps.page_links import LinkKind, parse_link
from analysis.papers import DateMethod, PrintedDate

_NEAR = timedelta(days=31)
"""How far a neighbouring day, or the day of saving, is from the capture date at most."""
_HEAD = re.compile(
    r"^\W{0,9}(?P<key>[A-Za-z][A-Za-z _-]{1,24})\s{0,3}(?:\([^()]{1,20}\))?\s{0,3}[:=]\s{0,3}"
    r"[\"'<]?(?P<value>\S[^\n]{0,1000})$"
)
_SAVED = re.compile(
    r"(?:date_?)?(?:retrieved|captured?|fetched|accessed|crawled|scraped|saved|downloaded"
    r"|snapshot|archived)(?:[_ -](?:at|on|date|time))?",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:source[_ -]?)?ur[li](?:[_ -]source)?|source|link", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class Evidence:
    """What stands around a page: its own day, neighbouring days, and the day of saving."""

    own_days: list[date] = field(default_factory=list)
    near_days: list[date] = field(default_factory=list)
    saved_days: list[date] = field(default_factory=list)

    def read_head(self, line: str) -> bool:
        """Take up a line such as `retrieved: 2026-10-02`; tell whether it is of that kind."""
        match = _HEAD.match(line.strip())
        if match is None:
            return False
        key, value = match["key"].strip(), match["value"].strip("\"'<> ")
        if _OWN.fullmatch(key):
            self.read_address(value)
            return "://" in value
        if _SAVED.fullmatch(key) and (day := _find_day(value)):
            self.saved_days.append(day)
            return True
        return False

    def read_address(self, address: str) -> None:
        """Take up the page's own address, which may name its day."""
        link = parse_link(address)
        if link.kind is LinkKind.DAY and link.day is not None:
            self.own_days.append(link.day)


@dataclass(frozen=True, slots=True)
class Capture:
    """A page's date as far as it says; `problems` are for parse issues."""

    digest_date: date | None = None
    method: DateMethod = DateMethod.UNRESOLVED
    evidence: str = ""
    problems: tuple[str, ...] = ()


def date_capture(printed: PrintedDate | None, found: Evidence) -> Capture:
    """Date a page by its printed date and what stands around it."""
    told: dict[date, list[str]] = {}
    for day in found.own_days[:1]:
        told.setdefault(day, []).append(f"the page's own address names {day}")
    if printed is None and not told:
        for day in found.saved_days[:1]:
            told.setdefault(day, []).append(f"saved on {day}; the page prints no date")
    if printed is not None:
        for day, what in _place(printed, found):
            told.setdefault(day, []).append(what)
    if len(told) > 1:
        reasons = "; ".join(what for _, whats in sorted(told.items()) for what in whats)
        return Capture(problems=(f"what stands around the capture date disagrees: {reasons}",))
    if not told:
        return Capture()
    [(day, whats)] = told.items()
    return Capture(day, DateMethod.STATED, "; ".join(dict.fromkeys(whats)))


def _place(printed: PrintedDate, found: Evidence) -> list[tuple[date, str]]:
    """The printed date in the year that each piece of evidence gives it."""
    if printed.year is not None:
        day = in_year(printed, printed.year)
        return [(day, f"the page prints {printed}")] if day else []
    placed = []
    if found.own_days:
        own = found.own_days[0]
        day = _nearest(printed, own, _NEAR, _NEAR)
        # Printed far from its address: both are told, and disagree.
        placed.append((day or in_year(printed, own.year) or own, f"the page prints {printed}"))
    for near in found.near_days:
        if day := _nearest(printed, near, _NEAR, _NEAR):
            placed.append((day, f"the page prints {printed} and links to {near}"))
    for saved in found.saved_days:
        # A day more for time zones.
        if day := _nearest(printed, saved, _NEAR, timedelta(days=1)):
            placed.append((day, f"the page prints {printed} and was saved on {saved}"))
    return placed


def _nearest(printed: PrintedDate, day: date, before: timedelta, after: timedelta) -> date | None:
    years = (day.year - 1, day.year, day.year + 1)
    fits = [placed for year in years if (placed := in_year(printed, year))]
    return next((placed for placed in fits if day - before <= placed <= day + after), None)


def _find_day(value: str) -> date | None:
    match = _ISO.search(value)
    try:
        return read_day(match[0]) if match else None
    except ValueError:
        return None


def find_near_days(days: Sequence[date], own: Sequence[date]) -> list[date]:
    """Days that a page links to, other than its own."""
    return [day for day in dict.fromkeys(days) if day not in own]
