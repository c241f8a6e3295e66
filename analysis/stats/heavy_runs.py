"""Whether the heaviest run of periods of a term is more than chance, for many terms at once.

The weight of a run is that of a burst (`analysis.stats.bursts`): by how much a multiple of the
base rate explains its counts better than the base rate. Chance deals the units, whole digests or
single papers, to the periods anew, history included, so the base rate is taken anew each time:
its own error is part of what chance can do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class HeavyRuns:
    """Per term the weight of its heaviest run of periods, in nats, and its adjusted p-value."""

    weights: Floats
    pvalues_adjusted: Floats
    n_permutations: int


@dataclass(frozen=True, slots=True)
class DealtUnits:
    """What chance deals: units, each with a period, a size, and the terms it holds.

    `periods` (0 the earliest) and `sizes` have one entry per unit; the pairs `units`, `terms`
    one entry per unit and term, of `n_terms`, in `counts` documents, by default in one each. The
    first `n_base` of `n_periods` are the history that base rates come from. Raises ValueError
    where there is no history or no rest.
    """

    periods: Indices
    sizes: Floats
    units: Indices
    terms: Indices
    n_terms: int
    n_periods: int
    n_base: int
    counts: Floats | None = None

    def __post_init__(self) -> None:
        if not 0 < self.n_base < self.n_periods:
            raise ValueError(f"{self.n_base} of {self.n_periods} periods are no history")


def test_for_heavy_runs(
    dealt: DealtUnits, *, seed: int, scale: float = 2.0, n_permutations: int = 499
) -> HeavyRuns:
    """Test for each term whether chance would give any term a run of periods as heavy as its own.

    Each permutation deals the same units to all terms and keeps the heaviest run of any: the
    p-values are adjusted for the number of terms, so that the chance of a single false one is
    bounded, however the terms hang together and however many they are. A run's rate is `scale`
    times the base rate. Raises ValueError for fewer than 19 permutations.
    Source: Westfall & Young (1993), Resampling-Based Multiple Testing, single-step maxT;
    Kleinberg (2003), Data Mining and Knowledge Discovery 7:373-397, for the weight; Phipson &
    Smyth (2010), SAGMB 9:39: p = (1 + as heavy) / (1 + permutations).
    """
    if n_permutations < 19:
        raise ValueError(f"{n_permutations} permutations can show no p-value of 0.05")
    rng = np.random.default_rng(seed)
    found = _weigh(dealt, dealt.periods, scale)
    heaviest = [
        _weigh(dealt, rng.permutation(dealt.periods), scale).max(initial=0)
        for _ in range(n_permutations)
    ]
    heavier = (np.array(heaviest)[:, None] >= found - _ROUNDING).sum(axis=0)
    return HeavyRuns(found, (1 + heavier) / (1 + n_permutations), n_permutations)


def _weigh(dealt: DealtUnits, periods: Indices, scale: float) -> Floats:
    """The weight of each term's heaviest run, 0 where no period is above the base rate."""
    cells = periods[dealt.units] * dealt.n_terms + dealt.terms
    counts = np.bincount(cells, dealt.counts, minlength=dealt.n_terms * dealt.n_periods)
    counts = counts.reshape(dealt.n_periods, dealt.n_terms)
    sizes = np.bincount(periods, dealt.sizes, dealt.n_periods)
    base = (counts[: dealt.n_base].sum(axis=0) + 0.5) / (sizes[: dealt.n_base].sum() + 1)
    # A rate of which the multiple is no share has no heavy periods.
    high = np.where(scale * base < 1, scale * base, base)
    rises, lacks = np.log(high / base), np.log1p(-high) - np.log1p(-base)
    running, heaviest = np.zeros(dealt.n_terms), np.zeros(dealt.n_terms)
    for held, size in zip(counts[dealt.n_base :], sizes[dealt.n_base :], strict=True):
        running = np.maximum(running + held * rises + (size - held) * lacks, 0)
        heaviest = np.maximum(heaviest, running)
    return heaviest
