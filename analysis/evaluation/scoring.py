"""Scores with intervals: how often the facts read are those that the labels hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from analysis.digests import normalize_title
from analysis.evaluation.gold import GoldPaper
from analysis.evaluation.matching import (
    ATTRIBUTES,
    ClaimMatches,
    TopicMatches,
    match_claims,
    match_topics,
)
from analysis.evaluation.misses import list_misses
from analysis.evaluation.resampling import CONFIDENCE_LEVEL, Tally, compute_share, resample_papers
from analysis.evaluation.types import BinaryCounts, Score, Scores, SetScores
from analysis.facts import Taxonomy, extract_facts
from analysis.papers import Facts, ReleaseStatus


class Hits(NamedTuple):
    """What one paper adds to precision and recall."""

    right: int
    missed: int
    extra: int


class Reading(NamedTuple):
    """One gold paper with the facts read from its text and how the two compare."""

    paper: GoldPaper
    facts: Facts
    claims: ClaimMatches
    topics: TopicMatches


def compute_scores(
    gold: Sequence[GoldPaper],
    texts: Mapping[str, tuple[str, str]],
    taxonomy: Taxonomy,
    seed: int,
    n_resamples: int,
) -> Scores:
    """Read the facts of all gold papers and score them against their labels.

    Input: gold papers of one or more sets; `texts` maps a normalised title (see
    `digests.normalize_title`), or a gold id, to (title, abstract); `n_resamples` resamples
    of the papers, seeded, make the percentile intervals (Efron & Tibshirani 1993, ch. 13).
    Output: the scores of each gold set, in order of first appearance. Gold papers without
    text are listed in the result and are in no score.
    """
    names = tuple(dict.fromkeys(paper.gold_set for paper in gold))
    sets = [
        _score_set(
            name, [p for p in gold if p.gold_set == name], texts, taxonomy, (seed, n_resamples)
        )
        for name in names
    ]
    return Scores(tuple(sets), seed, n_resamples, CONFIDENCE_LEVEL)


def _score_set(
    name: str,
    gold: Sequence[GoldPaper],
    texts: Mapping[str, tuple[str, str]],
    taxonomy: Taxonomy,
    resampling: tuple[int, int],
) -> SetScores:
    known = [(paper, _find_text(paper, texts)) for paper in gold]
    readings = [_read(paper, text, taxonomy) for paper, text in known if text is not None]
    draws = resample_papers(len(readings), *resampling)
    judged = [r for r in readings if not r.paper.release.optional]

    def share(name: str, tallies: Sequence[Tally]) -> Score:
        return compute_share(name, tallies, draws)

    return SetScores(
        gold_set=name,
        n_papers=len(readings),
        claims=_f_scores(share, [_claim_tally(r) for r in readings]),
        claim_attributes=tuple(
            share(attribute, [_attribute_tally(r, attribute) for r in readings])
            for attribute in ATTRIBUTES
        ),
        release=_release_scores(share, readings),
        confusion=_confuse(judged),
        released=_count_released(judged),
        topics=_f_scores(share, [_topic_tally(r) for r in readings]),
        topic_counts=_count_topics(readings, taxonomy),
        misses=tuple(
            miss
            for r, text in zip(readings, (t for _, t in known if t), strict=True)
            for miss in list_misses(r.paper, r.facts, r.claims, r.topics, text)
        ),
        missing=tuple(paper.title or paper.paper_id for paper, text in known if text is None),
    )


def _find_text(paper: GoldPaper, texts: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    titled = texts.get(normalize_title(paper.title)) if paper.title else None
    return titled or texts.get(paper.paper_id)


def _read(paper: GoldPaper, text: tuple[str, str], taxonomy: Taxonomy) -> Reading:
    facts = extract_facts(*text, taxonomy)
    return Reading(
        paper, facts, match_claims(paper.claims, facts.claims), match_topics(paper, facts)
    )


def _f_scores(
    share: Callable[[str, Sequence[Tally]], Score], tallies: Sequence[Hits]
) -> tuple[Score, ...]:
    """Give precision, recall and F1: each is a ratio of sums over papers."""
    return (
        share("precision", [Tally(t.right, t.right + t.extra) for t in tallies]),
        share("recall", [Tally(t.right, t.right + t.missed) for t in tallies]),
        share("f1", [Tally(2 * t.right, 2 * t.right + t.missed + t.extra) for t in tallies]),
    )


def _claim_tally(reading: Reading) -> Hits:
    claims = reading.claims
    return Hits(len(claims.pairs), len(claims.missed), len(claims.extra))


def _topic_tally(reading: Reading) -> Hits:
    topics = reading.topics
    return Hits(len(topics.found), len(topics.missed), len(topics.extra))


def _attribute_tally(reading: Reading, attribute: str) -> Tally:
    pairs = reading.claims.pairs
    right = sum(getattr(label, attribute) == getattr(claim, attribute) for label, claim in pairs)
    return Tally(right, len(pairs))


def _release_scores(
    share: Callable[[str, Sequence[Tally]], Score], readings: Sequence[Reading]
) -> tuple[Score, ...]:
    """Give the accuracy of the status and of the set of code links, over judged papers."""
    statuses, links = [], []
    for paper, facts, _, _ in readings:
        judged = int(not paper.release.optional)
        same = paper.release.status == facts.release.status
        linked = set(paper.release.code_urls) == set(facts.release.code_urls)
        statuses.append(Tally(judged * same, judged))
        links.append(Tally(judged * linked, judged))
    return share("status", statuses), share("code_urls", links)


def _confuse(readings: Sequence[Reading]) -> dict[str, dict[str, int]]:
    pairs = Counter((r.paper.release.status, r.facts.release.status) for r in readings)
    return {
        str(labelled): {str(given): pairs[labelled, given] for given in ReleaseStatus}
        for labelled in ReleaseStatus
    }


def _count_released(readings: Sequence[Reading]) -> BinaryCounts:
    return _count(
        (
            r.paper.release.status is ReleaseStatus.RELEASED,
            r.facts.release.status is ReleaseStatus.RELEASED,
        )
        for r in readings
    )


def _count_topics(readings: Sequence[Reading], taxonomy: Taxonomy) -> dict[str, BinaryCounts]:
    keys = dict.fromkeys((*taxonomy.keys, *(t for r in readings for t in r.paper.topics)))
    return {
        key: _count(
            (key in r.paper.topics, key in r.topics.found or key in r.topics.extra)
            for r in readings
            if key in r.paper.topics or key not in r.paper.topics_optional
        )
        for key in keys
    }


def _count(cases: Iterable[tuple[bool, bool]]) -> BinaryCounts:
    pairs = Counter(cases)
    return BinaryCounts(
        pairs[True, True], pairs[True, False], pairs[False, True], pairs[False, False]
    )
