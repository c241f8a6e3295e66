"""Page text: the Daily Papers page as copied or saved by hand.

Banner lines, the capture date without its year, then listings: title, abstract and, in
some captures only, a metadata block (`• N authors` or an organisation badge, `·`, the
publication date with an optional comment count).

Every non-blank line becomes banner, a field of a listing, or a parse issue.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.digests.errors import DigestError
from analysis.digests.page.blocks import Layout, find_layout, join_lines, take_votes, to_blocks
from analysis.digests.page.header import drop_banners, is_page, split_header
from analysis.digests.page.layout import Line, LineKind, parse_lines, strip_line
from analysis.digests.page.metadata import Metadata, split_at_metadata
from analysis.digests.page.segment import split_listings
from analysis.digests.prose import reads_like_abstract
from analysis.papers import Listing, ParseIssue, PrintedDate

_EXPECTED = (
    "expected the Daily Papers page as text: banner lines ('Daily Papers', 'byAK and the "
    "research community'), the capture date ('Apr 20'), then a title and an abstract per paper."
)
_ADVICE = "Copy the whole page again, or move this file out of the folder."
_BETWEEN_METADATA = 5.0
"""Cost of a listing without metadata among listings with it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one page text says, before years are resolved."""

    printed_date: PrintedDate | None
    listings: tuple[Listing, ...]
    issues: tuple[ParseIssue, ...]
    n_lines: int
    n_unexplained: int


@dataclass(slots=True)
class _Reader:
    """Collects listings and issues in page order."""

    source_file: str
    has_metadata: bool
    layout: Layout
    listings: list[Listing] = field(default_factory=list)
    issues: list[ParseIssue] = field(default_factory=list)
    unexplained: set[int] = field(default_factory=set)

    def report(self, line: Line, reason: str) -> None:
        """Account for a line that is no banner and no field."""
        self.unexplained.add(line.number)
        self.report_field(line, reason)

    def report_field(self, line: Line, reason: str) -> None:
        """Report something odd about a line that is a banner or a field."""
        self.issues.append(ParseIssue(self.source_file, line.number, line.text, reason))


def parse_page_text(lines: list[str], source_file: str) -> Page:
    """Read the lines of one page.

    Raises DigestError where they are no such page.
    """
    parsed = parse_lines(lines)
    n_lines = sum(1 for line in lines if strip_line(line))
    if not parsed:
        raise DigestError(source_file, "the file is empty;", f"{_EXPECTED} {_ADVICE}")
    header, rest = split_header(parsed)
    if not is_page(header, rest):
        raise DigestError(source_file, "this is no digest;", f"{_EXPECTED} {_ADVICE}", 1)
    body, captures = drop_banners(rest)
    has_metadata = any(line.kind in (LineKind.AUTHORS, LineKind.DOT) for line in body)
    reader = _Reader(source_file, has_metadata, find_layout(body))
    capture = _read_header(header, reader)
    for line in captures:
        reader.report_field(line, f"another page begins here; it counts as of {capture} too")
    for segment, metadata in split_at_metadata(body):
        _read_segment(segment, metadata, reader)
    _report_replaced_bytes(parsed, reader)
    issues = sorted(reader.issues, key=lambda issue: issue.line)
    return Page(capture, tuple(reader.listings), tuple(issues), n_lines, len(reader.unexplained))


def _read_header(header: list[Line], reader: _Reader) -> PrintedDate | None:
    for line in header:
        if line.kind is LineKind.DATE:
            if line.count is not None:
                reader.report_field(line, "a number behind the capture date")
            return line.printed_date
        if line.kind is not LineKind.BANNER:
            reader.report(line, "a header line of no known kind")
    where = header[-1]
    reader.issues.append(
        ParseIssue(reader.source_file, 0, "", f"no capture date by line {where.number}")
    )
    return None


def _read_segment(segment: list[Line], metadata: Metadata, reader: _Reader) -> None:
    """Read the text before a metadata block: the listing it belongs to, and any before it."""
    blocks, votes = take_votes(to_blocks(segment, reader.layout))
    if not blocks:
        for line in [*votes.values(), *metadata.lines]:
            reader.report(line, "metadata without a title and an abstract")
        return
    texts = [join_lines(block) for block in blocks]
    cost = _BETWEEN_METADATA if reader.has_metadata else 0.0
    groups = split_listings(texts, cost, votes.keys())
    for group in groups:
        number = votes.pop(group[0]) if group[0] in votes else None
        tail = metadata if group is groups[-1] else Metadata()
        _add_listing([blocks[i] for i in group], [texts[i] for i in group], tail, number, reader)
    for line in votes.values():
        reader.report(line, "a number that belongs to no field")


def _add_listing(
    blocks: list[list[Line]],
    texts: list[str],
    metadata: Metadata,
    votes: Line | None,
    reader: _Reader,
) -> None:
    if not metadata.lines and not reads_like_abstract(" ".join(texts[1:])):
        lines = [line for block in blocks for line in block]
        for line in [*([votes] if votes else []), *lines]:
            reader.report(line, "text that is no listing: a title without abstract and metadata")
        return
    if len(texts) == 1:
        reader.report_field(blocks[0][0], "a listing without an abstract")
    first, last = votes or blocks[0][0], (metadata.lines or blocks[-1])[-1]
    listing = Listing(
        position=len(reader.listings) + 1,
        title=texts[0],
        abstract=" ".join(texts[1:]),
        first_line=first.number,
        last_line=last.number,
        n_authors=metadata.n_authors,
        organization=metadata.organization,
        printed_date=metadata.printed_date,
        comments=metadata.comments,
        votes=votes.count if votes else None,
    )
    reader.listings.append(listing)


def _report_replaced_bytes(parsed: list[Line], reader: _Reader) -> None:
    for line in parsed:
        if "\ufffd" in line.text:
            reader.report_field(line, "bytes that are no text were replaced by U+FFFD")
