"""From titles and abstracts to topics with their evidence, for many papers at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.facts.topics.columns import TopicColumns, write_columns
from analysis.facts.topics.hits import Hits, measure_strengths, pick_hits
from analysis.facts.topics.layout import Layout
from analysis.facts.topics.search import Matches, PatternSearch, TitleWords
from analysis.facts.topics.taxonomy import Taxonomy
from analysis.facts.topics.texts import Floats, Texts, prepare
from analysis.papers import TopicMatch

MOST_TOPICS = 4
REACHED = -0.3
"""The log-odds that a learned topic needs; the micro-F1 of papers left out is best near it."""
NEARLY = 2.0
"""How many log-odds the best topic may lack where no topic reaches its own."""
NEARLY_STRONG = 0.6
"""The part of its threshold that is as near, for a topic without learned weights."""


class Evidence(NamedTuple):
    """What the texts of papers hold; `strengths`, shape (n_papers, n_topics), are of topics."""

    texts: Texts
    matches: Matches
    in_titles: TitleWords
    hits: Hits
    strengths: Floats


def extract_topics(title: str, abstract: str, taxonomy: Taxonomy) -> tuple[TopicMatch, ...]:
    """Find the topics of a paper, as `extract_all_topics` does of many."""
    (found,) = extract_all_topics([(title, abstract)], taxonomy).list_matches()
    return found


def extract_all_topics(papers: Sequence[tuple[str, str]], taxonomy: Taxonomy) -> TopicColumns:
    """Find the topics of each (title, abstract).

    Input: any strings. Output: of each paper at most four topics, best first, each with the
    strings that speak for it and the first place of each; the taxonomy's fallback topic,
    without strings, where nothing else fits. No topic is given without a phrase of its own in
    the text. What is found in a paper does not depend on the others. Time and memory are
    linear in the length of the text.
    """
    found = find_evidence(papers, taxonomy.search, taxonomy.layout)
    margins = _measure_margins(taxonomy, found)
    chosen = choose_topics(margins, found.strengths, taxonomy.fallback)
    return write_columns(chosen, found.hits, found.texts, taxonomy)


def find_evidence(
    papers: Sequence[tuple[str, str]], search: PatternSearch, layout: Layout
) -> Evidence:
    """Find what the texts of `papers` hold of the phrases and words of a search."""
    texts = prepare(papers)
    matches, in_titles = search.find(texts)
    hits = pick_hits(matches, texts, layout)
    strengths = measure_strengths(hits, layout.is_weak, len(papers) * layout.n_topics)
    return Evidence(
        texts, matches, in_titles, hits, strengths.reshape(len(papers), layout.n_topics)
    )


def _measure_margins(taxonomy: Taxonomy, found: Evidence) -> Floats:
    """Give by how much each topic is beyond what it needs, shape (n_papers, n_topics).

    For a learned topic these are log-odds; for another the strength beyond the threshold, in
    such a measure that what is nearly enough is so for both.
    """
    margins = np.zeros_like(found.strengths)
    if taxonomy.model is not None:
        features = taxonomy.model.find_features(
            found.matches, found.in_titles, found.hits, len(margins)
        )
        margins += taxonomy.model.compute_log_odds(features, found.strengths) - REACHED
    for topic, threshold in taxonomy.thresholds.items():
        lacking = 1 - found.strengths[:, topic] / threshold
        margins[:, topic] = -lacking * NEARLY / (1 - NEARLY_STRONG)
    return margins


def choose_topics(margins: Floats, strengths: Floats, fallback: int | None) -> list[list[int]]:
    """Choose the topics of each paper, best first.

    Input: by how much each topic is beyond what it needs, and its strength, both in shape
    (n_papers, n_topics). Output: of the topics with a phrase in the text those that are beyond
    what they need. Where none is, the one that comes closest if it nearly does and the
    fallback topic does not come closer.
    """
    papers, topics = np.nonzero((margins >= 0) & (strengths > 0))
    best_first = np.lexsort((topics, -margins[papers, topics], papers))
    chosen: list[list[int]] = [[] for _ in margins]
    for paper, topic in zip(papers[best_first].tolist(), topics[best_first].tolist(), strict=True):
        chosen[paper].append(topic)
    lacking = np.array([paper for paper, found in enumerate(chosen) if not found], dtype=np.intp)
    held = np.where(strengths[lacking] > 0, margins[lacking], -np.inf)
    closest = held.argmax(axis=1)
    is_near = held.max(axis=1) > -NEARLY
    if fallback is not None:
        is_near &= held.max(axis=1) > margins[lacking, fallback]
    for paper, topic in zip(lacking[is_near].tolist(), closest[is_near].tolist(), strict=True):
        chosen[paper].append(topic)
    return [found[:MOST_TOPICS] for found in chosen]
