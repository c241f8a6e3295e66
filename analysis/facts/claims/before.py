"""Evidence in front of the number: 'improves by 5%', 'a gain of 5%', 'gains (5%)', 'saves 5%'."""

from __future__ import annotations

from collections.abc import Callable

from analysis.facts.claims.cues import BEAT, COMPARATIVE, CUES, NOUN, VERB, Move
from analysis.facts.claims.grammar import (
    BE_FORMS,
    MODIFIERS,
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
_RANGE_APPOSITION_LIMIT = 25
_COMPARED_LIMIT = 4
_NAMED_LIMIT = 6
_ANY = VERB | NOUN | COMPARATIVE
_BRACKET_LIMIT = 6
_RELATIONS = frozenset({"absolute", "relative"})
_AVERAGES = frozenset({"mean", "average", "averaged", "averaging", "avg", "avg.", "median"})
_NOT_GOVERNING = word_set(
    "followed caused given generated divided multiplied annotated trained used accompanied "
    "supported powered produced provided defined verified created written scored judged rated "
    "validated labeled driven bounded"
)
_PREDICATES = BE_FORMS | word_set(
    "averaging ranging totaling reach reaches reaching reached remain remains remaining remained "
    "stay stays staying stayed approach approaching"
)
_RECORDS = SCORES | {"best", "record", "result", "baseline", "state-of-the-art", "sota"}
_PRICES = frozenset({"cost", "price", "expense"})
_ENDS_OF_NOUN = BE_FORMS | REACH_VERBS | {",", ";", "with", "by", ".", "of"}


def find_cue_before(reading: Reading) -> Evidence | None:
    """Find the cue that the word in front of the number leads to; the number has a link."""
    link, quantity = reading.link, reading.quantity
    if reading.lead.factor and link in CUES and CUES[link].role & NOUN:
        # 'a speedup factor of 14'
        return Evidence(ClaimKind.RATIO, CUES[link], reading.lead.link, "of")
    if link == "by" or (reading.lead.factor and link in ("with", ",", "of")):
        return _governed_by(reading)
    if link == "in" and quantity.mark is Mark.FRACTION:
        return _cut_in_half(reading)
    if quantity.mark is Mark.FRACTION or link == "to":
        return _comes_to(reading)
    if reading.words[quantity.first - 1] == "within":
        return find_near_baseline(reading)
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


def _cut_in_half(reading: Reading) -> Evidence | None:
    """'errors are cut in half'."""
    words, at = reading.words, reading.lead.link - 1
    cue = CUES.get(words[at]) if at >= 0 else None
    is_cut = cue is not None and cue.role & VERB and cue.move is Move.DOWN
    return delta(cue, at, "by") if cue is not None and is_cut else None


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
    if before in _NOT_GOVERNING:
        return None
    at = nearest_cue(words, link_at - 1, _BY_LIMIT, _ANY)
    if at < 0 and before == "(":
        at = _next_comparative(words, reading.quantity.last)
    if at < 0 or (reading.quantity.mark is Mark.NONE and not _is_amount(words, reading.quantity)):
        return None
    if CUES[words[at]].role != VERB:
        at = verb_of(words, at)
    kind = ClaimKind.RATIO if reading.lead.factor else ClaimKind.DELTA
    return Evidence(kind, CUES[words[at]], at, "by")


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
    at = _noun_of_change(words, link_at, bare)
    return delta(CUES[words[at]], at, "of") if at >= 0 else None


def _noun_of_change(words: list[str], of_at: int, bare: bool) -> int:
    """The noun of change that 'of' belongs to, at once or behind 'in', 'on' and the like."""
    crossed = False
    for at in range(of_at - 1, max(-1, of_at - 1 - _OF_LIMIT), -1):
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and cue.role & NOUN and (crossed or at == of_at - 1):
            return at
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


def _in_apposition(reading: Reading) -> Evidence | None:
    """'clear improvements (up to 3.5%)', 'gains: 5% on one set', 'a speedup, up to 3x'."""
    words, quantity, lead = reading.words, reading.quantity, reading.lead
    held = CUES.get(words[lead.link - 1]) if lead.link else None
    if quantity.mark is Mark.NONE:
        return None
    if held is not None and held.role & (NOUN | COMPARATIVE):
        return delta(held, lead.link - 1, "of")
    if _is_factor(reading):
        return _factor_in_brackets(reading)
    limit = _APPOSITION_LIMIT if quantity.high is None else _RANGE_APPOSITION_LIMIT
    is_amount = lead.bound or quantity.high is not None or reading.link == ":"
    is_amount = is_amount or _is_averaged(reading) or _names_gains(reading)
    roles = _ANY if lead.bound is Bound.UP_TO else NOUN | VERB
    at = nearest_cue(words, lead.link - 1, limit, roles) if is_amount else -1
    if at < 0 or CUES[words[at]].role & BEAT:
        # 'surpassing the pass mark (about 60%)' gives the mark itself.
        return None
    is_broken = not REACH_VERBS.isdisjoint(words[at : lead.link])
    return None if is_broken else delta(CUES[words[at]], at, "of")


def _names_gains(reading: Reading) -> bool:
    """'gains on birds (3%)', 'by 19% relative (2% absolute)'; no more than a name between."""
    words, link_at, last = reading.words, reading.lead.link, reading.quantity.last
    if reading.link != "(":
        return False
    if _RELATIONS.intersection(words[last : last + 1]):
        return True
    at = nearest_cue(words, link_at - 1, _NAMED_LIMIT, NOUN)
    named = words[at + 1 : link_at]
    is_gain = at >= 0 and is_plural_gain(words[at]) and named[:1] in (["in"], ["on"], ["for"])
    return is_gain and STOPS.isdisjoint(named[1:])


def _is_averaged(reading: Reading) -> bool:
    """'(mean 5.4%)', '(3.8% and 21.6% on average)'."""
    words, quantity = reading.words, reading.quantity
    if reading.link != "(":
        return False
    if not _AVERAGES.isdisjoint(words[reading.lead.link + 1 : quantity.first]):
        return True
    behind = words[quantity.last : quantity.last + _BRACKET_LIMIT]
    closed = behind.index(")") if ")" in behind else 0
    return not _AVERAGES.isdisjoint(behind[:closed])


def _factor_in_brackets(reading: Reading) -> Evidence | None:
    """'higher throughput (6.8x)', 'from 2.0 to 3.3 (1.6x)', 'clear savings (up to 3x)'."""
    words, at = reading.words, reading.lead.link
    is_repeated = at > 0 and words[at - 1][0].isdigit()
    is_bound = reading.lead.bound is not None or reading.quantity.high is not None
    limit = _APPOSITION_LIMIT if is_repeated or is_bound or reading.link == ":" else _COMPARED_LIMIT
    cue_at = nearest_cue(words, at - 1, limit, _ANY)
    if cue_at < 0 or not REACH_VERBS.isdisjoint(words[cue_at:at]):
        return None
    return delta(CUES[words[cue_at]], cue_at, "of")


def _range_from(reading: Reading) -> Evidence | None:
    """'gains from 3% to 7%' is a range; 'a gain from 63% to 67%' gives both ends."""
    words, at = reading.words, reading.lead.link - 1
    is_range = at > 0 and words[at] in ("ranging", "varying", "range", "ranges")
    if is_range:
        at = nearest_cue(words, at - 1, _APPOSITION_LIMIT, NOUN)
    if at < 0 or reading.quantity.high is None or not (is_range or is_plural_gain(words[at])):
        return _loosely_linked(reading)
    return delta(CUES[words[at]], at, "of")


_BY_LINK: dict[str, Callable[[Reading], Evidence | None]] = {
    "of": _governed_of,
    "from": _range_from,
    "(": _in_apposition,
    ":": _in_apposition,
    ",": _in_apposition,
}
