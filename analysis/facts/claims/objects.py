"""Numbers that stand in the object of a verb of change, or say what a noun of change comes to."""

from __future__ import annotations

from analysis.facts.claims.cues import BEAT, COMPARATIVE, CUES, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import REACH_VERBS, SETTING_WORDS, STOPS, UNITS
from analysis.facts.claims.metrics import HIGHER_IS_BETTER, LOWER_IS_BETTER, RESOURCES, SCORES
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import FASTER, LOSS, Evidence, Reading, delta
from analysis.facts.claims.shares import keeps_before
from analysis.papers import Bound

_OBJECT_LIMIT = 7
_NOUN_LIMIT = 9
_FACTOR_NOUN_LIMIT = 16
_MEASURED = frozenset({*LOWER_IS_BETTER, *HIGHER_IS_BETTER})
_RATES = frozenset({"rate", "rates", "ratio", "ratios"})
_CLAUSE_OPENERS = frozenset({";", ".", "while", "but", "when", "if", "where"})
_SETTING_BOUNDS = frozenset({"under", "below", "within"})
_ADDED = frozenset({"additional", "extra", "new"})
_ADDING = ("add", "extend", "expand")
_ENDS_OF_FACTOR = frozenset({"on", "over", ",", ".", "compared", "for"})


def find_object(reading: Reading) -> Evidence | None:
    """'reduces 51% of FLOPs', 'a speedup up to 3x': the cue stands right before the number."""
    words, quantity, at = reading.words, reading.quantity, reading.lead.link
    cue = CUES[words[at]]
    if cue.role & BEAT:
        return find_predicate(reading)
    if cue.role & COMPARATIVE or cue.move is Move.SHIFT:
        return None
    if _is_setting(words, at) or words[at + 1] in _SETTING_BOUNDS:
        return None
    following = words[quantity.last : quantity.last + 4]
    if quantity.mark is Mark.NONE and not any(w in SCORES or w in UNITS for w in following[:2]):
        return None
    is_points = quantity.mark is Mark.POINTS or "points" in following
    is_adding = words[at].startswith(_ADDING) and not is_points
    if is_adding and _MEASURED.isdisjoint(following):
        return None
    return delta(cue, at, "object")


def _is_setting(words: list[str], verb_at: int) -> bool:
    """'when we remove 52% of FLOPs' describes the experiment."""
    return not SETTING_WORDS.isdisjoint(words[max(0, verb_at - 3) : verb_at])


def find_predicate(reading: Reading) -> Evidence | None:
    """'the drop is only 0.07%', 'these improvements surpass 50%', 'speedups reaching 10x'."""
    words, quantity, link_at = reading.words, reading.quantity, reading.lead.link
    if quantity.mark is Mark.NONE:
        return None
    is_factor = quantity.mark is Mark.TIMES
    lowest = link_at - 1 - (_FACTOR_NOUN_LIMIT if is_factor else _NOUN_LIMIT)
    for at in range(link_at - 1, max(-1, lowest), -1):
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and cue.role & NOUN:
            return delta(cue, at, "of")
        if word in _CLAUSE_OPENERS or (word in SCORES and not is_factor):
            return None
    return delta(FASTER, -1, "times") if is_factor and _states_speed(reading) else None


def _states_speed(reading: Reading) -> bool:
    """'attains 7.8x on the device': a factor that is reached and not listed is one of speed."""
    words, at = reading.words, reading.quantity.last
    if reading.link not in REACH_VERBS:
        return False
    follows = words[at] if at < len(words) else "."
    listed = "".join(words[at + 1 : at + 2])
    if follows == "," and (listed == "and" or listed[:1].isdigit()):
        return False
    return follows in _ENDS_OF_FACTOR


def find_near_baseline(reading: Reading) -> Evidence | None:
    """'stays within 2% of the dense model' states what is lost."""
    quantity = reading.quantity
    following = reading.words[quantity.last : quantity.last + 2]
    if quantity.mark is Mark.NONE or following == ["of", "each"]:
        return None
    if following[:1] != ["of"] and not keeps_before(reading.words, reading.lead.link):
        return None
    return delta(LOSS, -1, "of") if reading.lead.bound is Bound.UP_TO else None


def find_addition(reading: Reading) -> Evidence | None:
    """'an additional 2% of parameters', '8% new parameters' are what the method costs."""
    words, quantity = reading.words, reading.quantity
    following = words[quantity.last : quantity.last + 4]
    named = {*words[max(0, quantity.first - 1) : quantity.first], *following[:1]}
    if quantity.mark is not Mark.PERCENT or _ADDED.isdisjoint(named):
        return None
    is_saved = reading.link in CUES and CUES[reading.link].move is Move.DOWN
    if is_saved or RESOURCES.isdisjoint(following):
        return None
    return delta(Cue(VERB, Move.UP), quantity.first - 1, "object")


def find_trailing(reading: Reading) -> Evidence | None:
    """'improves inference speed 7x': the number closes the object of a verb of change."""
    words, mark, link_at = reading.words, reading.quantity.mark, reading.lead.link
    if mark in (Mark.NONE, Mark.FRACTION):
        return None
    for at in range(link_at, max(-1, link_at - _OBJECT_LIMIT), -1):
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and cue.role & VERB and not cue.role & BEAT:
            named = words[at + 1 : link_at + 1]
            is_bound = mark is Mark.TIMES or reading.lead.bound is not None
            if _is_setting(words, at) or not _RATES.isdisjoint(named[:1]):
                return None
            return delta(cue, at, "object") if is_bound or not _MEASURED.isdisjoint(named) else None
        if word in STOPS and not (word == "of" and mark is Mark.TIMES):
            return None
    return None
