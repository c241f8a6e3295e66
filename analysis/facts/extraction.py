"""All facts of one paper, or of a stream of papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from analysis.facts.claims import extract_claims
from analysis.facts.release import extract_release
from analysis.facts.topics import Taxonomy, extract_topics
from analysis.papers import Facts

_BATCH = 64


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
    stream = iter(papers)
    while batch := list(islice(stream, _BATCH)):
        # One extractor after the other: each finds its tables in the processor's cache.
        topics = [extract_topics(title, abstract, taxonomy) for title, abstract in batch]
        releases = [extract_release(abstract, title) for title, abstract in batch]
        claims = [extract_claims(abstract) for _, abstract in batch]
        yield from map(Facts, topics, releases, claims)
