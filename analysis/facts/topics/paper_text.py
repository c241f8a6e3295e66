"""The text of a paper, made ready for a search."""

from __future__ import annotations

from typing import NamedTuple

from analysis.facts.topics.phrases import fold_bytes

_FIRST_OF_ABSTRACT = 3
"""Gaps before the abstract in the text searched: one before the title, two behind it."""


class PaperText(NamedTuple):
    """Title and abstract with gaps around them, as written and folded for a search.

    The abstract starts at `offset`.
    """

    text: str
    folded: bytes
    offset: int

    @property
    def title(self) -> bytes:
        """The folded title."""
        return self.folded[: self.offset]

    def find_stop(self, start: int) -> int:
        """Give where the sentence of the abstract ends that goes on behind `start`."""
        end = len(self.text) - 1
        stop = self.text.find(". ", start + 1, end)
        return end if stop < 0 else stop


def prepare(title: str, abstract: str) -> PaperText:
    """Prepare a title and an abstract, any strings."""
    text = f" {title}  {abstract} "
    return PaperText(text, fold_bytes(text), len(title) + _FIRST_OF_ABSTRACT)
