"""What stands before a number: bound words, and the word that links it to the sentence."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.facts.claims.grammar import (
    BEFORE_BETWEEN,
    BOUND_GROUPS,
    BOUND_WORDS,
    LIMITING,
    MODIFIERS,
)
from analysis.facts.claims.tokens import Sentence
from analysis.papers import Bound

_LONGEST_LEAD = 14
_GROUP_ENDS = frozenset(group[-1] for group in BOUND_GROUPS)
_LIMITING_GROUPS = frozenset({
    ("less", "than"), ("fewer", "than"), ("as", "little", "as"), ("as", "few", "as"),
    ("at", "most"), ("no", "more", "than"), ("lower", "than"), ("as", "low", "as"),
    ("smaller", "than"),
})  # fmt: skip
_LIMITING_BOUNDS = frozenset({"under", "below", "<"})
_PASSED_BEHIND = {"(": frozenset({"by", "of"}), "between": BEFORE_BETWEEN}
"""Words that are passed over behind some others."""


@dataclass(slots=True)
class Lead:
    """The words in front of a number.

    `link` is the index of the first word that is neither a bound nor a filler (-1 at the
    start of the sentence); `limiting` says that the number is called small (only, under).
    """

    link: int
    bound: Bound | None
    limiting: bool
    article: bool
    factor: bool


def read_lead(sentence: Sentence, first: int) -> Lead:
    """Read the bound words and fillers left of token `first`; at most 14 tokens back."""
    words, at = sentence.words, first - 1
    bound: Bound | None = None
    limiting = article = factor = False
    while at >= max(0, first - _LONGEST_LEAD):
        word = words[at]
        group = _group_ending(words, at) if word in _GROUP_ENDS else None
        if group is not None:
            factor = factor or "factor" in group or "factors" in group
            limiting = limiting or group in _LIMITING_GROUPS
            bound = _first_bound(bound, BOUND_GROUPS[group])
            at -= len(group)
        elif word in BOUND_WORDS:
            limiting = limiting or word in _LIMITING_BOUNDS
            bound = _first_bound(bound, BOUND_WORDS[word])
            at -= 1
        elif word in MODIFIERS or word.endswith("ly") or (word == "-" and at == first - 1):
            limiting = limiting or word in LIMITING
            article = article or word in ("a", "an", "another")
            at -= 1
        elif word in _PASSED_BEHIND and at and words[at - 1] in _PASSED_BEHIND[word]:
            at -= 1
        else:
            break
    if at > 0 and words[at - 1 : at + 1] == ["speed-up", "to"]:
        # 'training speed-up to 17 times' has lost its second 'up'.
        at, bound = at - 1, Bound.UP_TO
    if bound is None and at > 1 and words[at] == "by":
        # 'at least by a factor of 3'
        bound = BOUND_GROUPS.get((words[at - 2], words[at - 1]))
    return Lead(at, bound, limiting, article, factor)


def _first_bound(known: Bound | None, new: Bound) -> Bound | None:
    """The word next to the number decides; 'an average of' says nothing about bounds."""
    if known is not None or new is Bound.EXACT:
        return known
    return new


def _group_ending(words: list[str], at: int) -> tuple[str, ...] | None:
    for length in (4, 3, 2):
        group = tuple(words[max(0, at - length + 1) : at + 1])
        if len(group) == length and group in BOUND_GROUPS:
            return group
    return None
