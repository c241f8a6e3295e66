"""Dates as pages print them: month, day, sometimes a year, sometimes a comment count."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date

from analysis.papers import PrintedDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = "january|february|march|april|may|june|july|august|september|october|november|december|sept"
_DATE = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)}|{_FULL})\.?\s+(?P<day>\d{{1,2}})"
    r"(?:\s*,\s*(?P<year>\d{4})|\s+(?P<bare_year>(?:19|20)\d\d))?"
    r"(?:\s+(?P<comments>\d{1,3}(?:,\d{3}){1,2}|\d{1,9}))?",
    re.IGNORECASE,
)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years outside of which a date is a misprint; arithmetic on dates needs an end."""


def parse_printed_date(text: str) -> tuple[PrintedDate, int | None] | None:
    """Read a line such as `Apr 20`, `Jul 10, 2025 4` or `Jul 10 4`.

    Returns the printed date and the comment count behind it (None where there is none),
    or None where the line, stripped, is anything else or no such day exists.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    year = match["year"] or match["bare_year"]
    printed = PrintedDate(month, int(match["day"]), int(year) if year else None)
    if not _exists(printed):
        return None
    comments = match["comments"]
    return printed, int(comments.replace(",", "")) if comments else None


def in_year(printed: PrintedDate, year: int) -> date | None:
    """Place a printed month and day in a year; None for Feb 29 of a common year."""
    if (printed.month, printed.day) == (2, 29) and not isleap(year):
        return None
    return date(year, printed.month, printed.day)


def first_year_reaching(printed: PrintedDate, earliest: date) -> int:
    """First year in which the printed month and day exist and are not before `earliest`."""
    year = earliest.year
    while (placed := in_year(printed, year)) is None or placed < earliest:
        year += 1
    return year


def _exists(printed: PrintedDate) -> bool:
    if printed.year is not None and not FIRST_YEAR <= printed.year <= LAST_YEAR:
        return False
    # 2000 was a leap year: a yearless Feb 29 is possible.
    try:
        date(printed.year or 2000, printed.month, printed.day)
    except ValueError:
        return False
    return True
