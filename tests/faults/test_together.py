"""One run at a time: the second waits or leaves, and a dead process holds nobody up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analysis.exchange import LockedError, Owner, hold_lock
from tests.faults.campaign import find_lasting_processes, is_complete
from tests.faults.project import Project
from tests.reporting.samples import read_files

NOW = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
WAIT_AT_GATE = """\
from pathlib import Path

from analysis.reporting.display import Headline, show_headlines

gate = Path("../gate").read_text()
show_headlines([Headline("Gate", gate)])"""


@contextmanager
def running(project: Project, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A run in the middle of a notebook, until the gate is opened or the block ends."""
    os.mkfifo(project.root / "gate")
    project.write_notebook("01_two", WAIT_AT_GATE)
    started = project.start("by-digest", "--json", *words)
    # Opening a pipe for writing ends when somebody reads it: the notebook is executed then.
    gate = os.open(project.root / "gate", os.O_WRONLY)
    try:
        yield started
    finally:
        # Nobody waits any more where the run was ended.
        with suppress(BrokenPipeError):
            os.write(gate, b"open")
        os.close(gate)
        started.communicate(timeout=300)


def test_a_second_start_leaves_and_names_the_first(project: Project) -> None:
    before = read_files(project.reports / "by-digest")
    with running(project) as first:
        second = project.run("by-digest")
        assert (second.returncode, second.stdout) == (4, "")
        assert f"is being worked on by process {first.pid} on " in second.stderr
        assert second.stderr.startswith("not begun: ")
        for command in ("build", "report"):
            other = project.run(command=command)
            assert other.returncode == 1
            assert f"process {first.pid}" in other.stderr
        assert read_files(project.reports / "by-digest") == before
    assert first.returncode == 0
    assert is_complete(project.reports / "by-digest")
    assert read_files(project.reports / "by-digest") != before
    assert "exit code 4: not begun" in project.log


def test_a_second_start_may_wait(project: Project) -> None:
    with running(project) as first:
        second = project.start("by-digest", "--wait", "300")
        assert second.stderr is not None
        assert second.stderr.readline().startswith(f"waiting for process {first.pid} on ")
    out, _ = second.communicate(timeout=300)
    assert (first.returncode, second.returncode) == (0, 0)
    assert out.startswith("nothing to do: by-digest up to date")


def test_of_two_started_at_the_same_moment_exactly_one_publishes(project: Project) -> None:
    project.write_notebook("01_two", "print('new')")
    both = [project.start("by-digest", "--json") for _ in range(2)]
    results = [json.loads(one.communicate(timeout=300)[0]) for one in both]
    published = [one for one in results if any(run["published"] for run in one["runs"])]
    assert len(published) == 1
    (other,) = [one for one in results if one is not published[0]]
    assert other["exit_code"] in (0, 4)
    assert is_complete(project.reports / "by-digest")
    assert len(list((project.reports / "history" / "by-digest").iterdir())) == 2


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_run_that_is_ended_leaves_the_reports_and_the_next_one_goes_on(
    project: Project, sent: signal.Signals, code: int
) -> None:
    before = read_files(project.reports / "by-digest")
    with running(project) as first:
        first.send_signal(sent)
        first.wait(timeout=300)
        assert first.returncode == code
        assert find_lasting_processes(project) == []
    assert read_files(project.reports / "by-digest") == before
    project.write_notebook("01_two", "print('new')")
    assert project.run("by-digest").returncode == 0
    assert is_complete(project.reports / "by-digest")
    assert not list(project.reports.glob(".staging-*"))
    if sent is signal.SIGTERM:
        assert "error: stopped by SIGTERM" in project.log
        assert "ended without a result" not in project.log
    else:
        told = f"the run before ended without a result: process {first.pid} on "
        assert told in project.log
        assert "removed unfinished work of a run that was killed" in project.log


def test_a_lock_is_let_go_of_when_the_block_ends(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_lock(tmp_path / "lock", NOW) as left:
            assert left is None
        assert (tmp_path / "lock").read_bytes() == b""


def test_a_held_lock_tells_owner_and_age(tmp_path: Path) -> None:
    later = NOW + timedelta(hours=1, minutes=2)
    with (
        hold_lock(tmp_path / "lock", NOW),
        pytest.raises(LockedError, match=rf"process {os.getpid()} on .*07:00:00 UTC \(1:02:00\)"),
        hold_lock(tmp_path / "lock", later),
    ):
        pass


@pytest.mark.parametrize("note", ["", "{", "[]", '{"pid": 1}', "\0"])
def test_a_lock_without_a_readable_note_is_still_a_lock(tmp_path: Path, note: str) -> None:
    with hold_lock(tmp_path / "lock", NOW):
        (tmp_path / "lock").write_text(note)
        with pytest.raises(LockedError, match="another process"), hold_lock(tmp_path / "lock", NOW):
            pass


def test_what_a_dead_process_noted_is_given(tmp_path: Path) -> None:
    note = {"pid": 7, "host": "there", "since": NOW.isoformat()}
    (tmp_path / "lock").write_text(json.dumps(note))
    with hold_lock(tmp_path / "lock", NOW) as left:
        assert left == Owner(7, "there", NOW)
