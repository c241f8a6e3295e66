"""The windows of time that terms are compared over, shared by what looks at terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.findings.scope import Scope
from analysis.series import Terms

MIN_WINDOW = 4
"""Periods of the later window at least, and digests where papers count by digest."""
MIN_PAPERS = 10
"""Papers of a window at least, and observations with a term in both windows together."""
MIN_SHARE = 0.005
"""Of the observations looked at, a term's share at least: rarer ones are too many to test."""
MOST_SHOWN = 12
"""Terms shown of each kind."""


@dataclass(frozen=True, slots=True)
class TermWindow:
    """Periods compared, `first` to `last` by label, and the observations in them.

    `terms_each` is how many different terms an observation holds on average: longer abstracts
    hold more of any kind.
    """

    first: str
    last: str
    n_periods: int
    nobs: int
    terms_each: float


def find_periods(scope: Scope) -> NDArray[np.int64]:
    """The complete periods that hold observations, in time order."""
    return np.unique(scope.periods.to_numpy()[scope.complete])


def describe_window(scope: Scope, terms: Terms, periods: NDArray[np.int64]) -> TermWindow:
    """The window that `periods` of the grid make up, one period at least with observations."""
    first, last = scope.grid["label"].loc[[periods[0], periods[-1]]]
    rows = np.flatnonzero(scope.periods.isin(periods))
    each = float(terms.sizes[scope.paper_numbers[rows]].mean())
    return TermWindow(first, last, len(periods), len(rows), each)
