"""Shares: what is kept of the baseline's quality, or used of its resources."""

from __future__ import annotations

from analysis.facts.claims.cues import CUES, NOUN, VERB, Move
from analysis.facts.claims.grammar import (
    BE_FORMS,
    CONJUNCTIONS,
    KEEP_VERBS,
    LIMITING,
    PUNCTUATION,
    REACH_VERBS,
    SPEND_VERBS,
    STOPS,
)
from analysis.facts.claims.metrics import LOWER_IS_BETTER, RESOURCES, SCORES
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.reading import Reading
from analysis.facts.claims.words import word_set

_PHRASE_LIMIT = 8
_FALL_LIMIT = 7
_KEPT = SCORES | word_set("throughput speed effectiveness abilities ability knowledge")
_KEPT_OF = _KEPT | word_set("counterpart baseline original model teacher full-precision full")
_PRICES = word_set(
    "cost costs price compute computation computational latency time flops memory budget "
    "parameters size energy runtime storage"
)
_MATERIAL = (RESOURCES - {"tasks", "questions"}) | word_set(
    "gpus resources layers neurons training inference window experts heads frames episodes "
    "features resolution volume space"
)
_RETENTION = frozenset({"retention", "recovery", "preservation"})
_PRICE_LINKS = frozenset({"at", "requires", "requiring", "needs", "needing"})
_TRAINING = ("train", "tun", "fine", "pretrain", "pre-train")
_PART_LINKS = BE_FORMS | {",", "and", "(", "-"}
_TIMED = frozenset({"wall-clock", "training", "inference", "compute", "gpu", "runtime"})
_MATERIAL_OF = _MATERIAL | {"original", "baseline", "teacher", "full", "dense"}
_USING = word_set("with using use uses used consume consumes consuming at")
_SPENT_BY = frozenset({"required", "used", "needed", "consumed", "spent"})
_NEVER_KEPT = frozenset({"sparsity", "compression"})
_ENDS = BE_FORMS | PUNCTUATION | (CONJUNCTIONS - {"and", "or"})


def find_share(reading: Reading) -> int | None:
    """Find the word that makes the number a share: its token index, or None."""
    words, quantity, link_at = reading.words, reading.quantity, reading.lead.link
    if quantity.mark is Mark.PERCENT and _names_retention(words, quantity.last):
        return quantity.last
    if link_at < 0 or quantity.mark not in (Mark.PERCENT, Mark.FRACTION):
        return None
    is_share = _is_fraction_of_resource if quantity.mark is Mark.FRACTION else _is_percent_of
    return link_at if is_share(reading) else None


def _is_percent_of(reading: Reading) -> bool:
    """Tell whether a percentage with a link is a part of something."""
    words, quantity, link_at = reading.words, reading.quantity, reading.lead.link
    named = quantity.last + (words[quantity.last : quantity.last + 1] == ["of"])
    if reading.link in KEEP_VERBS:
        return _is_kept(reading, named)
    if named > quantity.last and _is_part(reading, named):
        return True
    if reading.link == "to" and falls_before(words, link_at) and _cuts_resource(words, link_at):
        return True
    if _is_limited(reading):
        wanted = _MATERIAL_OF if reading.link in BE_FORMS else _MATERIAL
        return _phrase_has(words, named, wanted)
    return named > quantity.last and reading.link in _USING and _is_of_another(words, named)


def _is_of_another(words: list[str], start: int) -> bool:
    """'with 30% of its tokens', 'using 40% of the FLOPs required by the teacher'."""
    if not _phrase_has(words, start, _MATERIAL):
        return False
    phrase = words[start : start + _PHRASE_LIMIT]
    return phrase[0] in ("its", "their") or not _SPENT_BY.isdisjoint(phrase)


def _is_part(reading: Reading, named: int) -> bool:
    """'reaches 95% of the performance', 'cut to 10% of it', 'at 10% of the cost'."""
    words, link, link_at = reading.words, reading.link, reading.lead.link
    if link in REACH_VERBS:
        is_quality = not SCORES.isdisjoint(words[max(0, link_at - 3) : link_at])
        return _phrase_has(words, named, _KEPT_OF if is_quality else _KEPT)
    if link == "to":
        return falls_before(words, link_at)
    if link in BE_FORMS and words[named] in ("that", "those"):
        return True
    if link == "in":
        # 'in 47% of the wall-clock time'
        return _phrase_has(words, named, _TIMED)
    if link in _PRICE_LINKS:
        return _phrase_has(words, named, _PRICES)
    is_near = words[reading.quantity.first - 1] == "within"
    return not is_near and keeps_before(words, link_at) and _phrase_has(words, named, _KEPT_OF)


