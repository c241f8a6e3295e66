"""The fuzzer itself: it runs, ends in time, and tells what it finds."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed")
PLANTED = "import yaml\nyaml.safe_load = lambda text: {}[text]\n"
"""A fault of the kind that the fuzzer has to find: an error that is not documented."""


def fuzz(project: Path, *options: str, path: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", "--seconds", "3", *options],
        cwd=project,
        env={**os.environ, "PYTHONPATH": f"{path}{os.pathsep}{project}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_no_way_in_fails_within_seconds(project: Path) -> None:
    done = fuzz(project, "--format", "api-json", "--format", "arxiv-oai")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split("|")[1:-1] for line in done.stdout.splitlines()[-2:]]
    assert [row[0].strip() for row in rows] == ["api-json", "arxiv-oai"]
    assert all(int(row[2].replace(",", "")) > 100 for row in rows)
    assert all(int(row[3]) == 0 for row in rows)


def test_an_undocumented_error_is_found_and_its_bytes_are_told(
    project: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(PLANTED, encoding="utf-8")
    done = fuzz(project, "--format", "pins", path=str(tmp_path))
    assert done.returncode == 1
    assert "pins: KeyError" in done.stdout
    assert "\nb'" in done.stdout or '\nb"' in done.stdout
