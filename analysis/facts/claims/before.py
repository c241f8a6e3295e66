"""Evidence in front of the number: 'improves by 5%', 'a gain of 5%', 'gains (5%)', 'saves 5%'."""

from __future__ import annotations

from collections.abc import Callable

from analysis.facts.claims.brackets import find_apposition
from analysis.facts.claims.cues import BEAT, COMPARATIVE, CUES, NOUN, VERB, Move
from analysis.facts.claims.grammar import (
    BE_FORMS,
    MODIFIERS,
    NOT_GOVERNING,
    REACH_VERBS,
    STOPS,
    UNITS,
)
from analysis.facts.claims.metrics import LOWER_IS_BETTER, SCORES
from analysis.facts.claims.objects import (
    find_near_baseline,
    find_object,
    find_predicate,
    find_trailing,
)
from analysis.facts.claims.parts import find_cut_part
from analysis.facts.claims.quantity import Mark, Quantity
from analysis.facts.claims.reading import (
    LOSS,
    PLACES,
    Evidence,
    Reading,
    delta,
    is_plural_gain,
    nearest_cue,
    verb_of,
)
from analysis.facts.claims.shares import falls_before
from analysis.facts.claims.words import word_set
from analysis.papers import Bound, ClaimKind

_BY_LIMIT = 40
_OF_LIMIT = 9
_APPOSITION_LIMIT = 12
_NAMED_LIMIT = 6
_ANY = VERB | NOUN | COMPARATIVE
_PREDICATES = BE_FORMS | word_set(
    "averaging ranging totaling reach reaches reaching reached remain remains remaining remained "
    "stay stays staying stayed approach approaching"
)
_RECORDS = SCORES | {"best", "record", "result", "baseline", "state-of-the-art", "sota"}
_PARTICIPLES = frozenset(
    word for word, cue in CUES.items() if cue.role & VERB and not cue.role & BEAT
    and word.endswith("ed")
)  # fmt: skip
"""'is increased of 5%' is how many write it."""
_LOST = frozenset({"packet", "path", "message", "frame", "propagation", "weight"})
"""What is lost in nature; 'a packet loss of 5%' is a condition."""
_PRICES = frozenset({"cost", "price", "expense"})
_ENDS_OF_NOUN = BE_FORMS | REACH_VERBS | {",", ";", "with", "by", ".", "of"}


def find_cue_before(reading: Reading) -> Evidence | None:
    """Find the cue that the word in front of the number leads to; the number has a link."""
    link, quantity = reading.link, reading.quantity
    if reading.lead.factor and link in CUES and not CUES[link].role & COMPARATIVE:
        # 'a speedup factor of 14', 'saves a factor of 3'
        return Evidence(ClaimKind.RATIO, CUES[link], reading.lead.link, "of")
    if quantity.mark is Mark.FRACTION and (link in ("by", "in", "of") or link in CUES):
        return find_cut_part(reading)
    if link == "by" or (reading.lead.factor and link in ("with", ",", "of")):
        return _governed_by(reading)
    if reading.words[quantity.first - 1] == "within":
        return find_near_baseline(reading)
    if quantity.mark is Mark.FRACTION or link == "to":
        return _comes_to(reading)
    finder = _BY_LINK.get(link)
    if finder is None and link in CUES:
        finder = find_object
    if finder is None and (link in _PREDICATES or (_is_factor(reading) and link in REACH_VERBS)):
        finder = find_predicate
    return finder(reading) if finder is not None else _loosely_linked(reading)


def _comes_to(reading: Reading) -> Evidence | None:
    """'improves the savings to 4.2x', 'the gains grow to 9%', 'cuts the cost to 0.5x'."""
    words, at = reading.words, reading.lead.link - 1
    if at > 0 and is_plural_gain(words[at - 1]) and words[at] in CUES:
        return delta(CUES[words[at - 1]], at - 1, "of")
    if at < 0 or not _is_factor(reading):
        return None
    cue = CUES.get(words[at])
    if cue is not None and cue.role & NOUN:
        return delta(cue, at, "of")
    if not falls_before(words, at + 1):
        return None
    at = nearest_cue(words, at, _BY_LIMIT, _ANY)
    return delta(CUES[words[at]], at, "of") if at >= 0 else None


def _is_factor(reading: Reading) -> bool:
    return reading.quantity.mark is Mark.TIMES


def _loosely_linked(reading: Reading) -> Evidence | None:
    found = find_trailing(reading)
    if found is not None or reading.lead.bound is None:
        return found
    return find_predicate(reading) if _is_factor(reading) else _bounded_gain(reading)


def _bounded_gain(reading: Reading) -> Evidence | None:
    """'a reduction of bias up to 26%': noun of change, preposition, metric, bound, number."""
    words, link_at = reading.words, reading.lead.link
    at = nearest_cue(words, link_at, _NAMED_LIMIT, NOUN)
    if at < 0 or words[at + 1] not in ("of", "in"):
        return None
    is_named = STOPS.isdisjoint(words[at + 2 : link_at + 1]) and at + 1 < link_at
    return delta(CUES[words[at]], at, "of") if is_named else None


