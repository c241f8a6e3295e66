"""From a title and an abstract to topics with their evidence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from analysis.facts.topics.automaton import PatternMatch, PhraseAutomaton
from analysis.facts.topics.evidence import Hit, find_hits, measure_strength
from analysis.facts.topics.paper_text import PaperText, prepare
from analysis.facts.topics.phrases import fold
from analysis.facts.topics.taxonomy import Taxonomy
from analysis.papers import Span, TextField, TopicMatch

MOST_TOPICS = 4
REACHED = -0.3
"""The log-odds that a learned topic needs; the micro-F1 of papers left out is best near it."""
NEARLY = 2.0
"""How many log-odds the best topic may lack where no topic reaches its own."""
NEARLY_STRONG = 0.6
"""The part of its threshold that is as near, for a topic without learned weights."""

_END = itemgetter(2)
_GAP = ord(" ")
_TITLE, _ABSTRACT = TextField.TITLE, TextField.ABSTRACT


class Evidence(NamedTuple):
    """What the text of a paper holds.

    `in_abstract` are the patterns found in the abstract; `hits` and `strengths` are by topic
    index.
    """

    paper: PaperText
    in_abstract: list[PatternMatch]
    hits: dict[int, list[Hit]]
    strengths: dict[int, float]

    @property
    def title(self) -> bytes:
        """The folded title."""
        return self.paper.title


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
    keys = taxonomy.keys
    return tuple(
        write_match(
            keys[topic],
            [(start, end, "") for start, end, term, _, _ in found.hits[topic] if term],
            found.paper,
        )
        for topic in chosen
    )


def find_evidence(title: str, abstract: str, automaton: PhraseAutomaton) -> Evidence:
    """Find what the text of a paper holds of the phrases and words of `automaton`."""
    paper = prepare(title, abstract)
    matches = automaton.find(paper.text, paper.folded)
    hits = find_hits(automaton, matches, abstract, paper.offset)
    strengths = {topic: measure_strength(own) for topic, own in hits.items()}
    in_abstract = matches[bisect_left(matches, paper.offset, key=_END) :]
    return Evidence(paper, in_abstract, hits, strengths)


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


def write_match(key: str, places: Iterable[tuple[int, int, str]], paper: PaperText) -> TopicMatch:
    """Write a topic down with the distinct strings found and the first place of each.

    Input: start and end of each phrase found, with the gaps around it, and the string where
    it is known already, else an empty one.
    """
    text, folded, offset = paper
    spans: dict[str, Span] = {}
    for start, end, known in places:
        found, first, last = known, start + 1, end - 1
        if not known:
            first, last = _find_words(folded, start, end)
            found = folded[first:last].decode("ascii")
        if found in spans:
            continue
        if last < offset:
            spans[found] = Span(_TITLE, first - 1, last - 1)
        else:
            spans[found] = Span(_ABSTRACT, first - offset, last - offset)
    terms = tuple(spans)
    if "?" in "".join(terms):
        terms = tuple([_read_term(found, span, text, offset) for found, span in spans.items()])
    return TopicMatch(key, terms, tuple(spans.values()))


def _find_words(folded: bytes, start: int, end: int) -> tuple[int, int]:
    """Cut off the gaps around a phrase, and complete the words at its open ends."""
    first = start + 1 if folded[start] == _GAP else folded.rfind(b" ", 0, start) + 1
    last = end - 1 if folded[end - 1] == _GAP else folded.find(b" ", end)
    return first, last


def _read_term(found: str, span: Span, text: str, offset: int) -> str:
    """Give a string as the text has it: a question mark stands for each wide letter."""
    if "?" not in found:
        return found
    start = span.start + (1 if span.field is _TITLE else offset)
    return fold(text[start : start + len(found)])
