"""Naming what a claim measures: which words around the number are its metric."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from analysis.facts.claims.cues import BEAT, NOUN, VERB, Cue, Move
from analysis.facts.claims.grammar import STOPS
from analysis.facts.claims.metrics import judge_metric, judge_word
from analysis.facts.claims.phrases import (
    find_scores_between,
    read_left_phrase,
    read_listed_object,
    read_named_time,
    read_object,
    read_phrase,
    skip_list,
)
from analysis.facts.claims.tokens import Sentence
from analysis.facts.claims.words import word_set
from analysis.papers import ClaimKind, MetricFamily

_SUBJECT_LIMIT = 14
_EMPTY = word_set(
    "relative absolute average averaged the a an its their our more less in percentage percent "
    "points point overall end-to-end order orders magnitude times x significantly further "
    "significant substantial consistent average-case up terms gain gains improvement "
    "improvements boost boosts savings increase increases decrease decreases reduction "
    "reductions ranging only just"
)
_MERE_UNITS = word_set("ms seconds second minutes minute hours hour days day gb mb gib mib")
_UNNAMED = _EMPTY | STOPS
_WEAK = word_set(
    "tasks benchmarks results detection classification segmentation understanding reasoning data "
    "images questions samples videos examples dataset gpu steps labels time times hours attack"
)


@dataclass(slots=True)
class Frame:
    """A claim in its sentence: the tokens `first` to `last` of its number, its cue and its link."""

    sentence: Sentence
    kind: ClaimKind
    cue: Cue
    cue_at: int
    link: str
    first: int
    last: int


@dataclass(slots=True)
class Metric:
    """Name and sense of what a claim measures; `lower` is None where it is unknown."""

    name: str
    family: MetricFamily
    lower: bool | None
    is_guessed: bool = False
    """Read from what the sentence spoke of before, not from the words at the number."""


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
    unit: _Named | None = None
    if found is None or found.family is MetricFamily.OTHER:
        for start, end in _candidates(frame):
            if start >= end or _counts_gained_bits(frame, start):
                continue
            found = _judge(frame.sentence.words, start, end)
            if found is not None and found.family is not MetricFamily.OTHER:
                if not _is_unit(frame.sentence.words, found):
                    break
                unit = unit or found
            fallback = fallback or found
        else:
            found = unit
            if frame.cue.metric:
                family, lower = judge_metric([frame.cue.metric])
                return Metric(frame.cue.metric, family, lower)
    found = found or fallback
    if found is None:
        return Metric("", MetricFamily.OTHER, None, is_guessed=True)
    opening = min(frame.first, frame.cue_at) if frame.cue_at >= 0 else frame.first
    name = frame.sentence.quote(found.start, found.end)
    return Metric(name, found.family, found.lower, found.end < opening)


def _counts_gained_bits(frame: Frame, start: int) -> bool:
    """'a gain of 0.5 bits per channel use' is one of rate; saved bits are another matter."""
    is_gain = frame.cue.move is Move.GOOD and start == frame.last
    return is_gain and frame.sentence.words[start] in ("bit", "bits")


def _is_unit(words: list[str], named: _Named) -> bool:
    """In 'cuts latency by 3 ms' the unit tells the sense, but is no name."""
    return named.end - named.start == 1 and words[named.start] in _MERE_UNITS


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
    if frame.link != "times" and cue_at >= frame.last:
        return _candidates_right(frame)
    if cue.metric and (frame.link == "times" or cue_at >= 0):
        return iter((read_named_time(sentence, frame.last),))
    after = skip_list(sentence.words, frame.last)
    if frame.link == "times":
        return iter((read_phrase(sentence, after, 3), _subject(frame, frame.first)))
    return _candidates_left(frame, after)


def _candidates_left(frame: Frame, after: int) -> Iterator[tuple[int, int]]:
    """The same for a number that stands behind its cue; `after` is the token behind its list."""
    sentence, cue, cue_at, first = frame.sentence, frame.cue, frame.cue_at, frame.first
    is_led = 0 <= cue_at < first
    if frame.link == "share":
        yield read_phrase(sentence, after, 3)
    if frame.link == "change" and is_led and cue.role & VERB and cue.move is Move.UP:
        yield read_listed_object(sentence, cue_at, first)
        yield read_object(sentence, cue_at + 1, first)
    yield read_phrase(sentence, after, 0)
    if frame.link == "sign":
        yield read_left_phrase(sentence, first)
    if is_led and not cue.role & BEAT:
        yield read_listed_object(sentence, cue_at, first)
    if cue_at >= 0 and cue.role & BEAT:
        yield read_phrase(sentence, after, 2)
        yield find_scores_between(sentence, cue_at + 1, first)
    elif cue_at >= 0:
        if cue.role & VERB and cue_at + 1 < first and sentence.words[cue_at + 1] == "by":
            # 'query time improves by 9%'
            yield _subject_of_verb(sentence, cue_at)
        yield from _candidates_of_cue(frame, after)
        if cue.role == VERB and cue.move is Move.DOWN and _names_object(frame):
            # What is reduced is named, if in unknown words; the subject is another matter.
            return
    yield _subject(frame, cue_at if is_led else first)


def _candidates_of_cue(frame: Frame, after: int) -> Iterator[tuple[int, int]]:
    """What stands between the cue and its number, in front of the cue, and behind the number."""
    sentence, cue, cue_at = frame.sentence, frame.cue, frame.cue_at
    if frame.link == "right":
        # Listed behind a number with its cue: '5% gain in F1 and 3% in AUC'.
        yield read_phrase(sentence, after, 2)
    yield read_object(sentence, cue_at + 1, frame.first)
    if cue.role & NOUN:
        yield read_left_phrase(sentence, cue_at)
    is_reduced = cue.role == VERB and cue.move is Move.DOWN and _names_object(frame)
    if not is_reduced or sentence.words[after : after + 1] != ["for"]:
        yield read_phrase(sentence, after, 2)


def _subject_of_verb(sentence: Sentence, cue_at: int) -> tuple[int, int]:
    """What stands right before a verb without object, if its sense is known."""
    start, end = read_left_phrase(sentence, cue_at)
    known = judge_metric(sentence.words[end - 1 : end])[0] is not MetricFamily.OTHER
    return (start, end) if start < end and known else (0, 0)


def _names_object(frame: Frame) -> bool:
    start, end = read_object(frame.sentence, frame.cue_at + 1, frame.first)
    return start < end


def _candidates_right(frame: Frame) -> Iterator[tuple[int, int]]:
    """The same for a number that stands before its cue."""
    sentence, cue, cue_at = frame.sentence, frame.cue, frame.cue_at
    yield frame.last, cue_at
    if cue.metric and cue.role & NOUN:
        yield read_named_time(sentence, cue_at + 1)
        return
    behind = read_phrase(sentence, cue_at + 1, 0)
    yield behind
    if not cue.metric:
        yield read_phrase(sentence, cue_at + 1, 2)
        if cue.role & NOUN or behind[0] == behind[1]:
            yield _subject(frame, frame.first)


def _subject(frame: Frame, end: int) -> tuple[int, int]:
    """The nearest word of known sense to the left; what gets better must be a quality."""
    words = frame.sentence.words
    wants_quality = frame.cue.move is Move.GOOD
    for at in range(end - 1, max(-1, end - 1 - _SUBJECT_LIMIT), -1):
        if words[at] == ";" or (words[at] == "by" and words[at + 1][0].isdigit()):
            break
        if words[at] in _WEAK:
            continue
        family = judge_word(words[at])
        if family is MetricFamily.QUALITY or not (wants_quality or family is MetricFamily.OTHER):
            return read_left_phrase(frame.sentence, at)[0], at + 1
    return 0, 0


def _judge(words: list[str], start: int, end: int) -> _Named | None:
    while start < end and not _names(words[start]):
        start += 1
    while start < end and not _names(words[end - 1]):
        if words[end - 1] == "times" and end - start > 1 and words[end - 2] not in _EMPTY:
            break
        end -= 1
    if start >= end:
        return None
    return _Named(start, end, *judge_metric(words[start:end]))


def _names(word: str) -> bool:
    return word not in _UNNAMED and word[0].isalpha()
