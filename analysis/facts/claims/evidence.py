"""What makes one number a claim: the constructions are tried in the order of their certainty."""

from __future__ import annotations

from analysis.facts.claims.after import find_baseline_after, find_cue_after
from analysis.facts.claims.before import find_cue_before
from analysis.facts.claims.cues import CUES, NOUN
from analysis.facts.claims.factors import find_factor, find_factor_verb
from analysis.facts.claims.grammar import BE_FORMS, UNITS
from analysis.facts.claims.metrics import ERRORS, SCORES
from analysis.facts.claims.objects import find_addition, find_removed
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import FASTER, GAIN, Evidence, Reading
from analysis.facts.claims.shares import find_share
from analysis.facts.claims.signs import find_sign
from analysis.papers import ClaimKind

_MEASURES = (
    SCORES | ERRORS | UNITS | frozenset(word for word, cue in CUES.items() if cue.role & NOUN)
)
"""Words one of which stands close behind a bare number that is a claim."""


_SPANS = frozenset({"year", "annum", "month", "decade"})


def find_evidence(reading: Reading) -> Evidence | None:
    """Find what makes a number a claim by itself; None where nothing does."""
    quantity = reading.quantity
    if quantity.scale or (quantity.mark is Mark.NONE and _is_plainly_counted(reading)):
        return None
    if quantity.change_verb:
        return find_factor_verb(reading)
    found = find_cue_after(reading)
    if found is None and quantity.sign:
        found = find_sign(reading)
    found = found or find_addition(reading)
    found = found or _share(reading)
    if found is None and reading.lead.link >= 0:
        found = find_cue_before(reading)
    found = found or find_factor(reading) or find_baseline_after(reading) or find_removed(reading)
    if found is None or found.kind is not ClaimKind.DELTA:
        return found
    if _is_growth(reading):
        return None
    if quantity.mark is Mark.NONE and _is_bare_factor(reading, found):
        quantity.mark = Mark.TIMES
    if quantity.mark is Mark.TIMES:
        found.kind = ClaimKind.RATIO
    return found


def _is_bare_factor(reading: Reading, found: Evidence) -> bool:
    """'a 2.5 speedup', 'a speedup of 12', 'a factor 2 shorter' have no factor sign."""
    if reading.lead.factor and found.link == "right":
        return True
    last = reading.quantity.last
    is_speed = found.cue == FASTER and found.link in ("right", "of")
    follows = "".join(reading.words[last : last + 1])
    return is_speed and (found.cue_at == last or (found.cue_at < last and follows not in UNITS))


def _is_growth(reading: Reading) -> bool:
    """'grows by 60% per year'."""
    last = reading.quantity.last
    words = reading.words
    return last + 1 < len(words) and words[last] == "per" and words[last + 1] in _SPANS


def _is_plainly_counted(reading: Reading) -> bool:
    """Tell whether a bare number counts things, as most do: '12 datasets', 'in 2024'."""
    quantity, link = reading.quantity, reading.link
    if quantity.sign or reading.lead.factor:
        return False
    if link in ("by", "of") or link in CUES:
        return False
    if link in BE_FORMS and reading.words[reading.lead.link - 1] == "speed-up":
        # 'the resulting speedup is 7.5'
        return False
    follows = reading.words[quantity.last : quantity.last + 2]
    if quantity.value % 1 and follows[:1] in (["higher"], ["lower"]):
        return False
    return _MEASURES.isdisjoint(follows)


def _share(reading: Reading) -> Evidence | None:
    at = find_share(reading)
    return None if at is None else Evidence(ClaimKind.SHARE, GAIN, at, "share")
