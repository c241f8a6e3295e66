"""The learned part of a taxonomy, laid out for one search: features in, log-odds out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.facts.topics.hits import Hits
from analysis.facts.topics.search import Matches, PatternSearch, TitleWords
from analysis.facts.topics.texts import Floats, Indexes
from analysis.facts.topics.weights import Kind, TopicWeights

ABSTRACT_LENGTH = 4.0
"""What the learned words of an abstract count together, as the length of their vector."""
FEWEST_WORDS = 24
"""An abstract of fewer learned words speaks no louder than one of so many."""

_AT_ONCE = 64
"""Papers whose weights are added up at once: those of more would not stay in the cache."""


@dataclass(frozen=True, eq=False)
class Features:
    """What some papers have: features (`rows` of the weights), those of one paper together.

    Paper `i` has the plain ones from `plain[i]` on and the words of its abstract from
    `words[i]` on, each of which counts `values[i]`. The last of them is no feature.
    """

    rows: Indexes
    plain: Indexes
    words: Indexes
    values: Floats


@dataclass(frozen=True, eq=False)
class TopicModel:
    """Finds the features of papers and adds up their weights.

    `weights`, float32, shape (n_features + 1, n_topics), has the words of abstracts behind
    the `n_plain` other features, and a last row of zeros. The other fields give rows of it:
    of each topic's strength, of each term, of each pattern as a word of the abstract (the last
    row where there is none), of the words of titles, of the bias.
    """

    weights: NDArray[np.float32] = field(repr=False)
    n_plain: int
    strength_rows: Indexes = field(repr=False)
    term_rows: Indexes = field(repr=False)
    abstract_rows: Indexes = field(repr=False)
    title_rows: Indexes = field(repr=False)
    bias_row: int

    def find_features(
        self, matches: Matches, in_titles: TitleWords, hits: Hits, n_papers: int
    ) -> Features:
        """Find the features of papers, without the strengths of topics."""
        n_rows, n_topics = self.weights.shape
        held = np.zeros((n_papers, n_rows), dtype=np.bool_)
        held[in_titles.papers, self.title_rows[in_titles.words]] = True
        held[hits.groups // n_topics, self.term_rows[hits.terms]] = True
        in_abstract = np.flatnonzero(~matches.in_title)
        word_rows = self.abstract_rows[matches.patterns[in_abstract]]
        held[matches.papers[in_abstract], word_rows] = True
        held[:, [self.bias_row, -1]] = True
        # Faster than `nonzero` of two dimensions.
        places = np.flatnonzero(held)
        begins = np.arange(n_papers) * n_rows
        plain, words = np.searchsorted(places, [begins, begins + self.n_plain])
        lengths = np.diff(plain, append=len(places))
        n_words = plain + lengths - words - 1
        values = ABSTRACT_LENGTH / np.sqrt(np.maximum(n_words, FEWEST_WORDS))
        return Features(places - np.repeat(begins, lengths), plain, words, values)

    def compute_log_odds(self, features: Features, strengths: Floats) -> Floats:
        """Add up the log-odds of every topic, shape (n_papers, n_topics).

        Input: the features of papers, and their strengths in the same shape.
        """
        learned = np.empty(strengths.shape, dtype=np.float32)
        for first in range(0, len(learned), _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            learned[some] = self._add_up(features, some)
        total: Floats = learned + strengths @ self.weights[self.strength_rows]
        return total

    def _add_up(self, features: Features, some: slice) -> NDArray[np.float32]:
        opening = np.ravel([features.plain[some], features.words[some]], order="F")
        end = features.plain[some.stop] if some.stop < len(features.plain) else None
        rows = features.rows[opening[0] : end]
        sums = np.add.reduceat(self.weights.take(rows, axis=0), opening - opening[0], axis=0)
        values = features.values[some].astype(np.float32)[:, None]
        return sums[0::2] + sums[1::2] * values


def build_model(
    weights: TopicWeights, keys: Sequence[str], search: PatternSearch, terms: Iterable[str]
) -> TopicModel:
    """Lay out `weights` for the topics `keys` of a taxonomy.

    Input: the search, built for the words of `weights`, and the name `topic/phrase` of each
    term by its number.
    """
    order = order_features(weights.features)
    n_features = len(order)
    # Where each feature of `weights` has its row; the last one stands for those unknown.
    row_of = np.append(np.argsort(order), n_features)

    def rows(kind: Kind, names: Iterable[str]) -> Indexes:
        found = [weights.find_row(kind, name) for name in names]
        return row_of[np.array(found, dtype=np.intp)]

    return TopicModel(
        weights=weights.align(keys)[np.append(order, n_features)],
        n_plain=n_features - len(weights.list("abstract")),
        strength_rows=rows("strength", keys),
        term_rows=rows("phrase", terms),
        abstract_rows=rows("abstract", search.words),
        title_rows=rows("title", weights.list("title")),
        bias_row=int(rows("bias", [""])[0]),
    )


def order_features(features: Sequence[str]) -> Indexes:
    """Give which of `features` each row of a model stands for, but the last row."""
    is_word = np.array([name.startswith("abstract:") for name in features], dtype=np.bool_)
    return np.argsort(is_word, kind="stable")
