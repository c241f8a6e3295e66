"""A real browser, and the project's own tables and reports, made once for all browser tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; skips where it is not installed."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def tables_dir(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the project's digests, built anew in a folder of their own."""
    folder = tmp_path_factory.mktemp("built") / "tables"
    call_analysis(project, "build", "--output", str(folder))
    return folder


def call_analysis(project: Path, *words: str) -> None:
    """Call the command line as a user does, and show what it says if it fails."""
    command = [sys.executable, "-m", "analysis", *words]
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
