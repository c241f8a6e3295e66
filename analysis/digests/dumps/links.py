"""Where links begin and end in a dump's text, in the ways that tools print them.

`[text](address)` and `[text][7]`, over several lines too; `[7]text` with the addresses
listed at the end. Brackets of the text itself are told from those of links by what the
link leads to, and by where on its line a bracket stands: tools that do not escape
brackets print them bare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.digests.dumps.page_links import UNKNOWN_LINK, LinkKind, PageLink, parse_link

_TOKEN = re.compile(r"\\.|!?\[|\]|\n[^\S\n]*\n", re.DOTALL)
_TARGET = re.compile(
    r"\(\s{0,9}<?([^\s<>()]{0,2000}(?:\([^\s<>()]{0,200}\)[^\s<>()]{0,200}){0,3})>?"
    r"(?:\s{1,9}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s{0,9}\)(?:\{[^{}\n]{0,200}\})?"
)
_LABEL = re.compile(r"\[(\d{1,5})\]")
_DEFINITION = re.compile(r"(?m)^[ \t]{0,8}(?:\[(\d{1,5})\]:|(\d{1,5})\.)[ \t]+<?(\S+?)>?[ \t]*$")
_LISTED = re.compile(r"(?m)^\s{0,8}(?:References|Visible links:?|Links:?)\s*$")
_CLOSES = re.compile(r"(?m)\]\[\d{1,5}\]\s*$")
_BEFORE_BLOCK = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|(?:[*+•-]|\d{1,3}\.)[ \t]+)*")
_BLOCK_END = re.compile(r"\n[^\S\n]*(?:\n|[*+•·-]\s)")
_MOST_SKIPPED = 3
"""Labels count up; one further off is no label, but text in brackets."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text: `start` to `end` with its marks, the text between `inner` and `close`."""

    start: int
    inner: int
    close: int
    end: int
    link: PageLink


@dataclass(slots=True)
class _Opening:
    at: int
    is_image: bool
    begins_block: bool
    n_blanks: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A dump's links and images, each in order of its place and none inside another."""

    links: tuple[Link, ...]
    images: tuple[Link, ...]
    listed_from: int
    """Where the list of addresses begins; the length of the text where there is none."""


def find_links(text: str) -> Marked:
    """Find all links to the page's site, and all images. Linear in the text."""
    addresses, listed_from = _read_addresses(text)
    is_numbered = bool(addresses) or len(_CLOSES.findall(text)) >= 3
    links: list[Link] = []
    images: list[Link] = []
    stack: list[_Opening] = []
    label = n_blanks = 0
    for token in _TOKEN.finditer(text, 0, listed_from):
        at, mark = token.start(), token[0]
        if mark[0] == "\\":
            continue
        if mark[0] == "\n":
            n_blanks += 1
        elif mark != "]":
            stack.append(_open(text, token, n_blanks))
        elif stack:
            tail = _read_tail(text, at + 1, addresses, label if is_numbered else None)
            opening = _take_opening(text, at, stack, tail, n_blanks)
            if opening is None or tail is None:
                continue
            end, link, label = tail[0], tail[1], tail[2] or label
            inner = opening.at + (2 if opening.is_image else 1)
            found = Link(opening.at, inner, at, end, link)
            (images if opening.is_image else links).append(found)
    if addresses and not links:
        links = _find_leading(text, addresses, listed_from)
    return Marked(tuple(links), tuple(images), listed_from)


def _open(text: str, token: re.Match[str], n_blanks: int) -> _Opening:
    line_start = text.rfind("\n", max(0, token.start() - 40), token.start()) + 1
    before = _BEFORE_BLOCK.match(text, line_start, token.start())
    is_first = before is not None and before.end() == token.start()
    follows_blank = (
        line_start < 2
        or text[max(0, line_start - 9) : line_start].isspace()
        or (text[max(0, line_start - 2) : line_start] == "\n\n")
    )
    is_marked = token.start() > line_start and text[line_start] in "#*+-•"
    is_alone = text[token.end() : token.end() + 2].strip(" ")[:1] in ("\n", "!", "[")
    begins = is_first and (follows_blank or is_marked or is_alone)
    return _Opening(token.start(), token[0] == "![", begins, n_blanks)


def _take_opening(
    text: str,
    at: int,
    stack: list[_Opening],
    tail: tuple[int, PageLink, int] | None,
    n_blanks: int,
) -> _Opening | None:
    """Find the bracket that a closing one belongs to; None where no link ends here."""
    top = stack[-1]
    if top.is_image:
        stack.pop()
        return top if tail else None
    if tail is None or tail[1].kind is LinkKind.OUTSIDE:
        # What begins a block may be the link around this text: it stays open, unless
        # another one around it does.
        if not top.begins_block or (len(stack) > 1 and stack[-2].begins_block):
            stack.pop()
        return None
    line_start = text.rfind("\n", max(0, at - 200), at) + 1
    is_alone = not text[line_start:at].strip()
    blocks = [opening for opening in stack if opening.begins_block and not opening.is_image]
    chosen = top
    if blocks and (is_alone or blocks[-1].n_blanks == n_blanks):
        chosen = blocks[-1]
    # Links do not nest: whatever else is open is text.
    stack.clear()
    return chosen


def _read_tail(
    text: str, at: int, addresses: dict[int, str], label: int | None
) -> tuple[int, PageLink, int] | None:
    """What follows a closing bracket: where it ends, the link, and its number (0: none)."""
    if target := _TARGET.match(text, at):
        return target.end(), parse_link(target[1]), 0
    numbered = _LABEL.match(text, at) if label is not None else None
    if numbered is None or label is None:
        return None
    number = int(numbered[1])
    if number not in addresses and not (label == 0 or label < number <= label + _MOST_SKIPPED):
        return None
    link = parse_link(addresses[number]) if number in addresses else UNKNOWN_LINK
    return numbered.end(), link, number


def _read_addresses(text: str) -> tuple[dict[int, str], int]:
    """The addresses that a dump lists by number, and where that list begins."""
    heads = list(_LISTED.finditer(text))
    found = [match for match in _DEFINITION.finditer(text) if match[1] or heads]
    if heads:
        found = [match for match in found if match[1] or match.start() > heads[-1].start()]
    addresses = {int(match[1] or match[2]): match[3] for match in found}
    if not any(parse_link(target).kind is not LinkKind.OUTSIDE for target in addresses.values()):
        return {}, len(text)
    start = min(match.start() for match in found)
    for head in reversed(heads):
        if head.end() <= start and not text[head.end() : start].strip():
            start = head.start()
    return addresses, start


def _find_leading(text: str, addresses: dict[int, str], end: int) -> list[Link]:
    """Links printed as `[7]text`: each reaches to the end of its block or to the next one."""
    links: list[Link] = []
    label = 0
    labels = []
    for match in _LABEL.finditer(text, 0, end):
        number = int(match[1])
        if number in addresses and (label == 0 or label < number <= label + _MOST_SKIPPED):
            labels.append((match, number))
            label = number
    for index, (match, number) in enumerate(labels):
        block_end = _BLOCK_END.search(text, match.end(), end)
        stop = block_end.start() if block_end else end
        if index + 1 < len(labels):
            stop = min(stop, labels[index + 1][0].start())
        links.append(Link(match.start(), match.end(), stop, stop, parse_link(addresses[number])))
    return links
