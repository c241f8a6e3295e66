"""Attributes that follow from a claim's metric and cue: unit, direction, effect, baseline."""

from __future__ import annotations

from analysis.facts.claims.cues import BEAT, COMPARATIVE, Move
from analysis.facts.claims.grammar import (
    BASELINE_LEADS,
    DETERMINERS,
    MATCHING,
    MITIGATING,
    STOPS,
    UNITS,
)
from analysis.facts.claims.metrics import SCORES
from analysis.facts.claims.naming import Frame, Metric
from analysis.facts.claims.quantity import Mark
from analysis.facts.claims.tokens import Sentence
from analysis.facts.claims.words import word_set
from analysis.papers import ClaimKind, Direction, Effect, MetricFamily, Unit

_BASELINE_LIMIT = 10
_MODELS = word_set(
    "model models llm llms mllm mllms vlm vlms network networks one ones counterparts"
)
_DETERMINED = DETERMINERS | {"of"}
_NEARBY = 15
_LOSSES = ("drop", "declin", "loss", "lose", "losing", "lost", "fall", "fell", "dip")
_WELCOME_SIZE = word_set("dataset datasets corpus benchmark context collection window")
_REQUIRING = word_set("require requires requiring required need needs consume consumes cost costs")


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


def read_direction(frame: Frame, metric: Metric) -> Direction:
    """Tell how the metric moves."""
    cue = frame.cue
    if frame.kind is ClaimKind.SHARE or cue.move is Move.DOWN:
        return Direction.DOWN
    if cue.move is Move.GOOD:
        shrinks = metric.lower and metric.family is not MetricFamily.DATA
        return Direction.DOWN if shrinks else Direction.UP
    if cue.move is Move.BAD and cue.role & BEAT:
        return Direction.DOWN
    if cue.move is Move.BAD:
        return Direction.UP if metric.lower else Direction.DOWN
    if metric.lower and frame.sentence.words[frame.cue_at] == "acceleration":
        return Direction.DOWN
    return Direction.UP


def read_effect(frame: Frame, metric: Metric, direction: Direction) -> Effect:
    """Tell whether the change favours the method; harm without apology is a finding, neutral."""
    move = frame.cue.move
    if move is Move.SHIFT:
        return Effect.NEUTRAL
    if frame.kind is ClaimKind.SHARE or move is Move.GOOD or not _is_harm(frame, metric, direction):
        return Effect.GAIN
    if metric.lower and move is Move.UP:
        return Effect.COST
    return _name_harm(frame)


def read_effect_of_change(frame: Frame, metric: Metric, direction: Direction) -> Effect:
    """Tell whether a change with both ends given favours the method."""
    favourable = (
        frame.cue.metric == "speed"
        or metric.lower is None
        or (direction is Direction.DOWN) is metric.lower
    )
    return Effect.GAIN if favourable or frame.cue.move is Move.GOOD else _name_harm(frame)


def _is_harm(frame: Frame, metric: Metric, direction: Direction) -> bool:
    cue = frame.cue
    if cue.move is Move.BAD and cue.role & BEAT:
        return True
    if cue.move is Move.UP and (cue.metric == "speed" or _is_welcome_size(frame, metric)):
        return False
    if metric.lower is None:
        is_loss = frame.cue_at >= 0 and frame.sentence.words[frame.cue_at].startswith(_LOSSES)
        return metric.family is MetricFamily.OTHER and (cue.move is Move.BAD or is_loss)
    return (direction is Direction.DOWN) is not metric.lower


def _is_welcome_size(frame: Frame, metric: Metric) -> bool:
    """A larger dataset or a longer context is a gain, unless it is what the method requires."""
    if metric.family is not MetricFamily.SIZE or frame.cue.role is not COMPARATIVE:
        return False
    words = frame.sentence.words
    nearby = words[max(0, frame.first - _NEARBY) : frame.last + _NEARBY]
    is_named = frame.cue.metric in ("size", "length") or not _WELCOME_SIZE.isdisjoint(nearby)
    return is_named and _REQUIRING.isdisjoint(nearby)


def _name_harm(frame: Frame) -> Effect:
    start = min(frame.first, frame.cue_at) if frame.cue_at >= 0 else frame.first
    nearby = frame.sentence.words[max(0, start - 5) : frame.first]
    return Effect.NEUTRAL if MITIGATING.isdisjoint(nearby) else Effect.COST


def read_baseline(frame: Frame) -> str | None:
    """Name what the number is compared with, where the sentence says so."""
    sentence, words = frame.sentence, frame.sentence.words
    if frame.cue.role & BEAT and 0 <= frame.cue_at < frame.first:
        return _named(sentence, frame.cue_at + 1, frame.first)
    for at in range(frame.last, min(len(words), frame.last + 16)):
        if words[at] == ";":
            return None
        for lead in BASELINE_LEADS.get(words[at], ()):
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
    if frame.kind is not ClaimKind.RATIO or not metric.lower:
        return False
    follows = "".join(words[frame.last : frame.last + 1])
    if frame.link == "times" and (follows == "in" or follows not in _DETERMINED):
        # 'gains of 3x in memory', '3x FLOPs' name what is saved, unless it is required.
        return _REQUIRING.isdisjoint(words[max(0, frame.first - 5) : frame.first])
    if metric.family not in (MetricFamily.SIZE, MetricFamily.COMPUTE, MetricFamily.DATA):
        return False
    if frame.first and words[frame.first - 1] in _MODELS:
        return True
    return not MATCHING.isdisjoint(words[max(0, frame.first - 14) : frame.first])
