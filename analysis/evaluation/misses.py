"""Disagreements between labels and predictions, each shown in its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from analysis.evaluation.gold import GoldClaim, GoldPaper
from analysis.evaluation.matching import ATTRIBUTES, ClaimMatches, TopicMatches
from analysis.evaluation.types import Miss
from analysis.facts.text import sentence_spans
from analysis.papers import Claim, Facts, Span, TextField, TopicMatch


def list_misses(
    paper: GoldPaper,
    facts: Facts,
    claims: ClaimMatches,
    topics: TopicMatches,
    text: tuple[str, str],
) -> Iterator[Miss]:
    """List every claim, topic and release status on which label and prediction differ.

    Input: a paper's labels, the facts read from its `text` (title, abstract), and how they
    match. Output: one miss each, with the sentence in which the matter stands, the quote
    between « and »; for a missed topic, which has no place, an empty sentence.
    """
    miss = partial(Miss, paper.gold_set, paper.paper_id, text[0])
    abstract = text[1]
    for label in claims.missed:
        yield miss("claims", "missed", _describe(label), _show_label(label, abstract))
    for claim in claims.extra:
        yield miss("claims", "extra", _describe(claim), _show(abstract, claim.start, claim.end))
    for label, claim in claims.pairs:
        wrong = [n for n in ATTRIBUTES if getattr(label, n) != getattr(claim, n)]
        if wrong:
            what = ", ".join(f"{n} {getattr(claim, n)} for {getattr(label, n)}" for n in wrong)
            yield miss("claims", "wrong", what, _show(abstract, claim.start, claim.end))
    for topic in sorted(topics.missed):
        yield miss("topics", "missed", topic, "")
    for match in facts.topics:
        if match.topic in topics.extra:
            yield miss("topics", "extra", match.topic, _show_terms(match, text))
    yield from _release_misses(miss, paper, facts, abstract)


def _release_misses(
    miss: partial[Miss], paper: GoldPaper, facts: Facts, abstract: str
) -> Iterator[Miss]:
    label, given = paper.release, facts.release
    if label.optional:
        return
    at = abstract.find(label.quote) if label.quote else -1
    if at >= 0:
        place = _show(abstract, at, at + len(label.quote))
    elif given.evidence is not None:
        place = f"«{abstract[given.evidence.start : given.evidence.end]}»"
    else:
        place = label.quote
    if label.status != given.status:
        yield miss("release", "wrong", f"{given.status} for {label.status}", place)
    elif set(label.code_urls) != set(given.code_urls):
        links = f"links {list(given.code_urls)} for {list(label.code_urls)}"
        yield miss("release", "wrong", links, place)


def _show_label(label: GoldClaim, abstract: str) -> str:
    """Give the sentence of a labelled claim, found by its offsets or by its quote."""
    if label.start is not None and label.end is not None:
        return _show(abstract, label.start, label.end)
    at = abstract.find(label.quote)
    return f"«{label.quote}»" if at < 0 else _show(abstract, at, at + len(label.quote))


def _describe(claim: GoldClaim | Claim) -> str:
    ends = [n for n in (claim.from_value, claim.to_value) if n is not None]
    numbers = ends or [n for n in (claim.value, claim.high) if n is not None]
    return f"{claim.kind} {' to '.join(f'{n:g}' for n in numbers)} {claim.unit}"


def _show(text: str, start: int, end: int) -> str:
    """Give the sentence around `text[start:end]`, which stands between « and »."""
    first, last = start, end
    for begin, stop in sentence_spans(text):
        if begin < end and stop > start:
            first, last = min(first, begin), max(last, stop)
    return f"{text[first:start]}«{text[start:end]}»{text[end:last]}"


def _show_terms(match: TopicMatch, text: tuple[str, str]) -> str:
    return ", ".join(f"«{_cut(span, text)}» ({span.field})" for span in match.spans)


def _cut(span: Span, text: tuple[str, str]) -> str:
    return text[span.field is TextField.ABSTRACT][span.start : span.end]
