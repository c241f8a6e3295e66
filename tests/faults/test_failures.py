"""Failures are loud, named and harmless; each kind has its exit code."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest

from tests.faults.project import Project
from tests.reporting.samples import read_files

BOLD = "# too bold\nshare = 1 / 0"


def top_of(notebook: Path) -> str:
    return str(nbformat.read(notebook, as_version=4).cells[0].source)


def test_failed_notebooks_are_kept_and_the_others_go_on(project: Project) -> None:
    before = read_files(project.reports / "by-digest")
    project.write_notebook("00_one", BOLD)
    project.write_notebook("01_two", "import os", "os._exit(9)")
    project.write_notebook("02_three", "import time", "time.sleep(600)")
    project.write_notebook("03_four", "print('fine')")
    done = project.run("by-digest", "--cell-timeout", "10")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "failed: by-digest not published (run by-digest, notebook 00_one, cell In [3]"
        " `share = 1 / 0`: ZeroDivisionError: division by zero"
    )
    assert " and 2 more); 4 notebooks executed (" in line
    assert line.endswith(f"details: {project.reports / 'run.log'}")
    assert read_files(project.reports / "by-digest") == before

    failed = project.reports / "failed" / "by-digest"
    causes = {
        "00_one": "ZeroDivisionError: division by zero",
        "01_two": "the kernel died (killed from outside, or out of memory)",
        "02_three": "timeout: the cell took longer than 10 seconds",
    }
    assert {path.stem for path in failed.iterdir()} == set(causes)
    for name, cause in causes.items():
        assert top_of(failed / f"{name}.ipynb") == f"**This notebook stopped:** {cause}"
        assert f"notebook {name}" in project.log
        assert cause in project.log

    for name in causes:
        project.write_notebook(name, "print('mended')")
    assert project.run("by-digest").returncode == 0
    assert not failed.parent.exists()


def test_a_slow_notebook_is_stopped(project: Project) -> None:
    project.write_notebook("01_two", "import time", "time.sleep(600)")
    result = project.run_json("by-digest", "--notebook-timeout", "5")
    assert result["exit_code"] == 1
    (failure,) = result["runs"][0]["failures"]
    assert failure["cause"] == "timeout: the notebook took longer than 5 seconds"
    assert result["runs"][0]["kept"] == ["00_one"]


def test_one_failing_run_does_not_hold_up_the_other(project: Project) -> None:
    project.write_notebook("01_two", "assert frequency == 'year'")
    done = project.run("--json")
    assert done.returncode == 1
    assert '"message": "failed: by-digest not published (' in done.stdout
    assert "; published by-publication-year; 3 notebooks executed" in done.stdout


@pytest.mark.parametrize(
    ("spoil", "words", "code", "message"),
    [
        (None, ("by-moon",), 2, "no run 'by-moon'"),
        ("bad runs", (), 2, "runs.yml: expected"),
        ("bad parameter", (), 2, "no parameter 'frequenzy' (did you mean frequency?)"),
        ("no digest", (), 3, "no digest among 1 files; the tables stay as they were"),
        ("no folder", (), 3, "no such folder; digests are expected there"),
        ("bad sources", (), 3, "SOURCES.yml: not valid YAML"),
        (None, ("--topics", "nowhere.yml"), 3, "nowhere.yml: cannot be read"),
        ("file", (), 5, "File exists"),
    ],
)
def test_what_cannot_work_has_its_exit_code(
    project: Project, spoil: str | None, words: tuple[str, ...], code: int, message: str
) -> None:
    runs = project.notebooks / "runs.yml"
    if spoil == "bad runs":
        runs.write_text("walks: {}")
    elif spoil == "bad parameter":
        runs.write_text(runs.read_text("utf-8").replace("frequency:", "frequenzy:"))
    elif spoil in ("no digest", "no folder"):
        for path in project.raw.iterdir():
            path.unlink()
        if spoil == "no folder":
            project.raw.rmdir()
        else:
            (project.raw / "notes.txt").write_text("Dear all")
    elif spoil == "bad sources":
        (project.raw / "SOURCES.yml").write_text("{")
    elif spoil == "file":
        os.rename(project.reports, project.root / "elsewhere")  # noqa: PTH104
        project.reports.write_text("mine")
    before = read_files(project.reports / "by-digest") if project.reports.is_dir() else {}
    tables = read_files(project.tables)
    done = project.run(*words)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    if before:
        assert read_files(project.reports / "by-digest") == before
        assert f"exit code {code}: failed: " in project.log
    assert read_files(project.tables) == tables


def test_a_defect_is_told_in_one_line_with_its_traceback_in_the_log(project: Project) -> None:
    broken = project.root / "analysis" / "corpus" / "joining" / "merge.py"
    broken.write_text(
        broken.read_text("utf-8").replace("by_paper: dict", "1 / 0\n    by_paper: dict")
    )
    done = project.run()
    assert done.returncode == 70
    assert done.stderr.startswith("failed: ZeroDivisionError: division by zero")
    assert "Traceback (most recent call last):" in project.log
    assert "in merge_printings" in project.log


def test_files_that_are_no_digests_are_told_each_time(project: Project) -> None:
    (project.raw / "notes.txt").write_text("Dear all")
    first = project.run("by-digest")
    assert first.returncode == 0
    assert "1 file left out" in first.stdout
    assert "left out: notes.txt, line 1: this is no digest;" in project.log
    again = project.run("by-digest")
    assert again.stdout.startswith("nothing to do: by-digest up to date; 1 file left out (")
