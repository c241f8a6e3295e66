"""What all tests share: where the project and the wider data are."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.corpus import Tables, read_tables
from analysis.digests import SOURCES_FILE, find_digest_files, read_pins
from analysis.facts import Taxonomy, load_taxonomy
from tests.corpus.pages import build

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The packaged topics."""
    return load_taxonomy()


@pytest.fixture(scope="session")
def seed_files(project: Path) -> dict[str, Path]:
    return {path.name: path for path in find_digest_files(project / "data" / "raw")}


@pytest.fixture(scope="session")
def seed_tables_folder(
    project: Path, seed_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the tables of the five seeds, built once per worker."""
    pins = read_pins(project / "data" / "raw" / SOURCES_FILE)
    folder = tmp_path_factory.mktemp("tables") / "processed"
    build(seed_files, folder, pins)
    return folder


@pytest.fixture(scope="session")
def seed_tables(seed_tables_folder: Path) -> Tables:
    """The tables of the five seeds."""
    return read_tables(seed_tables_folder)


@pytest.fixture(scope="session")
def shared(project: Path) -> Path:
    """Wider real data beside the project, read in place; skips where it is absent."""
    folder = project.parent / "shared"
    if not (folder / "digests_api").is_dir():
        pytest.skip("the wider data (../shared/) is not beside the project")
    return folder
