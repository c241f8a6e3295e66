"""Pieces of a page to listings, where links or headings say which piece is a title.

What stands before a title is its vote count, what follows its abstract and metadata, up
to the next title. Every piece is a field of a listing, frame of the page, or a parse issue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analysis.digests.dumps.page_links import LinkKind
from analysis.digests.dumps.pieces import Piece
from analysis.digests.page.badge import is_sure_badge, parse_badge
from analysis.digests.page.blocks import join_lines
from analysis.digests.page.layout import LineKind
from analysis.papers import Listing, ParseIssue

_VOTES = re.compile(
    r"(?:-\s+)?(?:\[[-x ]?\]\s*)?(?:upvotes?\s*)?(?:(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})|-)?",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+\s+(?=[A-Z])")
_METADATA = re.compile(r"(?:[OB]A?|A)D*T?[NC]?|D+T[NC]?|T[NC]?|D*C")
_ALT = re.compile(r"^\[[^\[\]]{1,100}\]\s+(?=\S)")
"""The name of a picture, as some tools print it before the text beside it."""
_NAMES = (LineKind.TEXT, LineKind.BANNER)
"""An organisation may be called like an entry of the site's menu."""
_LETTERS = {LineKind.AUTHORS: "A", LineKind.DOT: "D"}
_SUBMITTED = re.compile(r"submitted by\b.{0,100}", re.IGNORECASE)
_TITLES = (LinkKind.PAPER, LinkKind.UNKNOWN)


@dataclass(slots=True)
class Cards:
    """The listings of a page and what became of every other line."""

    source_file: str
    listings: list[Listing] = field(default_factory=list)
    issues: list[ParseIssue] = field(default_factory=list)
    frame: set[int] = field(default_factory=set)
    unexplained: set[int] = field(default_factory=set)

    def report(self, piece: Piece, reason: str, is_field: bool = False) -> None:
        """Report a piece; without `is_field`, its lines are explained by nothing else."""
        issue = ParseIssue(self.source_file, piece.line.number, piece.line.text, reason)
        self.issues.append(issue)
        if not is_field:
            self.unexplained.update(piece.numbers)


def find_titles(pieces: Sequence[Piece]) -> list[int]:
    """Indices of the pieces that are titles; empty where nothing marks any."""
    linked = [i for i, p in enumerate(pieces) if p.is_heading and _leads_to_paper(p)]
    if linked:
        return linked
    titles: list[int] = []
    current = None
    for index, piece in enumerate(pieces):
        is_other = piece.leads_to is LinkKind.PAPER and piece.names != current
        if is_other and piece.line.kind is LineKind.TEXT:
            titles.append(index)
            current = piece.names
    if titles:
        return titles
    headings = [i for i, p in enumerate(pieces) if p.is_heading]
    return [i for i in headings if pieces[i].line.kind is LineKind.TEXT and not pieces[i].link]


def _leads_to_paper(piece: Piece) -> bool:
    is_likely = piece.leads_to is LinkKind.UNKNOWN and piece.line.kind is LineKind.TEXT
    return piece.leads_to is LinkKind.PAPER or is_likely


def read_cards(pieces: Sequence[Piece], titles: Sequence[int], source_file: str) -> Cards:
    """Read all pieces from the first listing on; `titles` are not empty."""
    cards = Cards(source_file)
    votes_first = bool(titles[0]) and is_votes(pieces[titles[0] - 1])
    starts = [_find_start(pieces, titles, at, votes_first) for at in range(len(titles))]
    for start, title, end in zip(starts, titles, [*starts[1:], len(pieces)], strict=True):
        _read_card(pieces[start:title], pieces[title:end], cards)
    return cards


def is_votes(piece: Piece) -> bool:
    """Tell whether a piece is a vote count, or the dash in its place."""
    if piece.leads_to is LinkKind.VOTES:
        return True
    if piece.leads_to in (LinkKind.PAPER, LinkKind.COMMENTS):
        return False
    return _VOTES.fullmatch(piece.line.text) is not None


def find_first(pieces: Sequence[Piece], titles: Sequence[int]) -> int:
    """Index of the first piece of the first listing."""
    votes_first = bool(titles[0]) and is_votes(pieces[titles[0] - 1])
    return _find_start(pieces, titles, 0, votes_first)


def _find_start(pieces: Sequence[Piece], titles: Sequence[int], at: int, votes_first: bool) -> int:
    """Where a listing begins: at the vote count before its title, if there is one."""
    start, floor = titles[at], titles[at - 1] + 1 if at else 0
    has_count = False
    while start > floor and is_votes(pieces[start - 1]):
        is_count = pieces[start - 1].line.kind is not LineKind.BANNER
        is_sure = votes_first or pieces[start - 1].leads_to is LinkKind.VOTES
        if is_count and (has_count or not is_sure):
            break
        has_count, start = has_count or is_count, start - 1
    above = start - 1
    if above - 1 >= floor and _SUBMITTED.fullmatch(pieces[above - 1].line.text):
        return above - 1
    return above if above >= floor and _SUBMITTED.fullmatch(pieces[above].line.text) else start


