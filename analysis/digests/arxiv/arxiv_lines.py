"""The arXiv metadata snapshot: JSON lines, one record each, in files of any size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any

import orjson

from analysis.digests.api.api_fields import Account
from analysis.digests.api.json_text import show_value
from analysis.digests.arxiv.arxiv_days import DayBook, Record
from analysis.digests.streams import DAMAGE, LARGEST_RECORD, read_lines
from analysis.papers import Digest

_EVIDENCE = "the day of submission, in UTC: the first version's 'created'"
_TRIED_LINES = 10
_NEVER_WITHOUT = frozenset(("id", "title", "abstract"))
_ONLY_HERE = frozenset(("versions", "authors_parsed", "update_date", "submitter"))


def is_arxiv_lines(head: bytes) -> bool:
    """Tell by a file's start whether its lines are records of arXiv metadata.

    One of the first lines has to be one, so that a broken first line does no harm.
    """
    start = 0
    for _ in range(_TRIED_LINES):
        end = head.find(b"\n", start)
        line = head[start : end if end >= 0 else None].strip().removeprefix(b"\xef\xbb\xbf")
        if line.startswith(b"{") and _is_record(line):
            return True
        if end < 0:
            return False
        start = end + 1
    return False


def read_arxiv_lines(
    stream: BufferedIOBase, source_file: str, size: int | None = None, first_line: int = 1
) -> Iterator[Digest]:
    """Read lines from a stream's place on, of `size` bytes together, as pieces of digests.

    `first_line` is the number of the first of them. A line that cannot be read never
    stops the others; damage to compressed bytes ends the reading and is reported.
    """
    book = DayBook(source_file, "arxiv-jsonl")
    number = first_line - 1
    try:
        for number, line in enumerate(read_lines(stream, size), start=first_line):
            if line is None:
                book.skip(number, "", f"a line of more than {LARGEST_RECORD:,} bytes")
            else:
                _read_line(line, number, book)
            if book.is_full:
                yield from book.cut()
    except DAMAGE as error:
        book.skip(number + 1, "", f"cut short or damaged: nothing is read from here on ({error})")
    yield from book.cut()


def _read_line(line: bytes, number: int, book: DayBook) -> None:
    try:
        record = _load_line(line)
        is_object = isinstance(record, dict)
    # RecursionError: brackets without end.
    except (ValueError, RecursionError):
        if line.strip():
            book.skip(number, _show_line(line), "a line that is no JSON")
        return
    if not is_object:
        book.skip(number, _show_line(line), "a line that is no object")
        return
    book.account.row = number
    n_authors = _count_authors(record, book.account)
    created = _find_created(record.get("versions"))
    book.add(Record(number, number, record, created, n_authors, _EVIDENCE), len(line))


def _load_line(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        # Stray bytes, halves of characters and huge numbers, which need cost no record.
        return json.loads(line.decode("utf-8-sig", "replace"))


def _is_record(line: bytes) -> bool:
    try:
        record = _load_line(line)
    except (ValueError, RecursionError):
        return False
    keys = record.keys() if isinstance(record, dict) else frozenset()
    return keys >= _NEVER_WITHOUT and not keys.isdisjoint(_ONLY_HERE)


def _find_created(versions: Any) -> Any:
    """When the first version was made; None where it is not listed."""
    for version in versions if isinstance(versions, list) else ():
        if isinstance(version, dict) and version.get("version") == "v1":
            return version.get("created")
    return None


def _count_authors(record: dict[str, Any], account: Account) -> int | None:
    authors = account.take(record, "authors_parsed", _read_list)
    printed = record.get("authors")
    # The list is of those named; how many "et al." stands for is unknown.
    if not authors or (isinstance(printed, str) and printed.rstrip(" .\n").endswith("et al")):
        return None
    return len(authors)


def _read_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("a list was expected; the author count stays unknown")
    return value


def _show_line(line: bytes) -> str:
    return show_value(line[:1000].decode("utf-8", "replace"))
