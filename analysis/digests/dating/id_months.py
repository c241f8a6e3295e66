"""The month that an arXiv identifier names, and what it says of dates.

An identifier is given in the month of announcement: no page shows it before that month
begins. The paper's publication date, the day of submission, is of the same month or, for
submissions of its last days and those put on hold, of the month before. A date printed
without its year in either of these months has its year from the identifier; any other is
no proof.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from analysis.digests.dating.dates import in_year
from analysis.papers import PrintedDate

_MONTH = re.compile(r"(?:[a-z][a-z.A-Z-]*/)?(\d\d)(0[1-9]|1[0-2])(?:\.\d+|\d+)")
_FIRST_YEAR = 91
"""arXiv began in August 1991."""


def parse_id_month(arxiv_id: str) -> date | None:
    """The first day of the month that an identifier names; None where it names none."""
    match = _MONTH.fullmatch(arxiv_id)
    if match is None:
        return None
    year = int(match[1])
    return date(year + (1900 if year >= _FIRST_YEAR else 2000), int(match[2]), 1)


def date_by_id(printed: PrintedDate, id_month: date) -> date | None:
    """A date printed without its year, in the year of the identifier's month or the month before.

    None where the date is of neither month.
    """
    before = id_month - timedelta(days=1)
    for month in (id_month, before):
        if printed.month == month.month:
            return in_year(printed, month.year)
    return None
