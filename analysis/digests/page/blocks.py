"""Lines to text blocks: a title, or one paragraph of an abstract, each.

Blank lines part blocks. Where a page has none between a title and its abstract, they are
parted by where the lines of a wrapped text end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.digests.page.layout import Line, LineKind
from analysis.digests.page.segment import looks_like_title
from analysis.digests.prose import (
    count_prose_words,
    ends_sentence,
    is_running_text,
    is_title_case,
)

_UNWRAPPED = 200
"""Length in characters from which a line is a whole paragraph, not a wrapped part of one."""
_FEW_TITLES = 0.1
"""Share of titles among blocks below which titles do not stand apart from abstracts. With
abstracts of up to eight paragraphs it would be more."""
_MOST_TITLE_LINES = 4
_OPEN_HYPHEN = re.compile(r"\w-$")
_SUSPENDED = re.compile(r"(?:and|or|to|vs)\b|\W")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a page sets its text; `width` is None where lines are not wrapped."""

    sets_titles_apart: bool
    width: int | None


def find_layout(body: Sequence[Line]) -> Layout:
    """Find out how a page's body is set, from all of its lines."""
    blocks: list[list[Line]] = []
    is_open = False
    for line in body:
        if line.kind is LineKind.TEXT:
            if line.after_blank or not is_open:
                blocks.append([])
            blocks[-1].append(line)
        is_open = line.kind is LineKind.TEXT
    n_titles = sum(looks_like_title(join_lines(block)) for block in blocks)
    lengths = [len(line.text) for block in blocks for line in block if " " in line.text]
    width = max(lengths, default=_UNWRAPPED)
    return Layout(n_titles >= _FEW_TITLES * len(blocks), width if width < _UNWRAPPED else None)


def to_blocks(segment: Sequence[Line], layout: Layout) -> list[list[Line]]:
    """Group the text lines before a metadata block, or before the end, into blocks."""
    blocks: list[list[Line]] = []
    for line in segment:
        if line.after_blank or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    if not layout.sets_titles_apart or len(blocks) == 1:
        parts = [part for block in blocks for part in _part_solid(block, layout.width)]
        # A listing's title and abstract, both with full lines only.
        is_whole = len(parts) == 1 and len(parts[0]) > 1
        return [parts[0][:1], parts[0][1:]] if is_whole else parts
    return [part for block in blocks for part in _part_title(block)]


def take_votes(blocks: list[list[Line]]) -> tuple[list[list[Line]], dict[int, Line]]:
    """Take lone numbers out: votes, keyed by the index of the block that follows them.

    A number behind the last block, or one of two in a row, keeps a key that no block
    has, so that nothing is lost.
    """
    kept: list[list[Line]] = []
    votes: dict[int, Line] = {}
    for block in blocks:
        if len(block) == 1 and block[0].kind is LineKind.NUMBER:
            key = len(kept) if len(kept) not in votes else -len(votes)
            votes[key] = block[0]
        else:
            kept.append(block)
    return kept, votes


def join_lines(block: Sequence[Line]) -> str:
    """Put a wrapped text together; a line that ends inside a hyphenated word gets no space."""
    parts = [block[0].text]
    for line, following in pairwise(block):
        is_inside = _OPEN_HYPHEN.search(line.text) and not _SUSPENDED.match(following.text)
        parts.append(following.text if is_inside else f" {following.text}")
    return "".join(parts)


def _part_title(block: list[Line]) -> list[list[Line]]:
    """Part a title from the abstract on the next line (a wrapped text has even lines)."""
    if block[0].kind is LineKind.NUMBER and len(block) > 1:
        return [block[:1], *_part_title(block[1:])]
    is_titled = len(block) > 1 and len(block[1].text) >= max(_UNWRAPPED, len(block[0].text))
    return [block[:1], *_part_title(block[1:])] if is_titled else [block]


def _part_solid(block: list[Line], width: int | None) -> list[list[Line]]:
    """Part lines without blank lines between them, where one ends before it is full."""
    parts = [block[:1]]
    for line, following in pairwise(block):
        if width is None or _is_room(line, following, width) or _ends_by_chance(parts, following):
            parts.append([])
        parts[-1].append(following)
    return parts


def _is_room(line: Line, following: Line, width: int) -> bool:
    first_word = following.text.split(maxsplit=1)[0]
    return len(line.text) + 1 + len(first_word) <= width


def _ends_by_chance(parts: Sequence[Sequence[Line]], following: Line) -> bool:
    """Tell whether a full line is the last of its block by chance, judging by the texts."""
    if ends_sentence(parts[-1][-1].text) and is_title_case(following.text):
        return count_prose_words(following.text) == 0
    if len(parts[-1]) > _MOST_TITLE_LINES or not _is_sentence_start(following.text):
        return False
    text = join_lines(parts[-1])
    is_first = len(parts) == 1 or ends_sentence(parts[-2][-1].text)
    return is_first and is_title_case(text) and looks_like_title(text)


def _is_sentence_start(text: str) -> bool:
    return is_running_text(text) or count_prose_words(text) > 0
