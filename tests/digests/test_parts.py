"""Files of many digests: cut, read in pieces and joined, whatever the cut."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.digests import (
    DigestError,
    Part,
    Pin,
    join_by_id,
    join_pieces,
    list_parts,
    parse_digests,
    read_digests,
    read_part,
)
from analysis.digests.arxiv.arxiv_days import PIECE
from analysis.papers import DateMethod, Digest
from tests.digests.arxiv import (
    make_record,
    print_answer,
    print_lines,
    print_metadata,
    submit,
    wrap_record,
)
from tests.digests.pages import Entry, print_page

NAME = "snapshot.json"
LINES = st.lists(
    st.one_of(
        st.tuples(st.integers(1, 28), st.integers(0, 300)).map(
            lambda made: submit(made[0], f"{made[0]} Mar 2024 10:00:00 GMT", note="x" * made[1])
        ),
        st.sampled_from([b"", b"{", b"[]", b"{}", make_record(5, versions=None), b"\xff" * 40]),
    ),
    max_size=40,
)


def without_hash(digests: Any) -> list[Digest]:
    return [Digest(**{**_fields(digest), "sha256": ""}) for digest in digests]


def _fields(digest: Digest) -> dict[str, Any]:
    return {name: getattr(digest, name) for name in Digest.__slots__}


def write(tmp_path: Path, content: bytes, name: str = NAME) -> dict[str, Path]:
    path = tmp_path / name
    path.write_bytes(content)
    return {name: path}


@given(LINES, st.integers(1, 3_000), st.booleans(), st.randoms())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_parts_put_together_are_the_whole_whatever_the_cut(
    tmp_path: Path, lines: list[Any], size: int, has_end: bool, order: Any
) -> None:
    content = print_lines(make_record(1), *lines)
    content = content if has_end else content[:-1]
    files = write(tmp_path, content)
    parts = list_parts(files, size)
    order.shuffle(parts)
    joined = join_by_id(piece for part in parts for piece in read_part(part))
    assert joined == without_hash(parse_digests(content, NAME))
    n_records = sum(1 for line in content.split(b"\n") if line.strip())
    assert sum(digest.n_lines for digest in joined) == n_records
    assert sum(len(d.listings) + d.n_unexplained for d in joined) == n_records


@given(LINES, st.integers(1, 3_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_parts_cover_a_file_once_and_begin_at_lines(
    tmp_path: Path, lines: list[Any], size: int
) -> None:
    content = print_lines(make_record(1), *lines)
    parts = list_parts(write(tmp_path, content), size)
    if len(content) <= size:
        assert parts == [Part(NAME, tmp_path / NAME)]
        return
    assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
    assert parts[-1].end == len(content)
    longest = max(len(line) + 1 for line in content.split(b"\n"))
    for part in parts:
        assert part.end is not None
        assert 0 < part.end - part.start < size + longest
        assert part.start == 0 or content[part.start - 1 : part.start] == b"\n"
        assert part.first_line == content.count(b"\n", 0, part.start) + 1


def test_only_large_files_of_lines_are_cut(tmp_path: Path) -> None:
    lines = print_lines(*(make_record(n) for n in range(9)))
    contents = {
        "lines.json": lines,
        "lines.json.gz": gzip.compress(lines, mtime=0),
        "answer.xml": print_answer([wrap_record(print_metadata())] * 9),
        "page.txt": print_page(*[Entry()] * 9).encode(),
        "day.json": json.dumps([{"title": "A"}] * 99).encode(),
        "empty": b"",
    }
    files = {n: p for name, c in contents.items() for n, p in write(tmp_path, c, name).items()}
    files["gone"] = tmp_path / "gone"
    parts = list_parts(files, 100)
    assert list(dict.fromkeys(part.source_file for part in parts)) == list(files)
    cut = [part for part in parts if part.end is not None]
    assert {part.source_file for part in cut} == {"lines.json"}
    assert [part.first_line for part in cut] == list(range(1, 10))
    assert len(parts) == len(cut) + len(files) - 1
    assert list_parts(files, 10**9) == [Part(name, path) for name, path in files.items()]


def test_lines_across_blocks_are_counted(tmp_path: Path) -> None:
    """Ranges that begin in other blocks of the scan than they end in."""
    lines = [make_record(1), *(submit(n, None, note="x" * 700_000) for n in range(1, 6))]
    content = print_lines(*lines)
    for size in (300_000, 1_000_000, 1_400_000, 1 << 20):
        parts = list_parts(write(tmp_path, content), size)
        assert len(parts) > 1
        for part in parts:
            assert part.first_line == content.count(b"\n", 0, part.start) + 1


def test_a_line_too_long_to_be_read_ends_no_range_late(tmp_path: Path) -> None:
    long = b'{"title": "' + b"x" * 4_000_001 + b'"}'
    content = print_lines(make_record(1), long, make_record(2), long, make_record(3))
    parts = list_parts(write(tmp_path, content), 100)
    assert [part.first_line for part in parts] == [1, 2, 3, 4, 5]
    joined = join_by_id(piece for part in parts for piece in read_part(part))
    assert joined == without_hash(parse_digests(content, NAME))


def test_pieces_are_of_bounded_size_and_join_in_order(tmp_path: Path) -> None:
    days = ["2024-03-04", "2024-03-05"]
    records = [submit(n, days[n % 2]) for n in range(2 * PIECE + 10)]
    files = write(tmp_path, print_lines(*records))
    pieces = list(read_part(Part(NAME, files[NAME])))
    assert [len(piece.listings) for piece in pieces] == [PIECE // 2] * 4 + [5] * 2
    assert {piece.sha256 for piece in pieces} == {""}
    for digest in join_by_id(reversed(pieces)):
        assert [item.position for item in digest.listings] == list(range(1, PIECE + 6))
        lines = [item.first_line for item in digest.listings]
        assert lines == sorted(lines)
        assert digest.n_lines == PIECE + 5


def test_large_records_make_small_pieces(tmp_path: Path) -> None:
    records = [make_record(n, abstract="An apple. " * 300_000) for n in range(12)]
    pieces = list(read_part(Part(NAME, write(tmp_path, print_lines(*records))[NAME])))
    assert [len(piece.listings) for piece in pieces] == [6, 6]


def test_one_piece_is_its_digest() -> None:
    [digest] = parse_digests(print_lines(make_record(1)), NAME)
    assert join_pieces([digest]) is digest


def test_whole_formats_give_one_piece_named_as_the_file(tmp_path: Path) -> None:
    content = print_page(Entry()).encode()
    for packed in (content, gzip.compress(content, mtime=0)):
        files = write(tmp_path, packed, "page.txt")
        [piece] = read_part(Part("page.txt", files["page.txt"]))
        assert (piece.digest_id, piece.part, len(piece.listings)) == ("page.txt", "", 1)
        assert [piece] == without_hash(parse_digests(packed, "page.txt"))


def test_what_is_no_digest_fails_before_the_first_piece(tmp_path: Path) -> None:
    files = write(tmp_path, b"Dear all,\n")
    for path in (files[NAME], tmp_path / "gone", tmp_path):
        with pytest.raises(DigestError, match=NAME):
            next(read_part(Part(NAME, path)))


# With all other digests.


def test_digests_of_one_file_are_dated_apart_and_together_with_others(tmp_path: Path) -> None:
    lines = print_lines(
        submit(1, "2024-03-04", title="Figs"), submit(2, "2024-03-05", title="Dates"), b"{"
    )
    page = print_page(Entry("Figs", authors=3, published="Mar 4"), capture="Apr 20")
    files = write(tmp_path, lines) | write(tmp_path, page.encode(), "page.txt")
    reading = read_digests(files, {})
    found = {d.digest_id: (d.digest_date, d.date_method) for d in reading.digests}
    assert found == {
        f"{NAME}#2024-03-04": (date(2024, 3, 4), DateMethod.STATED),
        f"{NAME}#2024-03-05": (date(2024, 3, 5), DateMethod.STATED),
        f"{NAME}#undated": (None, DateMethod.UNRESOLVED),
        "page.txt": (date(2024, 4, 20), DateMethod.PROVED),
    }
    assert len({digest.sha256 for digest in reading.digests}) == 2
    reasons = [issue.reason for digest in reading.digests for issue in digest.issues]
    assert reasons == ["a line that is no JSON"]


def test_a_pin_holds_for_the_only_digest_of_a_file_and_for_none_of_many(tmp_path: Path) -> None:
    pins = {NAME: Pin(2024, date(2024, 3, 20))}
    undated = print_lines(make_record(1, versions=None))
    [pinned] = read_digests(write(tmp_path, undated), pins).digests
    assert (pinned.digest_date, pinned.date_method) == (date(2024, 3, 20), DateMethod.PINNED)
    many = print_lines(*(submit(n, f"2024-03-{n:02d}") for n in (4, 5, 6)))
    digests = read_digests(write(tmp_path, many), pins).digests
    assert [digest.digest_date for digest in digests] == [date(2024, 3, n) for n in (4, 5, 6)]
    assert {digest.date_method for digest in digests} == {DateMethod.STATED}
    [issue] = [issue for digest in digests for issue in digest.issues]
    assert (issue.source_file, issue.line) == (NAME, 0)
    assert issue.reason.startswith("pinned in SOURCES.yml, but the file holds 3 digests")


def test_a_copy_is_counted_once_and_files_beyond_memory_are_read_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = print_lines(*(submit(n, f"2024-03-{n % 3 + 1:02d}") for n in range(9)))
    files = write(tmp_path, content) | write(tmp_path, content, "copy.json")
    expected = read_digests(files, {})
    assert len(expected.digests) == 3
    assert "the same bytes as" in expected.errors[0].problem
    monkeypatch.setattr("analysis.digests.LARGEST_FILE", 100)
    assert read_digests(files, {}).digests == expected.digests
