"""All facts of one paper, or of a stream of papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.facts.claims import extract_claims
from analysis.facts.release import extract_release
from analysis.facts.text import fold_bytes
from analysis.facts.topics import Taxonomy, TopicColumns, extract_all_topics, join_columns
from analysis.papers import Claim, Facts, Release

_MOST_PAPERS = 512
_MOST_CHARACTERS = 1_000_000
"""Of one batch. More papers at once gain no time; its text bounds the memory."""


class FactColumns(NamedTuple):
    """The facts of some papers, side by side, with their topics in columns."""

    topics: TopicColumns
    releases: list[Release]
    claims: list[tuple[Claim, ...]]


def extract_facts(title: str, abstract: str, taxonomy: Taxonomy) -> Facts:
    """Read everything that one paper's title and abstract say.

    Input: title and abstract, any strings, and the topics to look for. Output: topics, best
    first; the release; the claimed gains in order of the text. Never raises on any string;
    time is linear in its length.
    """
    (facts,) = extract_all_facts([(title, abstract)], taxonomy)
    return facts


def extract_all_facts(papers: Iterable[tuple[str, str]], taxonomy: Taxonomy) -> Iterator[Facts]:
    """Yield the facts of each (title, abstract) of a stream, in its order.

    Holds few papers at a time, whatever their number.
    """
    for found in _extract_batches(papers, taxonomy):
        yield from map(Facts, found.topics.list_matches(), found.releases, found.claims)


def extract_fact_columns(papers: Iterable[tuple[str, str]], taxonomy: Taxonomy) -> FactColumns:
    """Read the facts of each (title, abstract), as tables want them.

    Output: what `extract_all_facts` yields, all at once.
    """
    found = list(_extract_batches(papers, taxonomy))
    return FactColumns(
        join_columns([one.topics for one in found]),
        [release for one in found for release in one.releases],
        [claims for one in found for claims in one.claims],
    )


def _extract_batches(
    papers: Iterable[tuple[str, str]], taxonomy: Taxonomy
) -> Iterator[FactColumns]:
    for batch in _divide(papers):
        # One extractor after the other: each finds its tables in the processor's cache.
        topics = extract_all_topics(batch, taxonomy)
        folded = [fold_bytes(abstract) for _, abstract in batch]
        releases = [
            extract_release(abstract, title, low)
            for (title, abstract), low in zip(batch, folded, strict=True)
        ]
        claims = [
            extract_claims(abstract, low) for (_, abstract), low in zip(batch, folded, strict=True)
        ]
        yield FactColumns(topics, releases, claims)


def _divide(papers: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Divide a stream into batches; a paper longer than a batch may be is one by itself."""
    batch: list[tuple[str, str]] = []
    room = _MOST_CHARACTERS
    for paper in papers:
        length = len(paper[0]) + len(paper[1])
        if batch and (length > room or len(batch) == _MOST_PAPERS):
            yield batch
            batch, room = [], _MOST_CHARACTERS
        batch.append(paper)
        room -= length
    if batch:
        yield batch
