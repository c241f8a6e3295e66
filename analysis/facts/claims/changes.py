"""Changes with both ends given: 'from 69% to 72%', 'to 0.52 days, compared to 4'."""

from __future__ import annotations

from typing import NamedTuple

from analysis.facts.claims.cues import COMPARATIVE, CUES, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import UNITS
from analysis.facts.claims.metrics import RESOURCES, SCORES
from analysis.facts.claims.quantity import Mark, Quantity
from analysis.facts.claims.reading import PLACES, Reading, is_plural_gain, nearest_cue, verb_of
from analysis.facts.claims.words import word_set
from analysis.papers import Bound


class Change(NamedTuple):
    """Two quantities that are the ends of one change; `first`/`last` are the tokens it spans."""

    origin: float
    target: float
    mark: Mark
    cue: Cue
    cue_at: int
    first: int
    last: int
    quantities: tuple[int, ...]
    """Positions in the sentence's list of quantities."""
    bound: Bound
    rises: bool


class _Ends(NamedTuple):
    """The two ends of what may be a change, before anything governs it."""

    origin: float
    target: float
    mark: Mark
    first: int
    last: int
    quantities: tuple[int, ...]
    bound: Bound = Bound.EXACT
    rises: bool = False


_BETWEEN_LIMIT = 14
_CUE_LIMIT = 25
_LIST_LIMIT = 16
_SCORE_LIMIT = 16
_ARROW = "\u2192"
_RISE = Cue(VERB, Move.UP)
_SPANNING = word_set(
    "range ranges ranging ranged varying vary varies span spans spanning scale scales scaling "
    "scaled size sizes sized sizing models model sampled different levels interpolate parameters "
    "selected drawn"
)
_WIDENED = frozenset({"context", "window", "effective", "maximum", "usable", "supported"})
_WIDENED_LIMIT = 8
"""What a method extends: 'grows the usable context from 2k to 8k' is no setting."""
_SWEEPING = word_set("scaling scale scaled scales varying ranging")
_MODELS = frozenset({"model", "models"})
"""A model of 7 to 70 billion weights spans them; one that goes from 36% to 40% changes."""
_SCALES = {"k": 1e3, "M": 1e6}
"""Letters behind a number that are written out; words, as in '1.4 billion', stay words."""
_COUNTED = word_set(
    "layers layer classes tasks years images datasets languages participants blocks experts heads "
    "stages items examples training"
)
_RISING = frozenset({("down", "from"), ("up", "from")})
_REFERRING = _RISING | {("compared", "to"), ("compared", "with")}
_NEAR = 8
_LEAST_SCORE = 40
_AGAINST = frozenset({"vs", "versus"})
_AGAINST_LINKS = _AGAINST | {"."}
_AGAINST_LIMIT = 3
_OPENING_LIMIT = 4
_BEHIND_LIMIT = 5
_UNIT_SIZES = {
    "tb": 1e12, "gb": 1e9, "mb": 1e6, "kb": 1e3, "days": 86400.0, "day": 86400.0, "hours": 3600.0,
    "hour": 3600.0, "h": 3600.0, "minutes": 60.0, "minute": 60.0, "min": 60.0, "seconds": 1.0,
    "second": 1.0, "s": 1.0, "ms": 1e-3, "weeks": 604800.0, "billion": 1e9, "million": 1e6,
}  # fmt: skip


def find_changes(readings: list[Reading]) -> list[Change]:
    """Pair the numbers of a sentence that are ends of a change, from left to right."""
    changes: list[Change] = []
    taken = -1
    for index in range(len(readings)):
        if index <= taken:
            continue
        previous = changes[-1] if changes else None
        change = _read_range(readings, index, previous)
        if change is None:
            change = _read_pair(readings, index, previous)
        if change is not None:
            changes.append(change)
            taken = change.quantities[-1]
    return changes


