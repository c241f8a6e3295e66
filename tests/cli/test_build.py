"""`build`: a folder of digests to tables, whatever else lies in the folder."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest

from analysis.corpus import read_tables
from analysis.facts.topics.taxonomy import PACKAGED_TAXONOMY
from tests.cli.conftest import Run
from tests.corpus.pages import OTHER_ABSTRACT, write_pages
from tests.digests.pages import Entry, print_page

FIGS = print_page(Entry("Figs", OTHER_ABSTRACT, 3, None, "Mar 3, 2024"), capture="May 3, 2026")
BAD = {
    "empty.txt": b"",
    "noise.bin": bytes(range(256)) * 8,
    "prose.txt": b"Dear all,\n\nthe meeting is on Tuesday.\n",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_bad_files_are_named_and_good_ones_kept(run: Run, raw: Path, tmp_path: Path) -> None:
    good = {"utf16.txt": FIGS.encode("utf-16"), "crlf.txt": FIGS.replace("\n", "\r\n").encode()}
    write_pages(BAD | good, raw)
    result = run("build", "--raw", raw, "--output", tmp_path / "out")
    assert result.exit_code == 0
    for name in BAD:
        assert f"error: {name}" in result.stderr
    assert "4 digests, 5 listings, 3 papers" in result.stderr
    assert "3 files left out" in result.stderr
    tables = read_tables(tmp_path / "out")
    assert set(tables.digests["digest_id"][tables.digests["state"].eq("failed")]) == set(BAD)
    assert tables.papers["title"].tolist().count("Figs") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system knows no pipes")
def test_what_would_exhaust_or_deceive_is_named_and_the_good_one_is_read(
    run: Run, tmp_path: Path
) -> None:
    bombs = {
        "deep.json": b"[" * 5_000_000,
        "row.json": b'[{"paper":' + b"[" * 900 + b"]" * 900 + b"}]",
        "digits.json": b'[{"paper":{"title":"Figs","upvotes":' + b"9" * 100_000 + b"}}]",
        "zeros.gz": gzip.compress(bytes(64_000_000)),
        "twice.gz": gzip.compress(gzip.compress(FIGS.encode())),
        "giant.txt": b"Daily Papers\n" + b"a" * 17_000_000,
        "b\x1b[2J\x9b\u202e.txt": b"nothing",
    }
    write_pages(bombs | {"good.txt": FIGS.encode()}, tmp_path / "raw")
    os.mkfifo(tmp_path / "raw" / "pipe")
    (tmp_path / "raw" / "zero").symlink_to("/dev/zero")
    result = run("build", "--raw", tmp_path / "raw", "--output", tmp_path / "out")
    assert result.exit_code == 0
    named = set(re.findall(r"^error: ([^:,]+)[:,]", result.stderr, re.MULTILINE))
    shown = r"b\x1b[2J\x9b\u202e.txt"
    assert named == {*(name for name in bombs if name.isprintable()), shown, "pipe", "zero"}
    assert result.stderr.replace("\n", "").isprintable()
    assert "1 digests, 1 listings, 1 papers" in result.stderr
    assert read_tables(tmp_path / "out").papers["title"].tolist() == ["Figs"]


def test_hidden_files_and_sources_are_no_digests(run: Run, raw: Path, tmp_path: Path) -> None:
    write_pages({".DS_Store": b"\x00" * 9, "SOURCES.yml": b"a.txt: {origin: me}\n"}, raw)
    result = run("build", "--raw", raw, "--output", tmp_path / "out")
    assert result.exit_code == 0
    assert "error" not in result.stderr


def test_digests_in_subfolders_are_named_by_their_path(run: Run, raw: Path, tmp_path: Path) -> None:
    write_pages({"a.txt": FIGS}, raw / "2026" / "may")
    run("build", "--raw", raw, "--output", tmp_path / "out")
    tables = read_tables(tmp_path / "out")
    assert set(tables.digests["digest_id"]) == {"a.txt", "b.txt", "2026/may/a.txt"}


def test_without_a_digest_the_old_tables_stay(run: Run, raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("build", "--raw", raw, "--output", out)
    before = contents(out)
    write_pages(BAD, tmp_path / "bad")
    (tmp_path / "nothing").mkdir()
    for folder in ("bad", "nothing", "missing"):
        result = run("build", "--raw", tmp_path / folder, "--output", out)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: ")
        assert contents(out) == before
    refused = run("build", "--raw", tmp_path / "bad", "--output", out)
    assert all(name in refused.stderr for name in BAD)
    assert "the tables stay as they were" in refused.stderr


def test_a_raw_folder_that_is_a_file_is_named(run: Run, raw: Path, tmp_path: Path) -> None:
    result = run("build", "--raw", raw / "a.txt", "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert "a.txt: no such folder" in result.stderr


def test_an_output_that_is_a_file_is_refused(run: Run, raw: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    result = run("build", "--raw", raw, "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert "a file; tables need a folder" in result.stderr
    assert (tmp_path / "out").read_text() == "mine"
    below = run("build", "--raw", raw, "--output", tmp_path / "out" / "below")
    assert below.exit_code == 1
    assert str(tmp_path / "out") in below.stderr


def test_an_output_folder_of_other_things_is_refused(run: Run, raw: Path) -> None:
    result = run("build", "--raw", raw, "--output", raw)
    assert result.exit_code == 1
    assert "holds other things than tables" in result.stderr
    assert sorted(path.name for path in raw.iterdir()) == ["a.txt", "b.txt"]


@pytest.mark.usefixtures("is_root_safe")
def test_an_output_that_may_not_be_written_is_named(run: Run, raw: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    result = run("build", "--raw", raw, "--output", closed / "out")
    assert result.exit_code == 1
    assert "Permission denied" in result.stderr


@pytest.mark.usefixtures("is_root_safe")
def test_a_digest_that_may_not_be_read_is_named(run: Run, raw: Path, tmp_path: Path) -> None:
    (raw / "b.txt").chmod(0)
    result = run("build", "--raw", raw, "--output", tmp_path / "out")
    assert result.exit_code == 0
    assert "b.txt: cannot be read (Permission denied)" in result.stderr


def test_a_link_to_nowhere_is_named_or_passed_over(run: Run, raw: Path, tmp_path: Path) -> None:
    (raw / "link.txt").symlink_to(tmp_path / "nowhere")
    result = run("build", "--raw", raw, "--output", tmp_path / "out")
    assert result.exit_code == 0


def test_the_topics_of_the_site_are_used(
    run: Run, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those on the command line come first."""
    (tmp_path / "notebooks").mkdir()
    runs = "site: {topics: ../own.yml}\nruns: {a: {title: A, description: B.}}"
    (tmp_path / "notebooks" / "runs.yml").write_text(runs, encoding="utf-8")
    monkeypatch.setattr("analysis.cli.build_command.PROJECT", tmp_path)
    words = ("build", "--raw", raw, "--output", tmp_path / "out")
    missing = run(*words)
    assert missing.exit_code == 1
    assert "own.yml" in missing.stderr
    assert run(*words, "--topics", PACKAGED_TAXONOMY).exit_code == 0
