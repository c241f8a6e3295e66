"""Writing vocabularies down as lines of words."""

from __future__ import annotations


def word_set(line: str) -> frozenset[str]:
    """Split a line of words at white space into a set."""
    return frozenset(line.split())
