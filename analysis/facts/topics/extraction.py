"""From a title and an abstract to topics with their evidence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from analysis.facts.topics.automaton import PatternMatch, PhraseAutomaton
from analysis.facts.topics.evidence import Hit, find_hits, measure_strength
from analysis.facts.topics.phrases import fold, fold_bytes
from analysis.facts.topics.taxonomy import Taxonomy
from analysis.papers import Span, TextField, TopicMatch

MOST_TOPICS = 4
REACHED = -0.3
"""The log-odds that a learned topic needs; the micro-F1 of papers left out is best near it."""
NEARLY = 2.0
"""How many log-odds the best topic may lack where no topic reaches its own."""
NEARLY_STRONG = 0.6
"""The part of its threshold that is as near, for a topic without learned weights."""

_FIRST_OF_ABSTRACT = 3
"""Gaps before the abstract in the text searched: one before the title, two behind it."""
_END = itemgetter(2)
_GAP = ord(" ")


class Evidence(NamedTuple):
    """What the text of a paper holds.

    `text` is title and abstract with gaps around them, `folded` the same for a search; the
    abstract starts at `offset`. `in_abstract` are the patterns found there; `hits` and
    `strengths` are by topic index.
    """

    text: str
    folded: bytes
    offset: int
    in_abstract: list[PatternMatch]
    hits: dict[int, list[Hit]]
    strengths: dict[int, float]

    @property
    def title(self) -> bytes:
        """The folded title."""
        return self.folded[: self.offset]


def extract_topics(title: str, abstract: str, taxonomy: Taxonomy) -> tuple[TopicMatch, ...]:
    """Find the topics of a paper.

    Input: title and abstract, any strings. Output: at most four topics, best first, each
    with the strings that speak for it and the first place of each; the taxonomy's fallback
    topic, without strings, where nothing else fits. No topic is given without a phrase of its
    own in the text. Time is linear in the text's length.
    """
    found = find_evidence(title, abstract, taxonomy.automaton)
    margins = measure_margins(taxonomy, found)
    chosen = choose_topics(margins, found.strengths, taxonomy.fallback)
    if not chosen:
        return () if taxonomy.fallback is None else (_bare(taxonomy, taxonomy.fallback),)
    return tuple(_match(taxonomy.topics[topic].key, found.hits[topic], found) for topic in chosen)


def find_evidence(title: str, abstract: str, automaton: PhraseAutomaton) -> Evidence:
    """Find what the text of a paper holds of the phrases and words of `automaton`."""
    text = f" {title}  {abstract} "
    folded = fold_bytes(text)
    offset = len(title) + _FIRST_OF_ABSTRACT
    matches = automaton.find(text, folded)
    hits = find_hits(automaton, matches, abstract, offset)
    strengths = {topic: measure_strength(own) for topic, own in hits.items()}
    in_abstract = matches[bisect_left(matches, offset, key=_END) :]
    return Evidence(text, folded, offset, in_abstract, hits, strengths)


def measure_margins(taxonomy: Taxonomy, found: Evidence) -> list[float]:
    """Give, per topic of the taxonomy, by how much the topic is beyond what it needs.

    Output: for a learned topic log-odds; for another the strength beyond the threshold, in
    such a measure that what is nearly enough is so for both.
    """
    margins = [0.0] * len(taxonomy.topics)
    if taxonomy.model is not None:
        features = taxonomy.model.find_features(
            found.title, found.in_abstract, found.hits, found.strengths
        )
        margins = (taxonomy.model.compute_log_odds(*features) - REACHED).tolist()
    for index, threshold in taxonomy.thresholds.items():
        lacking = 1 - found.strengths.get(index, 0.0) / threshold
        margins[index] = -lacking * NEARLY / (1 - NEARLY_STRONG)
    return margins


def choose_topics(
    margins: list[float], strengths: dict[int, float], fallback: int | None
) -> list[int]:
    """Choose the topics, of those with a phrase in the text, that are beyond what they need.

    Where none is, the one that comes closest is taken if it nearly does and the fallback
    topic does not come closer.
    """
    ranked = sorted(
        ((margins[topic], -topic) for topic, strength in strengths.items() if strength),
        reverse=True,
    )
    reached = [-topic for margin, topic in ranked if margin >= 0][:MOST_TOPICS]
    if reached or not ranked:
        return reached
    closest, topic = ranked[0]
    is_near = closest > -NEARLY and (fallback is None or closest > margins[fallback])
    return [-topic] if is_near else []


def _bare(taxonomy: Taxonomy, topic: int) -> TopicMatch:
    return TopicMatch(taxonomy.topics[topic].key, (), ())


def _match(key: str, hits: list[Hit], found_in: Evidence) -> TopicMatch:
    """Give the distinct strings among `hits` with the first place of each."""
    text, folded, offset = found_in.text, found_in.folded, found_in.offset
    places: dict[bytes, Span] = {}
    for start, end, term, _, _ in hits:
        if term:
            # Without the gaps around a pattern, and with whole words at its open ends.
            first = start + 1 if folded[start] == _GAP else folded.rfind(b" ", 0, start) + 1
            last = end - 1 if folded[end - 1] == _GAP else folded.find(b" ", end)
            found = folded[first:last]
            if found not in places:
                places[found] = _span(first, last, offset)
    return TopicMatch(key, tuple(_read_terms(places, text, offset)), tuple(places.values()))


def _read_terms(places: dict[bytes, Span], text: str, offset: int) -> Iterator[str]:
    for found, span in places.items():
        if b"?" in found:
            # A question mark stands for a letter outside ASCII.
            start = span.start + (1 if span.field is TextField.TITLE else offset)
            yield fold(text[start : start + len(found)])
        else:
            yield found.decode("ascii")


def _span(start: int, end: int, offset: int) -> Span:
    if end < offset:
        return Span(TextField.TITLE, start - 1, end - 1)
    return Span(TextField.ABSTRACT, start - offset, end - offset)
