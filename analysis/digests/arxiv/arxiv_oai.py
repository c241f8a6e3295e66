"""arXiv's OAI-PMH answers: XML, one record per paper, read as it streams by.

Three forms of a record are known: `arXiv`, `arXivRaw` and `oai_dc`. Document types, and
with them entities and references to other files, are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase
from typing import Any
from xml.parsers import expat

from analysis.digests.api.json_text import show_value
from analysis.digests.arxiv.arxiv_days import DayBook, Record
from analysis.digests.errors import DigestError
from analysis.digests.streams import DAMAGE, LARGEST_RECORD, read_blocks
from analysis.papers import Digest

DEEPEST = 16
"""Elements within one another; in the known forms there are eight."""
_START = 4096
_SIGNS = (b"openarchives.org/OAI/2.0", b"arxiv.org/OAI/")
_ADVICE = (
    "Expected an OAI-PMH answer of arXiv with records (verb ListRecords or GetRecord). "
    "Fetch it again, or move this file out of the folder."
)
_CREATED = "the day of submission: 'created'"
_RAW = "the day of submission, in UTC: the first version's 'date'"
_DUBLIN_CORE = "the day of submission: the earliest 'date'"

Fields = dict[str, list[str]]
"""The texts of a record's elements by name, without namespace, in order."""


def is_arxiv_oai(head: bytes) -> bool:
    """Tell by a file's start whether it is an OAI-PMH answer."""
    # In UTF-16 every other byte of these words is zero.
    start = head[:_START].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and any(sign in start for sign in _SIGNS)


def read_arxiv_oai(stream: BufferedIOBase, source_file: str) -> Iterator[Digest]:
    """Read an answer as pieces of digests, in the order of its records.

    What is read before the XML breaks is kept; the rest is a parse issue. Raises
    DigestError where no record can be read, and for XML with a document type.
    """
    book = DayBook(source_file, "arxiv-oai")
    records = _Records()
    problem = ""
    try:
        for block in read_blocks(stream):
            records.feed(block)
            yield from _turn_page(records, book)
        records.feed(b"", is_end=True)
    except _RefusedError as refused:
        raise DigestError(source_file, str(refused), _ADVICE, records.line) from refused
    except (expat.ExpatError, _BrokenError, *DAMAGE) as error:
        problem = f"broken or cut short: no record is read from here on ({error})"
    yield from _turn_page(records, book)
    if not records.n_seen:
        told = problem or f"no record in it; {records.error or 'it does not say why'}"
        raise DigestError(source_file, f"an OAI-PMH answer, {told}.", _ADVICE, records.line)
    if problem:
        book.skip(records.line, "", problem)
    yield from book.cut()


class _RefusedError(Exception):
    """XML that is not read at all."""


class _BrokenError(Exception):
    """XML that is not read any further."""


@dataclass(slots=True)
class _Found:
    """A record of the XML: its fields, the numbers of its lines and its size in bytes."""

    first_line: int
    start: int
    fields: Fields = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    version: str = ""
    form: str = ""
    last_line: int = 0
    size: int = 0
    is_deleted: bool = False


class _Records:
    """A parser of one answer: takes blocks of bytes, holds the records that they complete."""

    def __init__(self) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add_text
        self._parser = parser
        self._texts: list[list[str]] = []
        self._open: _Found | None = None
        self._open_depth = self._n_fed = self._last_end = 0
        self.done: list[_Found] = []
        self._in_error = False
        self.n_seen = 0
        self.error = ""

    @property
    def line(self) -> int:
        """The number of the line that is being read."""
        return self._parser.CurrentLineNumber

    def feed(self, block: bytes, *, is_end: bool = False) -> None:
        """Parse on. Raises ExpatError, or why the XML is not read (any further)."""
        try:
            self._parser.Parse(block, is_end)
        # What the parser says of an encoding that it knows not, or knows not how to read.
        except (LookupError, ValueError) as error:
            raise _BrokenError(f"{error}") from error
        self._n_fed += len(block)
        if self._n_fed - self._last_end > LARGEST_RECORD:
            raise _BrokenError(f"a record of more than {LARGEST_RECORD:,} bytes")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._texts.append([])
        if len(self._texts) > DEEPEST:
            raise _BrokenError("elements nested too deeply")
        found = self._open
        if found is None:
            if name == "record":
                self._open = _Found(self.line, self._parser.CurrentByteIndex)
                self._open_depth = len(self._texts)
            self._in_error = name == "error"
        elif name == "header":
            found.is_deleted = attributes.get("status") == "deleted"
        elif name == "version":
            found.version = attributes.get("version", "")
        elif name in _READERS:
            found.form = name

    def _add_text(self, text: str) -> None:
        if self._open is not None or self._in_error:
            self._texts[-1].append(text)

    def _end(self, tag: str) -> None:
        name, text = tag.rpartition(":")[2], "".join(self._texts.pop())
        found = self._open
        if found is None:
            if name == "error":
                self.error, self._in_error = show_value(text), False
        elif len(self._texts) < self._open_depth:
            self._last_end = self._parser.CurrentByteIndex
            found.last_line, found.size = self.line, self._last_end - found.start
            self.done.append(found)
            self.n_seen, self._open = self.n_seen + 1, None
        else:
            found.fields.setdefault(name, []).append(text)
            if name == "date":
                found.dates.setdefault(found.version, text)
            # Marked words within a text belong to it.
            self._texts[-1].append(text)


def _refuse(*_: Any) -> None:
    raise _RefusedError("XML with a document type, which may hold entities; it is not read.")


def _turn_page(records: _Records, book: DayBook) -> Iterator[Digest]:
    for found in records.done:
        _add_record(found, book)
        if book.is_full:
            yield from book.cut()
    records.done.clear()


def _add_record(found: _Found, book: DayBook) -> None:
    identifier = next(iter(found.fields.get("identifier", ())), "").strip()
    if found.is_deleted:
        book.skip(found.first_line, identifier, "a deleted record", is_explained=True)
        return
    read = _READERS.get(found.form)
    if read is None:
        book.skip(found.first_line, identifier, "a record without metadata of a known form")
        return
    found.fields.setdefault("id", [identifier.rpartition(":")[2]])
    book.add(read(found), found.size)


def _read_arxiv(found: _Found) -> Record:
    n_authors = len(found.fields.get("author", ()))
    return _to_record(found, "abstract", _first(found, "created"), n_authors, _CREATED)


def _read_raw(found: _Found) -> Record:
    # Here the authors are one text, which no rule takes apart reliably.
    return _to_record(found, "abstract", found.dates.get("v1"), 0, _RAW)


def _read_dublin_core(found: _Found) -> Record:
    dates = sorted(text.strip() for text in found.fields.get("date", ()))
    n_authors = len(found.fields.get("creator", ()))
    return _to_record(found, "description", dates[0] if dates else None, n_authors, _DUBLIN_CORE)


_READERS = {"arXiv": _read_arxiv, "arXivRaw": _read_raw, "dc": _read_dublin_core}
"""By the name of the element that holds the metadata."""


def _to_record(
    found: _Found, abstract: str, created: str | None, n_authors: int, evidence: str
) -> Record:
    fields = {
        "id": _first(found, "id"),
        "title": _first(found, "title"),
        "abstract": _first(found, abstract),
    }
    lines = (found.first_line, found.last_line)
    return Record(*lines, fields, created, n_authors or None, evidence)


def _first(found: _Found, name: str) -> str | None:
    texts = found.fields.get(name)
    return texts[0] if texts else None
