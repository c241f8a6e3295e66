"""What produced a result: the code's version and commit, and the libraries' versions.

`describe_code` is for readers; the hashes are for telling whether anything changed.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

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


def hash_parts(parts: Iterable[str], project: Path = PROJECT, without: str = "") -> str:
    """Hash the files of the project named by `parts`: files, or folders with all below them.

    Compiled Python and what lies below the folder `without` are left out; a part that is
    not there counts as empty.
    """
    digest = hashlib.sha256()
    for path in sorted({path for part in parts for path in _list_files(project / part)}):
        name = path.relative_to(project).as_posix()
        if "__pycache__" not in path.parts and not (without and name.startswith(f"{without}/")):
            digest.update(f"{name}\n{hash_file(path)}\n".encode())
    return digest.hexdigest()


def hash_libraries() -> str:
    """Hash the names and versions of Python and of everything installed for it."""
    # The folders' names hold both; reading each one's metadata would take ten times as long.
    installed = {
        path.name
        for entry in sys.path
        for path in Path(entry or ".").glob("*.dist-info")
        if Path(entry or ".").is_dir()
    }
    return hash_text("\n".join([sys.version, *sorted(installed)]))


def hash_file(path: Path) -> str:
    """The sha256 of a file's bytes; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def hash_text(text: str) -> str:
    """The sha256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _list_files(part: Path) -> Iterable[Path]:
    return [path for path in part.rglob("*") if path.is_file()] if part.is_dir() else [part]


def _library_versions() -> dict[str, str]:
    # Looking for changes must not wait for what only a full description needs.
    from packaging.requirements import Requirement  # noqa: PLC0415

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
