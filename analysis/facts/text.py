"""Text helpers that the fact extractors share: where sentences begin and end."""

from __future__ import annotations

import re

_OPENER = (
    r"(?=[\"')\]}\u201d\u2019\u00bb]{0,3}"
    r"(?:\Z|\s{1,20}(?:\Z|[A-Z0-9\"'(\[{$*`\\#<~-]|[^\x00-\x7f])))"
)
"""What follows a stop that ends a sentence: lower-case letters cannot open the next one."""
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


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Split `text` into sentences.

    Input: any string. Output: (start, end) offsets into `text`, end exclusive, in order,
    not overlapping, without surrounding white space; together they hold every character
    of `text` that is not white space. A line break ends a sentence only where a blank
    line follows. Time is linear in the length of `text`.
    """
    spans: list[tuple[int, int]] = []
    is_plain = not ("?" in text or "!" in text or "\n\n" in text or "\r" in text)
    start, limit = _skip_space(text, 0), len(text)
    for stop in (_FULL_STOP if is_plain else _ANY_STOP).finditer(text):
        at = stop.start()
        if at < start or (text[at] == "." and _is_abbreviation(text, at)):
            continue
        end = at + 1
        while end < limit and text[end] in _CLOSERS:
            end += 1
        spans.append((start, _drop_space(text, end)))
        start = _skip_space(text, end)
    if start < limit:
        spans.append((start, _drop_space(text, limit)))
    return tuple(spans)


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
