"""P-values adjusted for the number of tests made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

METHOD = "Benjamini-Hochberg (1995)"


@dataclass(frozen=True, slots=True)
class AdjustedPValues:
    """Adjusted p-values in the order given, NaN where no test was made, and the family's size."""

    pvalues_adjusted: NDArray[np.float64]
    n_tests: int
    method: str = METHOD


def adjust_pvalues(pvalues: Sequence[float | None] | NDArray[np.float64]) -> AdjustedPValues:
    """Adjust a family of p-values so that thresholding bounds the false discovery rate.

    None and NaN mean "no test was made": they pass through as NaN and do not count towards the
    family. Raises ValueError for a p-value outside [0, 1].
    Source: Benjamini & Hochberg (1995), JRSS B 57:289-300.
    """
    values = np.array([np.nan if p is None else p for p in pvalues], dtype=np.float64)
    tested = ~np.isnan(values)
    if np.any((values[tested] < 0) | (values[tested] > 1)):
        raise ValueError("p-values must lie in [0, 1]")
    adjusted = np.full(values.shape, np.nan)
    if tested.any():
        adjusted[tested] = stats.false_discovery_control(values[tested], method="bh")
    return AdjustedPValues(adjusted, int(tested.sum()))
