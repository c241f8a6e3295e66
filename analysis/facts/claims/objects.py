"""Numbers that stand in the object of a verb of change, or say what a noun of change comes to."""

from __future__ import annotations

from analysis.facts.claims.cues import BEAT, COMPARATIVE, CUES, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import REACH_VERBS, SETTING_WORDS, STOPS, UNITS
from analysis.facts.claims.metrics import (
    ERRORS,
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER,
    RESOURCES,
    SCORES,
)
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import (
    FASTER,
    LOSS,
    Evidence,
    Reading,
    delta,
    nearest_cue,
    verb_of,
)
from analysis.facts.claims.shares import keeps_before
from analysis.papers import Bound, MetricFamily

_OBJECT_LIMIT = 7
_NOUN_LIMIT = 9
_FACTOR_NOUN_LIMIT = 16
_MEASURED = frozenset({*LOWER_IS_BETTER, *HIGHER_IS_BETTER})
_RATES = frozenset({"rate", "rates", "ratio", "ratios"})
_CLAUSE_OPENERS = frozenset({";", ".", "while", "but", "when", "if", "where"})
_SETTING_BOUNDS = frozenset({"under", "below", "within"})
_BASELINE_LINKS = frozenset({"over", "from", "compared", "above", "relative"})
_PLAIN_MOVES = frozenset({Move.UP, Move.DOWN, Move.GOOD})
_MARGINS = frozenset({"margin", "margins"})
_SPENT = frozenset(
    word for word, family in LOWER_IS_BETTER.items()
    if family not in (MetricFamily.QUALITY, MetricFamily.DATA)
)  # fmt: skip
_REMOVED_LIMIT = 14
_ADDED = frozenset({"additional", "extra", "new"})
_ADDING = ("add", "extend", "expand")
_BRINGING = ("add", "introduc", "incur")
_ENDS_OF_FACTOR = frozenset({"on", "over", ",", ".", "compared", "for"})


def find_object(reading: Reading) -> Evidence | None:
    """'reduces 51% of FLOPs', 'a speedup up to 3x': the cue stands right before the number."""
    words, quantity, at = reading.words, reading.quantity, reading.lead.link
    cue = CUES[words[at]]
    if cue.role & BEAT:
        return find_predicate(reading)
    is_setting = _is_setting(words, at) or words[at + 1] in _SETTING_BOUNDS
    if is_setting or cue.role & COMPARATIVE or cue.move is Move.SHIFT:
        return None
    following = words[quantity.last : quantity.last + 4]
    is_named = any(word in SCORES or word in UNITS for word in following[:2])
    if quantity.mark is Mark.NONE and not is_named and not _is_bare_gain(reading, cue):
        return None
    is_points = quantity.mark is Mark.POINTS or "points" in following
    is_adding = words[at].startswith(_ADDING) and not is_points
    if is_adding and _MEASURED.isdisjoint(following):
        return None
    return delta(cue, at, "object")


def _is_bare_gain(reading: Reading, cue: Cue) -> bool:
    """'an average improvement about 2.4 over the baseline'."""
    quantity = reading.quantity
    if not quantity.value % 1:
        return False
    if reading.words[quantity.first - 2] in _MARGINS and cue.role & NOUN:
        # 'a clear improvement margin of 1.3'
        return True
    if reading.lead.bound is None:
        return False
    follows = "".join(reading.words[quantity.last : quantity.last + 1])
    return bool(cue.role & NOUN) and follows in _BASELINE_LINKS


def _is_setting(words: list[str], verb_at: int) -> bool:
    """'when we remove 52% of FLOPs' describes the experiment."""
    return not SETTING_WORDS.isdisjoint(words[max(0, verb_at - 3) : verb_at])


def find_predicate(reading: Reading) -> Evidence | None:
    """'the drop is only 0.07%', 'these improvements surpass 50%', 'speedups reaching 10x'."""
    words, quantity, link_at = reading.words, reading.quantity, reading.lead.link
    if quantity.mark is Mark.NONE and not _is_measured_change(reading):
        return None
    is_factor = quantity.mark is Mark.TIMES
    if is_factor and words[quantity.last : quantity.last + 1] == ["the"]:
        # 'being four times the number of edges'
        return None
    lowest = link_at - 1 - (_FACTOR_NOUN_LIMIT if is_factor else _NOUN_LIMIT)
    for at in range(link_at - 1, max(-1, lowest), -1):
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and cue.role & NOUN:
            return delta(cue, at, "of")
        is_score = word in SCORES and not is_factor and not _specifies_change(words, at)
        if word in _CLAUSE_OPENERS or is_score:
            return None
    return delta(FASTER, -1, "times") if is_factor and _states_speed(reading) else None


