"""Organisation badges: a slug, then a name, or the name alone, where authors would stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.digests.page.layout import Line
from analysis.digests.prose import count_prose_words

_SLUG_AND_NAME = re.compile(r"(?P<slug>[A-Za-z0-9][\w.-]{0,60})\s+(?P<name>\S.{0,100})")
_LONGEST = 120
_SENTENCE_END = re.compile(r"[?!:;,]$|\w{6,}\.$|[a-z]{2,}\.\s")
"""Ends of sentences and of clauses; names end in short words (Inc., Co., Z.ai) with a stop."""
_FOLDED = re.compile(r"[\W_]+")


def parse_badge(text: str) -> str | None:
    """Read the text that stands in the place of the authors; the organisation's name.

    None where it is no name: too long, a sentence, or a link.
    """
    if len(text) > _LONGEST or _SENTENCE_END.search(text):
        return None
    if "://" in text or count_prose_words(text):
        return None
    match = _SLUG_AND_NAME.fullmatch(text)
    return match["name"] if match else text


def is_sure_badge(text: str) -> bool:
    """Tell whether a text is a badge wherever it stands: a slug and the name that it is of."""
    match = _SLUG_AND_NAME.fullmatch(text)
    if match is None or parse_badge(text) is None:
        return False
    slug, name = (_FOLDED.sub("", match[part]).casefold() for part in ("slug", "name"))
    return bool(slug) and slug == name


def find_badge(text: Sequence[Line], uses_blanks: bool) -> int:
    """Number of lines at the end of `text` that are set as a badge; 0 where none are.

    A badge stands apart from the abstract by a blank line where the page uses these, on
    one line or, slug and name, on two.
    """
    for n_lines in (1, 2):
        if len(text) > n_lines and (text[-n_lines].after_blank or not uses_blanks):
            joined = " ".join(line.text for line in text[-n_lines:])
            return n_lines if parse_badge(joined) is not None else 0
    return 0
