"""Bootstrap resamples of many clusters that are of a few kinds.

A statistic that depends only on how many clusters of each kind a resample holds needs no more
than those numbers. Where kinds are few, drawing the numbers is the same as picking clusters one
by one and counting (the multinomial distribution is just that), and takes no longer for a
million clusters than for a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.stats.labels import Labels, label

_PICKS_PER_DRAW = 10
"""A number drawn for a kind takes about as long as so many clusters picked."""
_FEWEST_CLUSTERS = 300
"""Fewer are picked in no time."""
_CELLS = 2_000_000
"""Cells of a resampling matrix held at once, so that long series do not exhaust memory."""


def has_few_kinds(kinds: Labels) -> bool:
    """Whether drawing a number for each kind saves time over picking clusters.

    `kinds` labels the clusters from 0. Either way gives the same distribution.
    """
    picks = (int(kinds.max(initial=-1)) + 1) * _PICKS_PER_DRAW
    return max(picks, _FEWEST_CLUSTERS) <= kinds.size


def split_draws(n_resamples: int, width: int) -> Iterator[int]:
    """How many resamples to make at a time, each of them `width` cells wide."""
    chunk = max(1, _CELLS // max(width, 1))
    for done in range(0, n_resamples, chunk):
        yield min(chunk, n_resamples - done)


def draw_kinds(rng: np.random.Generator, kinds: Labels, n_draws: int) -> NDArray[np.int64]:
    """Draw how many clusters of each kind each resample of all clusters holds: (draws, kinds)."""
    return rng.multinomial(kinds.size, np.bincount(kinds) / kinds.size, size=n_draws)


def find_kinds(codes: Labels, sizes: Labels) -> Labels:
    """Label clusters by what they hold, whatever its order.

    `codes` (n,) are labels from 0 of what clusters hold, in the order of clusters, `sizes` (G,)
    how many each cluster has, one at least.
    """
    clusters = np.repeat(np.arange(sizes.size), sizes)
    ordered = codes[np.lexsort((codes, clusters))]
    starts = np.cumsum(sizes) - sizes
    kinds = label(ordered[starts])
    n_codes = int(codes.max(initial=0)) + 1
    for at in range(1, int(sizes.max(initial=0))):
        longer = np.flatnonzero(sizes > at)
        # Kinds of the longer ones are numbered behind all others, so that lengths differ, too.
        pairs = kinds[longer] * n_codes + ordered[starts[longer] + at]
        kinds[longer] = kinds.max() + 1 + label(pairs)
    return label(kinds)
