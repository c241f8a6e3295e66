"""What frames the listings: the page's header, and banner lines further down."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from analysis.digests.page.layout import Line, LineKind, is_signature
from analysis.digests.prose import count_prose_words, ends_sentence, is_running_text

_HEADER_LINES = 25
"""Non-blank lines within which a page's header ends."""
_LONG_TEXT = 200
"""Length in characters from which a line is no header line."""
_METADATA = (LineKind.AUTHORS, LineKind.DOT, LineKind.DATE, LineKind.NUMBER)


def split_header(parsed: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Part the header from the body.

    It ends with the capture date and the banner lines straight behind it, or, without a
    date, with the last banner line.
    """
    end, date_at = 0, None
    for index, line in enumerate(parsed[:_HEADER_LINES]):
        if line.kind in (LineKind.AUTHORS, LineKind.DOT) or len(line.text) >= _LONG_TEXT:
            break
        if line.kind is LineKind.DATE and date_at is None:
            date_at = end = index + 1
        elif line.kind is LineKind.BANNER and (date_at is None or is_signature(line.text)):
            end = index + 1
        elif date_at is not None and line.kind is not LineKind.BANNER:
            break
    return list(parsed[:end]), list(parsed[end:])


def is_page(header: Sequence[Line], body: Sequence[Line]) -> bool:
    """Tell whether this is the kind of page that is read here."""
    if any(is_signature(line.text) for line in header):
        return True
    dated = any(line.kind is LineKind.DATE for line in header)
    return dated and any(line.kind is LineKind.AUTHORS for line in body)


def drop_banners(body: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Leave banner lines out of a body, and the capture dates of pages pasted behind.

    Returns the lines that remain, and those dates.
    """
    kept: list[Line] = []
    captures: list[Line] = []
    is_in_header = False
    for line, following in zip_longest(body, body[1:]):
        if is_signature(line.text):
            is_in_header = True
        elif is_in_header and line.kind is LineKind.DATE:
            captures.append(line)
            is_in_header = False
        elif line.kind is not LineKind.BANNER or _is_text(line, following, kept):
            kept.append(line)
            is_in_header = False
    return kept, captures


def _is_text(line: Line, following: Line | None, kept: Sequence[Line]) -> bool:
    """Tell whether a line that reads like a banner is a title, or a word of a wrapped text."""
    if not line.after_blank and kept and not _ends_text(kept[-1]):
        return True
    if following is None or following.kind is not LineKind.TEXT:
        return False
    is_at_start = not kept or _ends_text(kept[-1])
    is_prose = is_running_text(following.text) or count_prose_words(following.text) > 0
    return is_at_start and is_prose


def _ends_text(line: Line) -> bool:
    return line.kind in _METADATA or ends_sentence(line.text)
