"""Tasks to make schedules of, folders with awkward names, and what becomes of a command there."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from analysis.schedules import SCHEDULERS, Task, parse_when

AWKWARD = 'Büro $HOME 100% "it\'s" {{ x }} {% raw %} `id` #;&|<>*?!~ =.sh'
"""A folder's name that means something to every format."""
NAMES = st.text(
    st.sampled_from(" %$\"'`{}#;&|<>()*?!~=:@,.-abu 你é\u00a0"), min_size=1, max_size=20
).filter(lambda name: name not in {".", ".."})


@dataclass(frozen=True)
class Place:
    """A project's folder with an interpreter that only notes how it was called."""

    project: Path
    python: Path

    def expect(self, *runs: str) -> list[str]:
        """What the interpreter is to note: itself, the folder, and its arguments."""
        return [str(self.python), str(self.project), "-m", "analysis", "run", *runs]


def make_place(folder: Path, name: str = "project") -> Place:
    project = folder / name
    (project / "bin").mkdir(parents=True)
    python = project / "bin" / "python"
    python.write_text('#!/bin/sh\nprintf \'%s\\n\' "$0" "$PWD" "$@" >&2\n')
    python.chmod(0o755)
    return Place(project, python)


def make_task(
    place: Place | None = None,
    when: str = "Mon 07:00",
    runs: tuple[str, ...] = ("by-digest",),
    timezone: str | None = None,
) -> Task:
    place = place or Place(Path("/srv/trends"), Path("/srv/trends/.venv/bin/python"))
    return Task(runs, parse_when(when), timezone, place.python, place.project)


def build_text(scheduler: str, task: Task, file: int = 0) -> str:
    return SCHEDULERS[scheduler](task)[file].text


def run_in_shell(command: str) -> list[str]:
    """Run a command as cron would; gives what the noting interpreter noted."""
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": "/usr/bin:/bin", "HOME": "/"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b""
    return done.stderr.decode().splitlines()


def read_cron_command(line: str, n_fields: int) -> str:
    """The command of a crontab's line as cron hands it to the shell: see crontab(5)."""
    command = line.split(" ", n_fields)[-1]
    assert not re.search(r"(?<!\\)%", command), "an unescaped % ends the command"
    return command.replace(r"\%", "%")


def read_service_command(text: str) -> str:
    """The argument of `/bin/sh -c` in a service, unquoted as systemd.service(5) has it."""
    (line,) = (line for line in text.splitlines() if line.startswith("ExecStart="))
    start = 'ExecStart=:/bin/sh -c "'
    assert line.startswith(start)
    assert line.endswith('"')
    word = line.removeprefix(start)[:-1]
    assert not re.search(r'(?<!\\)(?:\\\\)*"', word), "a quote ends the word"
    without_escapes = re.sub(r'\\([\\"])', r"\1", word)
    assert "%" not in without_escapes.replace("%%", ""), "a lone % is a specifier"
    return without_escapes.replace("%%", "%")
