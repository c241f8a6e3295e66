"""Which days there are, and when one is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from analysis.fetching import FIRST_DAY, list_days
from analysis.fetching.days import is_complete

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)


def test_days_hold_both_ends_and_weekends() -> None:
    days = list_days(date(2025, 2, 27), date(2025, 3, 3), NOW)
    assert [day.day for day in days] == [27, 28, 1, 2, 3]
    assert list_days(date(2025, 4, 1), date(2025, 4, 1), NOW) == [date(2025, 4, 1)]


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (date(2025, 3, 2), date(2025, 3, 1), "after the last"),
        (date(2025, 3, 2), date(2025, 4, 2), "still to come"),
        (FIRST_DAY - timedelta(days=1), date(2025, 3, 1), "first day that has a list"),
    ],
)
def test_days_that_nobody_can_ask_for_are_refused(first: date, last: date, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        list_days(first, last, NOW)


def test_today_is_by_utc() -> None:
    evening = datetime(2025, 3, 31, 23, tzinfo=timezone(timedelta(hours=-8)))
    assert list_days(date(2025, 4, 1), date(2025, 4, 1), evening)
    assert not is_complete(date(2025, 3, 31), evening - timedelta(hours=2))
    assert is_complete(date(2025, 3, 31), evening)
