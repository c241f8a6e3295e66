"""Lines for a crontab."""

from __future__ import annotations

from analysis.schedules.errors import ScheduleError
from analysis.schedules.task import Task, UnitFile, render

_LONGEST = 998
"""Bytes of a command: cron refuses a longer one, and with it the whole crontab."""


def build_cron(task: Task) -> tuple[UnitFile, ...]:
    """Make the lines that `crontab -e` takes.

    Raises ScheduleError for a time zone (crons differ in whether they know any), for paths
    with backslashes (crons differ in what they make of them), and for a command too long.
    """
    if task.timezone is not None:
        raise ScheduleError(
            "cron keeps the time zone of its machine: leave --timezone out and give --when in"
            " that time, or choose a scheduler that knows time zones"
        )
    if "\\" in task.command:
        raise ScheduleError(
            "cron has no reliable way to write a path with a backslash:"
            " move the project to a path without one, or choose another scheduler"
        )
    command = f"{task.command} >/dev/null".replace("%", r"\%")
    if len(command.encode()) > _LONGEST:
        raise ScheduleError(
            f"the command is {len(command.encode())} bytes long, and cron takes {_LONGEST}:"
            " move the project to a shorter path, or choose another scheduler"
        )
    fields = task.when.as_cron()
    text = render("crontab.j2", task, fields=fields, command=command)
    return (UnitFile(f"{task.name}.crontab", text),)
