"""From an abstract to its claims: find the sentences worth reading, read them, name the claims."""

from __future__ import annotations

import re
from operator import attrgetter

from analysis.facts.claims.attributes import (
    describes_baseline,
    read_baseline,
    read_unit,
)
from analysis.facts.claims.changes import Change
from analysis.facts.claims.compose import find_findings
from analysis.facts.claims.cues import NOUN
from analysis.facts.claims.effects import read_direction, read_effect, read_effect_of_change
from analysis.facts.claims.lists import Finding
from analysis.facts.claims.naming import Frame, Metric, read_metric
from analysis.facts.claims.tokens import Sentence, tokenize
from analysis.facts.claims.triggers import find_worth_reading
from analysis.facts.claims.words import word_set
from analysis.facts.text import fold_bytes
from analysis.papers import Claim, ClaimKind, Direction, Effect, MetricFamily

_LONGEST_QUOTE = 60
_PLACE = attrgetter("start", "end")
_BACKGROUND = word_set(
    "however existing prior previous recent recently traditional current although while "
    "conventional unfortunately despite yet"
)
_OWN_WORK = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Ii]n this|[Tt]his (?:paper|work|report|study|article)|[Hh]erein)\b"
    r"|\b(?:[Pp]ropos|[Ii]ntroduc|[Pp]resent)"
)


def extract_claims(abstract: str, folded: bytes | None = None) -> tuple[Claim, ...]:
    """Read the claimed gains and costs out of an abstract.

    Input: any string; `folded`, the same folded by `fold_bytes`, if it is at hand. Output:
    claims ordered by `start`; `quote == abstract[start:end]`; values as written (percent as
    percent, a factor as a factor). Never raises. Time is linear in the length of `abstract`.
    """
    if folded is None:
        folded = fold_bytes(abstract)
    claims: list[Claim] = []
    own_work_at: int | None = None
    for start, end in find_worth_reading(abstract, folded):
        sentence = tokenize(abstract, start, end)
        found = _read_sentence(sentence)
        if found and sentence.words[0] in _BACKGROUND:
            if own_work_at is None:
                own_work_at = _find_own_work(abstract)
            if own_work_at >= end:
                # 'However, earlier methods need 10x more memory': no claim of this paper.
                continue
        claims.extend(found)
    return tuple(claims)


def _find_own_work(abstract: str) -> int:
    """Offset at which the abstract begins to speak of its own work; 0 where it never says so."""
    own = _OWN_WORK.search(abstract)
    return 0 if own is None else own.start()


def _read_sentence(sentence: Sentence) -> list[Claim]:
    findings, changes = find_findings(sentence)
    named: dict[str, Metric] = {}
    claims = [_claim_of_finding(sentence, finding, named) for finding in findings]
    claims += [_claim_of_change(sentence, change) for change in changes]
    if len(claims) > 1:
        claims.sort(key=_PLACE)
    return claims


def _claim_of_finding(sentence: Sentence, finding: Finding, named: dict[str, Metric]) -> Claim:
    quantity, evidence = finding.reading.quantity, finding.evidence
    frame = Frame(sentence, evidence.kind, evidence.cue, evidence.cue_at, evidence.link,
                  quantity.first, quantity.last)  # fmt: skip
    metric = _name_metric(frame, named)
    direction = read_direction(frame, metric)
    effect = read_effect(frame, metric, direction)
    if describes_baseline(frame, metric):
        direction, effect = Direction.DOWN, Effect.GAIN
    start, end = _span(frame)
    return Claim(
        quote=sentence.text[start:end], start=start, end=end, kind=frame.kind,
        value=quantity.value, high=quantity.high, from_value=None, to_value=None,
        unit=read_unit(frame, metric, quantity.mark),
        metric=metric.name, metric_family=metric.family,
        direction=direction, effect=effect, bound=finding.bound, baseline=read_baseline(frame),
    )  # fmt: skip


def _name_metric(frame: Frame, named: dict[str, Metric]) -> Metric:
    """Name the metric; 'a 5% FID improvement ... and a 7% improvement' name it once for both."""
    metric = read_metric(frame)
    if frame.cue_at < 0 or not frame.cue.role & NOUN:
        return metric
    word = frame.sentence.words[frame.cue_at]
    if metric.is_guessed:
        return named.get(word, metric)
    if metric.family is not MetricFamily.OTHER:
        named[word] = metric
    return metric


def _claim_of_change(sentence: Sentence, change: Change) -> Claim:
    frame = Frame(sentence, ClaimKind.FROM_TO, change.cue, change.cue_at, "change",
                  change.first, change.last)  # fmt: skip
    metric = read_metric(frame)
    direction = Direction.UP if change.rises else Direction.DOWN
    start, end = _span(frame)
    return Claim(
        quote=sentence.text[start:end], start=start, end=end, kind=frame.kind,
        value=None, high=None, from_value=change.origin, to_value=change.target,
        unit=read_unit(frame, metric, change.mark),
        metric=metric.name, metric_family=metric.family, direction=direction,
        effect=read_effect_of_change(frame, metric, direction), bound=change.bound,
        baseline=read_baseline(frame),
    )  # fmt: skip


def _span(frame: Frame) -> tuple[int, int]:
    """Characters from the number or its cue, whichever comes first, to the end of the other."""
    # The last numbers of an endless list would quote all of it, which is quadratic.
    is_near = 0 <= frame.first - frame.cue_at <= _LONGEST_QUOTE
    first = frame.cue_at if is_near and frame.cue_at >= 0 else frame.first
    last = max(frame.last, frame.cue_at + 1)
    return frame.sentence.span(first, last)
