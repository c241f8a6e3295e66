"""`fetch` as a person or a scheduler calls it, to the tables; ends in the middle included."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.corpus import read_tables
from analysis.exchange import hold_lock
from analysis.fetching import LOCK_FILE, STATE_FILE
from tests.cli.conftest import Run, run
from tests.digests.reading import parse_one
from tests.fetching.api import Api, make_rows, send

__all__ = ["run"]

DAYS = [f"2025-03-{day}" for day in range(14, 20)]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached directly, whatever the machine's environment says."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def arguments(api: Api, raw: Path) -> list[str]:
    return [
        *("fetch", "--from", DAYS[0], "--to", DAYS[-1], "--output", str(raw)),
        *("--api-url", api.url, "--delay", "0"),
    ]


def fill(api: Api) -> None:
    """Two weekdays, a weekend without a list, two weekdays."""
    for number, day in enumerate(DAYS, start=1):
        if day not in ("2025-03-15", "2025-03-16"):
            api.days[day] = make_rows(day, number, number + 1)


def start(api: Api, raw: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", *arguments(api, raw)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_fetched_days_are_built(api: Api, raw: Path, run: Run, tmp_path: Path) -> None:
    fill(api)
    result = run(*arguments(api, raw))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"4 fetched, 2 none; 6 asked for, 8 papers in the files -> {raw}\n"
    again = run(*arguments(api, raw))
    assert again.stdout == f"4 fetched, 2 none; 0 asked for, 8 papers in the files -> {raw}\n"
    built = run("build", "--raw", raw, "--output", tmp_path / "out")
    assert built.exit_code == 0
    assert "error" not in built.stderr
    tables = read_tables(tmp_path / "out")
    assert sorted(str(day)[:10] for day in tables.digests["digest_date"]) == sorted(api.days)
    assert len(tables.papers) == 6


def test_failed_days_are_named_and_the_exit_code_tells(api: Api, raw: Path, run: Run) -> None:
    fill(api)
    api.faults.append(send(404))
    result = run(*arguments(api, raw))
    assert result.exit_code == 1
    assert f"error: {DAYS[0]}: HTTP 404 Not Found" in result.stderr
    assert "3 fetched, 2 none, 1 failed; 6 asked for" in result.stderr
    assert result.stdout == ""


def test_the_result_as_json(api: Api, raw: Path, run: Run) -> None:
    fill(api)
    api.faults.extend([send(404)])
    result = run(*arguments(api, raw), "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == told["exit_code"] == 1
    assert [told[state] for state in ("fetched", "partial", "none", "failed")] == [3, 0, 2, 1]
    assert (told["asked"], told["not_reached"], told["papers"]) == (6, 0, 6)
    assert [day["day"] for day in told["days"]] == DAYS
    assert told["days"][0]["error"] == "HTTP 404 Not Found"
    assert datetime.fromisoformat(told["days"][1]["asked_at"]).tzinfo


def test_a_server_that_is_left_alone_is_told(api: Api, raw: Path, run: Run) -> None:
    api.faults.extend([None, send(429, b"", {"Retry-After": "90000"})])
    result = run(*arguments(api, raw))
    assert result.exit_code == 1
    assert "asks not to be asked for 90000 s. 1 none, 5 not reached; 1 asked for" in result.stderr


def test_no_server_is_five_failed_days(api: Api, raw: Path, run: Run, monkeypatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with Api() as gone:
        url = gone.url
    result = run(*arguments(api, raw), "--api-url", url)
    assert result.exit_code == 1
    assert "ConnectError" in result.stderr
    assert "5 failed, 1 not reached" in result.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("--from", "2025-03-20"),
        ("--from", "2001-01-01"),
        ("--from", "yesterday"),
        ("--to", "2999-01-01"),
        ("--delay", "-1"),
        ("--api-url", "http://papers.example/"),
    ],
)
def test_wrong_usage(api: Api, raw: Path, run: Run, wrong: tuple[str, str]) -> None:
    result = run(*arguments(api, raw), *wrong)
    assert result.exit_code == 2
    assert api.asked == []
    assert list(raw.iterdir()) == []


def test_a_second_fetch_leaves(api: Api, raw: Path, run: Run) -> None:
    with hold_lock(raw / LOCK_FILE, datetime.now(UTC)):
        result = run(*arguments(api, raw))
    assert result.exit_code == 4
    assert f"process {os.getpid()}" in result.stderr
    assert api.asked == []


def test_the_output_folder_is_made(api: Api, tmp_path: Path, run: Run) -> None:
    fill(api)
    result = run(*arguments(api, tmp_path / "new" / "raw"))
    assert result.exit_code == 0
    assert (tmp_path / "new" / "raw" / f"{DAYS[0]}.json").exists()


def test_a_folder_that_cannot_be_written_is_an_error_message(api: Api, raw: Path, run: Run) -> None:
    fill(api)
    (raw / f"{DAYS[0]}.json").mkdir()
    result = run(*arguments(api, raw))
    assert result.exit_code == 1
    assert f"{DAYS[0]}.json: Is a directory. no day, 6 not reached" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_end_in_the_middle_loses_nothing(
    api: Api, raw: Path, run: Run, number: signal.Signals
) -> None:
    fill(api)

    def end(handler) -> None:
        # The client waits for this answer, so that it ends between two days.
        process.send_signal(number)
        process.wait()
        handler.close_connection = True

    api.faults.extend([None, None, None, None, end])
    process = start(api, raw)
    _, err = process.communicate()
    killed = number is signal.SIGKILL
    assert process.returncode == (-number if killed else 128 + number), err
    assert "Traceback" not in err
    if not killed:
        line = "2 fetched, 2 none, 2 not reached; 4 asked for, 4 papers"
        assert f"stopped by {number.name}. {line}" in err
    states = json.loads((raw / STATE_FILE).read_bytes())
    assert [record["day"] for record in states] == DAYS[:4]
    result = run(*arguments(api, raw))
    assert result.exit_code == 0
    assert "4 fetched, 2 none; 2 asked for, 8 papers" in result.stdout
    assert api.asked_days() == [*DAYS[:5], *DAYS[4:]]


KILLED = """
import os, signal, sys
from pathlib import Path
from analysis.cli import main

at = int(sys.argv.pop(1))
replace, count = Path.replace, 0

def killed(self, target):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    done = replace(self, target)
    if count == -at:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

Path.replace = killed
main()
"""


@pytest.mark.parametrize("at", [1, -1, 2, -2, 5, -5, 9])
def test_a_kill_at_any_rename_leaves_whole_files(
    api: Api, raw: Path, run: Run, tmp_path: Path, at: int
) -> None:
    fill(api)
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, script, str(at), *arguments(api, raw)], capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    for path in raw.glob("2*.json"):
        assert parse_one(path.read_bytes(), path.name).listings
    result = run(*arguments(api, raw))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "4 fetched, 2 none" in result.stdout
    names = {path.name for path in raw.iterdir()}
    assert names == {LOCK_FILE, STATE_FILE, *(f"{day}.json" for day in api.days)}


def test_a_full_disk_is_told_with_the_file_that_it_has_no_room_for(
    api: Api, raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(api)

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.fetching.store.os.fsync", refuse)
    result = run(*arguments(api, raw))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{raw / DAYS[0]}.json: No space left on device. ")
    assert [path.name for path in raw.iterdir()] == [LOCK_FILE]
