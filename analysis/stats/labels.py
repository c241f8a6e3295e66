"""Labels counted from 0 for what is the same, in order; without sorting where they are numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Labels = NDArray[np.intp]

_ROOM = 8
"""Numbers spread no further than so many times their count are laid out, not sorted."""


def label(values: ArrayLike) -> Labels:
    """Number the distinct values from 0 in their order, one number per value.

    As `numpy.unique(values, return_inverse=True)[1]`; linear in their count for whole numbers
    that lie together.
    """
    array = np.asarray(values)
    if array.dtype.kind == "M":
        array = array.astype(np.int64)
    # Beyond 2^53, neighbouring floats are more than 1 apart.
    if array.dtype.kind == "f" and np.all((array == np.floor(array)) & (np.abs(array) < 2**53)):
        array = array.astype(np.int64)
    if array.ndim == 1 and array.size and array.dtype.kind in "iu":
        lowest = int(array.min())
        room = int(array.max()) - lowest + 1
        if room <= _ROOM * array.size:
            places = (array - lowest).astype(np.intp)
            seen = np.zeros(room, dtype=bool)
            seen[places] = True
            return np.asarray((np.cumsum(seen) - 1)[places])
    return np.unique(array, return_inverse=True)[1]


def label_rows(rows: NDArray[np.float64]) -> Labels:
    """Number the distinct rows of a matrix from 0, in no order."""
    whole = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1] * rows.itemsize)))
    return np.unique(whole.ravel(), return_inverse=True)[1]


def find_firsts(labels: Labels) -> Labels:
    """Where each label, from 0 without gaps, stands first."""
    firsts = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.intp)
    firsts[labels[::-1]] = np.arange(labels.size - 1, -1, -1)
    return firsts
