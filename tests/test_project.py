"""The project's own files: its three lists of packages in step, its targets, its hygiene."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TARGETS = ("report", "lab", "test", "check", "bench", "clean")
CONDA_NAMES = {"playwright": "playwright-python"}
"""Packages whose conda-forge name is not that of their distribution."""
NOT_IN_CONDA = {"atheris", "axe-playwright-python"}
"""Packages that pip installs for conda users as well."""
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:work|tmp|home|root|Users|mnt|opt)/[\w.-]+")
REGISTRIES = re.compile(
    r"\b(?:files\.python" + r"hosted\.org|(?:test\.)?py" + r"pi\.org|ana" + r"conda\.(?:org|com))\b"
)
PLACES = [MACHINE_PATHS, REGISTRIES]
GENERATED = re.compile(
    r"(?:^|/)(?:__pycache__|\.ipynb_checkpoints|\.venv|build|[^/]+\.egg-info|\.[a-z_]+_cache"
    r"|\.hypothesis)(?:/|$)|\.pyc$|^(?:data/processed|reports)/(?!\.gitkeep$)"
)


@pytest.fixture(scope="module")
def pyproject(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wanted(pyproject: dict[str, Any]) -> dict[str, Requirement]:
    """Every package that pyproject.toml asks for, those for development included."""
    declared = pyproject["project"]
    texts = [*declared["dependencies"], *declared["optional-dependencies"]["dev"]]
    requirements = [Requirement(text) for text in texts]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


@pytest.fixture(scope="module")
def tracked(project: Path) -> list[str]:
    """Names of the files that are, or are about to be, under version control."""
    if shutil.which("git") is None or not (project / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (project / name).is_file()]


def test_no_package_is_asked_for_twice(
    pyproject: dict[str, Any], wanted: dict[str, Requirement]
) -> None:
    declared = pyproject["project"]
    assert len(wanted) == sum(
        len(group) for group in (declared["dependencies"], declared["optional-dependencies"]["dev"])
    )
    assert all(requirement.specifier for requirement in wanted.values())


def test_the_lock_file_pins_every_package_with_hashes(
    project: Path, wanted: dict[str, Requirement]
) -> None:
    text = (project / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    pins: dict[str, list[Requirement]] = {}
    for entry in entries:
        stated, *hashes = entry.split("--hash=")
        assert hashes, f"{stated} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in hashes)
        pin = Requirement(stated.strip())
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), f"{stated} is not pinned"
        assert pin.url is None
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    for name, requirement in wanted.items():
        assert name in pins, f"{name} is not in requirements.lock: make lock"
        for pin in pins[name]:
            (version,) = (specifier.version for specifier in pin.specifier)
            assert requirement.specifier.contains(version), f"{pin} is not {requirement}: make lock"


def test_the_lock_file_names_no_place(project: Path) -> None:
    text = (project / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--?(?:index|extra-index|find-links|i\b|f\b)", text, re.MULTILINE)


def test_the_conda_environment_asks_for_the_same(
    project: Path, pyproject: dict[str, Any], wanted: dict[str, Requirement]
) -> None:
    environment = yaml.safe_load((project / "environment.yml").read_text(encoding="utf-8"))
    assert set(environment["channels"]) <= {"conda-forge", "nodefaults"}
    assert environment["channels"][0] == "conda-forge"
    *packages, pip, installed = environment["dependencies"]
    python, *others = (Requirement(text) for text in packages)
    assert (python.name, str(python.specifier)) == ("python", ">=3.11")
    assert str(python.specifier) == pyproject["project"]["requires-python"]
    found = {canonicalize_name(other.name): str(other.specifier) for other in others}
    assert len(found) == len(others)
    assert found == {
        CONDA_NAMES.get(name, name): str(requirement.specifier)
        for name, requirement in wanted.items()
        if name not in NOT_IN_CONDA
    }
    assert pip == "pip"
    by_pip = [str(wanted[name]) for name in sorted(NOT_IN_CONDA)]
    assert installed == {"pip": [*by_pip, "--editable ."]}


def test_help_lists_every_target(project: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("no make")
    helped = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    listed = [line.split()[:2] for line in helped.stdout.splitlines()]
    assert {("make", target) for target in TARGETS} <= {tuple(words) for words in listed}
    assert all(len(line.split()) > 3 for line in helped.stdout.splitlines())


def test_every_target_but_help_and_clean_builds_the_environment(project: Path) -> None:
    rules = re.findall(
        r"^([a-z]+):(.*?)##", (project / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    needs = {target: needed.strip() for target, needed in rules}
    assert {needs[target] for target in TARGETS if target != "clean"} == {"$(READY)"}
    assert needs["clean"] == needs["help"] == ""


def test_continuous_integration_checks_and_tests(project: Path) -> None:
    path = project / ".ci" / "run"
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines.index("make check") < lines.index("make test")
    assert any(line.startswith("set -e") for line in lines)
    assert path.stat().st_mode & 0o111, ".ci/run is not executable"


def test_data_beside_the_code_is_declared(
    project: Path, pyproject: dict[str, Any], tracked: list[str]
) -> None:
    """An undeclared file would be missing from an installed package."""
    declared = {
        path.relative_to(project).as_posix()
        for package, patterns in pyproject["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for path in (project / package.replace(".", "/")).glob(pattern)
        if path.is_file()
    }
    data = {name for name in tracked if name.startswith("analysis/") and not name.endswith(".py")}
    assert data, "topics.yml and the report templates are expected"
    assert data <= declared


def test_every_package_folder_is_a_package(tracked: list[str]) -> None:
    """setuptools leaves out folders without __init__.py."""
    folders = {name.rpartition("/")[0] for name in tracked if re.match(r"analysis/.*\.py$", name)}
    assert {f"{folder}/__init__.py" for folder in folders} <= set(tracked)


def test_no_generated_file_is_tracked(tracked: list[str]) -> None:
    assert [name for name in tracked if GENERATED.search(name)] == []


def test_no_file_names_a_place_of_one_machine(project: Path, tracked: list[str]) -> None:
    """Digests and labels may name what they like."""
    told = []
    for name in tracked:
        if name.startswith(("data/raw/", "data/gold/")):
            continue
        patterns = PLACES
        text = (project / name).read_bytes().decode("utf-8", errors="replace")
        told += [f"{name}: {match[0]}" for p in patterns for match in p.finditer(text)]
    assert told == []


def test_source_files_stay_small(project: Path, tracked: list[str]) -> None:
    long = [
        name
        for name in tracked
        if re.match(r"analysis/.*\.py$", name)
        and len((project / name).read_text(encoding="utf-8").splitlines()) > 350
    ]
    assert long == []
