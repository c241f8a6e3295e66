"""Quantities: numbers with their marks, ranges, fractions and spelled numbers.

Grammar: ``[sign] NUMBER [mark] [range NUMBER [mark]]``; a mark is a percent sign, a factor
sign, a word for points, or nothing.
"""

from __future__ import annotations

from analysis.facts.claims.cues import CUES, NOUN, Move
from analysis.facts.claims.grammar import BEFORE_BETWEEN, MODIFIERS
from analysis.facts.claims.marks import read_mark, read_number, to_power
from analysis.facts.claims.quantity import Mark, Quantity
from analysis.facts.claims.spelled import QUANTITY_WORDS, read_spelled
from analysis.facts.claims.tokens import Sentence

_SCALES = frozenset({"k", "m", "b", "t", "thousand", "million", "billion", "trillion", "hundred"})
_NAME_TAILS = frozenset({"d", "g", "st", "nd", "rd", "th", "bit", "bits"})
_NOT_AMOUNTS_BEHIND = frozenset({"\u00b1", "^", "_", "@"})
_SIGNS = {
    "+": "+", "-": "-", "\u2191": "+", "\u2193": "-", "delta": "+", "\\delta": "+", "\u03b4": "+",
    "\u2206": "+",
}  # fmt: skip
_BEFORE_SIGN = frozenset({"(", "[", "/", ",", "~", ":"})
_BEFORE_SPACED_PLUS = frozenset({"and", ",", "(", "by", "/"})
_RANGE_OPENERS = frozenset({"-", "~", "to", "up", "and"})
_RANGING = frozenset({"ranging", "range", "ranges", "ranged", "varying"})
_SEPARATORS = frozenset({",", "/", "and", "or", "&", ";"})
_LARGEST_NUMERATOR = 9
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_GAIN_LIMIT = 8
_GAIN_LINKS = frozenset({"over", "in", "of"})
_LONGEST_ENUMERATOR = 2


def find_quantities(sentence: Sentence) -> list[Quantity]:
    """List the quantities of `sentence` from left to right; time linear in its tokens."""
    found: list[Quantity] = []
    reached = 0
    words = sentence.words
    opening = sentence.numerals
    if not QUANTITY_WORDS.isdisjoint(words):
        spelled = [at for at, word in enumerate(words) if word in QUANTITY_WORDS]
        opening = sorted(opening + spelled)
    for index in opening:
        if index < reached:
            continue
        if words[index] in QUANTITY_WORDS:
            quantity = read_spelled(sentence, index)
        else:
            quantity = _read_numeral(sentence, index)
        if quantity is not None:
            found.append(quantity)
            reached = quantity.last
    if len(found) > 1:
        _share_marks(words, found)
    return found


def _read_numeral(sentence: Sentence, index: int) -> Quantity | None:
    words = sentence.words
    if index and words[index - 1] in _NOT_AMOUNTS_BEHIND and sentence.glued(index):
        return None
    if index > 1 and words[index - 1] == ":" and _is_ratio(sentence, index):
        return None
    read = _skip_spread(sentence, read_number(sentence, index))
    if read is None or _has_name_tail(sentence, read[1]):
        return None
    mark, last = read_mark(sentence, read[1])
    if mark is None or (mark is Mark.NONE and _is_label(sentence, last)):
        return None
    first, sign = _read_sign(sentence, index)
    quantity = Quantity(first, last, read[0], mark, sign=sign)
    if mark is Mark.NONE:
        quantity.scale = _read_scale(sentence, last)
        if _read_fraction(sentence, quantity):
            return None if sign else quantity
    _read_range(sentence, quantity)
    _read_tail(sentence, quantity)
    return quantity


def _is_ratio(sentence: Sentence, index: int) -> bool:
    """'2:4' is one thing."""
    is_glued = sentence.glued(index) and sentence.glued(index - 1)
    return is_glued and sentence.words[index - 2].isdigit()


def _skip_spread(sentence: Sentence, read: tuple[float, int] | None) -> tuple[float, int] | None:
    """Step over the spread in '45.2 \u00b1 1.1%', which has its mark behind it."""
    words = sentence.words
    if read is None or words[read[1] : read[1] + 1] != ["\u00b1"] or read[1] + 1 >= len(words):
        return read
    if not (words[read[1] + 1].isascii() and words[read[1] + 1][0].isdigit()):
        return read
    spread = read_number(sentence, read[1] + 1)
    return read if spread is None else (read[0], spread[1])


def _read_scale(sentence: Sentence, at: int) -> str:
    """Read what a number counts in; a capital M is a million, a small one may be a metre."""
    word = "".join(sentence.words[at : at + 1])
    if word == "m":
        return sentence.quote(at, at + 1)
    return word if word in _SCALES else ""


def _has_name_tail(sentence: Sentence, at: int) -> bool:
    """'3D', '16-bit' and '2nd' name things; the number in them counts nothing."""
    words = sentence.words
    return at < len(words) and sentence.glued(at) and words[at].partition("-")[0] in _NAME_TAILS


def _is_label(sentence: Sentence, at: int) -> bool:
    """'8-shot' names a setting, '3) we show' numbers a list."""
    words = sentence.words
    if at >= len(words) or not sentence.glued(at):
        return False
    if words[at] == ")":
        return words[at - 1].isdigit() and len(words[at - 1]) <= _LONGEST_ENUMERATOR
    follows = words[at + 1] if at + 1 < len(words) else "."
    return words[at] == "-" and follows[0].isalpha() and sentence.glued(at + 1)


