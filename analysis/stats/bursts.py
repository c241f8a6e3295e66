"""Bursts: when a term was used far above its base rate, by Kleinberg's two-state automaton.

Whether anything looks ahead is the caller's choice: the base rate is passed in, taken from
history before the window (`compute_base_rate` of earlier batches) or from the whole series, and
the state of a batch is decided from all batches passed, so a series must end at the date asked
about. Bursts are found here, not tested: findings take the p-value from
`analysis.stats.heavy_runs`, which tests the heaviest run of periods for all terms at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.stats.results import TooLittleData

AUTOMATON = "two-state burst automaton of batched arrivals (Kleinberg 2003)"

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_TIE = 1e-9
"""Weights closer than this are equal: sums in another order differ by rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstSettings:
    """The automaton: bursts have `scale` (s) times the base rate; starting one costs
    `gamma` ln n over n batches. Fewer than `min_batches` that hold documents are too little.

    The defaults of s and gamma are the customary ones. Raises ValueError unless scale > 1,
    gamma >= 0 and min_batches >= 2.
    """

    scale: float = 2.0
    gamma: float = 1.0
    min_batches: int = 8

    def __post_init__(self) -> None:
        if not (1 < self.scale < math.inf and 0 <= self.gamma < math.inf):
            raise ValueError(f"scale {self.scale} must be > 1 and gamma {self.gamma} >= 0")
        if self.min_batches < 2:
            raise ValueError(f"at least 2 batches are needed, min_batches {self.min_batches}")


