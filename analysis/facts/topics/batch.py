"""Topics of many papers at once: what `extraction` does paper by paper, with arrays.

Several times as fast for a stream of papers; `extract_topics` tells what is done.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.facts.topics.batch_hits import (
    Hits,
    Matches,
    find_matches,
    measure_strengths,
    pick_hits,
)
from analysis.facts.topics.extraction import (
    MOST_TOPICS,
    NEARLY,
    NEARLY_STRONG,
    REACHED,
    choose_topics,
    write_match,
)
from analysis.facts.topics.layout import Flags, Floats, Indexes, Learned
from analysis.facts.topics.model import ABSTRACT_LENGTH, FEWEST_WORDS
from analysis.facts.topics.paper_text import PaperText, prepare
from analysis.facts.topics.taxonomy import Taxonomy
from analysis.papers import TopicMatch


def extract_all_topics(
    papers: Sequence[tuple[str, str]], taxonomy: Taxonomy
) -> list[tuple[TopicMatch, ...]]:
    """Find the topics of each (title, abstract), as `extract_topics` does of one.

    Output: the same length and order as `papers`. Time and memory are linear in their text.
    """
    if not papers:
        return []
    layout = taxonomy.layout
    texts = [prepare(title, abstract) for title, abstract in papers]
    matches = find_matches(texts, taxonomy.automaton)
    hits = pick_hits(matches, texts, layout, taxonomy.automaton.n_cues)
    n_groups = len(papers) * layout.n_topics
    strengths = measure_strengths(hits, layout.is_weak, n_groups).reshape(len(papers), -1)
    margins = _measure_margins(taxonomy, texts, matches, hits, strengths)
    chosen = _choose(margins, strengths, taxonomy.fallback)
    return _write(chosen, hits, texts, taxonomy)


def _measure_margins(
    taxonomy: Taxonomy,
    texts: Sequence[PaperText],
    matches: Matches,
    hits: Hits,
    strengths: Floats,
) -> Floats:
    """Give by how much each topic is beyond what it needs: shape (n_papers, n_topics)."""
    margins = np.zeros_like(strengths)
    learned = taxonomy.layout.learned
    if learned is not None:
        held = _find_features(learned, texts, matches, hits, strengths.shape[1])
        margins += _add_up(held, learned.model.weights)
        margins += strengths @ learned.model.weights[learned.strengths]
        margins -= REACHED
    for topic, threshold in taxonomy.thresholds.items():
        lacking = 1 - strengths[:, topic] / threshold
        margins[:, topic] = -lacking * NEARLY / (1 - NEARLY_STRONG)
    return margins


def _find_features(
    learned: Learned,
    texts: Sequence[PaperText],
    matches: Matches,
    hits: Hits,
    n_topics: int,
) -> NDArray[np.bool_]:
    """Tell which rows of weights each paper has: shape (n_papers, 2, n_rows).

    The plain features come first, the words of the abstract second. The last row, which is
    all zeros, everyone has of both kinds.
    """
    model = learned.model
    held = np.zeros((len(texts), 2, len(model.weights)), dtype=np.bool_)
    named = [model.list_title_rows(paper.title) for paper in texts]
    of_paper = np.repeat(np.arange(len(texts)), [len(found) for found in named])
    held[of_paper, 0, [row for found in named for row in found]] = True
    held[hits.groups // n_topics, 0, learned.terms[hits.terms]] = True
    held[:, 0, model.bias_row] = True
    in_abstract = ~matches.in_title
    held[matches.papers[in_abstract], 1, learned.words[matches.patterns[in_abstract]]] = True
    held[:, :, -1] = True
    return held


def _add_up(held: NDArray[np.bool_], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add up the weights of what each paper has, without the strengths of topics."""
    n_papers, _, n_rows = held.shape
    # Several times as fast as `nonzero` of three dimensions.
    places = np.flatnonzero(held)
    kinds, rows = np.divmod(places, n_rows)
    opening = np.searchsorted(kinds, np.arange(2 * n_papers))
    sums = np.add.reduceat(weights.take(rows, axis=0), opening, axis=0)
    # Without the last row, which is no word.
    n_words = np.diff(opening, append=len(places))[1::2] - 1
    value = ABSTRACT_LENGTH / np.sqrt(np.maximum(n_words, FEWEST_WORDS))
    total: NDArray[np.float32] = sums[0::2] + sums[1::2] * value.astype(np.float32)[:, None]
    return total


def _choose(margins: Floats, strengths: Floats, fallback: int | None) -> list[list[int]]:
    """Choose the topics of each paper, best first, as `choose_topics`."""
    papers, topics = np.nonzero((margins >= 0) & (strengths > 0))
    best_first = np.lexsort((topics, -margins[papers, topics], papers))
    chosen: list[list[int]] = [[] for _ in margins]
    for paper, topic in zip(papers[best_first].tolist(), topics[best_first].tolist(), strict=True):
        chosen[paper].append(topic)
    for paper, found in enumerate(chosen):
        if not found:
            own = {topic: held for topic, held in enumerate(strengths[paper].tolist()) if held}
            chosen[paper] = choose_topics(margins[paper].tolist(), own, fallback)
    return [found[:MOST_TOPICS] for found in chosen]


def _write(
    chosen: Sequence[Sequence[int]], hits: Hits, texts: Sequence[PaperText], taxonomy: Taxonomy
) -> list[tuple[TopicMatch, ...]]:
    """Write the chosen topics down with the strings that speak for them."""
    n_topics, names = taxonomy.layout.n_topics, taxonomy.layout.names
    wanted = [paper * n_topics + topic for paper, found in enumerate(chosen) for topic in found]
    told = _list_told(hits, wanted, taxonomy.layout.is_named)
    groups, patterns = hits.groups[told], hits.patterns[told].tolist()
    starts, ends = hits.starts[told].tolist(), hits.ends[told].tolist()
    places = list(zip(starts, ends, [names[pattern] for pattern in patterns], strict=True))
    begins = np.searchsorted(groups, wanted).tolist()
    limits = np.searchsorted(groups, wanted, side="right").tolist()
    stretches = iter([places[begin:limit] for begin, limit in zip(begins, limits, strict=True)])
    keys = taxonomy.keys
    nothing = () if taxonomy.fallback is None else (TopicMatch(keys[taxonomy.fallback], (), ()),)
    return [
        tuple([write_match(keys[topic], next(stretches), paper) for topic in found]) or nothing
        for paper, found in zip(texts, chosen, strict=True)
    ]


def _list_told(hits: Hits, wanted: Sequence[int], is_named: Flags) -> Indexes:
    """List the hits that speak for the groups wanted; of one string the first, where known."""
    is_wanted = np.zeros(hits.groups.max(initial=0) + 1, dtype=np.bool_)
    is_wanted[wanted] = True
    told = np.flatnonzero(is_wanted[hits.groups] & (hits.terms != 0))
    keys = hits.groups[told] * len(is_named) + hits.patterns[told]
    order = np.argsort(keys, kind="stable")
    is_new = np.diff(keys[order], prepend=-1) != 0
    is_new |= ~is_named[hits.patterns[told[order]]]
    return np.sort(told[order[is_new]])