def _names_retention(words: list[str], start: int) -> bool:
    """'99% performance retention'."""
    for at in range(start, min(len(words), start + 4)):
        if words[at] in _RETENTION:
            return words[at + 1 : at + 2] == [] or words[at + 1] in STOPS
        if words[at] in STOPS:
            return False
    return False


def keeps_before(words: list[str], at: int) -> bool:
    """Tell whether a verb of keeping governs token `at`: 'maintaining accuracy above'."""
    for place in range(at, max(-1, at - 5), -1):
        if words[place] in KEEP_VERBS:
            return True
        if words[place] in _ENDS:
            return False
    return False


def _is_kept(reading: Reading, start: int) -> bool:
    """Kept quality is a share; kept tokens or weights are a setting unless called few."""
    if not _NEVER_KEPT.isdisjoint(reading.words[start : start + 3]):
        return False
    if _phrase_has(reading.words, start, _KEPT):
        return True
    if reading.link.startswith("recover"):
        # What was lost before is no part of a baseline: 'recovers 49% of failed trials'.
        return False
    return reading.lead.limiting or not _phrase_has(reading.words, start, _MATERIAL)


def _is_limited(reading: Reading) -> bool:
    """'with only 10%', 'only using 10%', 'trained on less than 10%'."""
    words, at, link = reading.words, reading.lead.link, reading.link
    is_called_small = reading.lead.limiting or (at > 0 and words[at - 1] in LIMITING)
    if not is_called_small and not _is_followed_by_only(reading):
        return False
    if link == "on":
        return at > 0 and words[at - 1].startswith(_TRAINING)
    if link in _PART_LINKS:
        return words[reading.quantity.last : reading.quantity.last + 1] == ["of"]
    return link in SPEND_VERBS or _is_other_use(reading)


def _is_followed_by_only(reading: Reading) -> bool:
    """'with 5% of the data only'."""
    words, last = reading.words, reading.quantity.last
    for at in range(last, min(len(words) - 1, last + _PHRASE_LIMIT)):
        if words[at] == "only":
            return words[at + 1] in PUNCTUATION
        if words[at] in PUNCTUATION:
            return False
    return False


def _is_other_use(reading: Reading) -> bool:
    """'ensembling fewer than 1% of tokens': any doing, but no reaching and no change."""
    link, last = reading.link, reading.quantity.last
    if not link.endswith("ing") or link in REACH_VERBS or link in CUES:
        return False
    return reading.words[last : last + 1] == ["of"]


def _cuts_resource(words: list[str], at: int) -> bool:
    """'reduces the cache to 10%' speaks of a part; 'reduces the error to 10%' of a score."""
    before = words[max(0, at - 5) : at]
    named = [word for word in before if word in LOWER_IS_BETTER or word in SCORES]
    return bool(named) and RESOURCES.issuperset(named)


def falls_before(words: list[str], at: int) -> bool:
    """Tell whether the nearest cue before token `at` lowers something."""
    for place in range(at - 1, max(-1, at - 1 - _FALL_LIMIT), -1):
        cue = CUES.get(words[place])
        if cue is not None:
            return cue.move is Move.DOWN
    return False


def _is_fraction_of_resource(reading: Reading) -> bool:
    """'one-third of the FLOPs', '1/10 training time', 'half the parameters'."""
    words, quantity, link = reading.words, reading.quantity, reading.link
    if link == "to" and falls_before(words, reading.lead.link):
        return True
    start = quantity.last
    if words[start : start + 1] == ["of"] or words[quantity.first] == "half":
        start += 1
    is_named = link in BE_FORMS or link in SPEND_VERBS
    if is_named and words[quantity.last : start + 1] in (["of", "that"], ["of", "those"]):
        # 'the memory is one third of that of the original'
        return True
    if reading.lead.limiting and link in BE_FORMS and words[start : start + 1] != ["the"]:
        # 'the parameters are only 1/19 of those of the teacher', but 'is only half of the story'
        return start > quantity.last
    is_spent = reading.lead.limiting or (link in SPEND_VERBS and link != "to")
    return is_spent and _phrase_has(words, start, _MATERIAL)


def _phrase_has(words: list[str], start: int, wanted: frozenset[str]) -> bool:
    """Tell whether the noun phrase from token `start` names one of `wanted`."""
    for at in range(start, min(len(words), start + _PHRASE_LIMIT)):
        word = words[at]
        if word in wanted:
            return True
        if word in _ENDS or (word in CUES and CUES[word].role & (NOUN | VERB)):
            # 'with only an 8% and 13% increase in time' uses no part of the time.
            return False
    return False
