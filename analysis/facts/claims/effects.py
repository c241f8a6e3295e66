"""Which way a claim's metric moves, and whether that favours the method."""

from __future__ import annotations

from analysis.facts.claims.cues import BEAT, COMPARATIVE, NOUN, Move
from analysis.facts.claims.grammar import BE_FORMS, LIMITING, MITIGATING
from analysis.facts.claims.naming import Frame, Metric
from analysis.facts.claims.words import word_set
from analysis.papers import ClaimKind, Direction, Effect, MetricFamily

_NEARBY = 15
_LOSSES = ("drop", "declin", "loss", "lose", "losing", "lost", "fall", "fell", "dip")
_WELCOME_SIZE = word_set("dataset datasets corpus benchmark context collection window batch")
_HUMANS = frozenset({"human", "humans", "people", "experts"})
_FINDING = word_set(
    "find finds finding found uncover uncovers uncovering uncovered discover discovers discovered "
    "detect detects detecting detected identify identifies identifying reveal reveals catch catches"
)
_TIMES = frozenset({"time", "times", "latency", "latencies", "ttft", "runtime", "delay"})
_SMALLER = frozenset({"size", "length", "cost"})
REQUIRING = word_set(
    "require requires requiring required need needs consume consumes cost costs take takes taking "
    "took"
)


def read_direction(frame: Frame, metric: Metric) -> Direction:
    """Tell how the metric moves."""
    return Direction.UP if _rises(frame, metric) else Direction.DOWN


def _rises(frame: Frame, metric: Metric) -> bool:
    cue, words = frame.cue, frame.sentence.words
    if frame.kind is ClaimKind.RATIO and _is_compression(frame, metric):
        # '10x compression' names a ratio of sizes, which rises.
        return True
    if frame.kind is ClaimKind.SHARE or cue.move is Move.DOWN:
        return False
    if cue.move is Move.GOOD:
        if metric.is_guessed and cue.role & BEAT and words[frame.last - 1] == "%":
            # 'mitigates errors, outperforming others by 9%' need not speak of errors.
            return True
        is_spared = metric.lower and metric.family is not MetricFamily.DATA
        return not is_spared or _is_welcome_size(frame, metric)
    if cue.move is Move.BAD:
        return bool(metric.lower) and not cue.role & BEAT
    return not (cue.metric == "speed" and _names_time(frame, metric))


def _names_time(frame: Frame, metric: Metric) -> bool:
    """'a 40% training time acceleration', 'a 2x speedup in latency'."""
    is_time = metric.name.lower().rpartition(" ")[2] in _TIMES
    if frame.cue.role == COMPARATIVE:
        # '5x faster response times', but not 'faster response times by 5x'
        return frame.link == "right" and (is_time or _is_said_of_time(frame))
    if not (metric.lower and frame.cue.role & NOUN):
        return False
    return is_time or frame.sentence.words[frame.cue_at] == "acceleration"


def _is_said_of_time(frame: Frame) -> bool:
    """'the running time is 3 times faster', '2x faster in terms of training time'."""
    words, first, behind = frame.sentence.words, frame.first, frame.cue_at + 1
    subject_at = first - 2 if first > 1 and words[first - 1] in BE_FORMS else first - 1
    if subject_at >= 0 and words[subject_at] in _TIMES:
        return True
    in_terms = words[behind : behind + 2] == ["in", "terms"]
    return in_terms and not _TIMES.isdisjoint(words[behind + 3 : behind + 6])


def read_effect(frame: Frame, metric: Metric, direction: Direction) -> Effect:
    """Tell whether the change favours the method; harm without apology is a finding, neutral."""
    move = frame.cue.move
    if move is Move.SHIFT:
        return Effect.NEUTRAL
    is_ratio = frame.kind is ClaimKind.RATIO
    is_welcome = move is Move.GOOD or (is_ratio and _is_compression(frame, metric))
    if frame.kind is ClaimKind.SHARE or is_welcome or not _is_harm(frame, metric, direction):
        is_finding = _is_below_humans(frame, metric) or _is_meagre(frame)
        return Effect.NEUTRAL if is_finding else Effect.GAIN
    if metric.lower and move is Move.UP:
        return Effect.COST
    return _name_harm(frame)


def read_effect_of_change(frame: Frame, metric: Metric, direction: Direction) -> Effect:
    """Tell whether a change with both ends given favours the method."""
    favourable = (
        frame.cue.metric == "speed"
        or metric.lower is None
        or (direction is Direction.DOWN) is metric.lower
        or (frame.cue.move is Move.DOWN and _lowers_a_loss(frame))
        or (direction is Direction.UP and _is_welcome_size(frame, metric))
    )
    return Effect.GAIN if favourable or frame.cue.move is Move.GOOD else _name_harm(frame)


