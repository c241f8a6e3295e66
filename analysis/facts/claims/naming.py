"""Naming what a claim measures: which words around the number are its metric."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analysis.facts.claims.cues import BEAT, CUES, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import MODIFIERS, REACH_VERBS, STOPS
from analysis.facts.claims.metrics import SCORES, judge_metric
from analysis.facts.claims.tokens import Sentence
from analysis.facts.claims.words import word_set
from analysis.papers import ClaimKind, MetricFamily

_PHRASE_LIMIT = 8
_SUBJECT_LIMIT = 14
_LONGEST_LIST = 8
_EMPTY = word_set(
    "relative absolute average averaged the a an its their our more less in percentage points "
    "point overall end-to-end order orders magnitude times x significantly further significant "
    "substantial consistent average-case"
)
_LEADING = word_set("in of on for at the a an its their")
_WEAK = word_set(
    "tasks benchmarks results detection classification segmentation understanding reasoning data "
    "images questions samples videos examples dataset gpu steps labels time times hours attack"
)
_COUNTS = frozenset({"number", "amount", "count", "quantity", "total"})
_NOT_SPECIFYING = STOPS | REACH_VERBS | MODIFIERS
_STOPS_PHRASE = (STOPS - {"per"}) | {"does", "do", "did", "not", "remains", "remain"}
_STOPS_OBJECT = (STOPS - {"and", "of"}) | {","}


class Frame(NamedTuple):
    """A claim in its sentence: the tokens `first` to `last` of its number, its cue and its link."""

    sentence: Sentence
    kind: ClaimKind
    cue: Cue
    cue_at: int
    link: str
    first: int
    last: int


class Metric(NamedTuple):
    """Name and sense of what a claim measures; `lower` is None where it is unknown."""

    name: str
    family: MetricFamily
    lower: bool | None


class _Named(NamedTuple):
    """A metric by the tokens that name it."""

    start: int
    end: int
    family: MetricFamily
    lower: bool | None


def read_metric(frame: Frame) -> Metric:
    """Name what the number of `frame` measures.

    Candidate phrases are tried in the order in which they stand to the number and its cue;
    the first with a known sense wins, then what the cue itself measures, then any phrase.
    """
    found = fallback = _score_of_points(frame)
    if found is None or found.family is MetricFamily.OTHER:
        for start, end in _candidates(frame):
            found = _judge(frame.sentence.words, start, end)
            if found is not None and found.family is not MetricFamily.OTHER:
                break
            fallback = fallback or found
        else:
            found = None
            if frame.cue.metric:
                family, lower = judge_metric([frame.cue.metric])
                return Metric(frame.cue.metric, family, lower)
    found = found or fallback
    if found is None:
        return Metric("", MetricFamily.OTHER, None)
    return Metric(frame.sentence.quote(found.start, found.end), found.family, found.lower)


def _score_of_points(frame: Frame) -> _Named | None:
    """The score named inside the number: 'F1' in '12.6 F1 points'; more of it is better."""
    if not frame.sentence.words[frame.last - 1].startswith("p"):
        return None
    named = _judge(frame.sentence.words, frame.first + 1, frame.last - 1)
    if named is None or named.family is not MetricFamily.OTHER:
        return named
    return named._replace(family=MetricFamily.QUALITY, lower=False)


def _candidates(frame: Frame) -> Iterator[tuple[int, int]]:
    """Token ranges that may name the metric, the likeliest first."""
    sentence, cue, cue_at = frame.sentence, frame.cue, frame.cue_at
    first, last = frame.first, frame.last
    if frame.link != "times" and cue_at >= last:
        yield from _candidates_right(frame)
        return
    if cue.metric and (frame.link == "times" or cue_at >= 0):
        return
    after = _skip_list(sentence.words, last)
    if frame.link == "share":
        yield _phrase(sentence, after, 3)
    if frame.link == "times":
        yield _phrase(sentence, after, 3)
        yield _subject(frame, first)
        return
    yield _phrase(sentence, after, 0)
    if cue_at >= 0 and cue.role & BEAT:
        yield _phrase(sentence, after, 2)
        yield _scores_between(sentence, cue_at + 1, first)
    elif cue_at >= 0:
        changed = _object(sentence, cue_at + 1, first)
        yield changed
        if cue.role & NOUN:
            yield _left_phrase(sentence, cue_at)
        yield _phrase(sentence, after, 2)
        if cue.role == VERB and cue.move is Move.DOWN and changed[0] < changed[1]:
            # What is reduced is named, if in unknown words; the subject is another matter.
            return
    yield _subject(frame, cue_at if 0 <= cue_at < first else first)


def _candidates_right(frame: Frame) -> Iterator[tuple[int, int]]:
    """The same for a number that stands before its cue."""
    sentence, cue, cue_at = frame.sentence, frame.cue, frame.cue_at
    yield frame.last, cue_at
    if cue.metric and cue.role & NOUN:
        return
    behind = _phrase(sentence, cue_at + 1, 0)
    yield behind
    if not cue.metric:
        yield _phrase(sentence, cue_at + 1, 2)
        if cue.role & NOUN or behind[0] == behind[1]:
            yield _subject(frame, frame.first)


def _skip_list(words: list[str], at: int) -> int:
    """Step over the numbers listed after one: in '1.7/1.9 times FPS' both measure FPS."""
    limit = len(words)
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


def _phrase(sentence: Sentence, start: int, prepositions: int) -> tuple[int, int]:
    """The noun phrase that opens at `start`, behind at most `prepositions` leading words."""
    words = sentence.words
    while prepositions and start < len(words) and words[start] in _LEADING:
        start += 1
        prepositions -= 1
    end = start
    while end < len(words) and end - start < _PHRASE_LIMIT and words[end] not in _STOPS_PHRASE:
        if words[end][0].isdigit():
            break
        end += 1 + (words[end] in _COUNTS and words[end + 1 : end + 2] == ["of"])
    return start, min(end, len(words))


def _object(sentence: Sentence, start: int, limit: int) -> tuple[int, int]:
    words = sentence.words
    limit = min(limit, start + 2 * _PHRASE_LIMIT)
    while start < limit and words[start] in _LEADING:
        start += 1
    end = start
    while end < limit and end - start < _PHRASE_LIMIT and words[end] not in _STOPS_OBJECT:
        end += 1
    return start, end


def _scores_between(sentence: Sentence, start: int, limit: int) -> tuple[int, int]:
    """The last score named between a verb of beating and its number."""
    for at in range(limit - 1, max(start, limit - 25) - 1, -1):
        if sentence.words[at] in SCORES:
            return max(start, at - 2), at + 1
    return 0, 0


def _left_phrase(sentence: Sentence, end: int) -> tuple[int, int]:
    """The words that specify a noun of change: 'perplexity' in 'a perplexity reduction'."""
    words = sentence.words
    start = end
    while start > 0 and end - start < 4:
        word = words[start - 1]
        if word in _NOT_SPECIFYING or word in CUES or not word[0].isalpha():
            break
        start -= 1
    return start, end


def _subject(frame: Frame, end: int) -> tuple[int, int]:
    """The nearest word of known sense to the left; what gets better must be a quality."""
    words = frame.sentence.words
    wants_quality = frame.cue.move is Move.GOOD
    for at in range(end - 1, max(-1, end - 1 - _SUBJECT_LIMIT), -1):
        if words[at] == ";":
            break
        if words[at] in _WEAK:
            continue
        family = judge_metric([words[at]])[0]
        if family is MetricFamily.QUALITY or not (wants_quality or family is MetricFamily.OTHER):
            return _left_phrase(frame.sentence, at)[0], at + 1
    return 0, 0


def _judge(words: list[str], start: int, end: int) -> _Named | None:
    while start < end and not _names(words[start]):
        start += 1
    while start < end and not _names(words[end - 1]):
        end -= 1
    if start >= end:
        return None
    return _Named(start, end, *judge_metric(words[start:end]))


def _names(word: str) -> bool:
    return word[0].isalpha() and word not in _EMPTY and word not in STOPS
