"""A project that was run once, shared by all tests of unattended runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.project import Project, make_project


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Published once; tests copy it or only read it."""
    project = make_project(
        tmp_path_factory.mktemp("published") / "project", ("by-digest", "by-publication-year")
    )
    done = project.run("by-digest")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "published by-digest; 2 notebooks executed; tables built, 2 files read ("
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    return project


@pytest.fixture
def project(published: Project, tmp_path: Path) -> Project:
    """A copy of the published project, to change at will."""
    return published.copy(tmp_path / "project")
