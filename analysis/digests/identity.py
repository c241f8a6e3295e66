"""When two listings are the same paper.

Equal arXiv identifiers make one paper, different ones two. A listing without one is the
paper of its normalised title, unless the abstracts differ clearly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from analysis.papers import Listing

_ARXIV_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?", re.ASCII)
_TIMES = re.compile(r"(?<=\d)\s*(?:\\?times\b|×|\$\\times\$)")  # noqa: RUF001
_WORD = re.compile(r"[^\W_]+")
_PLAIN_LETTERS = bytes(
    code if chr(code).isalnum() else ord(" ") for code in range(128)
).lower() + bytes(128)
"""ASCII in lower case, with a space for all that is no letter or digit."""
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_SAME_ABSTRACT = 0.5
"""Share of common words from which two abstracts count as versions of one text. Versions
of one abstract share well over half of their words; two papers' abstracts, even on one
subject, well under a third."""


def normalize_title(title: str) -> str:
    """Fold case, accents, punctuation, spacing and stripped LaTeX out of a title.

    Returns a key: equal for two printings of one title. A title with no letter or digit
    is its own key.
    """
    spelt = _TIMES.sub("x", title) if "times" in title or "\u00d7" in title else title
    if spelt.isascii():
        bare = spelt.encode().translate(_PLAIN_LETTERS, _NO_LETTERS).decode()
        return bare or title.strip()
    folded = unicodedata.normalize("NFKD", spelt).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return "".join(_WORD.findall(bare)) or title.strip()


def are_same_abstract(one: str, other: str) -> bool:
    """Tell whether two abstracts are printings of one text (an empty one fits any).

    Overlap coefficient of the word sets, so that a cut-off printing still matches.
    """
    if one == other:
        return True
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


def parse_arxiv_id(text: str) -> str | None:
    """The arXiv identifier that a text is, new style or old, without its version."""
    match = _ARXIV_ID.fullmatch(text.strip())
    return match[1] if match else None


def group_listings(listings: Sequence[Listing]) -> list[tuple[str, int]]:
    """Give each listing the key of its paper.

    By arXiv identifier where the listing has one; else by title, which joins the first
    identified paper of that title and abstract, wherever in the order it stands. Same
    length and order as `listings`; linear in the text, but for many papers of one title.
    """
    identified: dict[str, dict[str, str]] = {}
    for listing in listings:
        if listing.arxiv_id is not None:
            namesakes = identified.setdefault(normalize_title(listing.title), {})
            namesakes.setdefault(listing.arxiv_id, listing.abstract)
    found = [listing.arxiv_id or _find_identified(listing, identified) for listing in listings]
    pairs = zip(listings, found, strict=True)
    others = [(item.title, item.abstract) for item, key in pairs if key is None]
    titled = iter(group_papers(others))
    # No normalised title holds a colon, so the two kinds of key never meet.
    return [next(titled) if key is None else (f"arxiv:{key}", 0) for key in found]


def _find_identified(listing: Listing, identified: dict[str, dict[str, str]]) -> str | None:
    namesakes = identified.get(normalize_title(listing.title), {}) if identified else {}
    matches = (
        key for key, known in namesakes.items() if are_same_abstract(known, listing.abstract)
    )
    return next(matches, None)


def _words(text: str) -> set[str]:
    return set(_split_ascii(text) if text.isascii() else _WORD.findall(text.casefold()))


def _split_ascii(text: str) -> list[str]:
    """The words of an ASCII text in lower case, several times as fast as by a pattern."""
    return text.encode().translate(_PLAIN_LETTERS).decode().split()