def _read_pair(readings: list[Reading], index: int, previous: Change | None) -> Change | None:
    """'from a to b', 'a → b', 'to b, compared to a', 'to b from a'."""
    other = _partner(readings, index)
    if other is None:
        return None
    before, after = readings[index], readings[other]
    words, from_word, to_word = before.words, before.link, after.link
    left, right = before.quantity, after.quantity
    if not _can_pair(left, right):
        return None
    from_at, to_at = before.lead.link, after.lead.link
    origin, target, lead_at = left, right, from_at
    if to_word == _ARROW and to_at == left.last:
        lead_at = left.first
    elif from_word == "to" and _refers_back(words, left, right, to_at):
        origin, target = right, left
    elif tuple(words[to_at - 1 : to_at + 1]) in _RISING and right.first - left.last < _NEAR:
        # 'reaches 91%, up from 87%'
        origin, target, lead_at = right, left, to_at
    elif to_word in _AGAINST_LINKS and _is_set_against(readings, index, to_at):
        origin, target, lead_at = right, left, left.first - 1
    elif from_word != "from" or to_word not in ("to", _ARROW):
        return None
    mark = target.mark if origin.mark is Mark.NONE else origin.mark
    if origin.value == target.value:
        return None
    factor = _SCALES.get(left.scale, 1)
    values = (origin.value * factor, target.value * factor)
    rises = values[1] * _unit_size(words, target) > values[0] * _unit_size(words, origin)
    ends = _Ends(
        *values, mark, left.first, right.last, (index, other), _bound(before, after), rises
    )
    return _govern(words, ends, lead_at, previous)


def _is_set_against(readings: list[Reading], index: int, to_at: int) -> bool:
    """'5% better (42% vs. 37%)': the brackets give both ends, the method's first."""
    words, left = readings[index].words, readings[index].quantity
    joint = words[to_at - 1] if words[to_at] == "." else words[to_at]
    if joint not in _AGAINST or not left.last <= to_at <= left.last + _AGAINST_LIMIT:
        return False
    opening = words[max(0, left.first - _OPENING_LIMIT) : left.first]
    if "(" not in opening:
        return False
    opened_at = left.first - len(opening) + opening.index("(")
    claimed = readings[index - 1].quantity if index else None
    if claimed is None or (claimed.mark is Mark.NONE and not claimed.value % 1):
        return False
    between = words[claimed.last : opened_at]
    return len(between) < _NEAR and ")" not in between


def _bound(before: Reading, after: Reading) -> Bound:
    if before.lead.bound is Bound.ABOUT:
        return Bound.ABOUT
    return after.lead.bound or Bound.EXACT


def _unit_size(words: list[str], quantity: Quantity) -> float:
    """How large the unit behind the number is: 20 minutes are less than 3 hours."""
    return _UNIT_SIZES.get("".join(words[quantity.last : quantity.last + 1]), 1.0)


def _partner(readings: list[Reading], index: int) -> int | None:
    """The quantity that may be the other end: the next, or the one after a passing bare number."""
    other = index + 1
    if other + 1 < len(readings):
        left, middle, right = (reading.quantity.mark for reading in readings[index : index + 3])
        if left is right is Mark.PERCENT and middle is Mark.NONE:
            # 'from 45% with 1 attempt to 52% with 2 attempts'
            other += 1
    return other if other < len(readings) else None


def _can_pair(left: Quantity, right: Quantity) -> bool:
    if right.first - left.last > _BETWEEN_LIMIT or left.spelled_range or right.spelled_range:
        return False
    if Mark.FRACTION in (left.mark, right.mark):
        return False
    if (left.mark is Mark.TIMES) is not (right.mark is Mark.TIMES):
        return False
    if left.scale != right.scale:
        return False
    return left.mark is right.mark or Mark.NONE in (left.mark, right.mark)


def _refers_back(words: list[str], left: Quantity, right: Quantity, link: int) -> bool:
    """'reduced to 3, compared to 12', 'to 85% from 60%'."""
    if words[link] == "from":
        return right.first - left.last < 6
    return tuple(words[link - 1 : link + 1]) in _REFERRING


def _read_range(readings: list[Reading], index: int, previous: Change | None) -> Change | None:
    """'a to b' read as one number is a change behind 'from' or ':' or next to another change."""
    reading = readings[index]
    words, quantity, link = reading.words, reading.quantity, reading.link
    if not quantity.spelled_range or quantity.high is None:
        return None
    if quantity.mark is Mark.TIMES or quantity.scale or quantity.sign:
        return None
    if _goes_on(words, quantity.last):
        return None
    link_at = reading.lead.link
    rises = quantity.high > quantity.value
    ends = _Ends(quantity.value, quantity.high, quantity.mark, quantity.first, quantity.last,
                 (index,), rises=rises)  # fmt: skip
    if previous is not None and link in ("and", ",") and _is_near(previous, ends):
        return _make(ends, previous.cue, previous.cue_at)
    gives_ends = link in ("from", ":") or (
        link == "(" and (_adds_up(readings, index) or _are_scores(words, quantity, link_at))
    )
    if link == "from" and link_at and is_plural_gain(words[link_at - 1]):
        # 'gains from 3% to 7%' is a range of gains.
        gives_ends = False
    return _govern(words, ends, link_at, previous) if gives_ends else None


