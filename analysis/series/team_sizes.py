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

LARGE_TEAM = 10
"""A team of as many authors or more is called large."""

TEAM_KINDS = ("solo", "large")
"""Teams told apart by name: single authors, and large teams."""


def compute_team_sizes(observations: Observations, grid: pd.DataFrame) -> pd.DataFrame:
    """List the known team sizes: one row per observation whose author count is known.

    Returns period, label, date (the observation's own), paper_id, digest_id, team_size (int64).
    The unknown ones are counted by `compute_team_size_bins`.
    """
    sized = select_known_sizes(observations)
    known = sized.rows.assign(period=assign_periods(sized, grid))
    return pd.DataFrame(
        {
            "period": known["period"],
            "label": grid["label"].reindex(known["period"]).to_numpy(),
            "date": known["date"],
            "paper_id": known["paper_id"],
            "digest_id": known["digest_id"],
            "team_size": known["n_authors"].astype("int64"),
        }
    )


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


def select_known_sizes(observations: Observations) -> Observations:
    """Select the observations whose author count is known; the others count as outside."""
    known = observations.rows["n_authors"].ge(1).fillna(False).astype(bool)
    return observations.with_rows(observations.rows[known].reset_index(drop=True))


def compute_team_kind_marks(observations: Observations) -> pd.DataFrame:
    """Mark single authors and large teams: one Boolean column per kind of TEAM_KINDS.

    Aligned with `observations.rows`; a paper of unknown team size is neither.
    """
    sizes = observations.rows["n_authors"]
    marks = {"solo": sizes.eq(1), "large": sizes.ge(LARGE_TEAM)}
    return pd.DataFrame({kind: marks[kind].fillna(False).astype(bool) for kind in TEAM_KINDS})


def compute_team_kind_counts(observations: Observations, grid: pd.DataFrame) -> pd.DataFrame:
    """Count single authors and large teams per period, among papers of known team size.

    Returns period, label, date, state, team_kind (of TEAM_KINDS), count, nobs (papers of known
    size); <NA> where no digest was read.
    """
    known = select_known_sizes(observations)
    marks = compute_team_kind_marks(known).assign(period=assign_periods(known, grid))
    long = marks.melt("period", var_name="team_kind", value_name="count")
    counts = long.groupby(["period", "team_kind"])[["count"]].sum()
    return fill_grid(counts, known, grid, "team_kind", list(TEAM_KINDS))
