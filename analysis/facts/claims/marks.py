"""Reading numerals and what is written with them: percent signs, factor signs, points."""

from __future__ import annotations

from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.tokens import Sentence
from analysis.facts.claims.words import word_set

_LONGEST_NUMBER = 15
_EXPONENT_LIMIT = 12
_POINT_WORDS = word_set("points point pp pps pts pt percentage-points percentage-point ppt ppts")
_FACTOR_SIGNS = frozenset({"fold", "folds", "times", "x"})
_NOT_IN_POINT_NAME = word_set(
    "and or of in on the a to for with by from than over is are data 3d key million billion entry "
    "query more less higher lower better , . ( ) ; :"
)
_OPENING_RELATIONS = frozenset({"(", "absolute", "relative"})
_RELATED = frozenset({"percent", "percentage", "%", "points", "point"})
_POINT_NAME_LIMIT = 4


def read_number(sentence: Sentence, index: int) -> tuple[float, int] | None:
    """Read the numeral at token `index`, with a power of ten: its value and the token after.

    None where it is too long to be a quantity, or a power of another base.
    """
    words = sentence.words
    numeral = words[index].replace(",", "")
    if len(numeral) > _LONGEST_NUMBER:
        return None
    after = index + 1
    if after >= len(words) or words[after] != "^":
        return float(numeral), after
    power = "".join(words[index + 2 : index + 3])
    if numeral != "10" or len(power) > 2 or not (power.isascii() and power.isdigit()):
        return None
    return to_power(float(power)), index + 3


def to_power(magnitudes: float) -> float:
    """Turn a count of orders of magnitude into a factor; an absurd count stays as it is."""
    return magnitudes if magnitudes > _EXPONENT_LIMIT else float(10.0**magnitudes)


def read_mark(sentence: Sentence, at: int) -> tuple[Mark | None, int]:
    """Read the mark at token `at`: its kind (None for a dimension, 3x3) and the token after."""
    words = sentence.words
    if at >= len(words):
        return Mark.NONE, at
    word = words[at]
    if word in _OPENING_RELATIONS:
        at = _skip_relation(words, at)
        word = words[at]
    if word in ("%", "percent"):
        after = at + 1
        # '4.6%p' is short for percentage points.
        has_tail = after < len(words) and words[after] == "p" and sentence.glued(after)
        return Mark.PERCENT, after + has_tail
    if word == "per" and words[at + 1 : at + 2] == ["cent"]:
        return Mark.PERCENT, at + 2
    if word == "-":
        return _read_hyphenated(sentence, at)
    if word in _FACTOR_SIGNS or word[0] == "x":
        return _read_factor(sentence, at)
    return _read_points(words, at)


def _skip_relation(words: list[str], at: int) -> int:
    """Step over 'absolute' or '(relative)' in front of a mark."""
    opened = at + (words[at] == "(")
    if "".join(words[opened : opened + 1]) not in ("absolute", "relative"):
        return at
    after = opened + 1 + (opened > at)
    return after if words[after : after + 1] and words[after] in _RELATED else at


def _read_hyphenated(sentence: Sentence, at: int) -> tuple[Mark | None, int]:
    """Read the mark behind a hyphen: '3-fold', '5-point'; any other hyphen is no mark."""
    follows = sentence.words[at + 1] if at + 1 < len(sentence.words) else "."
    if follows == "fold":
        return Mark.TIMES, at + 2
    if not (follows[0].isalpha() and sentence.glued(at) and sentence.glued(at + 1)):
        return Mark.NONE, at
    mark, after = read_mark(sentence, at + 1)
    return (Mark.NONE, at) if mark is Mark.NONE else (mark, after)


def _read_factor(sentence: Sentence, at: int) -> tuple[Mark | None, int]:
    """Read 'x', 'times' or 'fold'; glued digits behind it make a dimension: '256x256'."""
    word = sentence.words[at]
    if word not in _FACTOR_SIGNS:
        is_dimension = word[1:2].isdigit() and sentence.glued(at)
        return (None if is_dimension else Mark.NONE), at
    follows = "".join(sentence.words[at + 1 : at + 2])
    is_dimension = follows[:1].isdigit() and sentence.glued(at + 1)
    return (None if is_dimension else Mark.TIMES), at + 1


def _read_points(words: list[str], at: int) -> tuple[Mark, int]:
    """Read 'points', also behind the name of a score ('F1 points'), and orders of magnitude."""
    if words[at] in ("order", "orders") and words[at + 1 : at + 3] == ["of", "magnitude"]:
        return Mark.TIMES, at + 3
    for place in range(at, min(len(words), at + _POINT_NAME_LIMIT)):
        word = words[place]
        if word in _POINT_WORDS:
            return Mark.POINTS, place + 1
        if word in _NOT_IN_POINT_NAME or word[0].isdigit():
            break
    return Mark.NONE, at
