"""Numbers written as words: twice, threefold, halves, one-third, two orders of magnitude."""

from __future__ import annotations

from analysis.facts.claims.marks import read_mark, to_power
from analysis.facts.claims.quantity import Mark, Quantity
from analysis.facts.claims.tokens import Sentence
from analysis.facts.claims.words import word_set

_CARDINALS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000,
}  # fmt: skip
_FACTOR_WORDS = {"twice": 2, "thrice": 3} | {
    f"{name}{gap}fold": value
    for name, value in _CARDINALS.items()
    for gap in ("", "-")
    if value > 1
}
_FACTOR_VERBS = {
    "doubles": 2, "doubled": 2, "doubling": 2, "double": 2, "triples": 3, "tripled": 3,
    "tripling": 3, "triple": 3, "quadruples": 4, "quadrupled": 4, "quadrupling": 4,
    "quadruple": 4, "halves": 2, "halved": 2, "halving": 2, "halve": 2,
}  # fmt: skip
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "twentieth": 20, "hundredth": 100, "thirds": 3,
    "quarters": 4, "fourths": 4, "fifths": 5, "sixths": 6, "eighths": 8, "tenths": 10,
}  # fmt: skip
_PART_NAMES = {
    f"{name}-{part}": round(100 * value / size, 1)
    for name, value in _CARDINALS.items()
    for part, size in _PARTS.items()
    if value < size
}
_BEHIND_PART = word_set(
    "of the that its their as less fewer more lower smaller cheaper and or compared in"
)
_ONE = frozenset({"an", "one", "full"})
_FACTOR_LIMIT = 5
_HYPHENATED = "order-of-magnitude"
QUANTITY_WORDS = frozenset(
    {*_FACTOR_WORDS, *_FACTOR_VERBS, *_CARDINALS, *_PARTS, *_PART_NAMES, "order", _HYPHENATED}
)
"""Words that may open a spelled quantity."""


def read_spelled(sentence: Sentence, index: int) -> Quantity | None:
    """Read the spelled quantity at token `index`, one of `QUANTITY_WORDS`."""
    words = sentence.words
    word, before = words[index], words[index - 1] if index else ""
    factor = _FACTOR_WORDS.get(word) or _FACTOR_VERBS.get(word)
    if factor is not None:
        is_verb = word in _FACTOR_VERBS
        return Quantity(index, index + 1, float(factor), Mark.TIMES, change_verb=is_verb)
    if word in _PART_NAMES:
        return Quantity(index, index + 1, _PART_NAMES[word], Mark.FRACTION)
    if word in _PARTS:
        return _read_part(words, index)
    if word in _CARDINALS:
        return _read_cardinal(sentence, index)
    is_order = words[index + 1 : index + 3] == ["of", "magnitude"] and before in _ONE
    if not (is_order or word == _HYPHENATED):
        return None
    return Quantity(index, index + (3 if is_order else 1), 10.0, Mark.TIMES)


def _read_part(words: list[str], index: int) -> Quantity | None:
    """Read 'half', 'a third of', 'two thirds'; 'a third model' counts models."""
    word, before = words[index], words[index - 1] if index else ""
    if word == "half":
        return Quantity(index - (before == "one"), index + 1, 50.0, Mark.FRACTION)
    count = 1 if before == "a" else _CARDINALS.get(before, 0)
    if not 0 < count < _PARTS[word]:
        return None
    follows = "".join(words[index + 1 : index + 2])
    is_ordinal = before == "a" and word != "quarter" and follows[:1].isalpha()
    if is_ordinal and follows not in _BEHIND_PART:
        return None
    return Quantity(index - 1, index + 1, round(100 * count / _PARTS[word], 1), Mark.FRACTION)


def _read_cardinal(sentence: Sentence, index: int) -> Quantity | None:
    """Read a spelled number in front of a mark: 'five percent', 'two to three orders of ...'."""
    words = sentence.words
    high, after = None, index + 1
    if words[after : after + 1] == ["to"] and "".join(words[after + 1 : after + 2]) in _CARDINALS:
        high, after = float(_CARDINALS[words[after + 1]]), after + 2
    mark, last = read_mark(sentence, after)
    if mark is Mark.NONE and "factor" in words[max(0, index - _FACTOR_LIMIT) : index]:
        mark, last = Mark.TIMES, after
    if mark is None or mark is Mark.NONE:
        return None
    value = float(_CARDINALS[words[index]])
    if words[last - 1] == "magnitude":
        value, high = to_power(value), None if high is None else to_power(high)
    return Quantity(index, last, value, mark, high, spelled_range=high is not None)
