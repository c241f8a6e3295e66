"""The command: what it prints and writes, and what it refuses."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from analysis.schedules import SCHEDULERS


def call(words: str, *more: str) -> Result:
    return CliRunner().invoke(main, ["schedule", *shlex.split(words), *more])


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_a_unit_is_printed(scheduler: str) -> None:
    done = call('by-digest --when "Mon 07:00" --as', scheduler)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    assert "-m analysis run by-digest" in done.stdout


def test_it_starts_this_interpreter_in_this_project(project: Path) -> None:
    done = call("--when hourly --as cron")
    assert f"cd {shlex.quote(str(project))} && exec {shlex.quote(sys.executable)} " in done.stdout


def test_runs_come_once_in_declared_order() -> None:
    done = call("by-publication-year by-digest by-digest --when 07:00 --as cron")
    assert "run by-digest by-publication-year --wait" in done.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("tea --when 07:00 --as cron", "no run 'tea'; declared are by-digest"),
        ("--when noon --as cron", "'noon' is not understood; what is: "),
        ("--when 07:00 --as cron --timezone UTC", "leave --timezone out"),
        ("--when 07:00 --as systemd --timezone Berlin", "no time zone 'Berlin'"),
        ("--when 07:00 --as at", "'at' is not one of 'cron'"),
        ("--when 07:00", "Missing option '--as'"),
    ],
)
def test_wrong_usage(words: str, reason: str) -> None:
    done = call(words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert reason in " ".join(done.stderr.split())


class TestOutput:
    WORDS = "--when 07:00 --as systemd --output"
    NAMES = ("digest-trends.service", "digest-trends.timer")

    def test_files_are_written_once(self, tmp_path: Path) -> None:
        folder = tmp_path / "new" / "units"
        done = call(self.WORDS, str(folder))
        assert done.stdout == ""
        assert done.stderr == "".join(f"wrote {folder / name}\n" for name in self.NAMES)
        assert sorted(path.name for path in folder.iterdir()) == list(self.NAMES)
        again = call(self.WORDS, str(folder))
        assert again.stderr == "".join(f"unchanged {folder / name}\n" for name in self.NAMES)

    def test_a_different_file_stays_and_nothing_is_written(self, tmp_path: Path) -> None:
        mine = tmp_path / self.NAMES[1]
        mine.write_bytes(b"\xff mine")
        done = call(self.WORDS, str(tmp_path))
        assert done.exit_code == 1
        assert f"{mine} is there and differs; nothing was written." in done.stderr
        assert mine.read_bytes() == b"\xff mine"
        assert [path.name for path in tmp_path.iterdir()] == [mine.name]
