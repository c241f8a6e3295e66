"""Numbers put beside what they measure: 'clear gains (up to 3.5%)', 'a speedup, up to 3x'."""

from __future__ import annotations

from analysis.facts.claims.cues import BEAT, COMPARATIVE, CUES, NOUN, VERB
from analysis.facts.claims.grammar import REACH_VERBS, STOPS
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import Evidence, Reading, delta, is_plural_gain, nearest_cue
from analysis.papers import Bound

_APPOSITION_LIMIT = 12
_NAMED_LIMIT = 6
_ANY = VERB | NOUN | COMPARATIVE
_RANGE_APPOSITION_LIMIT = 25
_COMPARED_LIMIT = 4
_BRACKET_LIMIT = 6
_RELATIONS = frozenset({"absolute", "relative"})
_AVERAGES = frozenset({"mean", "average", "averaged", "averaging", "avg", "avg.", "median"})


def find_apposition(reading: Reading) -> Evidence | None:
    """'clear improvements (up to 3.5%)', 'gains: 5% on one set', 'a speedup, up to 3x'."""
    words, quantity, lead = reading.words, reading.quantity, reading.lead
    held = CUES.get(words[lead.link - 1]) if lead.link else None
    if quantity.mark is Mark.NONE:
        return None
    if held is not None and held.role & (NOUN | COMPARATIVE):
        return delta(held, lead.link - 1, "of")
    if reading.quantity.mark is Mark.TIMES:
        return _factor_in_brackets(reading)
    limit = _APPOSITION_LIMIT if quantity.high is None else _RANGE_APPOSITION_LIMIT
    is_amount = lead.bound or quantity.high is not None or reading.link == ":"
    is_amount = is_amount or _is_averaged(reading) or _names_gains(reading)
    roles = _ANY if lead.bound is Bound.UP_TO else NOUN | VERB
    at = nearest_cue(words, lead.link - 1, limit, roles) if is_amount else -1
    if at < 0 or CUES[words[at]].role & BEAT:
        # 'surpassing the pass mark (about 60%)' gives the mark itself.
        return None
    between = words[at : lead.link]
    is_broken = ":" in between or not REACH_VERBS.isdisjoint(between)
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
