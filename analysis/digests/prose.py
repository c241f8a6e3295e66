"""How a text looks: like a title or like the sentences of an abstract."""

from __future__ import annotations

import re

_ENDS_SENTENCE = re.compile(r"[.!?…。！？][)\]\"'”’]*$")  # noqa: RUF001
_ENDS_WITH_STOP = re.compile(r"[.…。][)\]\"'”’]*$")  # noqa: RUF001
_SENTENCE_BREAK = re.compile(r"[a-z0-9)\]%][.!?]\s+[A-Z]")
_LINK = re.compile(r"://|\bwww\.|\w\.(?:io|com|org|net|ai|cn|edu)(?:/|$)")
_LONG_WORD = re.compile(r"[A-Za-z][\w'-]{3,}")
_PROSE_WORD = re.compile(
    r"\b(?:we|our|us|is|are|was|were|be|been|has|have|this|these|it|its|that|which|can|will"
    r"|shows?)\b"
    r"|^(?:We|Our|This|These|However|Furthermore|Moreover|Additionally|Finally|Thus)\b"
)
_LONG_TEXT = 100
_MOSTLY = 0.6
_HARDLY = 0.5


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends like a sentence: with a stop, a mark or a link."""
    last_word = text.rsplit(maxsplit=1)[-1:]
    return _ENDS_SENTENCE.search(text) is not None or any(has_link(word) for word in last_word)


def ends_with_stop(text: str) -> bool:
    """Tell whether a text ends with a full stop, which titles hardly ever do."""
    return _ENDS_WITH_STOP.search(text) is not None


def has_link(text: str) -> bool:
    """Tell whether a text names a web address."""
    return _LINK.search(text) is not None


def has_letters(text: str) -> bool:
    """Tell whether there is any letter or digit in a text."""
    return any(character.isalnum() for character in text)


def reads_like_abstract(text: str) -> bool:
    """Tell whether a text may be an abstract: a sentence, or at least a long text."""
    return ends_sentence(text) or count_prose_words(text) > 0 or len(text) >= _LONG_TEXT


def count_sentence_breaks(text: str) -> int:
    """Number of places where one sentence ends and another begins."""
    return sum(1 for _ in _SENTENCE_BREAK.finditer(text))


def count_prose_words(text: str) -> int:
    """Number of words that sentences need and titles do without: pronouns, verbs.

    They count in lower case only, as titles capitalise them.
    """
    return sum(1 for _ in _PROSE_WORD.finditer(text))


def capital_share(text: str) -> float | None:
    """Share of capitalised words among those of four letters or more behind the first word.

    None where there are fewer than two such words, which say nothing.
    """
    words = _LONG_WORD.findall(text.partition(" ")[2])
    if len(words) < 2:
        return None
    n_capitals: int = sum(word[0].isupper() for word in words)
    return n_capitals / len(words)


def is_title_case(text: str) -> bool:
    """Tell whether most of a text's long words are capitalised."""
    share = capital_share(text)
    return share is not None and share >= _MOSTLY


def is_running_text(text: str) -> bool:
    """Tell whether most of a text's long words are in lower case."""
    share = capital_share(text)
    return share is not None and share < _HARDLY
