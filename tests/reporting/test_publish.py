"""Publishing: complete or not at all, whatever the system can do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis import exchange
from analysis.exchange import put_in_place
from analysis.reporting.errors import ReportingError
from analysis.reporting.publish import (
    RunManifest,
    forget_failed,
    keep_failed,
    open_staging,
    read_manifest,
    write_atomically,
)
from tests.reporting.samples import read_files


def make_folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "file").write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("can_exchange", [True, False])
def test_folders_change_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(exchange, "_exchange", lambda one, other: False)
    new, place = make_folder(tmp_path / "new", "new"), make_folder(tmp_path / "place", "old")
    put_in_place(new, place)
    assert read_files(tmp_path) == {"new/file": b"old", "place/file": b"new"}


def test_a_first_folder_takes_its_place(tmp_path: Path) -> None:
    put_in_place(make_folder(tmp_path / "new", "new"), tmp_path / "place")
    assert read_files(tmp_path) == {"place/file": b"new"}


def test_the_old_folder_returns_when_the_new_one_cannot_be_placed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_exchange", lambda one, other: False)
    place = make_folder(tmp_path / "place", "old")
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "missing", place)
    assert read_files(tmp_path) == {"place/file": b"old"}


def test_staging_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyError), open_staging(tmp_path / "reports") as staging:
        make_folder(staging / "run", "half")
        raise KeyError
    assert not list((tmp_path / "reports").iterdir())


def test_an_output_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("x", encoding="utf-8")
    with (
        pytest.raises(ReportingError, match="reports: cannot be written: "),
        open_staging(tmp_path / "reports"),
    ):
        pass


def test_failed_notebooks_are_kept_until_they_succeed(tmp_path: Path) -> None:
    for text in ("first", "second"):
        (tmp_path / "staged").write_text(text, encoding="utf-8")
        kept = keep_failed(tmp_path / "staged", "a-run", "one", tmp_path)
        assert kept == tmp_path / "failed" / "a-run" / "one.ipynb"
        assert kept.read_text(encoding="utf-8") == text
    forget_failed("a-run", ["other"], tmp_path)
    assert read_files(tmp_path) == {"failed/a-run/one.ipynb": b"second"}
    forget_failed("a-run", ["one"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    manifest = RunManifest(
        run="a-run", title="A", description="B.", as_of=datetime(2026, 5, 1, tzinfo=UTC),
        notebooks={},
    )  # fmt: skip
    assert read_manifest(tmp_path) is None
    write_atomically(tmp_path / "manifest.json", manifest.model_dump_json())
    assert read_manifest(tmp_path) == manifest
    assert list(read_files(tmp_path)) == ["manifest.json"]


@pytest.mark.parametrize("text", ["", "{", '{"run": "a"}', "\x00"])
def test_a_damaged_manifest_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ReportingError, match=r"manifest\.json is damaged; delete"):
        read_manifest(tmp_path)
