"""Whatever the project's path holds, its interpreter is called, from its folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from jinja2 import Environment

from analysis.schedules import SCHEDULERS, ScheduleError
from tests.schedules.samples import (
    AWKWARD,
    NAMES,
    Place,
    build_text,
    make_place,
    make_task,
    read_cron_command,
    read_service_command,
    run_in_shell,
)
from tests.schedules.stand_ins import execute_dag

WAIT = ["--wait", "3600"]


def read_commands(place: Place) -> dict[str, str]:
    """The shell's command of each local scheduler, read back as that scheduler reads it."""
    task = make_task(place)
    lines = [one for one in build_text("cron", task).splitlines() if not one.startswith("#")]
    (publish,) = execute_dag(build_text("airflow", task)).tasks
    rendered = Environment(autoescape=False).from_string(publish["bash_command"]).render()
    return {
        "cron": read_cron_command(lines[0], 5),
        "cron, at the start of the machine": read_cron_command(lines[1], 1),
        "systemd": read_service_command(build_text("systemd", task)),
        "airflow": rendered,
    }


def check_arrival(place: Place) -> None:
    for scheduler, command in read_commands(place).items():
        shell = command.removesuffix(" >/dev/null")
        assert run_in_shell(shell) == [*place.expect("by-digest"), *WAIT], scheduler


def test_an_awkward_path(tmp_path: Path) -> None:
    check_arrival(make_place(tmp_path, AWKWARD))


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(NAMES)
def test_any_path(tmp_path: Path, name: str) -> None:
    place = make_place(tmp_path, name)
    try:
        check_arrival(place)
    finally:
        shutil.rmtree(place.project)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", ["project", AWKWARD, "back\\slash\\"])
@pytest.mark.parametrize("when", ["hourly", "Mon,Thu 07:00", "1st 07:00"])
def test_systemd_verifies_the_units(tmp_path: Path, name: str, when: str) -> None:
    task = make_task(make_place(tmp_path, name), when, timezone="Europe/Berlin")
    files = SCHEDULERS["systemd"](task)
    units = tmp_path / "units"
    units.mkdir()
    for file in files:
        (units / file.name).write_text(file.text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(units / file.name for file in files)],
        env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_takes_backslashes(tmp_path: Path) -> None:
    place = make_place(tmp_path, 'back\\slash"\\')
    command = read_service_command(build_text("systemd", make_task(place)))
    assert run_in_shell(command) == [*place.expect("by-digest"), *WAIT]


@pytest.mark.skipif(shutil.which("crontab") is None, reason="cron is not installed")
def test_crontab_takes_the_lines_up_to_its_limit(tmp_path: Path) -> None:
    length = 998 - len(make_task(Place(Path("/"), Path("/python"))).command) - len(" >/dev/null")
    longest = make_task(Place(Path("/"), Path("/" + "x" * length + "python")))
    path = tmp_path / "crontab"
    for task in [longest, make_task(make_place(tmp_path, AWKWARD))]:
        path.write_text(build_text("cron", task), encoding="utf-8")
        subprocess.run(["crontab", "-n", path], check=True, capture_output=True)
    with pytest.raises(ScheduleError, match="999 bytes long, and cron takes 998"):
        build_text("cron", make_task(Place(Path("/"), Path("/" + "x" * (length + 1) + "python"))))


def test_cron_refuses_what_it_cannot_write() -> None:
    with pytest.raises(ScheduleError, match="backslash"):
        build_text("cron", make_task(Place(Path("/a\\b"), Path("/python"))))
    with pytest.raises(ScheduleError, match="leave --timezone out"):
        build_text("cron", make_task(timezone="Europe/Berlin"))


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\u2028b", "a\x85b", "a\tb", "a\udcffb"])
def test_paths_that_no_file_can_hold(name: str) -> None:
    with pytest.raises(ScheduleError, match=r"the project's folder, .* no scheduler's file"):
        make_task(Place(Path("/") / name, Path("/python")))
    with pytest.raises(ScheduleError, match="the interpreter, "):
        make_task(Place(Path("/"), Path("/") / name))


def test_relative_paths_are_refused() -> None:
    with pytest.raises(ScheduleError, match="absolute"):
        make_task(Place(Path("/"), Path()))


def test_names_stay_short_enough() -> None:
    assert make_task(runs=()).name == "digest-trends"
    assert make_task(runs=("a-b", "c")).name != make_task(runs=("a", "b-c")).name
    with pytest.raises(ScheduleError, match="too many runs"):
        make_task(runs=tuple(f"run-{number}" for number in range(50)))
