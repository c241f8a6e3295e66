"""Which teams there are per period: all sizes by bin, single authors, large teams."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.findings.scope import Scope
from analysis.findings.shares import add_intervals
from analysis.series import (
    LARGE_TEAM,
    assign_periods,
    compute_team_kind_counts,
    compute_team_kind_marks,
    compute_team_size_bins,
    select_known_sizes,
)

KIND_LABELS = {"solo": "single authors", "large": f"teams of {LARGE_TEAM} or more"}


def restrict_to_known(scope: Scope) -> Scope:
    """The same scope with only the observations whose author count is known."""
    known = select_known_sizes(scope.observations)
    periods = assign_periods(known, scope.grid)
    cut = scope.grid.index[scope.grid["is_cut"]]
    complete = ~periods.isin(cut).to_numpy(dtype=bool)
    return replace(scope, observations=known, periods=periods, complete=complete)


def compute_team_size_bins_over_time(scope: Scope) -> pd.DataFrame:
    """Papers per team-size bin and period; the bins of a period sum to its papers.

    Returns period, label, date, state, team_size_bin (unknown sizes too), count, nobs, proportion
    (NaN without papers), is_small. Counts are <NA> where no digest was read.
    """
    bins = compute_team_size_bins(scope.observations, scope.grid)
    count, nobs = (
        bins[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        for name in ("count", "nobs")
    )
    share = np.divide(count, nobs, out=np.full(len(bins), np.nan), where=nobs > 0)
    return bins.assign(proportion=share, is_small=nobs < scope.parameters.min_papers)


def compute_team_kinds_over_time(scope: Scope) -> pd.DataFrame:
    """Shares of single authors and of large teams per period, among papers of known size.

    Returns period, label, date, state, team_kind, count, nobs (papers of known size),
    proportion, ci_lower, ci_upper, is_small.
    """
    counts = compute_team_kind_counts(scope.observations, scope.grid)
    known = restrict_to_known(scope)
    return add_intervals(known, counts, "team_kind", compute_team_kind_marks(known.observations))
