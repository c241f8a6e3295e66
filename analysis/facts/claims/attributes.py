"""Attributes that follow from where a claim stands: its unit and what it is compared with."""

from __future__ import annotations

from analysis.facts.claims.cues import BEAT
from analysis.facts.claims.effects import REQUIRING
from analysis.facts.claims.grammar import (
    BASELINE_LEADS,
    DETERMINERS,
    MATCHING,
    STOPS,
    UNITS,
)
from analysis.facts.claims.metrics import SCORES
from analysis.facts.claims.naming import Frame, Metric
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.tokens import Sentence
from analysis.facts.claims.words import word_set
from analysis.papers import ClaimKind, MetricFamily, Unit

_BASELINE_LIMIT = 10
_MODELS = word_set(
    "model models llm llms mllm mllms vlm vlms network networks one ones counterparts baseline "
    "baselines"
)
_MATCHED_LIMIT = 14
_OWN = frozenset({"our", "we"})
_DETERMINED = DETERMINERS | {"of"}


def read_unit(frame: Frame, metric: Metric, mark: Mark) -> Unit:
    """Give the unit class that the number is written in."""
    if frame.kind is ClaimKind.RATIO or mark is Mark.TIMES:
        return Unit.TIMES
    if mark in (Mark.PERCENT, Mark.FRACTION):
        return Unit.PERCENT
    if mark is Mark.POINTS:
        return Unit.POINTS
    for word in frame.sentence.words[frame.last : frame.last + 4]:
        if word in UNITS:
            return Unit.RAW
        if word in SCORES or (word.endswith("on") and word[:-2] in SCORES):
            return Unit.POINTS
        if word in STOPS:
            break
    return Unit.POINTS if frame.link == "sign" and not metric.lower else Unit.RAW


def read_baseline(frame: Frame) -> str | None:
    """Name what the number is compared with, where the sentence says so."""
    sentence, words = frame.sentence, frame.sentence.words
    if frame.cue.role & BEAT and 0 <= frame.cue_at < frame.first:
        return _named(sentence, frame.cue_at + 1, frame.first)
    for at in range(frame.last, min(len(words), frame.last + 16)):
        if words[at] == ";":
            return None
        if words[at] not in BASELINE_LEADS:
            continue
        for lead in BASELINE_LEADS[words[at]]:
            if tuple(words[at : at + len(lead)]) == lead:
                return _named(sentence, at + len(lead), len(words))
    return None


def _named(sentence: Sentence, start: int, limit: int) -> str | None:
    words = sentence.words
    end = start
    while end < limit and end - start < _BASELINE_LIMIT and words[end] not in STOPS:
        end += 4 if words[end : end + 4] == ["state", "of", "the", "art"] else 1
    end = min(end, limit)
    while start < end and words[start] in ("the", "a", "an", "our"):
        start += 1
    if start >= end or not words[start][0].isalpha():
        return None
    return sentence.quote(start, end)


def describes_baseline(frame: Frame, metric: Metric) -> bool:
    """Tell whether a factor makes the method the smaller side.

    'matches models up to 7 times larger' describes the other model; 'gains of 3x in memory'
    name a saved resource.
    """
    words = frame.sentence.words
    if frame.kind is not ClaimKind.RATIO or not metric.lower or frame.cue.metric == "length":
        return False
    follows = "".join(words[frame.last : frame.last + 1])
    if frame.link == "times" and (follows == "in" or follows not in _DETERMINED):
        # 'gains of 3x in memory', '3x FLOPs' name what is saved, unless it is required.
        return REQUIRING.isdisjoint(words[max(0, frame.first - 5) : frame.first])
    if metric.family not in (MetricFamily.SIZE, MetricFamily.COMPUTE, MetricFamily.DATA):
        return False
    opening = frame.first - 1 - (words[frame.first - 1] in ("a", "an"))
    if frame.first and words[opening] in _MODELS:
        return True
    if words[opening] == "with" and words[opening - 1] in _MODELS:
        # 'the baseline with a 4x larger data pool'
        return True
    return _is_of_another(words[max(0, frame.first - _MATCHED_LIMIT) : frame.first])


def _is_of_another(before: list[str]) -> bool:
    """'matches models 4x larger', 'better than models trained on 4x more data'."""
    if not _OWN.isdisjoint(before):
        last_own = max(at for at, word in enumerate(before) if word in _OWN)
        before = before[last_own:]
    if "than" in before and "trained" in before[before.index("than") :]:
        return True
    return not MATCHING.isdisjoint(before)
