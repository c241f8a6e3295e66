"""A dump's lines to parts: marks off, links known, and what only frames the page told apart.

Line numbers are those of the file. What is left out here (rules, fences, addresses,
pictures, the tool's own head) is kept by its line number, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from analysis.digests.decode import split_lines
from analysis.digests.dumps.links import Link, Marked, find_links
from analysis.digests.dumps.marks import Habits, clean_marks, find_habits, strip_break
from analysis.digests.dumps.page_links import LinkKind, PageLink, parse_link
from analysis.digests.dumps.pieces import Part
from analysis.digests.page.layout import LineKind, parse_line, strip_line

_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t]+(?=\S)|\s{0,3}#{1,6}\s*$")
_BULLET = re.compile(r"\s*(?:[*+•◦-]|\d{1,3}\.)(?:[ \t]+|$)")
_RULE = re.compile(
    r"(?:[-*_=~]\s?){3,}|`{3,}.*|~{3,}.*|:{3,}.*|\|[-| :]*\||</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?(https?://\S+?)>?")
_FRONT = re.compile(r"---\s*")
_MOST_FRONT = 60


@dataclass(slots=True)
class Dump:
    """A dump's parts in order, its own address lines, and the lines that frame the page."""

    parts: list[Part] = field(default_factory=list)
    frame: set[int] = field(default_factory=set)
    """Numbers of non-blank lines without a part."""
    links: list[tuple[int, PageLink]] = field(default_factory=list)
    """All links with their lines, for the days that they name."""
    habits: Habits = field(default_factory=Habits)
    n_lines: int = 0


def read_parts(text: str) -> Dump:
    """Read a dump's text. Linear in it."""
    text = "\n".join(split_lines(text))
    marked = find_links(text)
    body = "".join(text[start:end] for start, end, _ in _spans(text, marked))
    dump = Dump(habits=find_habits(text, body, _is_marked(text, marked)))
    lines = text.split("\n")
    dump.n_lines = sum(1 for line in lines if strip_line(line))
    front = _count_front(lines)
    after_blank, offset = True, 0
    spans = _spans_by_line(text, marked)
    for number, raw in enumerate(lines, start=1):
        is_listed = offset >= marked.listed_from
        offset += len(raw) + 1
        if not strip_line(raw):
            after_blank = True
            continue
        found = [] if number <= front or is_listed else spans.get(number, [])
        parts = _read_line(number, found, lines, after_blank, dump)
        if not parts:
            dump.frame.add(number)
        dump.parts += parts
        after_blank = not parts
    _attach_addresses(dump)
    return dump


def _is_marked(text: str, marked: Marked) -> bool:
    inline = any(text.startswith("](", link.close) for link in marked.links)
    return inline or re.search(r"(?m)^#{1,6} \S", text) is not None


def _count_front(lines: list[str]) -> int:
    """Number of lines of the head that some tools put before a page, between two rules."""
    if not lines or not _FRONT.fullmatch(lines[0]):
        return 0
    ends = (n for n, line in enumerate(lines[1:_MOST_FRONT], 2) if _FRONT.fullmatch(line))
    return next(ends, 0)


def _spans(text: str, marked: Marked) -> Iterator[tuple[int, int, int | None]]:
    """Stretches of text without the marks of links and images, with each one's link."""
    cuts: list[tuple[int, int]] = [(image.start, image.end) for image in marked.images]
    for link in marked.links:
        cuts += [(link.start, link.inner), (link.close, link.end)]
    edges = sorted(cuts)
    at, position, stretches = 0, 0, []
    for start, end in edges:
        if start > position:
            stretches.append((position, start))
        position = max(position, end)
    if position < marked.listed_from:
        stretches.append((position, marked.listed_from))
    for start, end in stretches:
        while at < len(marked.links) and marked.links[at].end <= start:
            at += 1
        inside = at < len(marked.links) and marked.links[at].inner <= start
        yield start, end, at if inside else None


