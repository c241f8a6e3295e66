"""What a result says of the code that made it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from analysis import provenance
from analysis.provenance import describe_code


def git(folder: Path, *words: str) -> str:
    who = {
        f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_versions_are_those_installed() -> None:
    code = describe_code()
    assert code["version"] == version("digest-trends")
    assert code["packages"]["pandas"] == version("pandas")
    assert code["python"] == ".".join(map(str, sys.version_info[:3]))
    assert "pytest" not in code["packages"]


def test_a_commit_is_named_with_its_changes(tmp_path: Path) -> None:
    assert describe_code(tmp_path)["commit"] is None
    git(tmp_path, "init", "-q")
    assert describe_code(tmp_path)["commit"] is None
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-q", "-m", "one")
    head = git(tmp_path, "rev-parse", "HEAD")
    assert describe_code(tmp_path)["commit"] == head
    (tmp_path / "new").write_text("untracked")
    assert describe_code(tmp_path)["commit"] == head
    (tmp_path / "file").write_text("two")
    assert describe_code(tmp_path)["commit"] == f"{head}+changes"


def test_a_folder_below_another_checkout_has_no_commit_of_its_own(project: Path) -> None:
    assert describe_code(project / "tests")["commit"] is None


def test_code_that_was_never_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(provenance, "version", missing)
    monkeypatch.setattr(provenance, "requires", missing)
    code = describe_code()
    assert (code["version"], code["packages"]) == ("not installed", {})
