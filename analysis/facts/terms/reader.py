"""Terms of many texts at once, as numbers of words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import chain, count
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.facts.terms.words import NOT_ALONE, fold, read_piece

Numbers = NDArray[np.int32]
NO_WORD = 0
"""In the place of a second word: the term is one word."""
_MOST_PIECES = 250_000
"""Known to a reader that is kept: some 30 MB."""


class Found(NamedTuple):
    """Terms as they stand in texts, in no order and some more than once.

    `texts` are positions of texts; `firsts` and `seconds` the numbers of a term's words.
    """

    texts: Numbers
    firsts: Numbers
    seconds: Numbers


class TermReader:
    """Reads terms, and numbers the words that it meets, from 1 on."""

    def __init__(self) -> None:
        self._numbers = _Numbers({"": NO_WORD})
        self._pieces: dict[str, int] = {}
        # Of the words of all pieces, one piece after another, those of piece k are the
        # `_lengths[k]` from `_starts[k]`.
        self._members = self._starts = self._lengths = np.empty(0, np.int32)

    @property
    def n_pieces(self) -> int:
        """How many pieces of text, between white space, are known."""
        return len(self._pieces)

    def list_words(self) -> list[str]:
        """List the words met so far, by number; the first is no word."""
        return list(self._numbers)

    def read(self, texts: Sequence[str]) -> Found:
        """Find the terms of each text: its words and its phrases of two neighbouring words.

        Input: any strings without lone surrogates. Terms are in lower case, letters and digits
        with hyphens inside, words in the singular where an ending tells. `fine-tuning` is the
        phrase `fine tuning`; compounds of three words, or with a number, are one word
        (`chain-of-thought`, `gpt-4`, `qwen2.5`). Time is linear in the length of `texts`.
        """
        words, of_text = self._read_words(texts)
        follows = (words[:-1] != NO_WORD) & (words[1:] != NO_WORD) & (of_text[:-1] == of_text[1:])
        pairs = np.flatnonzero(follows)
        single = np.flatnonzero(self._find_terms()[words])
        return Found(
            np.concatenate([of_text[single], of_text[pairs]]),
            np.concatenate([words[single], words[pairs]]),
            np.concatenate([np.full(len(single), NO_WORD, np.int32), words[pairs + 1]]),
        )

    def _read_words(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """The words of all texts, one after another, and the text of each."""
        folded = pa.array(map(fold, texts), pa.binary()).cast(pa.string())
        pieces = pc.ascii_split_whitespace(folded)
        encoded = pieces.flatten().dictionary_encode()
        numbers = self._number_pieces(encoded.dictionary.to_pylist())[encoded.indices.to_numpy()]
        lengths = self._lengths[numbers]
        before = np.cumsum(lengths, dtype=np.int32) - lengths
        n_words = int(lengths.sum())
        places = np.repeat(self._starts[numbers] - before, lengths)
        places += np.arange(n_words, dtype=np.int32)
        n_pieces = pc.list_value_length(pieces).to_numpy()
        of_piece = np.repeat(np.arange(len(texts), dtype=np.int32), n_pieces)
        return self._members[places], np.repeat(of_piece, lengths)

    def _number_pieces(self, pieces: Sequence[str]) -> Numbers:
        """Give pieces of text, of which none comes twice, their numbers; new ones are read."""
        new = [piece for piece in pieces if piece not in self._pieces]
        words = list(map(read_piece, new))
        lengths = np.fromiter(map(len, words), np.int32, len(words))
        members = map(self._numbers.__getitem__, chain.from_iterable(words))
        self._pieces.update(zip(new, count(len(self._pieces)), strict=False))
        self._members = np.concatenate([self._members, np.fromiter(members, np.int32)])
        self._lengths = np.concatenate([self._lengths, lengths])
        self._starts = np.cumsum(self._lengths, dtype=np.int32) - self._lengths
        return np.fromiter(map(self._pieces.__getitem__, pieces), np.int32, len(pieces))

    def _find_terms(self) -> NDArray[np.bool_]:
        """By number: whether a word is a term by itself."""
        is_term = np.ones(len(self._numbers), dtype=np.bool_)
        is_term[[NO_WORD, *(self._numbers.get(word, NO_WORD) for word in NOT_ALONE)]] = False
        return is_term


class _Numbers(dict[str, int]):
    """Numbers of words, in the order of meeting them."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Kept(threading.local):
    """A reader for each thread: no two may number words at once."""

    def __init__(self) -> None:
        self.reader = TermReader()


_kept = _Kept()


def get_reader() -> TermReader:
    """The reader of this thread, which knows the words of what it read before.

    The same words make up most of any text. One that knows very many is given up for a new one.
    """
    if _kept.reader.n_pieces > _MOST_PIECES:
        _kept.reader = TermReader()
    return _kept.reader


def extract_terms(text: str) -> frozenset[str]:
    """Find the terms of one text, as `TermReader.read` does."""
    reader = TermReader()
    _, firsts, seconds = reader.read([text])
    pairs = zip(firsts.tolist(), seconds.tolist(), strict=True)
    words = reader.list_words()
    return frozenset(f"{words[one]} {words[two]}".rstrip() for one, two in pairs)
