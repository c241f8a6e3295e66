"""The best of all splits of a series into a level before and a level after, and its p-value.

The best split always looks like a change. Here it is compared with the best splits of the same
periods in random order, so that the search is paid for. A period moves with its weight: where
periods differ in size, a small one is as erratic wherever it is put.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.stats.designs import Floats

MIN_SIDE = 3
"""Periods on either side of a split, without which a side's level is a period's own slant."""

TRIMMING = 0.15
"""Share of the weight on either side of a split, as Andrews (1993) advises."""

_CELLS = 40_000
"""Cells of a matrix of permuted levels held at once: few enough for the processor's cache."""

_KEPT_CELLS = 4_000_000
"""Random orders of so many cells in all are kept for the next series of the same length."""

_TIE = 1e-9
"""Correlations closer than this are equal: sums in another order differ by rounding."""


@dataclass(frozen=True, slots=True)
class Levels:
    """One level per period in time order, its weight (> 0) and its date; shapes (T,)."""

    values: Floats
    weights: Floats
    years: Floats


@dataclass(frozen=True, slots=True)
class Search:
    """The best split and what chance makes of it.

    `last_before` is the position of the last period before the split; `step` the level after
    less the level before, as fitted; `tvalue` the step over its standard error. `critical` is
    the |t| that the best of all splits exceeds by chance once in 1 / (1 - confidence_level).
    """

    last_before: int
    step: float
    tvalue: float
    critical: float
    pvalue: float


def search_split(
    levels: Levels,
    *,
    seed: int,
    n_permutations: int = 1999,
    confidence_level: float = 0.95,
    beyond_line: bool = False,
) -> Search | None:
    """Find the split of largest |t|, and test it among shuffled periods.

    With `beyond_line` the step is one added to a straight line on the dates, and what is
    shuffled is what the line leaves. Ties count half (mid-p). Returns None where no split
    leaves MIN_SIDE periods and TRIMMING of the weight on both sides.
    Raises ValueError for fewer than 99 permutations.
    Source: Worsley (1979), JASA 74:365-367 (largest t over all splits); Andrews (1993),
    Econometrica 61:821-856 (trimming); Freedman & Lane (1983), JBES 1:292-298 (residuals
    permuted); Lancaster (1961), JASA 56:223-234 (mid-p).
    """
    if n_permutations < 99:
        raise ValueError(f"n_permutations must be at least 99, is {n_permutations}")
    # No split leaves 3 periods on both sides of fewer.
    if levels.values.size < 2 * MIN_SIDE:
        return None
    line = _make_line(levels) if beyond_line else None
    freedom = levels.values.size - (2 if line is None else 3)
    left, weights = _fit_residuals(levels, line), levels.weights
    found, steps = _measure(left[None, :], weights[None, :], line)
    sizes = np.abs(found[0])
    if np.isnan(sizes).all():
        return None
    best = int(np.nanargmax(sizes))
    chance = _shuffle(left, weights, line, seed, n_permutations)
    reached = (chance > sizes[best] + _TIE).sum() + (chance > sizes[best] - _TIE).sum()
    return Search(
        last_before=best,
        step=float(steps[0, best]),
        tvalue=_as_t(float(found[0, best]), freedom),
        critical=_find_critical(chance, freedom, confidence_level),
        # Periods all alike tie with all their orders: no evidence, not half of it.
        pvalue=float(1 + reached / 2) / (1 + n_permutations) if sizes[best] > _TIE else 1.0,
    )


def _make_line(levels: Levels) -> Floats | None:
    """The dates with mean 0 and standard deviation 1; None where they are all one."""
    if np.ptp(levels.years) == 0:
        return None
    return np.asarray((levels.years - levels.years.mean()) / levels.years.std())


def _fit_residuals(levels: Levels, line: Floats | None) -> Floats:
    constant = np.ones(levels.values.size)
    design = np.column_stack([constant] if line is None else [constant, line])
    root = np.sqrt(levels.weights)
    fitted = np.linalg.lstsq(design * root[:, None], levels.values * root, rcond=None)[0]
    return np.asarray(levels.values - design @ fitted)


