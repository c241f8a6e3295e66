"""Phrases around a number and its cue, as token ranges, from which a metric may be named."""

from __future__ import annotations

from analysis.facts.claims.cues import CUES
from analysis.facts.claims.grammar import MODIFIERS, REACH_VERBS, STOPS
from analysis.facts.claims.metrics import SCORES, SKILLS
from analysis.facts.claims.tokens import Sentence
from analysis.facts.claims.words import word_set

_PHRASE_LIMIT = 8
_LONGEST_LIST = 8
_LIST_WINDOW = 20
_TIMES = frozenset({"time", "times", "latency", "runtime", "delay"})
_LEADING = word_set("in of on for at the a an its their")
_CONDITIONS = frozenset({"equal", "same", "the", "a", "similar", "comparable", "iso", "matched"})
_COUNTS = frozenset({"number", "amount", "count", "quantity", "total"})
_NOT_SPECIFYING = STOPS | REACH_VERBS | MODIFIERS
_STOPS_PHRASE = (STOPS - {"per"}) | {"does", "do", "did", "not", "remains", "remain"}
_STOPS_OBJECT = (STOPS - {"and", "of"}) | {","}


def skip_list(words: list[str], at: int) -> int:
    """Step over the numbers listed after one: in '1.7/1.9 times FPS' both measure FPS."""
    limit = len(words)
    if words[at : at + 1] == [")"]:
        # 'higher (<4%) latency'
        return at + 1
    for _ in range(_LONGEST_LIST):
        number = at + 1 + (words[at + 1 : at + 2] == ["and"])
        if at >= limit or words[at] not in ("/", ",", "and", "or", "-"):
            break
        if number >= limit or not words[number][0].isdigit():
            break
        at = number + 1
        if at < limit and words[at] in ("%", "x", "times", "points"):
            at += 1
    return at


def read_phrase(sentence: Sentence, start: int, prepositions: int) -> tuple[int, int]:
    """The noun phrase that opens at `start`, behind at most `prepositions` leading words."""
    words = sentence.words
    if prepositions and words[start : start + 3] == ["in", "terms", "of"]:
        start, prepositions = start + 3, 1
    while prepositions and start < len(words) and words[start] in _LEADING:
        if (
            words[start] == "at"
            and words[start + 1 : start + 2] != []
            and (words[start + 1] in _CONDITIONS)
        ):
            # 'at equal PSNR' names what stays the same.
            break
        start += 1
        prepositions -= 1
    end = start
    while end < len(words) and end - start < _PHRASE_LIMIT and words[end] not in _STOPS_PHRASE:
        if words[end][0].isdigit():
            break
        end += 1 + (words[end] in _COUNTS and words[end + 1 : end + 2] == ["of"])
    if words[end : end + 1] == ["and"] and words[start : start + 1] != ["and"]:
        # 'distance and size estimation' is no distance.
        for at in range(end + 1, min(len(words), end + 4)):
            if words[at] in SKILLS:
                end = at + 1
    return start, min(end, len(words))


def read_object(sentence: Sentence, start: int, limit: int) -> tuple[int, int]:
    """The object of a verb of change, from token `start` to `limit` at most."""
    words = sentence.words
    limit = min(limit, start + 2 * _PHRASE_LIMIT)
    while start < limit and words[start] in _LEADING:
        start += 1
    end = start
    while end < limit and end - start < _PHRASE_LIMIT and words[end] not in _STOPS_OBJECT:
        end += 1
    return start, end


def read_listed_object(sentence: Sentence, cue_at: int, first: int) -> tuple[int, int]:
    """'model size' in 'reduces latency by 9% and model size by 5%': the later of listed objects."""
    words = sentence.words
    for at in range(first - 1, max(cue_at, first - _PHRASE_LIMIT), -1):
        if words[at] in ("by", "from"):
            opening = max(cue_at + 1, at - _LIST_WINDOW)
            is_later = any(word[0].isdigit() for word in words[opening:at])
            return read_left_phrase(sentence, at) if is_later else (0, 0)
    return 0, 0


def read_named_time(sentence: Sentence, at: int) -> tuple[int, int]:
    """'latency' in 'a 2x speedup in latency', which is a time all the same."""
    words = sentence.words
    if words[at : at + 1] == ["in"]:
        start, end = read_phrase(sentence, at, 2)
        if start < end and words[end - 1] in _TIMES:
            return start, end
    return 0, 0


def find_scores_between(sentence: Sentence, start: int, limit: int) -> tuple[int, int]:
    """The last score named between a verb of beating and its number."""
    for at in range(limit - 1, max(start, limit - 25) - 1, -1):
        if sentence.words[at] in SCORES:
            return max(start, at - 2), at + 1
    return 0, 0


def read_left_phrase(sentence: Sentence, end: int) -> tuple[int, int]:
    """The words that specify a noun of change: 'perplexity' in 'a perplexity reduction'."""
    words = sentence.words
    start = end
    while start > 0 and end - start < 4:
        word = words[start - 1]
        if word in _NOT_SPECIFYING or word in CUES or not word[0].isalpha():
            break
        start -= 1
    return start, end
