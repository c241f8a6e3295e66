"""A number in its sentence, and the evidence that makes it a claim."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.facts.claims.context import Lead, read_lead
from analysis.facts.claims.cues import CUES, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import DETERMINERS, STOPS
from analysis.facts.claims.quantity import Quantity
from analysis.facts.claims.tokens import Sentence
from analysis.papers import ClaimKind


@dataclass(slots=True)
class Reading:
    """One number of a sentence with the words in front of it; `link` is '' at the start."""

    words: list[str]
    quantity: Quantity
    lead: Lead
    link: str


@dataclass(slots=True)
class Evidence:
    """Why a number is a claim.

    `cue_at` is the token of the cue (-1: none); `link` names the construction: right, by, of,
    object, sign, times, as, verb, share.
    """

    kind: ClaimKind
    cue: Cue
    cue_at: int
    link: str


GAIN = Cue(NOUN, Move.GOOD)
LOSS = Cue(NOUN, Move.BAD)
FASTER = Cue(NOUN, Move.UP, "speed")
_OWNING = ("'s", "\u2019s")
_VERB_LIMIT = 6
_COSTS = frozenset({"overhead", "overheads"})
_ADJECTIVES = frozenset({"closed", "advanced"})
"""'closed models', 'the most advanced agents': verbs only in front of 'the gap' and the like."""
_BOUNDS = frozenset({"bound", "bounds", "limit"})
PLACES = frozenset({"over", "above", "below", "behind"})
"""Prepositions that compare only in front of a baseline: '5% over the baseline'."""
_NO_CAUSE = PLACES | _COSTS


def make_reading(sentence: Sentence, quantity: Quantity) -> Reading:
    """Bundle a number with its sentence and the words in front of it."""
    lead = read_lead(sentence, quantity.first)
    link = sentence.words[lead.link] if lead.link >= 0 else ""
    if link.endswith(_OWNING) and lead.link and sentence.words[lead.link - 1] == "from":
        # 'from the baseline's 4.6% to 16.4%'
        link = "from"
        lead.link -= 1
    return Reading(sentence.words, quantity, lead, link)


def delta(cue: Cue, at: int, link: str) -> Evidence:
    """Evidence for an amount of change."""
    return Evidence(ClaimKind.DELTA, cue, at, link)


def is_plural_gain(word: str) -> bool:
    """Tell whether `word` names gains and cannot be a verb: 'gains', 'reductions', not 'rises'."""
    cue = CUES.get(word)
    if cue is None or not word.endswith("s"):
        return False
    return cue.role == NOUN or word == "gains"


def nearest_cue(words: list[str], start: int, limit: int, role: int) -> int:
    """Index of the nearest cue of `role` from token `start` to the left, -1 if there is none."""
    for at in range(start, max(-1, start - limit), -1):
        word = words[at]
        if word == ";":
            return -1
        cue = CUES.get(word)
        if cue is not None and cue.role & role and word not in _NO_CAUSE:
            if word in _ADJECTIVES and words[at + 1] not in DETERMINERS:
                continue
            if word == "lower" and words[at + 1] in _BOUNDS:
                continue
            return at
    return -1


def verb_of(words: list[str], noun_at: int) -> int:
    """In 'reduces the gap by 3%' the verb governs: find it, else keep the noun."""
    verb_at = nearest_cue(words, noun_at - 1, _VERB_LIMIT, VERB)
    if verb_at < 0 or not STOPS.isdisjoint(words[verb_at + 1 : noun_at]):
        return noun_at
    return verb_at