def _shuffle(left: Floats, weights: Floats, line: Floats | None, seed: int, count: int) -> Floats:
    """The largest |correlation| of each of `count` random orders of the periods."""
    largest = []
    orders = _draw_orders if left.size * count > _KEPT_CELLS else _recall_orders
    for order in orders(left.size, seed, count):
        found, _ = _measure(left[order], weights[order], line)
        largest.append(np.nanmax(np.abs(found), axis=1, initial=0.0))
    return np.concatenate(largest)


def _draw_orders(size: int, seed: int, count: int) -> Iterator[NDArray[np.int32]]:
    """Random orders of `size` periods, some at a time; how many does not change them."""
    rng = np.random.default_rng(seed)
    chunk = max(1, _CELLS // size)
    for done in range(0, count, chunk):
        rows = np.tile(np.arange(size, dtype=np.int32), (min(chunk, count - done), 1))
        yield rng.permuted(rows, axis=1)


@lru_cache(maxsize=1)
def _recall_orders(size: int, seed: int, count: int) -> tuple[NDArray[np.int32], ...]:
    """The same, kept: all shares of a notebook are shuffled alike, and drawing takes long."""
    return tuple(_draw_orders(size, seed, count))


def _find_critical(chance: Floats, freedom: int, level: float) -> float:
    """What the best of all splits exceeds by chance, never less than one split needs."""
    exceeded = _as_t(float(np.quantile(chance, level, method="higher")), freedom)
    # Periods all alike are so in any order: their best splits all exceed nothing.
    return max(exceeded, float(stats.t.ppf((1 + level) / 2, freedom)))


def _measure(values: Floats, weights: Floats, line: Floats | None) -> tuple[Floats, Floats]:
    """Partial correlation of each step with each row, and the step's height: (B, T - 1).

    Column k is the step after period k; NaN where too little is on one side of it. `room` is
    what of the step, `rest` what of the values the constant and the line leave, `shared` what
    both have in common: weighted sums of squares and products.
    """
    moments = weights * values
    total, mean = weights.sum(axis=1, keepdims=True), moments.sum(axis=1, keepdims=True)
    after = _sum_after(weights)
    room = after * (1 - after / total)
    shared = _sum_after(moments) - after * mean / total
    rest = (moments * values).sum(axis=1, keepdims=True) - mean**2 / total
    if line is not None:
        pull = weights * line
        centre = pull.sum(axis=1, keepdims=True) / total
        spread = (pull * line).sum(axis=1, keepdims=True) - centre**2 * total
        slope = ((moments @ line)[:, None] - centre * mean) / spread
        lean = _sum_after(pull) - after * centre
        room, shared = room - lean**2 / spread, shared - lean * slope
        rest = rest - slope**2 * spread
    # A line through two clumps of dates can be the step itself: then nothing of it is left.
    usable = _is_balanced(after / total) & (room > _TIE * total)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.sqrt(room * np.maximum(rest, 0))
        # Periods all alike have no step and no spread: 0, not 0 / 0.
        found = np.where(size > _TIE * total, shared / size, 0.0)
        steps = shared / room
    return np.where(usable, np.clip(found, -1, 1), np.nan), steps


def _sum_after(terms: Floats) -> Floats:
    """Sums over the periods after each split, along axis 1."""
    sums = np.cumsum(terms, axis=1)
    return np.asarray(sums[:, -1:] - sums[:, :-1])


def _is_balanced(share_after: Floats) -> NDArray[np.bool_]:
    n_splits = share_after.shape[1]
    at = np.arange(1, n_splits + 1)
    inside = (at >= MIN_SIDE) & (n_splits + 1 - at >= MIN_SIDE)
    enough = np.minimum(share_after, 1 - share_after) >= TRIMMING - _TIE
    return np.asarray(inside & enough)


def _as_t(correlation: float, freedom: int) -> float:
    """A partial correlation as t: r sqrt(df / (1 - r^2)), finite for a perfect fit."""
    return correlation * math.sqrt(freedom / max(1 - correlation**2, 1e-12))
