"""`parse`: digest files to listings as JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.corpus.pages import APPLES, OTHER_ABSTRACT, PAGES, write_pages
from tests.digests.arxiv import print_lines, submit
from tests.digests.pages import ABSTRACT, Entry, print_page

KEYS = [
    *("source_file", "digest_date", "date_method", "position", "title", "abstract", "n_authors"),
    *("organization", "publication_date", "comments", "votes", "first_line", "last_line"),
]


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_listing_is_one_object_with_these_keys(run: Run, raw: Path) -> None:
    result = run("parse", raw / "a.txt", raw / "b.txt")
    assert result.exit_code == 0
    found = rows(result.stdout)
    assert [list(row) for row in found] == [KEYS] * 3
    assert found[0] == {
        "source_file": "a.txt",
        "digest_date": "2026-04-20",
        "date_method": "stated",
        "position": 1,
        "title": APPLES.title,
        "abstract": ABSTRACT,
        "n_authors": 12,
        "organization": None,
        "publication_date": "2025-07-10",
        "comments": 4,
        "votes": None,
        "first_line": 13,
        "last_line": 19,
    }
    assert found[2]["n_authors"] is None
    assert found[2]["publication_date"] is None


def test_files_are_dated_together(run: Run, tmp_path: Path) -> None:
    pages = {
        "a.txt": print_page(Entry("Figs", ABSTRACT, 3, None, "Mar 3"), capture="Apr 20"),
        "b.txt": print_page(Entry("Figs", ABSTRACT, 3, None, "Mar 3, 2024"), capture="Jan 9"),
    }
    files = write_pages(pages, tmp_path)
    alone = run("parse", files["a.txt"])
    assert rows(alone.stdout)[0]["digest_date"] is None
    assert rows(alone.stdout)[0]["date_method"] == "unresolved"
    assert "a.txt: capture year not found" in alone.stderr
    together = run("parse", *files.values())
    assert rows(together.stdout)[0]["digest_date"] == "2024-04-20"
    assert rows(together.stdout)[0]["date_method"] == "proved"


def test_pins_beside_a_file_hold(run: Run, raw: Path) -> None:
    (raw / "SOURCES.yml").write_text("a.txt: {digest_date: 2026-04-21}\n")
    assert rows(run("parse", raw / "a.txt").stdout)[0]["digest_date"] == "2026-04-21"


def test_bad_files_are_named_and_good_ones_go_through(run: Run, raw: Path) -> None:
    bad = {
        "empty.txt": "",
        "prose.txt": "Dear all,\n\nbring apples.\n",
        "bytes.bin": b"\x00\x01" * 99,
    }
    files = write_pages(bad, raw)
    result = run("parse", raw / "a.txt", *files.values(), raw / "gone.txt", raw)
    assert result.exit_code == 1
    assert len(rows(result.stdout)) == 2
    for name in ("empty.txt", "prose.txt, line 1", "bytes.bin", "gone.txt", "raw"):
        assert f"error: {name}: " in result.stderr


def test_unexplained_lines_are_named_by_line(run: Run, raw: Path) -> None:
    (raw / "a.txt").write_text(PAGES["a.txt"] + "\nTerms of use\n")
    result = run("parse", raw / "a.txt")
    assert result.exit_code == 0
    last = len((raw / "a.txt").read_text().splitlines())
    assert f"a.txt, line {last}: text that is no listing" in result.stderr


def test_a_file_of_many_digests_is_listed_day_by_day(run: Run, tmp_path: Path) -> None:
    content = print_lines(submit(1, "2024-03-05"), b"{", submit(2, "2024-03-04"))
    (tmp_path / "lines.json").write_bytes(content)
    result = run("parse", tmp_path / "lines.json")
    assert result.exit_code == 0
    found = [(row["digest_date"], row["first_line"]) for row in rows(result.stdout)]
    assert found == [("2024-03-04", 3), ("2024-03-05", 1)]
    assert "lines.json, line 2: a line that is no JSON" in result.stderr


def test_files_of_one_name_are_told_apart_and_repeats_are_read_once(run: Run, raw: Path) -> None:
    other = print_page(Entry("Figs", OTHER_ABSTRACT), capture="Apr 1, 2026")
    write_pages({"a.txt": other}, raw / "more")
    found = rows(run("parse", raw / "a.txt", raw / "more" / "a.txt").stdout)
    assert {row["source_file"] for row in found} == {
        str(raw / "a.txt"),
        str(raw / "more" / "a.txt"),
    }
    assert [row["source_file"] for row in rows(run("parse", *[raw / "b.txt"] * 2).stdout)] == [
        "b.txt"
    ]


def test_output_is_written_whole_or_not_at_all(run: Run, raw: Path, monkeypatch) -> None:
    out = raw / "out.jsonl"
    assert run("parse", raw / "a.txt", "--output", out).stdout == ""
    assert len(rows(out.read_text())) == 2
    before = out.read_text()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.cli.parse_command.write_json_line", fail)
    result = run("parse", raw / "b.txt", "--output", out)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert out.read_text() == before
    assert sorted(path.name for path in raw.iterdir()) == ["a.txt", "b.txt", "out.jsonl"]


@pytest.mark.parametrize("where", ["gone/out.jsonl", "a.txt/out.jsonl"])
def test_an_output_that_cannot_be_written_is_named(run: Run, raw: Path, where: str) -> None:
    result = run("parse", raw / "a.txt", "--output", raw / where)
    assert result.exit_code == 1
    assert f"{raw / where}: cannot be written" in result.stderr
    assert "Name another --output" in result.stderr


def test_an_output_that_is_a_folder_is_wrong_usage(run: Run, raw: Path) -> None:
    result = run("parse", raw / "a.txt", "--output", raw)
    assert result.exit_code == 2
    assert str(raw) in result.stderr


@pytest.mark.parametrize(
    "sources",
    [
        "a.txt: [",
        "- a",
        "a.txt: {year: soon}",
        "a.txt: {digest_date: 2025-13-45}",
        "[" * 5000,
        "\x00",
    ],
)
def test_a_broken_sources_file_is_named(run: Run, raw: Path, sources: str) -> None:
    (raw / "SOURCES.yml").write_text(sources)
    for arguments in (("parse", raw / "a.txt"), ("build", "--raw", raw, "--output", raw / "out")):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "SOURCES.yml" in result.stderr
        assert "Write one entry per digest" in result.stderr


def test_any_script_is_printed_on_any_terminal(tmp_path: Path, project: Path) -> None:
    """A name of any bytes and a title of any script, on a terminal that knows neither."""
    page = print_page(Entry("百度 Äpfel", ABSTRACT), capture="Apr 20, 2026")
    name = os.fsdecode(b"pag\xff.txt")
    (tmp_path / name).write_text(page, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "parse", str(tmp_path / name), str(tmp_path / "gone")],
        cwd=project,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    (row,) = rows(done.stdout.decode("utf-8"))
    assert (row["title"], row["source_file"]) == ("百度 Äpfel", "pag\ufffd.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text are not allowed here")
def test_files_whose_names_look_alike_are_all_read(run: Run, tmp_path: Path) -> None:
    names = [os.fsdecode(name) for name in (b"a\xff.txt", b"a\xfe.txt", "a\ufffd.txt".encode())]
    for number, name in enumerate(names):
        page = print_page(Entry(f"Figs {number}", ABSTRACT), capture="Apr 20, 2026")
        (tmp_path / name).write_text(page, encoding="utf-8")
    result = run("parse", *(tmp_path / name for name in names))
    found = {row["source_file"]: row["title"] for row in rows(result.stdout)}
    assert found == {
        "a\ufffd.txt": "Figs 0", "a\ufffd.txt (2)": "Figs 1", "a\ufffd.txt (3)": "Figs 2",
    }  # fmt: skip
