"""Text helpers that the fact extractors share: folded text, and where sentences begin and end."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator

_OPENER = (
    r"(?=[\"')\]}\u201d\u2019\u00bb]{0,3}"
    r"(?:\Z|\s{1,20}(?:\Z|[A-Z0-9\"'(\[{$*`\\#<~-]|https?:|[^\x00-\x7f])))"
)
"""What follows a stop that ends a sentence: no lower-case letters but those of a link."""
_ANY_STOP = re.compile(rf"[.!?]{_OPENER}|\n(?=\r?\n)")
_FULL_STOP = re.compile(rf"\.{_OPENER}")
"""Enough for most texts, and several times as fast."""
_CLOSERS = "\"')]}\u201d\u2019\u00bb"
_OPENING_BRACKETS = "([{\"'\u201c\u2018"
_ABBREVIATION_LINE = (
    "e.g i.e eg ie al fig figs eq eqs eqn sec tab nos vs cf resp approx dr mr mrs ms prof st w.r.t "
    "wrt ca viz incl ref refs vol pp ed eds u.s u.k a.k.a s.t i.i.d inc ltd jr sr thm"
)
_ABBREVIATIONS = frozenset(_ABBREVIATION_LINE.split())
_ENDINGS = frozenset(
    ending
    for word in _ABBREVIATIONS | {"no"}
    for ending in (word[-2:], word[-2:].upper(), word[-2:].capitalize())
)
_BEFORE_INITIAL = frozenset(" \n\t([{\"'")
_TAIL = 8
_OPENERS = frozenset(f"{string.ascii_uppercase}{string.digits}\"'([{{$*`\\#<~-")
"""What opens a sentence, as in `_OPENER`, whatever follows it."""
_FOLD = bytes.maketrans(
    f"{string.ascii_uppercase}{string.digits}\n".encode(),
    f"{string.ascii_lowercase}{10 * '0'} ".encode(),
)


def fold_case(text: str) -> str:
    """Give `text` in lower case at the same length.

    Input: any string. Output: a string of the same length, so that offsets into one are
    offsets into the other.
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    # Some letters, such as U+0130, have a lower case of two characters.
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


def fold_bytes(text: str) -> bytes:
    """Give `text` in lower case with one byte per character, for a search for ASCII words.

    Input: any string, lone surrogates too. Output: bytes whose offsets are offsets into
    `text`; whatever is not ASCII is a question mark, a line feed is a space, and any digit
    is a 0, so that the patterns of numbers stay few.
    """
    return text.encode("ascii", "replace").translate(_FOLD)


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Split `text` into sentences.

    Input: any string. Output: (start, end) offsets into `text`, end exclusive, in order,
    not overlapping, without surrounding white space; together they hold every character
    of `text` that is not white space. A line break ends a sentence only where a blank
    line follows. Time is linear in the length of `text`.
    """
    return tuple(_walk(text, _choose_stops(text)))


def sentences_at(text: str, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the sentences of `text` that hold one of `offsets`, which ascend, each once.

    Input: any string and offsets into it; an offset between two sentences stands for the
    later one. Output: those of `sentence_spans(text)`, without looking at the text between
    them. Time is linear in the length of `text`.
    """
    stops = _choose_stops(text)
    reached, limit = 0, len(text)
    for offset in offsets:
        if offset < reached:
            continue
        start = _skip_space(text, _last_sure_end(text, reached, offset))
        end = start
        while start < limit:
            stop = _find_end(text, start, stops)
            end = _drop_space(text, stop)
            if end > offset:
                yield start, end
                break
            start = _skip_space(text, stop)
        else:
            return
        reached = end


def _choose_stops(text: str) -> re.Pattern[str]:
    # One character is found many times faster than two, and most texts hold no line feed.
    has_blank_line = "\n" in text and ("\n\n" in text or "\r" in text)
    return _ANY_STOP if "?" in text or "!" in text or has_blank_line else _FULL_STOP


def _walk(text: str, stops: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the sentences of `text`."""
    start, limit = _skip_space(text, 0), len(text)
    while start < limit:
        end = _find_end(text, start, stops)
        yield start, _drop_space(text, end)
        start = _skip_space(text, end)


def _find_end(text: str, start: int, stops: re.Pattern[str]) -> int:
    """Give the end of the sentence that begins at `start`, white space not cut off."""
    limit = len(text)
    for stop in stops.finditer(text, start):
        at = stop.start()
        if text[at] == "." and _is_abbreviation(text, at):
            continue
        end = at + 1
        while end < limit and text[end] in _CLOSERS:
            end += 1
        return end
    return limit


def _last_sure_end(text: str, begin: int, offset: int) -> int:
    """Where the last sentence before `offset` ends that is plain to see; `begin` if none is."""
    at = text.rfind(". ", begin, offset)
    while at >= 0:
        is_stop = text[at + 2 : at + 3] in _OPENERS or _FULL_STOP.match(text, at)
        if is_stop and not _is_abbreviation(text, at):
            return at + 1
        at = text.rfind(". ", begin, at)
    return begin


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _drop_space(text: str, end: int) -> int:
    """The end without white space before it; the text holds something else further up."""
    while text[end - 1].isspace():
        end -= 1
    return end


def _is_abbreviation(text: str, at: int) -> bool:
    """Tell whether the full stop at `at` belongs to an abbreviation or an initial."""
    if at > 1 and text[at - 2 : at] not in _ENDINGS and text[at - 2] not in _BEFORE_INITIAL:
        return False
    before = text[max(0, at - _TAIL) : at]
    parts = before.rsplit(None, 1)
    if not parts or before[-1].isspace():
        return False
    word = parts[-1].lstrip(_OPENING_BRACKETS)
    if word.lower() in _ABBREVIATIONS:
        # Without white space in reach the word is longer than any abbreviation.
        return len(parts) > 1 or len(before) < _TAIL or before[0].isspace()
    if word in ("No", "no"):
        # 'no.' closes an answer far more often than it stands before a number.
        return text[at + 1 : at + 3].strip().isdigit()
    return len(word) == 1 and word.isupper() and text[at + 2 : at + 3].isupper()
