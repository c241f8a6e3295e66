"""Parts that are cut off: 'cut by half', 'a reduction of three quarters', 'saves half of it'."""

from __future__ import annotations

from analysis.facts.claims.cues import BEAT, COMPARATIVE, CUES, NOUN, VERB, Move
from analysis.facts.claims.grammar import NOT_GOVERNING, SETTING_WORDS
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import Evidence, Reading, delta, nearest_cue, verb_of
from analysis.papers import ClaimKind

_BY_LIMIT = 40
_HALF = 50.0


def find_cut_part(reading: Reading) -> Evidence | None:
    """Find what a fraction cuts off; 'by half' is a factor of 2."""
    at = _cut_at(reading)
    if at < 0:
        return None
    cue, quantity = CUES[reading.words[at]], reading.quantity
    if reading.link not in ("by", "in") or quantity.value != _HALF or cue.move is not Move.DOWN:
        return delta(cue, at, "by" if reading.link in ("by", "in") else "of")
    quantity.value, quantity.mark = 2.0, Mark.TIMES
    return Evidence(ClaimKind.RATIO, cue, at, "by")


def _cut_at(reading: Reading) -> int:
    """The token that says what happens to the part; -1 if none does."""
    words, link_at = reading.words, reading.lead.link
    if reading.link == "by":
        if words[link_at - 1] in NOT_GOVERNING:
            return -1
        at = nearest_cue(words, link_at - 1, _BY_LIMIT, VERB | NOUN | COMPARATIVE)
        return verb_of(words, at) if at >= 0 and CUES[words[at]].role != VERB else at
    if reading.link in CUES:
        if words[link_at - 1] == "by" or not SETTING_WORDS.isdisjoint(
            words[max(0, link_at - 3) : link_at]
        ):
            # 'by pruning half of the layers'
            return -1
        is_of = words[reading.quantity.last : reading.quantity.last + 1] == ["of"]
        return link_at if is_of and CUES[reading.link].move is Move.DOWN else -1
    cue = CUES.get(words[link_at - 1]) if link_at else None
    if cue is None or cue.role & BEAT or cue.move is not Move.DOWN:
        return -1
    return link_at - 1 if cue.role & (NOUN if reading.link == "of" else VERB) else -1
