"""Evidence behind the number: '30% lower latency', 'a 5% gain', '5% over the baseline'."""

from __future__ import annotations

from analysis.facts.claims.cues import COMPARATIVE, CUES, NOUN, Cue
from analysis.facts.claims.grammar import REACH_VERBS, STOPS, UNITS
from analysis.facts.claims.metrics import ERRORS, SCORES
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import PLACES, Evidence, Reading, delta
from analysis.facts.claims.words import word_set

_LIMIT = 8
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
_STATES = word_set("compressed pruned removed")
"""A 50% compressed model has a setting, not a gain."""
_ENDS = STOPS | REACH_VERBS | _OTHER_VERBS
_BASELINE_WORDS = word_set(
    "baseline baselines state-of-the-art sota previous prior existing model models method methods "
    "approach approaches next second strongest competing best original base vanilla standard "
    "supervised conventional traditional current other"
)


def find_cue_after(reading: Reading) -> Evidence | None:
    """Find a comparative or a noun of change in the noun phrase that the number opens."""
    words, quantity = reading.words, reading.quantity
    start = _start_of_phrase(reading)
    joined = False
    for at in range(start, min(len(words), start + _LIMIT)):
        word = words[at]
        cue = CUES.get(word)
        if cue is not None and word not in PLACES:
            if cue.role & (NOUN if joined else NOUN | COMPARATIVE):
                return _accept(reading, cue, at)
            if (
                at == start
                and word.endswith("ed")
                and word not in _STATES
                and quantity.mark is not Mark.NONE
            ):
                return delta(cue, at, "right")
        if word in ("and", "/") and not joined and at > start:
            joined = True
            continue
        if word == "or" and words[at + 1 : at + 2] != [] and words[at + 1] in CUES:
            # '30% or greater improvement'
            continue
        if word in _ENDS or word[0].isdigit() or (joined and word in _HALTS):
            return None
    return None


def _start_of_phrase(reading: Reading) -> int:
    """The token at which the noun phrase begins, behind brackets and hyphens."""
    words, start = reading.words, reading.quantity.last
    follows = words[start] if start < len(words) else ""
    if (follows == ")" and reading.link == "(") or follows == "-":
        # 'significant (2-3x) gains', '50%-reduced features'
        return start + 1
    if follows == "(" and ")" in words[start + 2 : start + 5]:
        # '4 percentage points (pp) more'
        return words.index(")", start) + 1
    return start


def _accept(reading: Reading, cue: Cue, at: int) -> Evidence | None:
    words, quantity = reading.words, reading.quantity
    names_other = words[at + 1 : at + 2] != [] and words[at + 1] in _NOT_A_CHANGE
    if names_other and cue.role & NOUN and not cue.metric:
        return None
    if quantity.mark is Mark.NONE:
        # A number without mark needs a unit or a score in front of the cue: '0.5 BLEU gain'.
        if at == quantity.last and cue.role & NOUN and quantity.value % 1:
            # 'a 0.26 decrease'
            return delta(cue, at, "right")
        opening = words[quantity.last : min(at, quantity.last + 2)]
        named = any(word in SCORES or word in UNITS or word in ERRORS for word in opening)
        if at - quantity.last > 4 or not named:
            return None
    return delta(cue, at, "right")


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
