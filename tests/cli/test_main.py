"""The command line as a whole: help, wrong usage, how it is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

COMMANDS = ("parse", "extract", "evaluate", "build", "report", "run", "schedule", "notify", "fetch")


def test_help_lists_every_command(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {command} " in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main {command}")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["frobnicate"], "frobnicate"),
        (["--frobnicate"], "--frobnicate"),
        (["build", "--nope"], "--nope"),
        (["build", "extra"], "extra"),
        (["parse"], "FILES"),
        (["extract"], "PAPERS"),
        (["report", "--jobs", "0"], "--jobs"),
        (["run", "--keep", "0"], "--keep"),
        (["run", "--wait", "soon"], "soon"),
        (["report", "--jobs", "many"], "many"),
        (["report", "-p", "nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_is_named_and_exits_2(run: Run, arguments: list[str], named: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert named in result.stderr
    assert "Usage:" in result.stderr
    assert "--help" in result.stderr


def test_it_starts_as_a_module_and_as_a_script(project: Path, raw: Path) -> None:
    script = Path(sys.executable).with_name("digest-trends")
    outputs = []
    for start in ([sys.executable, "-m", "analysis"], [str(script)]):
        done = subprocess.run(
            [*start, "parse", str(raw / "a.txt")],
            cwd=project,
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1] != ""


def test_a_closed_pipe_is_no_traceback(project: Path, raw: Path) -> None:
    reader = subprocess.Popen(
        [sys.executable, "-c", "pass"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert reader.stdin is not None
    reader.wait()
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "parse", *map(str, raw.iterdir())],
        cwd=project,
        stdout=reader.stdin,
        stderr=subprocess.PIPE,
        check=False,
    )
    reader.stdin.close()
    assert b"Traceback" not in done.stderr
