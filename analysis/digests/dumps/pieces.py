"""Pieces of a page: what a dump sets as one title, one paragraph or one bit of metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.digests.dumps.page_links import LinkKind, PageLink
from analysis.digests.page.blocks import join_lines
from analysis.digests.page.layout import Line, LineKind, parse_line, strip_line


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece with its first and last line, and where it leads to if it is a link."""

    line: Line
    last_number: int
    link: PageLink | None = None
    is_heading: bool = False

    @property
    def numbers(self) -> range:
        """The numbers of the piece's lines."""
        return range(self.line.number, self.last_number + 1)

    @property
    def leads_to(self) -> LinkKind | None:
        """The kind of the piece's link."""
        return None if self.link is None else self.link.kind

    @property
    def names(self) -> str | None:
        """The paper that the piece's link names."""
        return None if self.link is None else self.link.arxiv_id


@dataclass(frozen=True, slots=True)
class Part:
    """A line, or the part of one that is, or is not, a link."""

    number: int
    text: str
    after_blank: bool
    link: PageLink | None = None
    link_at: int | None = None
    """Which of the dump's links it is a part of."""
    is_heading: bool = False


def to_pieces(parts: Sequence[Part]) -> list[Piece]:
    """Join the parts that one link, or one paragraph, holds together."""
    pieces: list[Piece] = []
    group: list[Part] = []
    for index, part in enumerate(parts):
        if group and not _belongs(group, part, parts[index + 1 : index + 2]):
            pieces += _join(group)
            group = []
        group.append(part)
    return pieces + (_join(group) if group else [])


def _belongs(group: list[Part], part: Part, following: Sequence[Part]) -> bool:
    last = group[-1]
    if part.link_at is not None or last.link_at is not None:
        return part.link_at == last.link_at
    if part.after_blank or part.is_heading or last.is_heading or part.number == last.number:
        return False
    if _kind(last) is not LineKind.TEXT and len(group) == 1:
        return False
    # A number or a date inside a wrapped paragraph is a word of it.
    is_inside = bool(following) and not following[0].after_blank and following[0].link is None
    return _kind(part) is LineKind.TEXT or (
        is_inside and _kind(following[0]) is LineKind.TEXT and _kind(part) is not LineKind.AUTHORS
    )


def _kind(part: Part) -> LineKind:
    return parse_line(part.number, part.text, part.after_blank)[0].kind


def _join(group: list[Part]) -> list[Piece]:
    first, last = group[0], group[-1]
    lines = [Line(p.number, p.text, LineKind.TEXT, p.after_blank) for p in group]
    text = strip_line(" ".join(join_lines(lines).split()))
    if not text:
        return []
    parsed = parse_line(first.number, text, first.after_blank)
    if len(group) > 1 and parsed[0].kind is not LineKind.AUTHORS and len(parsed) > 1:
        parsed = [replace(lines[0], text=text)]
    return [Piece(line, last.number, first.link, first.is_heading) for line in parsed]
