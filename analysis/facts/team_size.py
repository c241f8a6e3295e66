"""Team size: how many authors a paper has, where that is known."""

from __future__ import annotations

from collections.abc import Sequence


def extract_team_size(n_authors: int | None, authors: Sequence[str] | None = None) -> int | None:
    """Give the number of authors of a paper, at least 1, or None where it is unknown.

    Input: the printed number of authors, and their names where the source lists them. The
    printed number goes before the names, because lists are cut short more often than
    numbers are wrong. No paper has zero authors: a number below 1 counts as unknown, and
    blank names are not counted.
    """
    if n_authors is not None and n_authors >= 1:
        return n_authors
    named = sum(1 for name in authors or () if name.strip())
    return named or None