def _read_card(head: Sequence[Piece], card: Sequence[Piece], cards: Cards) -> None:
    title, rest = card[0], list(card[1:])
    votes, arxiv_id = None, title.names
    used = [title]
    for index, piece in enumerate(head):
        is_above = any(
            _SUBMITTED.fullmatch(p.line.text) for p in head[max(0, index - 1) : index + 1]
        )
        match = None if is_above else _VOTES.fullmatch(piece.line.text)
        arxiv_id = arxiv_id or piece.names
        if piece.names not in (None, arxiv_id):
            cards.report(piece, "the votes of another paper than the one below")
        elif match is None and piece.leads_to is LinkKind.VOTES:
            cards.report(piece, "a vote count that is no number")
        else:
            votes = _to_int(match[1]) if match and match[1] else votes
            used.append(piece)
    listing = _read_body(title, rest, cards, used)
    lines = sorted(number for piece in used for number in piece.numbers)
    listing = replace(
        listing, votes=votes, arxiv_id=arxiv_id, first_line=lines[0], last_line=lines[-1]
    )
    cards.listings.append(listing)


def _read_body(title: Piece, rest: list[Piece], cards: Cards, used: list[Piece]) -> Listing:
    """Read what follows a title: its abstract, and the metadata behind it."""
    match = _METADATA.search(_spell(rest))
    start, end = match.span() if match else (len(rest), len(rest))
    abstract = []
    for piece in rest[:start]:
        if piece.line.kind is LineKind.TEXT or piece.leads_to in _TITLES or piece.link is None:
            abstract.append(piece)
        else:
            cards.frame.update(piece.numbers)
    metadata = rest[start:end]
    used += [*abstract, *metadata]
    for piece in rest[end:]:
        _read_leftover(piece, cards)
    if not abstract:
        cards.report(title, "a listing without an abstract", is_field=True)
    known = Listing(len(cards.listings) + 1, title.line.text, _join(abstract), 0, 0)
    return _add_metadata(known, metadata)


def _add_metadata(listing: Listing, metadata: Sequence[Piece]) -> Listing:
    for piece, kind in zip(metadata, _spell(metadata), strict=True):
        line = piece.line
        if kind == "A":
            listing = replace(listing, n_authors=line.count)
        elif kind == "T":
            listing = replace(listing, printed_date=line.printed_date, comments=line.count)
        elif kind in "NC":
            listing = replace(listing, comments=line.count)
        elif kind in "OB" or (piece is metadata[0] and line.kind in _NAMES):
            name = _ALT.sub("", line.text) if piece.link else read_badge(line.text)
            listing = replace(listing, organization=name)
    return listing


def read_badge(text: str) -> str | None:
    """The organisation's name in a badge; dumps print the slug before it only with its picture."""
    has_slug = is_sure_badge(text) or _SLUG.match(text) is not None
    return parse_badge(text) if has_slug or parse_badge(text) is None else text


def _spell(pieces: Sequence[Piece]) -> str:
    """One letter per piece, so that metadata is found as a pattern of letters."""
    letters: list[str] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1].line.kind if index + 1 < len(pieces) else None
        letters.append(_letter(piece, following, index, letters))
    return "".join(letters)


def _letter(piece: Piece, following: LineKind | None, index: int, before: Sequence[str]) -> str:
    kind = piece.line.kind
    if kind in _LETTERS:
        return _LETTERS[kind]
    if kind is LineKind.NUMBER:
        return "C" if piece.leads_to is LinkKind.COMMENTS else "N"
    if kind is LineKind.DATE:
        is_apart = piece.line.after_blank or (bool(before) and before[-1] in "AD")
        return "T" if is_apart else "x"
    if following is LineKind.DOT and (index or piece.leads_to is LinkKind.SITE):
        if piece.leads_to in (LinkKind.SITE, LinkKind.UNKNOWN):
            return "O"
        is_badge = piece.link is None and piece.line.after_blank
        return "B" if is_badge and parse_badge(piece.line.text) else "x"
    return "x"


def _read_leftover(piece: Piece, cards: Cards) -> None:
    is_mark = piece.line.text in {"-", "·", "•"} or piece.line.kind is LineKind.BANNER
    is_menu = piece.leads_to in (LinkKind.SITE, LinkKind.OUTSIDE, LinkKind.DAY)
    if is_mark or is_menu or _SUBMITTED.fullmatch(piece.line.text):
        cards.frame.update(piece.numbers)
    else:
        cards.report(piece, "text behind a listing's metadata")


def _join(pieces: Sequence[Piece]) -> str:
    return " ".join(join_lines([piece.line]) for piece in pieces)


def _to_int(text: str) -> int:
    return int(text.replace(",", ""))