def _goes_on(words: list[str], at: int) -> bool:
    """'from 1 to 2 minutes to real time': what reads as two ends is only the first."""
    return at < len(words) and words[at] in UNITS and words[at + 1 : at + 2] == ["to"]


def _is_near(previous: Change, ends: _Ends) -> bool:
    return ends.first - previous.last < _LIST_LIMIT


def _are_scores(words: list[str], quantity: Quantity, link_at: int) -> bool:
    """'improves recall (52% to 71%)' gives scores; '(3% to 5%)' would be two gains."""
    if quantity.mark is not Mark.PERCENT or (quantity.high or 0) < _LEAST_SCORE:
        return False
    cue_at = nearest_cue(words, link_at - 1, _CUE_LIMIT, VERB | NOUN)
    return cue_at >= 0 and CUES[words[cue_at]].role == VERB


def _adds_up(readings: list[Reading], index: int) -> bool:
    """'by 0.8% (94.0% to 94.8%)': the brackets repeat the number in front of them."""
    if index == 0:
        return False
    return readings[index].quantity.first - readings[index - 1].quantity.last < 8


def _govern(words: list[str], ends: _Ends, lead_at: int, previous: Change | None) -> Change | None:
    """Make the change if a cue of change, or a change just before, governs it."""
    is_spanned = lead_at > 0 and words[lead_at - 1] in _SPANNING
    if is_spanned and (ends.mark is Mark.NONE or words[lead_at - 1] not in _MODELS):
        return None
    if ends.mark is Mark.NONE and _is_sweep(words, lead_at, ends.last):
        return None
    cue_at = _governing(words, lead_at, ends.mark)
    if cue_at >= 0:
        return _make(ends, CUES[words[cue_at]], cue_at)
    if previous is not None and ends.first - previous.last < _CUE_LIMIT:
        return _make(ends, previous.cue, previous.cue_at)
    if words[lead_at - 1 : lead_at] == ["("]:
        # '50% (from 38% to 57%) relative improvement'
        cue_at = _noun_behind(words, ends.last)
        if cue_at >= 0:
            return _make(ends, CUES[words[cue_at]], cue_at)
    is_score = ends.mark is Mark.PERCENT and _scores_near(words, lead_at)
    is_score = is_score or tuple(words[lead_at - 1 : lead_at + 1]) in _RISING
    return _make(ends, _RISE, -1) if is_score else None


def _noun_behind(words: list[str], at: int) -> int:
    for place in range(at, min(len(words), at + _BEHIND_LIMIT)):
        cue = CUES.get(words[place])
        if cue is not None and cue.role & NOUN:
            return place
    return -1


def _make(ends: _Ends, cue: Cue, cue_at: int) -> Change:
    return Change(
        ends.origin, ends.target, ends.mark, cue, cue_at, ends.first, ends.last, ends.quantities,
        ends.bound, ends.rises,
    )  # fmt: skip


def _governing(words: list[str], start: int, mark: Mark) -> int:
    """The cue of change to the left; bare numbers need a verb or a noun."""
    roles = VERB | NOUN
    if mark is not Mark.NONE:
        roles |= COMPARATIVE
    for at in range(start - 1, max(-1, start - _CUE_LIMIT), -1):
        cue = CUES.get(words[at])
        if cue is not None and cue.role & roles and words[at] not in PLACES:
            is_named = cue.role & NOUN and not words[at].endswith(("s", "ed", "ing"))
            is_lowered = is_named and cue.move is not Move.GOOD
            governor = verb_of(words, at) if is_lowered else at
            return governor if CUES[words[governor]].move is not Move.SHIFT else -1
        if words[at] == ";":
            return -1
    return -1


def _is_sweep(words: list[str], at: int, after: int) -> bool:
    """'scaling environments from 32 to 512', 'increasing the budget from 15 to 50' are settings."""
    before = words[max(0, at - 5) : at]
    grows = any(
        word in CUES and CUES[word].move is Move.UP and not CUES[word].metric for word in before
    )
    if grows and not RESOURCES.isdisjoint(before):
        return _WIDENED.isdisjoint(words[max(0, at - _WIDENED_LIMIT) : at])
    return not _SWEEPING.isdisjoint(before) or not _COUNTED.isdisjoint(words[after : after + 1])


def _scores_near(words: list[str], at: int) -> bool:
    return not SCORES.isdisjoint(words[max(0, at - _SCORE_LIMIT) : at])
