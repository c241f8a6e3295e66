"""The texts of some papers, made ready for a search: on one line, folded, cut into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.facts.topics.phrases import fold_bytes

Indexes: TypeAlias = NDArray[np.intp]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

_GAP = ord(" ")
_BEFORE_ABSTRACT = 3
"""Gaps of a paper before its abstract: one before the title, two behind it."""


@dataclass(frozen=True, eq=False)
class Texts:
    """Titles and abstracts, one after another on one line, with gaps around each.

    Paper `i` has the sections `2 * i`, its title, and `2 * i + 1`, its abstract; `sections`
    says where each begins, and at last where the line ends. `written` is the text of each
    paper, with its gaps; `folded` the whole line, made for a search. `bounds` are where words
    and gaps begin by turns, a word first, and at last where the line ends.
    """

    written: list[str]
    folded: bytes
    sections: Indexes
    bounds: Indexes

    @property
    def word_starts(self) -> Indexes:
        """Where each word begins."""
        return self.bounds[:-1:2]

    @property
    def word_ends(self) -> Indexes:
        """Where each word ends."""
        return self.bounds[1::2]

    def __len__(self) -> int:
        return len(self.written)

    def cut(self, start: int, end: int) -> str:
        """Give what is written from `start` to `end`, places of one paper."""
        paper = (np.searchsorted(self.sections, start, side="right") - 1) >> 1
        begin = self.sections[2 * paper]
        return self.written[paper][start - begin : end - begin]

    def list_word_sections(self) -> Indexes:
        """Give the section of each word."""
        firsts = np.searchsorted(self.word_starts, self.sections)
        return np.repeat(np.arange(2 * len(self)), np.diff(firsts))

    def find_stops(self, papers: Indexes, starts: Indexes) -> Indexes:
        """Give where the sentences end that go on behind `starts`, places in `papers`."""
        begins, ends = self.sections[2 * papers], self.sections[2 * papers + 2] - 1
        asked = zip(
            papers.tolist(), (starts + 1 - begins).tolist(), (ends - begins).tolist(), strict=True
        )
        stops = [self.written[paper].find(". ", start, end) for paper, start, end in asked]
        found = np.array(stops, dtype=np.intp)
        return np.where(found < 0, ends, begins + found)


def prepare(papers: Sequence[tuple[str, str]]) -> Texts:
    """Prepare the titles and abstracts of `papers`, any strings."""
    written = [f" {title}  {abstract} " for title, abstract in papers]
    folded = b"".join(map(fold_bytes, written))
    ends = np.cumsum([0, *map(len, written)])
    sections = np.empty(2 * len(papers) + 1, dtype=np.intp)
    sections[::2] = ends
    sections[1::2] = ends[:-1] + [len(title) + _BEFORE_ABSTRACT for title, _ in papers]
    is_gap = np.frombuffer(folded, np.uint8) == _GAP
    # Every text has gaps around it, so the line begins and ends with one.
    is_last = np.append(is_gap[1:] != is_gap[:-1], True)
    return Texts(written, folded, sections, np.flatnonzero(is_last) + 1)
