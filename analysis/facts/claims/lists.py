"""Lists of numbers: the evidence of one is handed on to the others, with its bound."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.facts.claims.cues import COMPARATIVE, CUES, NOUN
from analysis.facts.claims.grammar import (
    BE_FORMS,
    CONJUNCTIONS,
    KEEP_VERBS,
    PREPOSITIONS,
    REACH_VERBS,
)
from analysis.facts.claims.metrics import ERRORS, SCORES
from analysis.facts.claims.quantity import Mark, Quantity
from analysis.facts.claims.reading import Evidence, Reading, delta
from analysis.facts.claims.words import word_set
from analysis.papers import Bound


@dataclass(slots=True)
class Finding:
    """A number that is a claim, its evidence, and the bound that holds for it."""

    reading: Reading
    evidence: Evidence
    bound: Bound


_LIST_LIMIT = 22
_BACK_LIMIT = 3
_BOUND_LIMIT = 5
_SHARED_LIMIT = 7
_JOINTS = frozenset({",", "and", "/", "or", "&", ";"})
_CLAUSES = REACH_VERBS | BE_FORMS | KEEP_VERBS | word_set("while but whereas which when than")
_BREAKING = (
    REACH_VERBS
    | BE_FORMS
    | (PREPOSITIONS - {"over", "under"})
    | word_set("which that while but than")
)
_SHARED_LINKS = frozenset({"right", "times", "as"})
_EXCEEDING = word_set("surpass surpasses surpassed exceed exceeds exceeded")
_ALIKE = {Mark.POINTS: Mark.NONE}


def make_finding(reading: Reading, evidence: Evidence) -> Finding:
    """Join a number with its evidence and with the bound that its own words give."""
    bound = reading.lead.bound
    if bound is None:
        exceeds = reading.link in _EXCEEDING or reading.quantity.at_least
        bound = Bound.AT_LEAST if exceeds else Bound.EXACT
    return Finding(reading, evidence, bound)


def hand_on(readings: list[Reading], findings: list[Finding | None], open_: list[bool]) -> None:
    """Give the evidence and the bound of a number to the numbers listed after it.

    `findings` is changed in place; `open_` says which numbers may still become findings.
    """
    for index in range(1, len(readings)):
        reading = readings[index]
        before, own = findings[index - 1], findings[index]
        if before is not None and own is not None and before.bound is not own.bound:
            _share_bound(before, own)
        before = _last_alike(findings, readings, index) if open_[index] else None
        if before is None or not _is_listed(before.reading.quantity, reading):
            continue
        own = findings[index]
        if own is None and _may_inherit(before, reading):
            findings[index] = own = make_finding(reading, before.evidence)
        if own is not None and own.bound is Bound.EXACT and not reading.lead.article:
            own.bound = before.bound


def _share_bound(before: Finding, own: Finding) -> None:
    """'up to a 9x speedup and 63% memory reduction': 'up to' holds for both."""
    lead, left = own.reading.lead, before.reading.quantity.last
    words = own.reading.words
    is_joined = own.bound is Bound.EXACT and not lead.article and own.reading.link == "and"
    is_near = 0 <= lead.link - left < _BOUND_LIMIT and before.evidence.link == "right"
    if is_joined and is_near and _CLAUSES.isdisjoint(words[left : lead.link]):
        own.bound = before.bound


def _last_alike(
    findings: list[Finding | None], readings: list[Reading], index: int
) -> Finding | None:
    """The last finding with the same mark, looking past numbers put in between in brackets."""
    mark = readings[index].quantity.mark
    for back in range(1, min(_BACK_LIMIT, index) + 1):
        before = findings[index - back]
        if before is None:
            if readings[index - back].quantity.mark is Mark.NONE:
                continue
            return None
        quantity = before.reading.quantity
        is_alike = _ALIKE.get(quantity.mark, quantity.mark) is _ALIKE.get(mark, mark)
        if is_alike and (back == 1 or not (quantity.sign or mark is Mark.NONE)):
            return before
    return None


def _is_listed(left: Quantity, reading: Reading) -> bool:
    """Tell whether a number stands in one list with `left`: a joint before it, no verb between."""
    words, joint = reading.words, reading.lead.link
    if reading.quantity.first - left.last > _LIST_LIMIT or joint < left.last - 1:
        return False
    is_linked = reading.link in ("by", "of", "(") or _lists_parts(reading)
    if reading.link == "(" and words[left.last : left.last + 1] == [")"]:
        # 'on birds (3%), cats (2%) and dogs (7%)'
        joint = left.last + 1
    elif is_linked and joint > left.last:
        joint -= 1
    if words[joint] not in _JOINTS or (reading.link == "(" and words[left.first - 1] != "("):
        return False
    between = words[left.last : max(joint, reading.lead.link)]
    return _CLAUSES.isdisjoint(between) and not any(_is_verb(word) for word in between)


def _lists_parts(reading: Reading) -> bool:
    """'3.7x overall, with 2.6x for text': the parts of a total."""
    last = reading.quantity.last
    return reading.link == "with" and "".join(reading.words[last : last + 1]) in ("for", "on", "in")


def _is_verb(word: str) -> bool:
    cue = CUES.get(word)
    return cue is not None and not cue.role & (NOUN | COMPARATIVE)


def _may_inherit(before: Finding, reading: Reading) -> bool:
    quantity = reading.quantity
    if quantity.scale:
        return False
    if before.reading.quantity.sign and not quantity.sign and quantity.mark is Mark.NONE:
        # In '55.5 (+1.4), 73.0 (+1.1)' the numbers without sign are scores.
        return False
    return not _is_score_of_its_own(before, reading)


def _is_score_of_its_own(before: Finding, reading: Reading) -> bool:
    """'a 5% gain and a 97% success rate', '20% lower error and 71% accuracy'."""
    is_compared = before.evidence.link == "right" and before.evidence.cue.role & COMPARATIVE
    if not (reading.lead.article or is_compared):
        return False
    last = reading.quantity.last
    for word in reading.words[last : last + 5]:
        if word in SCORES:
            return True
        if word in PREPOSITIONS or word in CONJUNCTIONS:
            return False
    return False


def hand_back(readings: list[Reading], findings: list[Finding | None], open_: list[bool]) -> None:
    """Give the evidence of 'a 40% memory and 55% FLOPs reduction' to its first number."""
    for index in range(len(readings) - 2, -1, -1):
        after, reading = findings[index + 1], readings[index]
        if after is None or findings[index] is not None or not open_[index]:
            continue
        if after.evidence.link not in _SHARED_LINKS or reading.link == "(":
            continue
        quantity = reading.quantity
        between = reading.words[quantity.last : max(quantity.last, after.reading.lead.link + 1)]
        if quantity.mark is not after.reading.quantity.mark and not _shares_comparative(
            quantity, after, between
        ):
            continue
        is_compared = after.evidence.cue.role & COMPARATIVE
        is_apart = between[-1:] == [","] and (is_compared or after.reading.lead.article)
        if (is_compared or is_apart) and not (SCORES | ERRORS).isdisjoint(between):
            # '16.6% error, 2.1% lower than before' compares the second number only.
            continue
        if len(between) <= _SHARED_LIMIT and _is_bare_list(between):
            given = after.evidence
            if quantity.mark is not Mark.TIMES:
                given = delta(given.cue, given.cue_at, given.link)
            findings[index] = make_finding(reading, given)


def _shares_comparative(quantity: Quantity, after: Finding, between: list[str]) -> bool:
    """'63% and on average 2 times faster': nothing but a joint between the two."""
    if between[:1] != ["and"] or len(between) > 1 or not after.evidence.cue.role & COMPARATIVE:
        return False
    is_next = after.evidence.cue_at == after.reading.quantity.last
    return is_next and quantity.mark is Mark.PERCENT


def _is_bare_list(between: list[str]) -> bool:
    """Tell whether only names and joints stand between two numbers."""
    if _JOINTS.isdisjoint(between) or not _BREAKING.isdisjoint(between):
        return False
    return not any(_is_verb(word) for word in between)
