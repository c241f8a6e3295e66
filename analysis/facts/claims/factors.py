"""Factors that need no verb of change: '1.9 times FPS', 'twice as fast', 'halves latency'."""

from __future__ import annotations

from analysis.facts.claims.cues import COMPARATIVE, CUES, VERB, Cue, Move
from analysis.facts.claims.grammar import BE_FORMS, DETERMINERS, MATCHING, STOPS
from analysis.facts.claims.metrics import HIGHER_IS_BETTER, LOWER_IS_BETTER, RESOURCES, SCORES
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import PLACES, Evidence, Reading
from analysis.facts.claims.words import word_set
from analysis.papers import ClaimKind

_FAST = word_set("fps throughput speed efficiency speed-up productivity")
_COUNTED = _FAST | word_set(
    "parameters params size compute flops memory latency compression cost footprint storage "
    "computation budget length context parameter time tokens data extrapolation capacity bandwidth "
    "energy power area resources"
)
_MODELS = frozenset({"model", "models", "ones", "networks", "systems", "llms", "baselines"})
_STEMS = frozenset({"double", "triple", "quadruple", "halve"})
_DETERMINED = frozenset({"the", "its", "their", "our", "that"})
_MEASURED = frozenset({*LOWER_IS_BETTER, *HIGHER_IS_BETTER})
_COMPARED = frozenset({"baseline", "baselines", "counterpart", "competitor"})
_NAMED = RESOURCES | SCORES | _FAST
_MANNER = {
    "fast": "speed", "quick": "speed", "quickly": "speed", "large": "size", "big": "size",
    "efficient": "efficiency", "accurate": "accuracy", "long": "length", "slow": "latency",
    "expensive": "cost", "many": "", "much": "", "likely": "", "small": "size", "cheap": "cost",
    "short": "length", "light": "size", "low": "", "compact": "size",
    "high": "", "good": "", "often": "", "well": "",
}  # fmt: skip
_LITTLE = frozenset({"small", "cheap", "short", "light", "low", "compact"})
_SETTING_LINKS = frozenset({"with", "at", "for", "under", "from", "to", "by"})
_RELATIVES = {
    "than": Cue(COMPARATIVE, Move.UP, "speed"),
    "that": Cue(COMPARATIVE, Move.UP),
    "those": Cue(COMPARATIVE, Move.UP),
}
_GAINS_LIMIT = 14
_PHRASE_LIMIT = 6


def find_factor(reading: Reading) -> Evidence | None:
    """Find what a factor without verb of change multiplies."""
    words, quantity = reading.words, reading.quantity
    at = quantity.last
    follows = words[at] if at < len(words) else ""
    if follows == "as" and at + 1 < len(words) and words[at + 1] in _MANNER:
        return _manner(reading, words[at + 1], at + 1)
    if quantity.mark is not Mark.TIMES:
        return None
    if follows in _RELATIVES:
        return _ratio(_RELATIVES[follows], at if follows == "than" else -1, "times")
    if follows in CUES and CUES[follows].role == COMPARATIVE:
        # Whoever looks behind the number has refused it: 'models trained with 4x more compute'.
        return None
    determined = follows in DETERMINERS or follows in ("of", "other")
    if follows in ("in", "on", "for"):
        if not _speaks_of_gains(reading):
            return None
        determined = True
    is_setting = reading.link in _SETTING_LINKS and not _is_matched(reading)
    allowed = _FAST if is_setting else _COUNTED
    return _multiplied(reading, _NAMED if determined else allowed, determined)


def _is_matched(reading: Reading) -> bool:
    """'matches models trained with 2x compute' names the other's spending."""
    first = reading.quantity.first
    before = reading.words[max(0, first - _GAINS_LIMIT) : first]
    return not MATCHING.isdisjoint(before) or "trained" in before[-3:]


def _ratio(cue: Cue, at: int, link: str) -> Evidence:
    return Evidence(ClaimKind.RATIO, cue, at, link)


def _speaks_of_gains(reading: Reading) -> bool:
    first = reading.quantity.first
    nearby = reading.words[max(0, first - _GAINS_LIMIT) : first]
    return any(word in CUES and word not in PLACES for word in nearby)


def _multiplied(reading: Reading, allowed: frozenset[str], determined: bool) -> Evidence | None:
    """Find a metric word of `allowed` in the noun phrase behind the factor."""
    words, start = reading.words, reading.quantity.last
    for place in range(start + determined, min(len(words), start + _PHRASE_LIMIT)):
        word = words[place]
        if word in allowed or (determined and word in _COMPARED):
            return _ratio(Cue(COMPARATIVE, Move.UP), place, "times")
        if word in STOPS and not (determined and word == "of"):
            return None
    return None


def _manner(reading: Reading, adjective: str, at: int) -> Evidence | None:
    """'twice as fast', 'half as slow'."""
    quantity = reading.quantity
    metric = _MANNER[adjective]
    if quantity.mark is Mark.FRACTION and quantity.value == 50:
        quantity.value, quantity.mark = 2.0, Mark.TIMES
        return _ratio(Cue(COMPARATIVE, Move.DOWN, metric), at, "as")
    if quantity.mark is not Mark.TIMES:
        return None
    move = Move.DOWN if adjective in _LITTLE else Move.UP
    return _ratio(Cue(COMPARATIVE, move, metric), at, "as")


def find_factor_verb(reading: Reading) -> Evidence | None:
    """'halves latency', 'doubling the throughput', 'latency is halved'."""
    words, at = reading.words, reading.quantity.first
    verb, before = words[at], words[at - 1] if at else ""
    cue = Cue(VERB, Move.DOWN if verb.startswith("hal") else Move.UP)
    if verb.endswith("ed") and (reading.link in BE_FORMS or before in ("nearly", "almost")):
        return _ratio(cue, at, "verb")
    following = words[at + 1 : at + _PHRASE_LIMIT]
    if verb == "double" and before in _MODELS and following[1:2] == ["size"]:
        # 'matches models double its size'
        return _ratio(Cue(COMPARATIVE, Move.UP), -1, "times")
    if verb in _STEMS and _DETERMINED.isdisjoint(following[:1]):
        return None
    if reading.link in BE_FORMS and following[:2] in (["that", "of"], ["those", "of"]):
        # 'the capacity is almost double that of the other scheme'
        return _ratio(Cue(COMPARATIVE, Move.UP), -1, "times")
    if verb.endswith("s") and (not following or following[0] in STOPS):
        # 'the success rate nearly doubles'
        is_measured = not _MEASURED.isdisjoint(words[max(0, at - _PHRASE_LIMIT) : at])
    else:
        is_measured = _names_measure(following)
    return _ratio(cue, at, "verb") if is_measured else None


def _names_measure(phrase: list[str]) -> bool:
    for word in phrase:
        if word in STOPS:
            return False
        if word in _MEASURED or word == "gain":
            return True
    return False