DEFAULT_BURSTS = BurstSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Batches `first` to `last` (both in the burst, counted from 0) and what they hold.

    `weight` is by how much the burst's rate costs less than the base rate over these batches,
    in units of log-likelihood (nats).
    """

    first: int
    last: int
    weight: float
    relevant: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstSearch:
    """The cheapest state of every batch (True: burst), its cost and the bursts in time order.

    `cost` is without the binomial coefficients, which are the same for every sequence.
    """

    bursts: tuple[Burst, ...]
    states: Flags
    cost: float
    base_rate: float
    burst_rate: float
    n_batches: int
    method: str = AUTOMATON


def compute_base_rate(relevant: ArrayLike, totals: ArrayLike) -> float:
    """Compute the rate outside bursts from batches of the caller's choice, in (0, 1).

    `relevant` (of `totals`) are whole numbers per batch. Half an occurrence and half a lack are
    added (Jeffreys' prior), so that a term new to the window has a base rate above 0.
    Raises ValueError for counts that do not fit and for batches without any document.
    """
    counts, sizes = _as_batches(relevant, totals)
    if sizes.sum() == 0:
        raise ValueError("no document to take a base rate from")
    return float((counts.sum() + 0.5) / (sizes.sum() + 1))


def find_bursts(
    relevant: ArrayLike,
    totals: ArrayLike,
    base_rate: float,
    settings: BurstSettings = DEFAULT_BURSTS,
) -> BurstSearch | TooLittleData:
    """Find the bursts of a term: the state sequence of least cost (Viterbi).

    `relevant` are the documents with the term per batch (r_t), `totals` all documents (d_t),
    both whole numbers of shape (batches,) in time order; `base_rate` the share p_0 outside
    bursts. The automaton starts outside a burst. Batches without documents cost nothing in
    either state and do not count in ln n. Of two equal sequences the one with fewer bursts is
    answered.
    Returns TooLittleData for too few batches with documents, no occurrence, or a base rate of
    which s times is no share. Raises ValueError for counts that do not fit or a base rate
    outside (0, 1).
    Source: Kleinberg (2003), Data Mining and Knowledge Discovery 7:373-397: batched arrivals and
    the weight of a burst, sum(cost in state 0 - cost in state 1), of section 4, cost of a
    transition (j - i) gamma ln n and dynamic programme of section 2.
    """
    counts, sizes = _as_batches(relevant, totals)
    shortage = _find_shortage(counts, sizes, base_rate, settings)
    if shortage:
        return shortage
    gains = _compute_gains(counts, sizes, base_rate, settings)
    rise = _compute_rise(sizes, settings)
    states = _find_states(gains, rise)
    edges = np.flatnonzero(np.diff(np.r_[False, states, False]))
    bursts = tuple(
        Burst(
            first=int(start),
            last=int(stop) - 1,
            weight=float(gains[start:stop].sum()),
            relevant=int(counts[start:stop].sum()),
            total=int(sizes[start:stop].sum()),
        )
        for start, stop in zip(edges[::2], edges[1::2], strict=True)
    )
    outside = -(counts * math.log(base_rate) + (sizes - counts) * math.log1p(-base_rate)).sum()
    return BurstSearch(
        bursts=bursts,
        states=states,
        cost=float(outside - gains[states].sum() + rise * len(bursts)),
        base_rate=base_rate,
        burst_rate=base_rate * settings.scale,
        n_batches=int((sizes > 0).sum()),
    )


def _compute_gains(
    counts: Floats, sizes: Floats, base_rate: float, settings: BurstSettings
) -> Floats:
    """By how much each batch costs less in a burst than outside; the coefficients cancel."""
    lacks = math.log1p(-settings.scale * base_rate) - math.log1p(-base_rate)
    return counts * math.log(settings.scale) + (sizes - counts) * lacks


def _compute_rise(sizes: Floats, settings: BurstSettings) -> float:
    return settings.gamma * math.log((sizes > 0).sum())


def _find_states(gains: Floats, rise: float) -> Flags:
    """The cheapest state of every batch, `gains` saying how much less each costs in a burst."""
    # Costs relative to no burst at all. `rises[t]`: a burst in t starts in t; `falls[t]`: the
    # batch before an outside t was in a burst.
    outside, inside = 0.0, math.inf
    rises, falls, states = (np.zeros(gains.size, bool) for _ in range(3))
    for t, gain in enumerate(gains):
        falls[t] = inside < outside - _TIE
        rises[t] = outside + rise < inside
        outside, inside = (
            inside if falls[t] else outside,
            (outside + rise if rises[t] else inside) - gain,
        )
    state = inside < outside - _TIE
    for t in range(gains.size - 1, -1, -1):
        states[t] = state
        state = not rises[t] if state else falls[t]
    return states


def _find_shortage(
    counts: Floats, sizes: Floats, base_rate: float, settings: BurstSettings
) -> TooLittleData | None:
    if not 0 < base_rate < 1:
        raise ValueError(f"base_rate must lie in (0, 1), is {base_rate}")
    n_batches = int((sizes > 0).sum())
    burst_rate = base_rate * settings.scale
    if n_batches < settings.min_batches:
        reason = f"{n_batches} batches with documents: bursts need {settings.min_batches}"
        needed = f"at least {settings.min_batches} batches"
    elif counts.sum() == 0:
        reason, needed = f"no occurrence in {n_batches} batches", "at least 1 occurrence"
    elif burst_rate >= 1:
        reason = f"{settings.scale:g} times the base rate {base_rate:.3g} is no share below 1"
        needed = f"a base rate below {1 / settings.scale:.3g}"
    else:
        return None
    return TooLittleData(reason=reason, needed=needed, nobs=n_batches, method=AUTOMATON)


def _as_batches(relevant: ArrayLike, totals: ArrayLike) -> tuple[Floats, Floats]:
    counts, sizes = np.asarray(relevant, np.float64), np.asarray(totals, np.float64)
    if counts.ndim != 1 or counts.shape != sizes.shape:
        raise ValueError(f"relevant has shape {counts.shape}, totals {sizes.shape}")
    if not np.all(np.isfinite(sizes)) or np.any(sizes != np.floor(sizes)):
        raise ValueError("totals must be whole numbers")
    if not np.all((counts >= 0) & (counts <= sizes) & (counts == np.floor(counts))):
        raise ValueError("relevant must be whole numbers between 0 and the totals")
    return counts, sizes
