"""Ready units for the schedulers people have: when to start `run`, and what to do then.

when.py: the times; task.py: what is to be started, and its quoting; one module per scheduler.
Nothing here starts or installs anything: texts come out.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.schedules.airflow import build_airflow
from analysis.schedules.cron import build_cron
from analysis.schedules.errors import ScheduleError
from analysis.schedules.github_actions import build_github_actions
from analysis.schedules.systemd import build_systemd
from analysis.schedules.task import Task, UnitFile
from analysis.schedules.when import When, check_timezone, parse_when

__all__ = [
    "SCHEDULERS",
    "ScheduleError",
    "Task",
    "UnitFile",
    "When",
    "check_timezone",
    "parse_when",
]

SCHEDULERS: dict[str, Callable[[Task], tuple[UnitFile, ...]]] = {
    "cron": build_cron,
    "systemd": build_systemd,
    "github-actions": build_github_actions,
    "airflow": build_airflow,
}
"""By the name of a scheduler: what makes its files of a task. All raise ScheduleError."""
