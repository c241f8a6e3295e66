"""Finding phrases of whole words: each word is looked up once, for many papers together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.facts.topics.texts import Flags, Indexes, Texts


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All words that any phrase holds; their places in `words` are their numbers."""

    words: pa.LargeBinaryArray

    def read(self, texts: Texts) -> Indexes:
        """Give the number of each word of `texts`; one more than any where it is not known."""
        # With the gaps, so that the line need not be copied.
        pieces = _cut(texts.folded, texts.bounds)
        found = pc.index_in(pieces, self.words)
        # `to_numpy` would load pandas, and give floats where some are not known.
        bits = np.frombuffer(found.is_valid().buffers()[1], np.uint8)
        is_known = np.unpackbits(bits, count=len(pieces), bitorder="little")[::2]
        numbers = np.frombuffer(found.buffers()[1], np.int32, len(pieces))[::2]
        return np.where(is_known, numbers, len(self.words)).astype(np.intp)


@dataclass(frozen=True, eq=False)
class PhraseTree:
    """Phrases as a tree of their words, laid out as a double array (Aoe 1989).

    The nodes of phrases of one word have the numbers of the words, and the node after them
    is for what is no word of any phrase. Of each node: `phrases` is the phrase that ends
    there, or -1; `bases` where its steps to longer phrases lie, or -1. Node `n` goes on by
    word `w` to the node `targets[i]` if `origins[i]` is `n`, where `i` is `bases[n] + w`.
    """

    phrases: Indexes
    bases: Indexes
    origins: Indexes
    targets: Indexes

    def find(self, words: Indexes, is_joined: Flags) -> tuple[Indexes, Indexes, Indexes]:
        """Find the phrases among `words`.

        Input: numbers of words in the order of a text, and of each but the last whether a
        phrase may go on to the next. Output: of each phrase found its number, first word and
        last word.
        """
        goes_on, ends = self.bases >= 0, self.phrases >= 0
        first = np.flatnonzero(ends[words])
        found = [(self.phrases[words[first]], first, first)]
        first = np.flatnonzero(goes_on[words[:-1]] & is_joined)
        last, node = first, words[first]
        while len(first):
            last = last + 1
            step = self.bases[node] + words[last]
            known = np.flatnonzero(self.origins[step] == node)
            first, last, node = first[known], last[known], self.targets[step[known]]
            ending = np.flatnonzero(ends[node])
            found.append((self.phrases[node[ending]], first[ending], last[ending]))
            further = np.flatnonzero(goes_on[node] & np.append(is_joined, False)[last])
            first, last, node = first[further], last[further], node[further]
        numbers, firsts, lasts = (np.concatenate(column) for column in zip(*found, strict=True))
        return numbers, firsts, lasts


def build_vocabulary(phrases: Iterable[str]) -> Vocabulary:
    """Collect the words of `phrases`, which are folded."""
    words = sorted({word for phrase in phrases for word in phrase.split()})
    bounds = np.cumsum([0, *map(len, words)], dtype=np.int64)
    return Vocabulary(_cut("".join(words).encode("ascii"), bounds))


def _cut(line: bytes, bounds: Indexes) -> pa.LargeBinaryArray:
    # An array made out of a list would load pandas.
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(line)]
    return pa.Array.from_buffers(pa.large_binary(), len(bounds) - 1, buffers)


def build_tree(phrases: Mapping[str, int], vocabulary: Vocabulary) -> PhraseTree:
    """Build the tree of `phrases`, folded and each with its number, of words in `vocabulary`."""
    numbers = {word.decode("ascii"): n for n, word in enumerate(vocabulary.words.to_pylist())}
    n_words = len(numbers) + 1
    steps: dict[int, dict[int, int]] = defaultdict(dict)
    n_nodes, ending = n_words, {}
    for phrase, number in phrases.items():
        node, *others = (numbers[word] for word in phrase.split())
        for word in others:
            target = steps[node].setdefault(word, n_nodes)
            n_nodes += target == n_nodes
            node = target
        ending[node] = number
    ended = np.full(n_nodes, -1, dtype=np.intp)
    ended[list(ending)] = list(ending.values())
    return PhraseTree(ended, *_lay_out(steps, n_nodes, n_words))


def _lay_out(
    steps: Mapping[int, Mapping[int, int]], n_nodes: int, n_words: int
) -> tuple[Indexes, Indexes, Indexes]:
    """Give the steps of each node the first base at which all their places are free."""
    bases = np.full(n_nodes, -1, dtype=np.intp)
    is_taken, limit = np.zeros(n_words, dtype=np.bool_), 0
    # Nodes with many steps first, while there is much room.
    for node in sorted(steps, key=lambda node: -len(steps[node])):
        words = [*steps[node]]
        taken = [is_taken[word : word + limit + 1] for word in words]
        # From the limit on all is free.
        bases[node] = base = int(np.argmin(np.logical_or.reduce(taken)))
        is_taken[[base + word for word in words]] = True
        limit = max(limit, base + max(words) + 1)
        if len(is_taken) < limit + n_words:
            is_taken = np.append(is_taken, np.zeros(n_words, dtype=np.bool_))
    origins, targets = np.full((2, limit + n_words), -1, dtype=np.intp)
    for node, found in steps.items():
        places = [bases[node] + word for word in found]
        origins[places] = node
        targets[places] = [*found.values()]
    return bases, origins, targets
