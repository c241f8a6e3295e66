"""What makes one number a claim: the constructions are tried in the order of their certainty."""

from __future__ import annotations

from analysis.facts.claims.after import find_baseline_after, find_cue_after
from analysis.facts.claims.before import find_cue_before
from analysis.facts.claims.cues import CUES, NOUN
from analysis.facts.claims.factors import find_factor, find_factor_verb
from analysis.facts.claims.grammar import UNITS
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


def find_evidence(reading: Reading) -> Evidence | None:
    """Find what makes a number a claim by itself; None where nothing does."""
    quantity = reading.quantity
    if quantity.scale or _is_plainly_counted(reading):
        return None
    if quantity.change_verb:
        return find_factor_verb(reading)
    found = find_cue_after(reading) or find_sign(reading) or find_addition(reading)
    found = found or _share(reading)
    if found is None and reading.lead.link >= 0:
        found = find_cue_before(reading)
    found = found or find_factor(reading) or find_baseline_after(reading) or find_removed(reading)
    if found is None or found.kind is not ClaimKind.DELTA:
        return found
    if quantity.mark is Mark.NONE and found.cue_at == quantity.last and found.cue == FASTER:
        # 'a 2.5 speedup' lost its factor sign.
        quantity.mark = Mark.TIMES
    if quantity.mark is Mark.TIMES:
        found.kind = ClaimKind.RATIO
    return found


def _is_plainly_counted(reading: Reading) -> bool:
    """Tell whether a bare number counts things, as most do: '12 datasets', 'in 2024'."""
    quantity, link = reading.quantity, reading.link
    if quantity.mark is not Mark.NONE or quantity.sign or reading.lead.factor:
        return False
    if link in ("by", "of") or link in CUES:
        return False
    follows = reading.words[quantity.last : quantity.last + 2]
    if quantity.value % 1 and follows[:1] in (["higher"], ["lower"]):
        return False
    return _MEASURES.isdisjoint(follows)


def _share(reading: Reading) -> Evidence | None:
    at = find_share(reading)
    return None if at is None else Evidence(ClaimKind.SHARE, GAIN, at, "share")
