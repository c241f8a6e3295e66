"""Folders with entries that are no files, or whose names are no text: named, never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis.corpus import (
    Inputs,
    build_tables,
    describe_build,
    find_inputs,
    find_sources,
    replace_tables,
)
from analysis.facts import load_taxonomy
from tests.corpus.pages import AS_OF, CODE, PAGES


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_pipes_and_devices_are_left_out_by_name(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "good.txt").write_text(PAGES["a.txt"], encoding="utf-8")
    os.mkfifo(raw / "pipe.txt")
    (raw / "zero.txt").symlink_to("/dev/zero")
    hashes = find_sources(raw, None).files
    assert {name for name, sha256 in hashes.items() if not sha256} == {"pipe.txt", "zero.txt"}
    taxonomy = load_taxonomy()
    with replace_tables(tmp_path / "tables") as staging:
        inputs = Inputs(find_inputs(raw), hashes, {}, taxonomy)
        built = build_tables(inputs, staging.folder, lambda items, _: items)
        staging.finish(describe_build(built, CODE, taxonomy, AS_OF))
    assert [error.source_file for error in built.errors] == ["pipe.txt", "zero.txt"]
    assert built.count_rows()["listings"] == 2


def test_names_that_are_no_text_stay_apart(tmp_path: Path) -> None:
    names = [b"page\xff.txt", b"page\xfe.txt", rb"page\xff.txt"]
    try:
        for name in names:
            (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only names that are text")
    assert list(find_inputs(tmp_path)) == [r"page\\xff.txt", r"page\xfe.txt", r"page\xff.txt"]
