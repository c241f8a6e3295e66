"""What produced a result: the code's version and commit, and the libraries' versions."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

PACKAGE = "digest-trends"
_NOT_INSTALLED = "not installed"
PROJECT = Path(__file__).resolve().parents[1]
"""The project's folder, seen from this file."""


def describe_code(project: Path = PROJECT) -> dict[str, Any]:
    """The package's version, its git commit, and the versions of Python and all libraries
    that the package asks for.

    `commit` is None where the folder is no git checkout, and ends in `+changes` where
    tracked files differ from it.
    """
    return {
        "version": _find_version(PACKAGE),
        "commit": _find_commit(project),
        "python": platform.python_version(),
        "packages": dict(sorted(_library_versions().items())),
    }


def _library_versions() -> dict[str, str]:
    try:
        wanted = [Requirement(text) for text in requires(PACKAGE) or ()]
    except PackageNotFoundError:
        return {}
    return {
        requirement.name: _find_version(requirement.name)
        for requirement in wanted
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }


def _find_version(package: str) -> str:
    # The code also runs straight from its folder, without having been installed.
    try:
        return version(package)
    except PackageNotFoundError:
        return _NOT_INSTALLED


def _find_commit(project: Path) -> str | None:
    # A checkout above a copied folder is not this project's.
    if not (project / ".git").exists():
        return None
    commit = _ask_git(project, "rev-parse", "HEAD")
    if not commit:
        return None
    changes = _ask_git(project, "status", "--porcelain", "--untracked-files=no")
    return f"{commit}+changes" if changes else commit


def _ask_git(project: Path, *words: str) -> str:
    try:
        asked = subprocess.run(
            ["git", "-C", str(project), *words],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
