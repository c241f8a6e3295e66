"""When two listings are the same paper: equal normalised titles, unless the abstracts differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_TIMES = re.compile(r"(?<=\d)\s*(?:\\?times\b|×|\$\\times\$)")  # noqa: RUF001
_WORD = re.compile(r"[^\W_]+")
_SAME_ABSTRACT = 0.5
"""Share of common words from which two abstracts count as versions of one text. Versions
of one abstract share well over half of their words; two papers' abstracts, even on one
subject, well under a third."""


def normalize_title(title: str) -> str:
    """Fold case, accents, punctuation, spacing and stripped LaTeX out of a title.

    Returns a key: equal for two printings of one title. A title with no letter or digit
    is its own key.
    """
    folded = unicodedata.normalize("NFKD", _TIMES.sub("x", title)).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return "".join(_WORD.findall(bare)) or title.strip()


def are_same_abstract(one: str, other: str) -> bool:
    """Tell whether two abstracts are printings of one text (an empty one fits any).

    Overlap coefficient of the word sets, so that a cut-off printing still matches.
    """
    words, others = _words(one), _words(other)
    if not words or not others:
        return True
    return len(words & others) / min(len(words), len(others)) >= _SAME_ABSTRACT


def group_papers(texts: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    """Give each (title, abstract) the key of its paper.

    A key is the normalised title and a number: 0 for the first abstract seen under that
    title, 1, 2, ... for clearly different ones. Same length and order as `texts`.
    """
    seen: dict[str, list[str]] = {}
    keys = []
    for title, abstract in texts:
        key = normalize_title(title)
        abstracts = seen.setdefault(key, [])
        matches = (n for n, known in enumerate(abstracts) if are_same_abstract(known, abstract))
        number = next(matches, len(abstracts))
        if number == len(abstracts):
            abstracts.append(abstract)
        keys.append((key, number))
    return keys


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