def _spans_by_line(text: str, marked: Marked) -> dict[int, list[tuple[str, Link | None, int]]]:
    """The same by line: text, its link, and the link's number."""
    found: dict[int, list[tuple[str, Link | None, int]]] = {}
    number, position = 1, 0
    for start, end, at in _spans(text, marked):
        number += text.count("\n", position, start)
        position = end
        link = None if at is None else marked.links[at]
        for index, piece in enumerate(text[start:end].split("\n")):
            found.setdefault(number + index, []).append((piece, link, -1 if at is None else at))
        number += text.count("\n", start, end)
    return found


def _read_line(
    number: int,
    spans: list[tuple[str, Link | None, int]],
    lines: list[str],
    after_blank: bool,
    dump: Dump,
) -> list[Part]:
    dump.links += [(number, link.link) for _, link, _ in spans if link is not None]
    raw = "".join(piece for piece, _, _ in spans)
    if _RULE.fullmatch(raw.strip()):
        return []
    below = lines[number].strip() if number < len(lines) else ""
    is_underlined = len(below) >= 3 and set(below) in ({"="}, {"-"}) and bool(raw.strip())
    heading = _HEADING.match(raw)
    parts: list[Part] = []
    for piece, link, at in _merge(_drop_prefix(spans, heading), heading is not None):
        broken = strip_break(piece) if dump.habits.is_marked else piece
        known = None if link is None else link.link
        is_heading = heading is not None or is_underlined
        text = _strip_bullet(clean_marks(strip_line(broken), dump.habits, link is not None))
        if strip_line(text):
            is_first = after_blank and not parts
            part = Part(number, strip_line(text), is_first or link is not None)
            where = at if link is not None else None
            parts.append(replace(part, link=known, link_at=where, is_heading=is_heading))
    return parts


def _drop_prefix(
    spans: list[tuple[str, Link | None, int]], prefix: re.Match[str] | None
) -> list[tuple[str, Link | None, int]]:
    rest, length = [], prefix.end() if prefix else 0
    for piece, link, at in spans:
        taken = min(length, len(piece))
        length -= taken
        rest.append((piece[taken:], link, at))
    return rest


_SPLITTING = (LinkKind.PAPER, LinkKind.VOTES, LinkKind.COMMENTS, LinkKind.UNKNOWN)


def _merge(
    spans: list[tuple[str, Link | None, int]], is_heading: bool
) -> list[tuple[str, Link | None, int]]:
    """Join what one link, or no link that matters inside a line, holds together."""
    visible = [span for span in spans if strip_line(span[0])]
    is_whole = len({at for _, _, at in visible}) == 1
    merged: list[tuple[str, Link | None, int]] = []
    for piece, link, at in spans:
        is_splitting = link is not None and link.link.kind in _SPLITTING and not is_heading
        is_kept = link is not None and (is_whole or is_splitting)
        kept, where = (link, at) if is_kept else (None, -1)
        if merged and merged[-1][2] == where:
            merged[-1] = (merged[-1][0] + piece, kept, where)
        else:
            merged.append((piece, kept, where))
    return merged


def _strip_bullet(text: str) -> str:
    """Take a list's bullet off metadata and menus; a paragraph may begin with one."""
    match = _BULLET.match(text)
    if match is None:
        return text
    rest = strip_line(text[match.end() :])
    if not rest:
        # A number may be the last word of a wrapped paragraph, a dash a vote count.
        return text if text.strip()[-1] in "-." else ""
    kind = parse_line(1, rest, True)[0].kind
    return rest if kind is not LineKind.TEXT else text


def _attach_addresses(dump: Dump) -> None:
    """Let an address on a line of its own be the link of the part before it."""
    kept: list[Part] = []
    for index, part in enumerate(dump.parts):
        match = _ADDRESS.fullmatch(part.text) if part.link is None else None
        link = parse_link(match[1]) if match else None
        is_apart = part.after_blank and (
            index + 1 == len(dump.parts) or dump.parts[index + 1].after_blank
        )
        if link is None or link.kind is LinkKind.OUTSIDE or not is_apart:
            kept.append(part)
            continue
        dump.frame.add(part.number)
        dump.links.append((part.number, link))
        start = len(kept)
        while start and kept[start - 1].link is None and link.kind is not LinkKind.DAY:
            start -= 1
            kept[start] = replace(kept[start], link=link, link_at=-part.number)
            if kept[start].after_blank:
                break
    dump.parts = kept
