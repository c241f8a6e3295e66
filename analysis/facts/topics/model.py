"""The learned part of a taxonomy, laid out for one automaton: features in, log-odds out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.facts.topics.automaton import PatternMatch, PhraseAutomaton
from analysis.facts.topics.evidence import Hit
from analysis.facts.topics.weights import Kind, TopicWeights

ABSTRACT_LENGTH = 4.0
"""What the learned words of an abstract count together, as the length of their vector."""
FEWEST_WORDS = 24
"""An abstract of fewer learned words speaks no louder than one of so many."""


@dataclass(frozen=True, eq=False)
class TopicModel:
    """Finds the features of a paper and adds up their weights.

    `weights`, float32, shape (n_features + 1, n_topics), has a last row of zeros. The other
    fields give rows of it: of each topic's strength, of each term, of each pattern as a word
    of the abstract (the last row where there is none), of the words of titles, of the bias.
    """

    weights: NDArray[np.float32] = field(repr=False)
    strength_rows: tuple[int, ...] = field(repr=False)
    term_rows: tuple[int, ...] = field(repr=False)
    abstract_rows: tuple[int, ...] = field(repr=False)
    title_rows: dict[bytes, int] = field(repr=False)
    bias_row: int

    def list_title_rows(self, title: bytes) -> list[int]:
        """Give the rows of the words and pairs of words of a folded title.

        The last row stands for each that is not known.
        """
        words = title.split()
        find, nothing = self.title_rows.get, repeat(len(self.weights) - 1)
        return [*map(find, words, nothing), *map(find, map(b" ".join, pairwise(words)), nothing)]

    def find_features(
        self,
        title: bytes,
        matches: Sequence[PatternMatch],
        hits: Mapping[int, Sequence[Hit]],
        strengths: Mapping[int, float],
    ) -> tuple[list[int], list[float]]:
        """Find the features of a paper.

        Input: its folded title, the patterns of its abstract, and the hits and the strength of
        each topic. Output: the rows of the features that it has, and their values.
        """
        plain = set(self.list_title_rows(title))
        plain.discard(len(self.weights) - 1)
        terms, rows = self.term_rows, self.abstract_rows
        for found in hits.values():
            plain.update([terms[hit[2]] for hit in found])
        in_abstract = {rows[match[0]] for match in matches}
        in_abstract.discard(len(self.weights) - 1)
        value = ABSTRACT_LENGTH / sqrt(max(len(in_abstract), FEWEST_WORDS))
        held = [self.bias_row, *plain, *in_abstract, *[self.strength_rows[t] for t in strengths]]
        values = [1.0] * (1 + len(plain)) + [value] * len(in_abstract) + [*strengths.values()]
        return held, values

    def compute_log_odds(self, rows: list[int], values: list[float]) -> NDArray[np.float32]:
        """Add up the log-odds of every topic, float32, shape (n_topics,)."""
        total: NDArray[np.float32] = np.array(values, dtype=np.float32) @ self.weights[rows]
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
        strength_rows=rows("strength", keys),
        term_rows=rows("phrase", terms),
        abstract_rows=rows("abstract", automaton.words),
        title_rows={word.encode(): weights.rows[f"title:{word}"] for word in weights.list("title")},
        bias_row=rows("bias", [""])[0],
    )
