"""A real cron daemon publishes, with nothing set up but what cron itself sets up."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.schedules import Task, parse_when
from tests.faults.project import Project, make_project
from tests.schedules.samples import build_text

SYSTEM_TABLES = Path("/etc/cron.d")
PATIENCE = 240
"""Seconds to wait at most: cron looks once a minute, and machines can be busy."""


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A project with one digest and one notebook, in a folder that needs quoting."""
    project = make_project(tmp_path / "it's 100% small")
    (project.notebooks / "01_two.ipynb").unlink()
    for page in sorted(project.raw.glob("*.txt"))[1:]:
        page.unlink()
    return project


@pytest.fixture
def crontab() -> Iterator[Path]:
    """A table of its own beside the system's, which is gone afterwards; names have no dots."""
    if shutil.which("cron", path="/usr/sbin:/usr/bin") is None or not SYSTEM_TABLES.is_dir():
        pytest.skip("no cron daemon is installed")
    if os.geteuid() != 0:
        pytest.skip("only root can start a cron daemon")
    path = SYSTEM_TABLES / f"digest-trends-test-{os.getpid()}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        find_control(path).unlink(missing_ok=True)


def find_control(crontab: Path) -> Path:
    """A second table, which shows that the daemon starts anything at all."""
    return crontab.with_name(f"{crontab.name}-control")


def write_every_minute(crontab: Path, command: str) -> None:
    """Let root run a command every minute."""
    crontab.write_text(f"* * * * * root {command}\n", encoding="utf-8")
    crontab.chmod(0o644)


def quote(path: Path) -> str:
    return shlex.quote(str(path)).replace("%", r"\%")


def wait_for(path: Path) -> None:
    """Keep a daemon at work until a file is there.

    A daemon leaves where another one has its lock. That one serves as well, but may end before
    it has served us: then the next one stays.
    """
    daemon = None
    deadline = time.monotonic() + PATIENCE
    try:
        while not path.exists() and time.monotonic() < deadline:
            if daemon is None or daemon.poll() is not None:
                start = ["/usr/sbin/cron", "-f"]
                daemon = subprocess.Popen(start, env={}, stderr=subprocess.DEVNULL)
            time.sleep(0.5)
    finally:
        if daemon is not None:
            daemon.terminate()
            daemon.wait()


def test_cron_publishes(small: Project, crontab: Path, tmp_path: Path) -> None:
    task = Task(("by-digest",), parse_when("07:00"), None, Path(sys.executable), small.root)
    control, note = tmp_path / "control", tmp_path / "environment.txt"
    text = build_text("cron", task)
    printed = next(line for line in text.splitlines() if not line.startswith("#"))
    command = printed.removeprefix("0 7 * * * ")
    write_every_minute(find_control(crontab), f": >{quote(control)}")
    write_every_minute(crontab, f"env >{quote(note)}; {command}")
    published = small.reports / "by-digest" / "manifest.json"
    wait_for(published)
    if not control.exists():
        pytest.skip("the cron daemon starts nothing here, as in some containers")
    assert published.exists(), small.log if (small.reports / "run.log").exists() else "no log"
    environment = dict(line.split("=", 1) for line in note.read_text().splitlines())
    assert set(environment) <= {"HOME", "LOGNAME", "PATH", "PWD", "SHELL", "SHLVL", "_"}
    assert environment["PATH"] == "/usr/bin:/bin"
    # The index comes after the reports: wait for that run to end.
    done = small.run("by-digest", "--wait", "60")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("nothing to do")
    assert (small.reports / "by-digest" / "00_one.html").exists()
