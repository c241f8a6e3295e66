"""The learned part of a taxonomy, laid out for one automaton: features in, log-odds out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.facts.topics.automaton import PatternMatch, PhraseAutomaton
from analysis.facts.topics.evidence import Hit
from analysis.facts.topics.weights import Kind, TopicWeights

ABSTRACT_LENGTH = 4.0
"""What the learned words of an abstract count together, as the length of their vector."""
FEWEST_WORDS = 24
"""An abstract of fewer learned words speaks no louder than one of so many."""


class Features(NamedTuple):
    """What a paper holds: rows of phrases and title words, rows of abstract words."""

    plain: set[int]
    abstract: set[int]

    @property
    def abstract_value(self) -> float:
        """What each word of the abstract counts: the less, the more there are."""
        return ABSTRACT_LENGTH / sqrt(max(len(self.abstract), FEWEST_WORDS))


@dataclass(frozen=True, eq=False)
class TopicModel:
    """Finds the features of a paper and adds up their weights.

    `weights` has shape (n_features + 1, n_topics), its last row zeros; `context`, shape
    (n_topics, n_topics), is what each topic's strength (row) adds to each topic (column);
    `bias` has shape (n_topics,). The other fields give the row of each term and of each
    pattern as a word of the abstract, the last row where there is none, and the rows of the
    words of titles.
    """

    weights: NDArray[np.float32] = field(repr=False)
    context: NDArray[np.float32] = field(repr=False)
    bias: NDArray[np.float32] = field(repr=False)
    term_rows: tuple[int, ...] = field(repr=False)
    abstract_rows: tuple[int, ...] = field(repr=False)
    title_rows: dict[bytes, int] = field(repr=False)

    def find_features(
        self, title: bytes, matches: Sequence[PatternMatch], hits: Mapping[int, Sequence[Hit]]
    ) -> Features:
        """Find the features of a paper: its folded title, patterns of the abstract, and hits."""
        nothing = {len(self.weights) - 1}
        words = title.split()
        pairs = [one + b" " + other for one, other in pairwise(words)]
        known = self.title_rows
        plain = {known[word] for word in (*words, *pairs) if word in known}
        terms, rows = self.term_rows, self.abstract_rows
        for found in hits.values():
            plain.update([terms[hit[2]] for hit in found])
        in_abstract = {rows[match[0]] for match in matches}
        return Features(plain - nothing, in_abstract - nothing)

    def compute_log_odds(
        self, features: Features, strengths: Mapping[int, float]
    ) -> NDArray[np.float32]:
        """Add up the log-odds of every topic, float32, shape (n_topics,)."""
        values = np.ones(len(features.plain) + len(features.abstract), dtype=np.float32)
        values[len(features.plain) :] = features.abstract_value
        learned: NDArray[np.float32] = values @ self.weights[[*features.plain, *features.abstract]]
        known = np.zeros(len(self.bias), dtype=np.float32)
        for topic, strength in strengths.items():
            known[topic] = strength
        total: NDArray[np.float32] = self.bias + learned + known @ self.context
        return total


def build_model(
    weights: TopicWeights, keys: Sequence[str], automaton: PhraseAutomaton, terms: Iterable[str]
) -> TopicModel:
    """Lay out `weights` for the topics `keys` of a taxonomy.

    Input: the automaton, and the name `topic/phrase` of each term by its number.
    """
    aligned = weights.align(keys)
    nothing = len(aligned) - 1

    def rows(kind: Kind, names: Iterable[str]) -> tuple[int, ...]:
        found = (weights.find_row(kind, name) for name in names)
        return tuple(nothing if row < 0 else row for row in found)

    return TopicModel(
        weights=aligned,
        context=aligned[list(rows("strength", keys))],
        bias=aligned[rows("bias", [""])[0]],
        term_rows=rows("phrase", terms),
        abstract_rows=rows("abstract", automaton.words),
        title_rows={word.encode(): weights.rows[f"title:{word}"] for word in weights.list("title")},
    )
