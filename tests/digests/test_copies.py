"""Copies of files: the first by name stands for all, by one rule for all ways of reading."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Inputs, build_tables
from analysis.digests import leave_out_copies, read_digests
from analysis.facts import Taxonomy
from analysis.provenance import hash_file
from tests.corpus.pages import PAGES, write_pages

NO_DIGEST = "Dear all,\n\nbring apples.\n"


@given(st.dictionaries(st.text(max_size=3), st.sampled_from(["", "1", "2"])))
def test_each_content_is_left_once_and_what_is_unknown_always(hashes: dict[str, str]) -> None:
    names, copies = leave_out_copies(hashes)
    assert sorted([*names, *(error.source_file for error in copies)]) == sorted(hashes)
    assert names == sorted(names)
    known = [hashes[name] for name in names if hashes[name]]
    assert sorted(known) == sorted(set(hashes.values()) - {""})
    assert all(hashes[error.source_file] for error in copies)
    for error in copies:
        first = min(name for name, sha in hashes.items() if sha == hashes[error.source_file])
        assert error.problem == f"the same bytes as {first}, which stands for both."


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_tables_and_readings_leave_out_the_same_files_for_the_same_reasons(
    tmp_path: Path, taxonomy: Taxonomy, order: Sequence[int]
) -> None:
    pages = [("a", PAGES["a.txt"]), ("b", NO_DIGEST), ("c", PAGES["a.txt"]), ("d", NO_DIGEST)]
    files = write_pages(dict(pages), tmp_path / "raw") | {"e": tmp_path / "gone"}
    files = {name: files[name] for name in [list(files)[n] for n in order]}
    reading = read_digests(files, {})
    hashes = {name: hash_file(path) for name, path in files.items()}
    (tmp_path / "tables").mkdir()
    inputs = Inputs(files, hashes, {}, taxonomy)
    built = build_tables(inputs, tmp_path / "tables", lambda items, _: items)
    assert [one.source_file for one in reading.digests] == ["a"]
    assert [error.source_file for error in reading.errors] == [n for n in files if n != "a"]
    assert sorted(map(str, reading.errors)) == [str(error) for error in built.errors]
    assert [error.problem[:8] for error in built.errors][1:3] == ["the same", "the same"]
