"""How phrases and texts are made comparable: one character class for word, one for gap."""

from __future__ import annotations

from itertools import product

_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()} | dict.fromkeys(
    [0xA0, *range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2022, 0x2026, 0x202F, 0x2212], " "
)
_GAP_BYTES = bytes(ord(_GAPS.get(code, chr(code).lower())) for code in range(128)) + bytes(128)
_MOST_HYPHENS = 4


def fold(text: str) -> str:
    """Give `text` in lower case with every punctuation mark as a space; the length stays.

    Input: any string. Output: a string of the same length, so that offsets into one are
    offsets into the other.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        # Some letters, such as U+0130, have a lower case of two characters.
        lowered = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    return lowered.translate(_GAPS)


def fold_bytes(text: str) -> bytes:
    """Give `fold(text)` with one byte per character, for a search.

    Input: any string. Output: ASCII bytes whose offsets are offsets into `text`; a question
    mark stands for each letter outside ASCII.
    """
    if text.isascii():
        return text.encode("ascii").translate(_GAP_BYTES)
    return fold(text).encode("ascii", "replace")


def normalise_phrase(phrase: str) -> str:
    """Give the form of `phrase` by which two spellings count as the same.

    Input: a phrase of a taxonomy, possibly with `*` at either end. Output: folded words
    with single spaces; the open ends are kept.
    """
    left, core, right = split_open_ends(phrase)
    return ("*" if left else "") + " ".join(fold(core).split()) + ("*" if right else "")


def split_open_ends(phrase: str) -> tuple[bool, str, bool]:
    """Split `phrase` into (open on the left, the words, open on the right)."""
    stripped = phrase.strip()
    left, right = stripped.startswith("*"), stripped.endswith("*") and len(stripped) > 1
    return left, stripped.strip("*"), right


def build_patterns(phrase: str) -> tuple[str, ...]:
    """Give the folded strings that `phrase` matches, with the gaps around them.

    Input: a phrase of a taxonomy. Output: patterns for a search in folded text. A closed
    end carries a space, an open one (`*`) none. Each hyphen may be a space or nothing, and
    a closed last word may have a plural ending.
    """
    left, core, right = split_open_ends(phrase)
    words = [" ".join(fold(spelling).split()) for spelling in _spellings(core)]
    if not right:
        words = [form for word in words for form in (word, *_plurals(word))]
    return tuple(
        dict.fromkeys(f"{'' if left else ' '}{word}{'' if right else ' '}" for word in words)
    )


def _spellings(core: str) -> list[str]:
    parts = core.split("-")
    if not 1 < len(parts) <= _MOST_HYPHENS:
        return [core]
    return [
        parts[0] + "".join(glue + part for glue, part in zip(glues, parts[1:], strict=True))
        for glues in product((" ", ""), repeat=len(parts) - 1)
    ]


def _plurals(word: str) -> tuple[str, ...]:
    if len(word) < 2 or not word[-1].isalpha() or word.endswith("s"):
        return (word + "es",) if word.endswith(("ss", "us")) else ()
    if word.endswith("y") and word[-2] not in "aeiou":
        return (word[:-1] + "ies",)
    if word.endswith(("ch", "sh", "x")):
        return (word + "es",)
    return (word + "s",)