def _governed_by(reading: Reading) -> Evidence | None:
    """'improves accuracy by 5%': the nearest cue governs."""
    words, link_at = reading.words, reading.lead.link
    before = words[link_at - 1] if link_at else ""
    if before in NOT_GOVERNING:
        return None
    at = nearest_cue(words, link_at - 1, _BY_LIMIT, _ANY)
    if at < 0 and before == "(":
        at = _next_comparative(words, reading.quantity.last)
    if at < 0 or (reading.quantity.mark is Mark.NONE and not _is_amount(words, reading.quantity)):
        return None
    if words[at].startswith("differ") and _is_agreement(reading):
        return None
    if CUES[words[at]].role != VERB:
        at = verb_of(words, at)
    kind = ClaimKind.RATIO if reading.lead.factor else ClaimKind.DELTA
    return Evidence(kind, CUES[words[at]], at, "by")


def _is_agreement(reading: Reading) -> bool:
    """'differs from the truth by less than 5%', 'neighbours differ by 2' claim nothing."""
    return reading.quantity.mark is Mark.NONE or reading.lead.bound is Bound.UP_TO


def _next_comparative(words: list[str], start: int) -> int:
    """The comparative that '(by 10 points)' was put in front of."""
    for at in range(start, min(len(words), start + _BY_LIMIT)):
        cue = CUES.get(words[at])
        if cue is not None and cue.role & COMPARATIVE and words[at] not in PLACES:
            return at
    return -1


def _is_amount(words: list[str], quantity: Quantity) -> bool:
    """A bare number behind 'by' is an amount if a unit, a score or the phrase's end follows."""
    for at in range(quantity.last, quantity.last + 4):
        word = words[at] if at < len(words) else "."
        if word in SCORES or word in UNITS or word in LOWER_IS_BETTER:
            return True
        if word in STOPS:
            return at == quantity.last
    return False


def _governed_of(reading: Reading) -> Evidence | None:
    """'a reduction of 8.0', 'a gain in accuracy of 5%', 'at the cost of 2%'."""
    words, link_at = reading.words, reading.lead.link
    bare = reading.quantity.mark is Mark.NONE
    if bare and words[reading.quantity.first - 1] == "(":
        # 'advantages of (1) ...' numbers a list.
        return None
    if not bare and link_at and words[link_at - 1] in _PRICES:
        return delta(LOSS, link_at - 1, "of")
    if _is_by_score(words, link_at):
        return _governed_by(reading)
    if _is_raised_score(words, link_at):
        return delta(CUES[words[link_at - 3]], link_at - 3, "by")
    if not bare and link_at and words[link_at - 1] in _PARTICIPLES:
        return delta(CUES[words[link_at - 1]], link_at - 1, "by")
    at = _noun_of_change(words, link_at, bare)
    return delta(CUES[words[at]], at, "of") if at >= 0 else None


def _noun_of_change(words: list[str], of_at: int, bare: bool) -> int:
    """The noun of change that 'of' belongs to, at once or behind 'in', 'on' and the like."""
    crossed = False
    for at in range(of_at - 1, max(-1, of_at - 1 - _OF_LIMIT), -1):
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and cue.role & NOUN and (crossed or at == of_at - 1):
            return -1 if word == "loss" and words[at - 1] in _LOST else at
        if word == "in" or (word in ("on", "over", "for") and not bare):
            crossed = True
            if word == "over" and words[of_at - 1] in _RECORDS:
                # 'a 3% gain over the previous best of 87%'
                return -1
        elif word in _ENDS_OF_NOUN:
            return -1
    return -1


def _is_raised_score(words: list[str], of_at: int) -> bool:
    """'boosts the accuracy of 3.8%'."""
    if of_at < 3 or words[of_at - 1] not in SCORES or words[of_at - 2] != "the":
        return False
    cue = CUES.get(words[of_at - 3])
    return cue is not None and bool(cue.role & VERB) and not cue.role & BEAT


def _is_by_score(words: list[str], of_at: int) -> bool:
    """'surpasses the rest by an average accuracy of 0.8%'."""
    for at in range(of_at - 1, max(-1, of_at - 5), -1):
        if words[at] == "by":
            return True
        if words[at] not in SCORES and words[at] not in MODIFIERS:
            return False
    return False


def _range_from(reading: Reading) -> Evidence | None:
    """'gains from 3% to 7%' is a range; 'a gain from 63% to 67%' gives both ends."""
    words, at = reading.words, reading.lead.link - 1
    is_range = at > 0 and words[at] in ("ranging", "varying", "range", "ranges")
    if is_range:
        at = nearest_cue(words, at - 1, _APPOSITION_LIMIT, NOUN)
    if at < 0 or reading.quantity.high is None or not (is_range or is_plural_gain(words[at])):
        return _loosely_linked(reading)
    return delta(CUES[words[at]], at, "of")


def _ranges_between(reading: Reading) -> Evidence | None:
    """'an improvement over the heuristic between 12% and 20%'."""
    words, at = reading.words, reading.lead.link
    if reading.quantity.high is None or reading.quantity.mark is Mark.NONE:
        return None
    at = nearest_cue(words, at - 1, _NAMED_LIMIT, NOUN)
    is_change = at >= 0 and CUES[words[at]].move not in (Move.BAD, Move.SHIFT)
    return delta(CUES[words[at]], at, "of") if is_change else None


_BY_LINK: dict[str, Callable[[Reading], Evidence | None]] = {
    "of": _governed_of,
    "from": _range_from,
    "between": _ranges_between,
    "(": find_apposition,
    ":": find_apposition,
    ",": find_apposition,
}
