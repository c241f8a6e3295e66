"""Matched spans in their sentences: what a reader is shown of a text as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.facts.text import sentences_at
from analysis.wording import show_controls

LONGEST = 320
"""Characters of a sentence that are shown around its matches."""
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_SPACE = re.compile(r"\s+")

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that was matched as a whole, or not at all."""

    text: str
    is_matched: bool = False


Passage = tuple[Piece, ...]


def mark_spans(text: str, spans: Iterable[Offsets] = ()) -> Passage:
    """Give all of `text` in pieces, the spans marked; white space is made single."""
    return _cut(text, 0, len(text), _merge(text, spans))


def cut_passages(text: str, spans: Iterable[Offsets], longest: int = LONGEST) -> list[Passage]:
    """Give the sentences of `text` that hold `spans`, in order, the spans marked in them.

    A sentence of more than `longest` characters is cut around its matches, at a word's end
    where there is one, with an ellipsis where something is left out; matches far apart then
    stand in passages of their own. Spans out of `text` are left out. Time is linear in the
    length of `text` for a bounded number of spans.
    """
    merged = _merge(text, spans)
    offsets = sorted({at for start, end in merged for at in (start, end - 1)})
    passages = []
    for begin, stop in sentences_at(text, offsets):
        inside = [(max(s, begin), min(e, stop)) for s, e in merged if s < stop and e > begin]
        windows = _choose_windows(text, (begin, stop), inside, longest)
        passages += [_cut(text, *window, inside, (begin, stop)) for window in windows]
    return passages


def _merge(text: str, spans: Iterable[Offsets]) -> list[Offsets]:
    """Spans in order, those that touch as one, without what lies outside of `text`."""
    merged: list[Offsets] = []
    for start, end in sorted((max(s, 0), min(e, len(text))) for s, e in spans):
        if end <= start or not text[start:end].strip():
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _choose_windows(
    text: str, sentence: Offsets, spans: list[Offsets], longest: int
) -> Iterator[Offsets]:
    """Yield stretches of a sentence of at most `longest` characters that hold the matches."""
    begin, stop = sentence
    if stop - begin <= longest:
        yield sentence
        return
    reached = begin
    for start, end in spans:
        if end <= reached:
            continue
        first = max(begin, start - max(0, longest - (end - start)) // 2)
        last = min(stop, first + longest)
        first = max(begin, last - longest)
        window = (_next_word(text, first, begin, start), _word_end(text, last, stop, end))
        reached = window[1]
        yield window


def _next_word(text: str, at: int, begin: int, limit: int) -> int:
    """Where the first whole word from `at` on begins; `at` itself where none does."""
    if at <= begin or text[at - 1].isspace():
        return at
    found = _SPACE.search(text, at, limit)
    return found.end() if found else at


def _word_end(text: str, at: int, stop: int, limit: int) -> int:
    """Where the last whole word before `at` ends, not before `limit`; else `at` itself."""
    if at >= stop or text[at].isspace():
        return at
    for place in range(at - 1, limit - 1, -1):
        if text[place].isspace():
            return place
    return at


def _cut(
    text: str, first: int, last: int, spans: list[Offsets], whole: Offsets | None = None
) -> Passage:
    """Give `text[first:last]` in pieces, with an ellipsis where `whole` reaches further."""
    begin, stop = whole or (first, last)
    bounds = [(max(s, first), min(e, last)) for s, e in spans if s < last and e > first]
    pieces: list[Piece] = [Piece(f"{ELLIPSIS} ")] if first > begin else []
    reached = first
    for start, end in bounds:
        pieces += [Piece(_clean(text[reached:start])), Piece(_clean(text[start:end]), True)]
        reached = end
    pieces.append(Piece(_clean(text[reached:last])))
    if last < stop:
        pieces.append(Piece(f" {ELLIPSIS}"))
    return _join_plain(piece for piece in pieces if piece.text)


def _join_plain(pieces: Iterable[Piece]) -> Passage:
    """The same text with unmatched neighbours as one piece, without space at its ends."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and not joined[-1].is_matched and not piece.is_matched:
            joined[-1] = Piece(joined[-1].text + piece.text)
        else:
            joined.append(piece)
    if joined:
        joined[0] = Piece(joined[0].text.lstrip(), joined[0].is_matched)
        joined[-1] = Piece(joined[-1].text.rstrip(), joined[-1].is_matched)
    return tuple(piece for piece in joined if piece.text)


def _clean(text: str) -> str:
    return show_controls(_SPACE.sub(" ", text))
