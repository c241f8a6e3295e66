"""Times: what is understood, what is refused, and what schedulers make of them."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.schedules import ScheduleError, When, check_timezone, parse_when

SHAPES = [
    ("hourly", "0 * * * *", "*-*-* *:00:00", "every hour"),
    ("07:00", "0 7 * * *", "*-*-* 07:00:00", "every day at 07:00"),
    ("daily 7:05", "5 7 * * *", "*-*-* 07:05:00", "every day at 07:05"),
    ("Mon 07:00", "0 7 * * 1", "Mon *-*-* 07:00:00", "every Monday at 07:00"),
    (
        "thu,Mon 07:00",
        "0 7 * * 1,4",
        "Mon,Thu *-*-* 07:00:00",
        "every Monday and Thursday at 07:00",
    ),
    ("Sunday, SAT 23:59", "59 23 * * 0,6", "Sat,Sun *-*-* 23:59:00", None),
    ("  weekdays   00:00 ", "0 0 * * 1,2,3,4,5", "Mon,Tue,Wed,Thu,Fri *-*-* 00:00:00", None),
    ("1st 07:00", "0 7 1 * *", "*-*-01 07:00:00", "on day 1 of every month at 07:00"),
    ("monthly 28 07:00", "0 7 28 * *", "*-*-28 07:00:00", None),
]


@pytest.mark.parametrize(("text", "cron", "calendar", "words"), SHAPES)
def test_shapes(text: str, cron: str, calendar: str, words: str | None) -> None:
    when = parse_when(text)
    assert when.as_cron() == cron
    assert when.as_calendar() == calendar
    assert words in {None, when.in_words()}


@pytest.mark.parametrize(
    "text",
    ["", " ", "Mon", "Mon 7", "someday 07:00", "Mon,,Thu 07:00", "mon-fri 07:00", "* * * * *",
     "07:00 Mon", "07:00\n* * * * * rm", "\u0660\u0667:00", "1 07:00", "Mon 07:00:00",
     "hourly 07:00"],
)  # fmt: skip
def test_what_is_not_understood_lists_what_is(text: str) -> None:
    with pytest.raises(ScheduleError, match=r'what is: "hourly".*"weekdays 07:00".*"monthly 1'):
        parse_when(text)


@pytest.mark.parametrize("text", ["24:00", "Mon 07:60", "weekdays 99:00"])
def test_times_that_do_not_exist(text: str) -> None:
    with pytest.raises(ScheduleError, match="expected 00:00 to 23:59"):
        parse_when(text)


@pytest.mark.parametrize("text", ["monthly 0 07:00", "31st 07:00", "monthly 29 07:00"])
def test_days_that_not_every_month_has(text: str) -> None:
    with pytest.raises(ScheduleError, match="every month has, 1 to 28"):
        parse_when(text)


def test_time_zones() -> None:
    assert check_timezone("Europe/Berlin") == "Europe/Berlin"
    for name in ["", "Berlin", "../etc/passwd", "Europe/Berlin\n", "localtime"]:
        with pytest.raises(ScheduleError, match="no time zone"):
            check_timezone(name)


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sets(st.sampled_from(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]), min_size=1),
)
def test_weekdays_arrive_in_cron(hour: int, minute: int, names: set[str]) -> None:
    when = parse_when(f"{','.join(names)} {hour:02}:{minute:02}")
    order = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    fields = when.as_cron().split()
    assert fields[:4] == [str(minute), str(hour), "*", "*"]
    assert {order[int(number)] for number in fields[4].split(",")} == names


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("text", [shape[0] for shape in SHAPES])
def test_systemd_finds_the_next_time(text: str) -> None:
    when = parse_when(text)
    base = datetime(2026, 2, 28, 12, 30)
    done = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time", f"{base} UTC", f"{when.as_calendar()} UTC"],
        env={"TZ": "UTC", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = (line for line in done.stdout.splitlines() if "Next elapse:" in line)
    found = datetime.strptime(line.split(": ", 1)[1].strip(), "%a %Y-%m-%d %H:%M:%S UTC")
    assert found == find_next(when, base)


def find_next(when: When, base: datetime) -> datetime:
    """The first minute after `base` that fits, by looking at each."""
    minutes = (base + timedelta(minutes=number) for number in range(1, 32 * 24 * 60))
    return next(
        minute
        for minute in minutes
        if minute.minute == when.minute
        and when.hour in {None, minute.hour}
        and when.day in {None, minute.day}
        and (not when.weekdays or minute.weekday() in when.weekdays)
    )
