"""Team sizes and their distribution per period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.series.grid import assign_periods, fill_grid
from analysis.series.observations import Observations

UNKNOWN_TEAM_SIZE = "unknown"

TEAM_SIZE_BINS = {
    "1": (1, 1),
    "2": (2, 2),
    "3": (3, 3),
    "4": (4, 4),
    "5": (5, 5),
    "6-9": (6, 9),
    "10-19": (10, 19),
    "20-49": (20, 49),
    "50+": (50, None),
}
"""Smallest and largest team size of each bin; the last has no end, so none is dropped."""


def compute_team_sizes(observations: Observations, grid: pd.DataFrame) -> pd.DataFrame:
    """List the known team sizes: one row per observation whose author count is known.

    Returns period, label, date (the observation's own), paper_id, digest_id, team_size (int64).
    The unknown ones are counted by `compute_team_size_bins`.
    """
    rows = observations.rows.assign(period=assign_periods(observations, grid))
    known = rows[rows["n_authors"].ge(1).fillna(False).astype(bool)]
    return pd.DataFrame(
        {
            "period": known["period"],
            "label": grid["label"].reindex(known["period"]).to_numpy(),
            "date": known["date"],
            "paper_id": known["paper_id"],
            "digest_id": known["digest_id"],
            "team_size": known["n_authors"].astype("int64"),
        }
    ).reset_index(drop=True)


def compute_team_size_bins(observations: Observations, grid: pd.DataFrame) -> pd.DataFrame:
    """Count papers per team-size bin and period; the bins of a period sum to its papers.

    Returns period, label, date, state, team_size_bin, count, nobs. The bins are those of
    TEAM_SIZE_BINS and UNKNOWN_TEAM_SIZE (no author count, or one below 1). Counts are <NA>
    where no digest was read.
    """
    sizes = observations.rows["n_authors"].astype("Float64").to_numpy(float, na_value=np.nan)
    labels = np.full(sizes.size, UNKNOWN_TEAM_SIZE, dtype=object)
    for label, (smallest, _) in TEAM_SIZE_BINS.items():
        labels[sizes >= smallest] = label
    binned = pd.DataFrame(
        {"period": assign_periods(observations, grid), "team_size_bin": labels, "count": 1}
    )
    counts = binned.groupby(["period", "team_size_bin"])[["count"]].sum()
    names = [*TEAM_SIZE_BINS, UNKNOWN_TEAM_SIZE]
    return fill_grid(counts, observations, grid, "team_size_bin", names)
