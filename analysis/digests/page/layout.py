"""Which line of a page is what: the shapes of banner, metadata and text lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from analysis.digests.dating.dates import parse_printed_date
from analysis.papers import PrintedDate


class LineKind(Enum):
    """What a non-blank line looks like when seen alone."""

    BANNER = auto()
    AUTHORS = auto()
    DOT = auto()
    DATE = auto()
    NUMBER = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line: its 1-based number, stripped text, kind and what it carries."""

    number: int
    text: str
    kind: LineKind
    after_blank: bool
    count: int | None = None
    """Authors of an AUTHORS line, the number of a NUMBER line, comments of a DATE line."""
    printed_date: PrintedDate | None = None


_SIGNATURE = re.compile(
    r"get trending papers in your email inbox.*|daily papers"
    r"|(?:daily papers\s+)?by\s*ak and the research community",
    re.IGNORECASE,
)
_OTHER_BANNER = re.compile(
    r"new|subscribe|trending papers|daily|weekly|monthly|today|yesterday|next|previous"
    r"|load more|sort by|no papers (?:found|yet)[.!]?|upvotes?|hugging face"
    # What frames the page on its site.
    r"|models|datasets|spaces|buckets|community|docs|enterprise|pricing|log in|sign up"
    r"|system theme|company|tos|terms|privacy|about|careers|website|inference providers",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    r"(?:[•*·-]\s*)*(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})\s+authors?(?:\s*·)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3}){1,2}|\d{1,9}")
_MOST_WHO = 120
_INVISIBLE = " \t\v\f\x85\xa0\u200b\u2060\ufeff"
"""What is left of a line where one sees nothing: blanks, zero-width spaces, stray marks."""


def is_signature(text: str) -> bool:
    """Tell whether a line is one that only this kind of page prints."""
    return _SIGNATURE.fullmatch(text) is not None


def parse_lines(lines: list[str]) -> list[Line]:
    """Classify the non-blank lines of a page; metadata printed on one line comes apart."""
    parsed: list[Line] = []
    after_blank = True
    for number, raw in enumerate(lines, start=1):
        text = strip_line(raw)
        if not text:
            after_blank = True
            continue
        parsed += parse_line(number, text, after_blank)
        after_blank = False
    return parsed


def parse_line(number: int, text: str, after_blank: bool) -> list[Line]:
    """Classify one stripped, non-blank line; metadata printed on one line comes apart."""
    first, *others = _split_inline_metadata(text)
    return [
        _classify(number, first, after_blank),
        *(_classify(number, part, False) for part in others),
    ]


def strip_line(raw: str) -> str:
    """Strip blanks, and what looks like blanks, off both ends of a line."""
    return raw.strip().strip(_INVISIBLE).strip()


def _split_inline_metadata(text: str) -> list[str]:
    *who, when = (part.strip() for part in text.split("·"))
    if not 1 <= len(who) <= 2 or parse_printed_date(when) is None:
        return [text]
    if not all(1 <= len(part) <= _MOST_WHO for part in who):
        return [text]
    return [part for name in who for part in (name, "·")] + [when]


def _classify(number: int, text: str, after_blank: bool) -> Line:
    if is_signature(text) or _OTHER_BANNER.fullmatch(text):
        return Line(number, text, LineKind.BANNER, after_blank)
    if text in {"·", "•"}:
        return Line(number, text, LineKind.DOT, after_blank)
    if match := _AUTHORS.fullmatch(text):
        return Line(number, text, LineKind.AUTHORS, after_blank, _to_int(match[1]))
    if _NUMBER.fullmatch(text):
        return Line(number, text, LineKind.NUMBER, after_blank, _to_int(text))
    if dated := parse_printed_date(text):
        printed, comments = dated
        return Line(number, text, LineKind.DATE, after_blank, comments, printed)
    return Line(number, text, LineKind.TEXT, after_blank)


def _to_int(text: str) -> int:
    return int(text.replace(",", ""))
