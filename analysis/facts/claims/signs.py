"""Signed numbers: '(+1.4)', '+2.7 box AP', 'by -3%'."""

from __future__ import annotations

from analysis.facts.claims.cues import CUES, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import STOPS, UNITS
from analysis.facts.claims.metrics import LOWER_IS_BETTER, SCORES
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import GAIN, Evidence, Reading, delta, nearest_cue

_CUE_LIMIT = 40
_BESIDE = 4
_SCORE_LIMIT = 1000
_RISE = Cue(NOUN, Move.UP)
_FALL = Cue(NOUN, Move.DOWN)
_LISTED = frozenset({"(", "by", "/", ",", ":"})
_NAMES = UNITS | SCORES | frozenset(LOWER_IS_BETTER)


def find_sign(reading: Reading) -> Evidence | None:
    """A glued plus or minus sign states a change; the number has one."""
    words, quantity, link = reading.words, reading.quantity, reading.link
    if quantity.mark is Mark.FRACTION:
        return None
    if quantity.mark is Mark.NONE and not _is_score(reading):
        return None
    if link == "/" and words[reading.lead.link - 1] == "+":
        # '+20% (+/-3%)' gives a spread.
        return None
    if quantity.sign == "-":
        is_named = link.isalpha() and (link not in STOPS or link == "and")
        is_named = is_named and quantity.mark is not Mark.NONE
        return delta(_FALL, _lost_at(reading), "sign") if is_named or link in _LISTED else None
    at = nearest_cue(words, quantity.first - 1, _CUE_LIMIT, VERB | NOUN)
    cue = CUES[words[at]] if at >= 0 else GAIN
    if link == "by" and at >= 0:
        return delta(cue, at, "by")
    return delta(GAIN if cue.move in (Move.GOOD, Move.UP) else _RISE, at, "sign")


def _lost_at(reading: Reading) -> int:
    """The noun of loss that '(-12%)' stands behind: 'a performance degradation (-12%)'."""
    at = reading.lead.link - 1
    cue = CUES.get(reading.words[at]) if reading.link == "(" and at > 0 else None
    is_loss = cue is not None and cue.role & NOUN and cue.move is Move.BAD
    return at if is_loss else -1


def _is_score(reading: Reading) -> bool:
    """A bare signed number needs a score beside it; '(1,-1)' and '10^(-3)' are mathematics."""
    words, quantity = reading.words, reading.quantity
    if quantity.value >= _SCORE_LIMIT:
        return False
    is_rise = quantity.sign == "+"
    if reading.link == ",":
        follows = "".join(words[quantity.last : quantity.last + 1])
        return is_rise and (reading.lead.bound is not None or follows in ("over", "above"))
    if is_rise and reading.link == "(":
        return True
    before = words[max(0, quantity.first - _BESIDE) : quantity.first]
    after = words[quantity.last : quantity.last + _BESIDE]
    if not _NAMES.isdisjoint(before) or not _NAMES.isdisjoint(after):
        return True
    if quantity.sign == "-" or reading.link in ("{", "^", "_"):
        return False
    return nearest_cue(words, quantity.first - 1, _CUE_LIMIT, VERB | NOUN) >= 0
