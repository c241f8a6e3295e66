"""Files of more pieces than fit into bounded memory, and entries of a folder that are no file."""

from __future__ import annotations

import base64
import gzip
import os
from pathlib import Path

import pytest

from analysis.digests import (
    DigestError,
    find_digest_files,
    list_parts,
    parse_digests,
    read_digests,
    read_part,
)
from tests.digests.arxiv import print_answer, print_metadata, wrap_record
from tests.digests.pages import Entry, print_page

PAGE = print_page(Entry(authors=3, published="Mar 3, 2024"), capture="Apr 20, 2025").encode()
TAGS = b"<!doctype html>" + b"<p>x" * 500_001
ARCHIVE = (
    b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
    b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
)


@pytest.mark.parametrize(
    "content",
    [
        PAGE + b"x\n" * 500_001,
        b"[" + b"{}," * 250_001 + b"{}]",
        TAGS,
        ARCHIVE + base64.b64encode(TAGS) + b"\n--x--",
        gzip.compress(PAGE + b"x\n" * 500_001),
        b"<!doctype html><p a='" + b"' b='" * 400_000 + b"'>",
    ],
    ids=["lines", "values", "tags", "archived tags", "packed lines", "attributes"],
)
def test_more_pieces_than_any_page_has_are_refused(content: bytes) -> None:
    with pytest.raises(DigestError, match=r"more than (500,000 lines|1,000,000 words)"):
        parse_digests(content, "many")


@pytest.mark.parametrize("encoding", ["UTF-7", "UTF-9", "x"])
def test_xml_in_an_encoding_that_is_not_read_is_an_error(encoding: str) -> None:
    content = print_answer([wrap_record(print_metadata())])
    content = content.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode())
    with pytest.raises(DigestError, match="broken or cut short"):
        parse_digests(content, "answer.xml")


def test_blank_lines_and_frame_in_an_unexplained_link_are_not_counted() -> None:
    url = "https://huggingface.co/papers/2503.00001"
    gap = "\n\n\n---\n\n\n"
    text = (
        f"# Daily Papers\n\nMar 17\n\n### [Counting Apples]({url})\n\nWe count apples.\n\n"
        f"- 3 authors\n\n·\n\nMar 3\n\n[some{gap}words{gap}behind]({url})\n"
    )
    [digest] = parse_digests(text.encode(), "page.md")
    assert 0 < digest.n_unexplained <= 3


def make_odd_entries(folder: Path) -> dict[str, str]:
    """Entries that are no files, with what is to be said of each."""
    (folder / "broken.txt").symlink_to("nowhere")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "device.txt").symlink_to(os.devnull)
    (folder / "link").symlink_to("inner")
    os.mkfifo(folder / "pipe.txt")
    return {
        "broken.txt": "No such file",
        "device.txt": "no regular file",
        "link": "a link to a folder",
        "loop.txt": "symbolic links",
        "pipe.txt": "no regular file",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_entries_that_are_no_files_are_named_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "good.txt").write_bytes(PAGE)
    told = make_odd_entries(tmp_path)
    files = {path.relative_to(tmp_path).as_posix(): path for path in find_digest_files(tmp_path)}
    assert list(files) == sorted([*told, "inner/good.txt"])
    reading = read_digests(files, {})
    assert [digest.source_file for digest in reading.digests] == ["inner/good.txt"]
    assert {error.source_file for error in reading.errors} == told.keys()
    for part in list_parts({name: files[name] for name in told}, 1):
        with pytest.raises(DigestError, match=told[part.source_file]):
            list(read_part(part))
