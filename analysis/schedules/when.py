"""The times at which a run starts: few shapes, which every scheduler can keep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from analysis.schedules.errors import ScheduleError

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BY_NAME = {name.lower(): day for day, full in enumerate(_DAYS) for name in (full, full[:3])}
_LAST_DAY = 28
"""The last day that every month has."""
_UNDERSTOOD = (
    '"hourly", "07:00" or "daily 07:00", "weekdays 07:00", "Mon 07:00", "Mon,Thu 07:00",'
    ' "1st 07:00" or "monthly 1 07:00"'
)
_TIME = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")
_MONTHLY = re.compile(r"monthly (?P<day>[0-9]{1,2})|(?P<nth>[0-9]{1,2})(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class When:
    """A time of day and the days it comes on; times are those of the scheduler's time zone.

    `hour` is None for every hour; `weekdays` (0 is Monday, ascending) is empty for all of
    them; `day` is that of the month, None for all. At most one of the two is set.
    """

    minute: int
    hour: int | None
    weekdays: tuple[int, ...] = ()
    day: int | None = None

    def as_cron(self) -> str:
        """The five fields of a crontab: `0 7 * * 1,4`."""
        hour = "*" if self.hour is None else self.hour
        day = "*" if self.day is None else self.day
        # cron's week begins on Sunday, which is 0.
        weekdays = ",".join(str(number) for number in sorted((d + 1) % 7 for d in self.weekdays))
        return f"{self.minute} {hour} {day} * {weekdays or '*'}"

    def as_calendar(self) -> str:
        """A calendar event of systemd: `Mon,Thu *-*-* 07:00:00`."""
        weekdays = ",".join(_DAYS[day][:3] for day in self.weekdays)
        day = "*" if self.day is None else f"{self.day:02}"
        hour = "*" if self.hour is None else f"{self.hour:02}"
        return f"{weekdays} *-*-{day} {hour}:{self.minute:02}:00".strip()

    def in_words(self) -> str:
        """For comments: `every Monday and Thursday at 07:00`."""
        if self.hour is None:
            return "every hour"
        days = "every day"
        if self.day is not None:
            days = f"on day {self.day} of every month"
        elif self.weekdays:
            days = f"every {_list_words([_DAYS[day] for day in self.weekdays])}"
        return f"{days} at {self.hour:02}:{self.minute:02}"


def parse_when(text: str) -> When:
    """Read when a run is to start. Raises ScheduleError, which lists what is understood."""
    words = " ".join(text.lower().split()).replace(" ,", ",").replace(", ", ",")
    if words == "hourly":
        return When(minute=0, hour=None)
    days, _, time = words.rpartition(" ")
    hour, minute = _parse_time(text, time)
    if days in {"", "daily"}:
        return When(minute, hour)
    if days == "weekdays":
        return When(minute, hour, weekdays=tuple(range(5)))
    if monthly := _MONTHLY.fullmatch(days):
        return When(minute, hour, day=_check_day(text, int(monthly["day"] or monthly["nth"])))
    names = days.split(",")
    if not set(names) <= set(_BY_NAME):
        raise _not_understood(text)
    return When(minute, hour, weekdays=tuple(sorted({_BY_NAME[name] for name in names})))


def check_timezone(name: str) -> str:
    """Give back the name of a time zone. Raises ScheduleError if there is none of that name."""
    # On some systems, the machine's own zone is listed by this word, which others do not know.
    if name not in available_timezones() - {"localtime"}:
        raise ScheduleError(f"no time zone {name!r}; expected a name such as Europe/Berlin or UTC")
    return name


def _parse_time(text: str, time: str) -> tuple[int, int]:
    match = _TIME.fullmatch(time)
    if match is None:
        raise _not_understood(text)
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        raise ScheduleError(f"{text!r}: there is no time {time}; expected 00:00 to 23:59")
    return hour, minute


def _check_day(text: str, day: int) -> int:
    if not 1 <= day <= _LAST_DAY:
        raise ScheduleError(f"{text!r}: expected a day that every month has, 1 to {_LAST_DAY}")
    return day


def _not_understood(text: str) -> ScheduleError:
    return ScheduleError(f"{text!r} is not understood; what is: {_UNDERSTOOD}")


def _list_words(words: Sequence[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last