def _is_compression(frame: Frame, metric: Metric) -> bool:
    words, at = frame.sentence.words, frame.cue_at
    if at < 0 or not words[at].startswith("compression"):
        return False
    return metric.lower is None or words[at + 1 : at + 2] in (["ratio"], ["factor"])


def _is_below_humans(frame: Frame, metric: Metric) -> bool:
    """'models score 21% lower than humans', 'reach 60% of human accuracy' are findings."""
    if frame.kind is ClaimKind.SHARE:
        return not _HUMANS.isdisjoint(frame.sentence.words[frame.last : frame.last + 3])
    if frame.cue.move is not Move.DOWN or metric.lower:
        return False
    than = frame.sentence.words[frame.cue_at + 1 : frame.cue_at + 4]
    return than[:1] == ["than"] and not _HUMANS.isdisjoint(than)


def _is_meagre(frame: Frame) -> bool:
    """'improves accuracy by only 2 points' says how little is gained."""
    if frame.cue.move is not Move.GOOD or frame.kind is not ClaimKind.DELTA:
        return False
    return not LIMITING.isdisjoint(frame.sentence.words[max(0, frame.first - 3) : frame.first])


def _lowers_a_loss(frame: Frame) -> bool:
    """'reduces the accuracy drop from 9% to 5%'."""
    changed = frame.sentence.words[frame.cue_at + 1 : frame.first]
    return frame.cue_at >= 0 and any(word.startswith(_LOSSES) for word in changed[:_NEARBY])


def _is_harm(frame: Frame, metric: Metric, direction: Direction) -> bool:
    cue = frame.cue
    if cue.move is Move.BAD and cue.role & BEAT:
        return True
    if _is_harmless(frame, metric):
        return False
    is_loss = frame.cue_at >= 0 and frame.sentence.words[frame.cue_at].startswith(_LOSSES)
    is_quality = metric.family is MetricFamily.QUALITY
    if is_loss and metric.is_guessed and cue.role & NOUN and not is_quality:
        # 'prunes 80% of the tokens with a 1.2% drop' drops no tokens.
        return True
    if metric.lower is not None:
        return (direction is Direction.DOWN) is not metric.lower
    is_falling = cue.move is Move.BAD or is_loss
    is_negative = frame.link == "sign" and cue.move is Move.DOWN
    return is_negative or (metric.family is MetricFamily.OTHER and is_falling)


def _is_harmless(frame: Frame, metric: Metric) -> bool:
    """Faster, a longer context, a smaller size; and 'uncovers 3x more errors'."""
    cue = frame.cue
    if cue.move is Move.UP and (cue.metric == "speed" or _is_welcome_size(frame, metric)):
        return True
    if cue.move is Move.DOWN and cue.metric in _SMALLER:
        return True
    before = frame.sentence.words[max(0, frame.first - 1)]
    return cue.role == COMPARATIVE and before in _FINDING


def _is_welcome_size(frame: Frame, metric: Metric) -> bool:
    """A larger dataset or a longer context is a gain, unless it is what the method requires."""
    if metric.family is not MetricFamily.SIZE:
        return False
    if frame.cue.role != COMPARATIVE:
        return not _WELCOME_SIZE.isdisjoint(metric.name.lower().split())
    words = frame.sentence.words
    before = words[max(0, frame.first - _NEARBY) : frame.first]
    nearby = before + words[frame.last : frame.last + _NEARBY]
    is_named = frame.cue.metric in ("size", "length") or not _WELCOME_SIZE.isdisjoint(nearby)
    return is_named and REQUIRING.isdisjoint(before)


def _name_harm(frame: Frame) -> Effect:
    """Harm is a cost where it is played down or comes with the method, else a finding."""
    words = frame.sentence.words
    start = min(frame.first, frame.cue_at) if frame.cue_at >= 0 else frame.first
    is_paid = frame.cue.role & NOUN and frame.link in ("of", "right", "change")
    if is_paid and "with" in words[max(0, start - 4) : start]:
        return Effect.COST
    nearby = words[max(0, start - 5) : frame.first]
    is_played_down = words[frame.last : frame.last + 1] == ["only"]
    is_played_down = is_played_down or not MITIGATING.isdisjoint(nearby)
    return Effect.COST if is_played_down else Effect.NEUTRAL
