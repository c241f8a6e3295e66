"""Which days can be asked for, and when a day's list is complete."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

FIRST_DAY = date(2023, 5, 4)
"""The first day that the site has a list of."""
SETTLING = timedelta(hours=6)
"""How long after its end, in UTC, a day may still gain papers."""


def list_days(first: date, last: date, now: datetime) -> list[date]:
    """All days from first to last, weekends too: some have a list.

    Raises ValueError, saying what to change, where a day is too early or still to come.
    """
    today = now.astimezone(UTC).date()
    if first < FIRST_DAY:
        raise ValueError(f"{first} is before {FIRST_DAY}, the first day that has a list.")
    if last > today:
        raise ValueError(f"{last} is still to come: today, in UTC, is {today}.")
    if first > last:
        raise ValueError(f"the first day, {first}, is after the last, {last}.")
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def is_complete(day: date, now: datetime) -> bool:
    """Tell whether a day's list, asked for at `now`, can be the final one."""
    end = datetime.combine(day, time(), UTC) + timedelta(days=1)
    return now >= end + SETTLING