def _is_measured_change(reading: Reading) -> bool:
    """'the speedup is 7.5', 'the loss is only 0.2 dB': a bare number with its noun beside it."""
    word = reading.words[reading.lead.link - 1]
    if word == "speed-up":
        return True
    cue, last = CUES.get(word), reading.quantity.last
    is_unit = not UNITS.isdisjoint(reading.words[last : last + 1])
    return is_unit and cue is not None and bool(cue.role & NOUN) and cue.move in _PLAIN_MOVES


def _specifies_change(words: list[str], at: int) -> bool:
    """'the improvement in precision': the score belongs to the noun of change before it."""
    cue = CUES.get(words[at - 2]) if at > 1 and words[at - 1] in ("in", "of") else None
    return cue is not None and bool(cue.role & NOUN)


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
    if not ERRORS.isdisjoint(following):
        # 'within 3% relative error' of the truth
        return None
    if _is_narrowed(reading):
        return delta(LOSS, -1, "of")
    if following[:1] != ["of"] and not keeps_before(reading.words, reading.lead.link):
        return None
    return delta(LOSS, -1, "of") if reading.lead.bound is Bound.UP_TO else None


def _is_narrowed(reading: Reading) -> bool:
    """'narrows the gap to the teacher to within 2%'."""
    words, link_at = reading.words, reading.lead.link
    gap_at = nearest_cue(words, link_at - 1, _NOUN_LIMIT, NOUN) if reading.link == "to" else -1
    return (
        gap_at >= 0 and words[gap_at] in ("gap", "difference") and verb_of(words, gap_at) < gap_at
    )


def find_addition(reading: Reading) -> Evidence | None:
    """'an additional 2% of parameters', '8% new parameters' are what the method costs."""
    words, quantity = reading.words, reading.quantity
    if quantity.mark is not Mark.PERCENT:
        return None
    following = words[quantity.last : quantity.last + 4]
    if reading.link.startswith(_BRINGING) and not _SPENT.isdisjoint(following):
        # 'adding only 0.2% parameters'
        return delta(Cue(VERB, Move.UP), reading.lead.link, "object")
    if _ADDED.isdisjoint(following[:1]) and words[max(0, quantity.first - 1)] not in _ADDED:
        return None
    is_saved = reading.link in CUES and CUES[reading.link].move is Move.DOWN
    if is_saved or RESOURCES.isdisjoint(following):
        return None
    return delta(Cue(VERB, Move.UP), quantity.first - 1, "object")


def find_removed(reading: Reading) -> Evidence | None:
    """'90% of the weights can be safely removed'."""
    words, quantity = reading.words, reading.quantity
    start = quantity.last
    if quantity.mark is not Mark.PERCENT or words[start : start + 1] != ["of"]:
        return None
    is_possible = False
    for at in range(start, min(len(words), start + _REMOVED_LIMIT)):
        word = words[at]
        is_possible = is_possible or word in ("can", "could")
        cue = CUES.get(word)
        if is_possible and cue is not None and cue.role & VERB and cue.move is Move.DOWN:
            is_passive = "be" in words[at - 3 : at]
            return delta(Cue(VERB, Move.DOWN, "size"), at, "right") if is_passive else None
        if word in _CLAUSE_OPENERS or word == ",":
            return None
    return None


def find_trailing(reading: Reading) -> Evidence | None:
    """'improves inference speed 7x': the number closes the object of a verb of change."""
    words, mark, link_at = reading.words, reading.quantity.mark, reading.lead.link
    if mark in (Mark.NONE, Mark.FRACTION):
        return None
    for at in range(link_at, max(-1, link_at - _OBJECT_LIMIT), -1):
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and cue.role & VERB and not cue.role & BEAT and word != "advanced":
            named = words[at + 1 : link_at + 1]
            is_bound = mark is Mark.TIMES or reading.lead.bound is not None
            is_level = words[link_at + 1] in _SETTING_BOUNDS and cue.move is Move.DOWN
            if is_level or _is_setting(words, at) or not _RATES.isdisjoint(named[:1]):
                # 'reduces the error below 5%' names the level reached.
                return None
            return delta(cue, at, "object") if is_bound or not _MEASURED.isdisjoint(named) else None
        if word in STOPS and not (word == "of" and mark is Mark.TIMES):
            return None
    return None
