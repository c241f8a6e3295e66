"""Text blocks to titles and abstracts, where nothing but their shape tells them apart.

A page prints a title, then its abstract in one or several blocks. Which block starts a
new listing is found by dynamic programming over the costs of reading each block as a
title or as a part of an abstract (a two-state Viterbi path).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from analysis.digests.prose import (
    count_prose_words,
    count_sentence_breaks,
    ends_sentence,
    ends_with_stop,
    has_letters,
    has_link,
    is_running_text,
    is_title_case,
)

_NO_ABSTRACT = 12.0
"""Cost of a title without an abstract: above that of any one block read against its shape."""
_NEXT_PARAGRAPH = 3.0
_NEXT_OF_MANY = 2.0
"""Cost of a further paragraph, and the same where abstracts of several are the rule."""
_MANY_BLOCKS = 2.5
"""Blocks per listing, title included, above which abstracts of several are the rule."""
_IS_NO_TITLE = 7.0
"""Cost of a title with a full stop or a link: more than two further paragraphs."""
_ANNOUNCED = 10.0
"""Cost of reading on where a vote count announces a title."""
_LIKELY_TITLE = 6.0
_MEAN_TITLE_COST = 1.0
_REGULAR = 3
"""Listings from which titles and abstracts that alternate are a rule, not a chance."""


def split_listings(
    blocks: Sequence[str], next_listing: float = 0.0, announced: Collection[int] = ()
) -> list[list[int]]:
    """Group consecutive blocks into listings.

    `next_listing` is the cost of a further listing among these blocks: above zero where
    each listing is expected to end with a metadata block of its own. `announced` are the
    indices of blocks that something else, a vote count, says to be titles.

    Returns, per listing, the indices of its blocks: the title's first, then the
    abstract's (none where a title stands alone). Every index occurs exactly once.
    """
    if not blocks:
        return []
    starts = _find_titles(blocks, announced, next_listing, _NEXT_PARAGRAPH)
    if next_listing == 0.0 and _alternates(blocks):
        starts = list(range(0, len(blocks), 2))
    elif len(blocks) > _MANY_BLOCKS * len(starts):
        starts = _find_titles(blocks, announced, next_listing, _NEXT_OF_MANY)
    bounds = [*starts, len(blocks)]
    return [list(range(a, b)) for a, b in pairwise(bounds)]


def looks_like_title(block: str) -> bool:
    """Tell whether a block, seen alone, is more likely a title than a part of an abstract."""
    return _title_cost(block) < _LIKELY_TITLE and _title_cost(block) <= _abstract_cost(block)


def _alternates(blocks: Sequence[str]) -> bool:
    """Tell whether every other block looks like a title but for the stop at its end."""
    titles, abstracts = blocks[::2], blocks[1::2]
    if len(titles) < _REGULAR or len(titles) != len(abstracts):
        return False
    is_shorter = all(len(t) < len(a) for t, a in zip(titles, abstracts, strict=True))
    cost = sum(_title_cost(title.rstrip(".… ") or title) for title in titles)
    return is_shorter and cost <= _MEAN_TITLE_COST * len(titles)


def _find_titles(
    blocks: Sequence[str], announced: Collection[int], next_listing: float, next_paragraph: float
) -> list[int]:
    """Indices of the blocks that are titles on the cheapest path; the first always is."""
    as_title, as_abstract = _title_cost(blocks[0]), float("inf")
    paths: list[tuple[bool, bool]] = []
    for index, block in enumerate(blocks[1:], start=1):
        from_title, from_abstract = as_title + _NO_ABSTRACT, as_abstract + next_listing
        begin, go_on = as_title, as_abstract + next_paragraph
        paths.append((from_title <= from_abstract, begin <= go_on))
        as_title = min(from_title, from_abstract) + _title_cost(block)
        as_abstract = min(begin, go_on) + _abstract_cost(block)
        as_abstract += _ANNOUNCED if index in announced else 0.0
    is_title = as_title + _NO_ABSTRACT < as_abstract
    titles = []
    for index in range(len(blocks) - 1, 0, -1):
        if is_title:
            titles.append(index)
        is_title = paths[index - 1][0 if is_title else 1]
    return [0, *reversed(titles)]


def _title_cost(block: str) -> float:
    """Cost of reading a block as a title: sentences count against it, length only a little."""
    is_no_title = ends_with_stop(block) or has_link(block) or not has_letters(block)
    cost = _IS_NO_TITLE if is_no_title else 0.0
    cost += 2.0 * min(count_sentence_breaks(block), 2)
    cost += 2.0 * min(count_prose_words(block), 2)
    cost += 3.0 if is_running_text(block) else 0.0
    cost += 2.0 if block[0].islower() else 0.0
    return cost + min(max(len(block) - 200, 0) / 150, 2.0)


def _abstract_cost(block: str) -> float:
    """Cost of reading a block as a part of an abstract: that of not being sentences."""
    cost = 4.0 if is_title_case(block) and count_prose_words(block) < 2 else 0.0
    if ends_sentence(block):
        return cost
    return cost + (3.0 if len(block) >= 100 else 5.0)
