"""A timer of systemd, and the service that it starts: units of a user, which need no root."""

from __future__ import annotations

from analysis.schedules.task import Task, UnitFile, render


def build_systemd(task: Task) -> tuple[UnitFile, ...]:
    """Make the service and its timer."""
    calendar = task.when.as_calendar()
    if task.timezone is not None:
        calendar = f"{calendar} {task.timezone}"
    service = render("service.j2", task, command=_quote(task.command))
    timer = render("timer.j2", task, calendar=calendar)
    return UnitFile(f"{task.name}.service", service), UnitFile(f"{task.name}.timer", timer)


def _quote(word: str) -> str:
    """Quote one word of a command; dollars are plain where the command begins with a colon."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
