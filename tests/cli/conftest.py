"""Calling the command line as a person would, inside this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from tests.corpus.pages import PAGES, write_pages

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Call `digest-trends ARGUMENTS`; an exception that would be a traceback is raised here."""

    def call(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        return result

    return call


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of two digests."""
    write_pages(PAGES, tmp_path / "raw")
    return tmp_path / "raw"


@pytest.fixture
def is_root_safe(tmp_path: Path) -> None:
    """Skip where permissions do not hold, as for root."""
    probe = tmp_path / "probe"
    probe.mkdir(mode=0o500)
    try:
        (probe / "file").touch()
    except PermissionError:
        return
    pytest.skip("this user may write anywhere")
