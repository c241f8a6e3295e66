"""The rebuild that a notebook calls: it tells what happened and raises nothing."""

from __future__ import annotations

from pathlib import Path

from analysis.cli.notebook import rebuild_tables
from tests.corpus.pages import write_pages

PROSE = {"prose.txt": b"Dear all,\n\nthe meeting is on Tuesday.\n"}


def test_good_and_bad_files_are_told(raw: Path, tmp_path: Path) -> None:
    write_pages(PROSE, raw)
    rebuilt = rebuild_tables(raw, tmp_path / "out")
    assert "The tables are built: 2 digests with" in rebuilt.message
    assert "1 file could not be read as a digest" in rebuilt.message
    reasons = rebuilt.tables.parse_issues
    assert "prose.txt" in set(reasons["source_file"])


def test_without_digests_the_tables_are_empty_ones(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing"):
        rebuilt = rebuild_tables(tmp_path / name, tmp_path / "out")
        assert rebuilt.message.startswith("There are no digests in the folder data/raw yet.")
        assert "built before" not in rebuilt.message
        assert rebuilt.tables.digests.empty
    assert not (tmp_path / "out").exists()


def test_where_nothing_is_a_digest_the_reasons_are_told_and_old_tables_stay(
    raw: Path, tmp_path: Path
) -> None:
    before = rebuild_tables(raw, tmp_path / "out").tables
    write_pages(PROSE, tmp_path / "bad")
    rebuilt = rebuild_tables(tmp_path / "bad", tmp_path / "out")
    assert rebuilt.message.startswith("Nothing was built: no digest among 1 file")
    assert "prose.txt" in rebuilt.message
    assert rebuilt.message.endswith("The tables built before are still in use.")
    assert rebuilt.tables.digests.equals(before.digests)


def test_a_broken_list_of_sources_is_told(raw: Path, tmp_path: Path) -> None:
    write_pages({"SOURCES.yml": b"- a\n"}, raw)
    rebuilt = rebuild_tables(raw, tmp_path / "out")
    assert rebuilt.message.startswith("Nothing was built: SOURCES.yml: a mapping was expected.")
