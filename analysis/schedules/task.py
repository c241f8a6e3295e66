"""What a scheduler is to start, as a command for a shell that knows neither PATH nor HOME."""

from __future__ import annotations

import shlex
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.schedules.errors import ScheduleError
from analysis.schedules.when import When

WAIT = 3600
"""Seconds to wait for another run to end: two schedules may well name the same minute."""
LIMIT_HOURS = 6
"""When a scheduler is to end a run, whose own limits per notebook should have done so before."""
_NAME = "digest-trends"
_LONGEST_NAME = 200
"""In characters: schedulers and file systems take about 250, endings included."""
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    # Braces and dollars mean something in the files themselves.
    variable_start_string="<<",
    variable_end_string=">>",
    block_start_string="<%",
    block_end_string="%>",
    comment_start_string="<#",
    comment_end_string="#>",
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
    # Nothing here is HTML; what goes in is quoted for each format.
    autoescape=False,  # noqa: S701
)


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A file for a scheduler: its name, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """Which runs to start, and when. `runs` are checked names, none for all declared runs.

    `timezone` is a checked name, None for the scheduler's own. `python` and `project` are
    the absolute paths of the interpreter and the project's folder.
    Raises ScheduleError for paths that no file of a scheduler can hold.
    """

    runs: tuple[str, ...]
    when: When
    timezone: str | None
    python: Path
    project: Path

    def __post_init__(self) -> None:
        _check_path(self.python, "the interpreter")
        _check_path(self.project, "the project's folder")
        if len(self.name) > _LONGEST_NAME:
            raise ScheduleError(
                "too many runs for the name of one schedule;"
                " name none of them for all runs, or make several schedules"
            )

    @property
    def name(self) -> str:
        """A name for the schedule: ASCII letters, digits, hyphens and dots."""
        return ".".join((_NAME, *self.runs))

    @property
    def what(self) -> str:
        """The runs in words."""
        return ", ".join(self.runs) or "all runs"

    @property
    def words(self) -> tuple[str, ...]:
        """What follows the interpreter on the command line."""
        return ("-m", "analysis", "run", *self.runs)

    @property
    def command(self) -> str:
        """The command for a POSIX shell; it needs no environment and leaves no shell behind."""
        # From its own folder, the project is found whether or not it was installed.
        start = shlex.join((str(self.python), *self.words, "--wait", str(WAIT)))
        return f"cd {shlex.quote(str(self.project))} && exec {start}"


def render(template: str, task: Task, **values: object) -> str:
    """Fill a template with a task's parts and `values`, which are quoted already."""
    return _TEMPLATES.get_template(template).render(
        name=task.name,
        what=task.what,
        when=task.when.in_words(),
        limit_hours=LIMIT_HOURS,
        **values,
    )


def _check_path(path: Path, role: str) -> None:
    """Raise ScheduleError unless the path is absolute and plain text on one line."""
    text = str(path)
    if not path.is_absolute():
        raise ScheduleError(f"{role} must be an absolute path, not {text!r}")
    # Cs: bytes that are no text; Zl, Zp: line breaks that are no control characters.
    strange = [one for one in text if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"}]
    if strange:
        raise ScheduleError(
            f"{role}, {text!r}, holds {strange[0]!r}, which no scheduler's file can carry;"
            " move the project to a path without it"
        )
