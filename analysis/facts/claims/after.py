"""Evidence behind the number: '30% lower latency', 'a 5% gain', '5% over the baseline'."""

from __future__ import annotations

from analysis.facts.claims.cues import COMPARATIVE, CUES, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import MATCHING, REACH_VERBS, STOPS, UNITS
from analysis.facts.claims.metrics import ERRORS, SCORES
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import PLACES, Evidence, Reading, delta
from analysis.facts.claims.words import word_set

_LIMIT = 8
_SCORE_LIMIT = 10
_BRACKET_LIMIT = 10
_FACTOR_LIMIT = 3
_MEASURES = SCORES | ERRORS
_NOT_A_CHANGE = word_set(
    "ratio ratios function functions level levels factor curve curves rate rates landscape "
    "objective objectives term"
)
_HALTS = word_set(
    "significant substantial large a an the further notable better higher improved strong"
)
_OTHER_VERBS = word_set(
    "require requires required need needs remain remains show shows perform performs make makes "
    "generate generates use uses reveal reveals"
)
_PLURALS_OF_VERBS = word_set(
    "increases decreases drops rises declines changes improves cuts boosts gains lifts jumps "
    "swings shifts"
)
"""Behind an article these are verbs."""
_ENDOWMENTS = frozenset({
    ("trained", "with"), ("trained", "on"), ("access", "to"), ("scaling", "to"), ("scaled", "to"),
})  # fmt: skip
_MATCHED_LIMIT = 14
_STATES = word_set("compressed pruned removed")
"""A 50% compressed model has a setting, not a gain."""
_ENDS = STOPS | REACH_VERBS | _OTHER_VERBS
_BASELINE_WORDS = word_set(
    "baseline baselines state-of-the-art sota previous prior existing model models method methods "
    "approach approaches next second strongest competing best original base vanilla standard "
    "supervised conventional traditional current other human humans chance random"
)


def find_cue_after(reading: Reading) -> Evidence | None:
    """Find a comparative or a noun of change in the noun phrase that the number opens."""
    words = reading.words
    at = start = _start_of_phrase(reading)
    limit = min(len(words), start + _LIMIT)
    joined = False
    while at < limit:
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and word not in PLACES:
            if cue.role & (NOUN if joined else NOUN | COMPARATIVE):
                return _accept(reading, cue, at)
            if at == start and _is_participle(reading, word):
                return delta(cue, at, "right")
        if word == "(" and at > start and ")" in words[at + 2 : at + _BRACKET_LIMIT]:
            # 'a 35% word error rate (WER) reduction'
            at = words.index(")", at)
        elif word in ("and", "/") and not joined and at > start:
            joined = True
        elif _ends_phrase(words, at) or (joined and word in _HALTS):
            return None
        at += 1
    return None


def _is_participle(reading: Reading, word: str) -> bool:
    """'50.8% improved quality'."""
    is_marked = reading.quantity.mark is not Mark.NONE
    return is_marked and word.endswith("ed") and word not in _STATES


def _ends_phrase(words: list[str], at: int) -> bool:
    word = words[at]
    if word == "or" and "".join(words[at + 1 : at + 2]) in CUES:
        # '30% or greater improvement'
        return False
    return word in _ENDS or word[0].isdigit()


def _start_of_phrase(reading: Reading) -> int:
    """The token at which the noun phrase begins, behind brackets and hyphens."""
    words, start = reading.words, reading.quantity.last
    follows = words[start] if start < len(words) else ""
    if (follows == ")" and reading.link == "(") or follows == "-":
        # 'significant (2-3x) gains', '50%-reduced features'
        return start + 1
    if follows == "(" and ")" in words[start + 2 : start + _BRACKET_LIMIT]:
        # '4 percentage points (pp) more', '50% (from 38% to 57%) relative improvement'
        return words.index(")", start) + 1
    return start


def _accept(reading: Reading, cue: Cue, at: int) -> Evidence | None:
    words, quantity = reading.words, reading.quantity
    names_other = words[at + 1 : at + 2] != [] and words[at + 1] in _NOT_A_CHANGE
    is_verb = reading.lead.article and cue.role & VERB and words[at] in _PLURALS_OF_VERBS
    is_other = names_other and cue.role & NOUN and not cue.metric
    if is_verb or (is_other and not _is_ratio_of_change(words, quantity.mark, at)):
        # 'with a 20% budget increases the throughput' has its verb there.
        return None
    if cue.role == COMPARATIVE and cue.move is Move.UP and _is_endowed(reading):
        return None
    if quantity.mark is Mark.NONE:
        # A number without mark needs a unit or a score in front of the cue: '0.5 BLEU gain'.
        if at == quantity.last and quantity.value % 1 and _is_bare_change(words, cue, at):
            return delta(cue, at, "right")
        if reading.lead.factor and at - quantity.last < _FACTOR_LIMIT:
            return delta(cue, at, "right")
        opening = words[quantity.last : min(at, quantity.last + 2)]
        named = any(word in SCORES or word in UNITS or word in ERRORS for word in opening)
        if at - quantity.last > 4 or not named:
            return None
    return delta(cue, at, "right")


def _is_endowed(reading: Reading) -> bool:
    """'models trained with 4x more compute', 'access to 9x more data' are settings."""
    words, link_at = reading.words, reading.lead.link
    if link_at < 1 or (words[link_at - 1], reading.link) not in _ENDOWMENTS:
        return False
    return MATCHING.isdisjoint(words[max(0, link_at - _MATCHED_LIMIT) : link_at])


def _is_ratio_of_change(words: list[str], mark: Mark, at: int) -> bool:
    """'a 30x compression ratio' compares; 'a 50% compression ratio' is a setting."""
    return mark is Mark.TIMES and words[at + 1] in ("ratio", "factor")


def _is_bare_change(words: list[str], cue: Cue, at: int) -> bool:
    """'a 0.26 decrease', '0.15 higher COMET', 'an FID 1.4 lower than before'."""
    if cue.role & NOUN:
        return True
    if cue.metric or cue.move not in (Move.UP, Move.DOWN):
        return False
    nearby = words[max(0, at - _SCORE_LIMIT) : at + 5]
    return not _MEASURES.isdisjoint(nearby)


def find_baseline_after(reading: Reading) -> Evidence | None:
    """'5% over the baseline' compares; '92% over three runs' does not."""
    words, quantity = reading.words, reading.quantity
    if quantity.mark is Mark.NONE or quantity.mark is Mark.FRACTION:
        return None
    for at in range(quantity.last, min(len(words), quantity.last + 2)):
        if words[at] in PLACES:
            is_behind = words[at] == "behind"
            if is_behind or not _BASELINE_WORDS.isdisjoint(words[at + 1 : at + 5]):
                return delta(CUES[words[at]], at, "right")
            return None
    return None
