"""Markdown and text dumps of the Daily Papers page, as many tools write them.

The marks come off line by line, keeping what links and headings say: which text is a
title, whose votes a number counts, which paper it is. Where a dump has neither links nor
headings, what is left is page text and is read as such. Line numbers are the file's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.digests.decode import split_lines
from analysis.digests.dumps.capture_evidence import Evidence, date_capture, find_near_days
from analysis.digests.dumps.cards import Cards, find_first, find_titles, read_badge, read_cards
from analysis.digests.dumps.dump_parts import Dump, read_parts
from analysis.digests.dumps.marks import fold
from analysis.digests.dumps.page_links import LinkKind
from analysis.digests.dumps.pieces import Piece, to_pieces
from analysis.digests.page.layout import LineKind, is_signature
from analysis.digests.page.page_text import parse_page_text
from analysis.papers import Digest, Listing, ParseIssue, PrintedDate

_SITE = r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?"
_IS_DUMP = re.compile(
    rf"\]\(\s?<?{_SITE}/(?:papers|login)\b"
    rf"|^[ \t]*<?https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:papers|login)\S*[ \t]*$"
    r"|^[ \t]*(?:\[-\]|-)(?:[ \t]+(?:\d+|-))?[ \t]*$"
    r"|\]\[\d{1,5}\][ \t]*$"
    r"|^#{1,6}[ \t]+\S"
    r"|^[ \t]*[*+-][ \t]+(?:Daily|Weekly|Monthly)[ \t]*$",
    re.MULTILINE,
)
_FRAME = re.compile(r"by|ak|and the research community|published", re.IGNORECASE)


def is_markdown_page(text: str) -> bool:
    """Tell by its marks whether a text is a dump by some tool rather than plain page text."""
    return _IS_DUMP.search(text) is not None


def parse_markdown_page(text: str, source_file: str, sha256: str) -> Digest:
    """Read one dump; its capture year may still be open. Linear in the text.

    Raises DigestError where it is no such page.
    """
    dump = read_parts(text)
    pieces = to_pieces(dump.parts)
    evidence = _find_evidence(text, dump)
    titles = find_titles(pieces)
    if titles and is_listing_page(pieces, titles):
        return read_page(pieces, titles, dump, evidence, (source_file, sha256, "markdown-page"))
    return _read_as_page_text(text, dump, evidence, source_file, sha256)


def is_listing_page(pieces: Sequence[Piece], titles: Sequence[int]) -> bool:
    """Tell whether pieces are a listing page: its signature, or a date and author counts."""
    first = find_first(pieces, titles)
    if any(is_signature(piece.line.text) for piece in pieces[:first]):
        return True
    is_dated = any(piece.line.kind is LineKind.DATE for piece in pieces[:first])
    return is_dated and any(piece.line.kind is LineKind.AUTHORS for piece in pieces[first:])


def read_page(
    pieces: Sequence[Piece],
    titles: Sequence[int],
    dump: Dump,
    evidence: Evidence,
    identity: tuple[str, str, str],
) -> Digest:
    """Read a page whose titles are known; `identity` is file, sha256 and format."""
    source_file, sha256, source_format = identity
    first = find_first(pieces, titles)
    cards = read_cards(pieces[first:], [index - first for index in titles], source_file)
    printed = _read_header(pieces[:first], cards, dump.habits.query)
    capture = date_capture(printed, evidence)
    reasons = list(capture.problems)
    if printed is None and capture.digest_date is None:
        reasons.append(f"no capture date before line {pieces[first].line.number}")
    issues = [ParseIssue(source_file, 0, "", reason) for reason in reasons]
    issues += [_report_replaced(piece, source_file) for piece in pieces if _is_damaged(piece)]
    # A link may span blank lines and frame; they are no part of what it says.
    filled = {part.number for part in dump.parts}
    return Digest(
        source_file=source_file,
        sha256=sha256,
        source_format=source_format,
        listings=tuple(cards.listings),
        n_lines=dump.n_lines,
        n_unexplained=len(cards.unexplained & filled),
        printed_date=printed,
        digest_date=capture.digest_date,
        date_method=capture.method,
        date_evidence=capture.evidence,
        issues=tuple(sorted(cards.issues + issues, key=lambda issue: issue.line)),
    )


def _read_header(header: Sequence[Piece], cards: Cards, query: str | None) -> PrintedDate | None:
    """Read what stands before the listings: menus, banner lines and the capture date."""
    signed = [i for i, piece in enumerate(header) if is_signature(piece.line.text)]
    dates = [i for i, p in enumerate(header) if p.line.kind is LineKind.DATE]
    dates = [i for i in dates if not signed or i > signed[0]]
    printed = header[dates[-1]].line.printed_date if dates else None
    for index, piece in enumerate(header):
        # What stands before the page's own first line frames it on its site.
        is_frame = bool(signed) and index <= signed[0]
        is_known = piece.line.kind is LineKind.BANNER or piece.link is not None
        is_asked = bool(query) and fold(piece.line.text) == query
        is_mark = piece.line.text == "-" or _FRAME.fullmatch(piece.line.text) is not None
        if index in dates[-1:] or is_frame or is_known or is_asked or is_mark or piece.is_heading:
            cards.frame.update(piece.numbers)
        else:
            cards.report(piece, "a header line of no known kind")
    return printed


def _find_evidence(text: str, dump: Dump) -> Evidence:
    evidence = Evidence()
    for line in split_lines(text[:20_000])[:60]:
        evidence.read_head(line)
    days = [link.day for _, link in dump.links if link.kind is LinkKind.DAY and link.day]
    evidence.near_days = find_near_days(days, evidence.own_days)
    return evidence


def _read_as_page_text(
    text: str, dump: Dump, evidence: Evidence, source_file: str, sha256: str
) -> Digest:
    """Read a dump that marks no titles: its lines without the tool's marks are page text."""
    lines = [""] * len(split_lines(text))
    for part in dump.parts:
        shown = "" if part.text == "-" else part.text
        lines[part.number - 1] = f"{lines[part.number - 1]} {shown}".strip()
    page = parse_page_text(lines, source_file)
    capture = date_capture(page.printed_date, evidence)
    issues = tuple(ParseIssue(source_file, 0, "", reason) for reason in capture.problems)
    return Digest(
        source_file=source_file,
        sha256=sha256,
        source_format="markdown-page",
        listings=tuple(_name_whole(listing, dump) for listing in page.listings),
        n_lines=dump.n_lines,
        n_unexplained=page.n_unexplained,
        printed_date=page.printed_date,
        digest_date=capture.digest_date,
        date_method=capture.method,
        date_evidence=capture.evidence,
        issues=page.issues + issues,
    )


def _name_whole(listing: Listing, dump: Dump) -> Listing:
    """Give an organisation its whole name where a dump prints the name alone."""
    if listing.organization is None:
        return listing
    inside = (p for p in dump.parts if listing.first_line <= p.number <= listing.last_line)
    badges = (p.text for p in inside if p.text.endswith(f" {listing.organization}"))
    named = (name for text in badges if (name := read_badge(text)) is not None)
    return replace(listing, organization=next(named, listing.organization))


def _is_damaged(piece: Piece) -> bool:
    return "\ufffd" in piece.line.text


def _report_replaced(piece: Piece, source_file: str) -> ParseIssue:
    reason = "bytes that are no text were replaced by U+FFFD"
    return ParseIssue(source_file, piece.line.number, piece.line.text, reason)