def _read_sign(sentence: Sentence, index: int) -> tuple[int, str]:
    """Find a plus or minus that belongs to the number: glued to it and to nothing before."""
    words = sentence.words
    sign = _SIGNS.get(words[index - 1], "") if index and _is_signed(sentence, index) else ""
    if index > 1 and sentence.glued(index - 1) and words[index - 2] not in _BEFORE_SIGN:
        sign = ""
    return (index - 1, sign) if sign else (index, "")


def _is_signed(sentence: Sentence, index: int) -> bool:
    """A sign touches its number; a plus behind a joint may stand apart: '+5% and + 6%'."""
    words = sentence.words
    return sentence.glued(index) or (
        index > 1 and words[index - 1] == "+" and words[index - 2] in _BEFORE_SPACED_PLUS
    )


def _read_fraction(sentence: Sentence, quantity: Quantity) -> bool:
    """Turn '1/10' into a fraction; 'a/b%' stays a list."""
    words, at = sentence.words, quantity.last
    if words[at : at + 1] != ["/"] or not "".join(words[at + 1 : at + 2]).isdecimal():
        return False
    read = read_number(sentence, at + 1)
    if read is None or not 0 < quantity.value < read[0] or quantity.value > _LARGEST_NUMERATOR:
        return False
    if quantity.value % 1 or read_mark(sentence, read[1])[0] is not Mark.NONE:
        return False
    share = 100 * quantity.value / read[0]
    # One decimal, as the guide asks for, except where that would leave nothing of 1/2000.
    quantity.value = round(share, 1) if share >= 1 else share
    quantity.mark = Mark.FRACTION
    quantity.last = read[1] + (words[read[1] : read[1] + 1] == ["th"])
    return True


def _read_range(sentence: Sentence, quantity: Quantity) -> None:
    """Extend `quantity` over a second number: '27.9-38.0%', '4%-36%', '10 to 20 times'."""
    words, at = sentence.words, quantity.last
    if at >= len(words) or words[at] not in _RANGE_OPENERS:
        return
    joint, after = _read_joint(words, quantity)
    if after >= len(words) or not (words[after].isascii() and words[after][0].isdigit()):
        return
    read = read_number(sentence, after)
    mark, last = read_mark(sentence, read[1]) if read is not None else (None, at)
    if read is None or mark is None:
        return
    if mark is not Mark.NONE and quantity.mark is Mark.NONE and _is_year(words, quantity):
        return
    if quantity.mark in (Mark.NONE, mark):
        quantity.high, quantity.last, quantity.mark = read[0], last, mark
        quantity.spelled_range = joint == "to"


def _is_year(words: list[str], quantity: Quantity) -> bool:
    """'from 10% in 1990 to 25%'."""
    in_year = words[max(0, quantity.first - 1) : quantity.first] == ["in"]
    return in_year and _FIRST_YEAR <= quantity.value <= _LAST_YEAR


def _read_joint(words: list[str], quantity: Quantity) -> tuple[str, int]:
    """Read what joins the ends of a range, and where the second end is; past all words if none."""
    joint, after = words[quantity.last], quantity.last + 1
    if joint == "and":
        return joint, after if _joins_ends(words, quantity) else len(words)
    if joint == "up":
        return ("to", after + 1) if words[after : after + 1] == ["to"] else (joint, len(words))
    if joint == "-":
        while after < len(words) and words[after] == "-":
            after += 1
        # '66%-to-75%'
        return joint, after + 2 * (words[after : after + 2] == ["to", "-"])
    if joint == "to" and words[max(0, quantity.first - 2)] in _RANGING:
        # 'ranging from 2% to an impressive 14%'
        while after < len(words) and words[after] in MODIFIERS:
            after += 1
    signed = joint == "to" and words[after : after + 1] in (["+"], ["-"])
    return joint, after + signed


def _joins_ends(words: list[str], quantity: Quantity) -> bool:
    """'of between 5% and 10%'; a gap between 60% and 70% is another matter."""
    first = quantity.first
    return (
        words[quantity.last] == "and"
        and words[max(0, first - 1) : first] == ["between"]
        and (
            quantity.mark is Mark.TIMES
            or words[max(0, first - 2)] in BEFORE_BETWEEN
            or _speaks_of_gain(words, first - 2)
        )
    )


def _speaks_of_gain(words: list[str], end: int) -> bool:
    """'an improvement over the baseline between 12% and 20%', but not 'a gap between'."""
    for at in range(max(0, end - _GAIN_LIMIT), end):
        cue = CUES.get(words[at])
        if cue is not None and cue.role & NOUN and words[at + 1] in _GAIN_LINKS:
            return cue.move is not Move.BAD
    return False


def _read_tail(sentence: Sentence, quantity: Quantity) -> None:
    """Turn orders of magnitude into factors and read the plus of '30+'."""
    words, last = sentence.words, quantity.last
    if words[last - 1] == "magnitude":
        quantity.value = to_power(quantity.value)
        quantity.high = None if quantity.high is None else to_power(quantity.high)
    if last < len(words) and words[last] == "+" and sentence.glued(last):
        quantity.at_least = True
        quantity.last += 1


def _share_marks(words: list[str], found: list[Quantity]) -> None:
    """Give the mark of 'a, b and c%' to a and b as well, from the right to the left."""
    for left, right in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if left.mark is not Mark.NONE or right.mark in (Mark.NONE, Mark.FRACTION):
            continue
        between = words[left.last : right.first]
        if 0 < len(between) < 3 and _SEPARATORS.issuperset(between) and _opens_list(words, left):
            left.mark = right.mark


def _opens_list(words: list[str], quantity: Quantity) -> bool:
    """'gains of 24, 20 and 9%' lists percentages; 'on Game of 24, 20%' names a task."""
    before = words[max(0, quantity.first - 2) : quantity.first]
    return not before or before[-1] != "of" or before[0] in CUES or before[0] in MODIFIERS
