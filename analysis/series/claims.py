"""Papers with claimed gains, and the sizes of the claims, per period and unit class."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.papers import Unit
from analysis.series.grid import assign_periods, fill_grid
from analysis.series.observations import Observations, number_together

ANY_UNIT = "any"
"""Stands in the unit column for papers with a claim in any unit: a count of papers, no pooling."""

CLAIM_COUNT_BINS = {"0": (0, 0), "1": (1, 1), "2": (2, 2), "3": (3, 3), "4+": (4, None)}
"""Fewest and most claims of each bin; the last has no end, so no paper is dropped."""


def compute_claims_per_row(observations: Observations, claims: pd.DataFrame) -> pd.Series[int]:
    """Count the claims of each observation, 0 where its paper has none.

    `claims` is the table of claims, or some of it. Aligned with `observations.rows`.
    """
    observed, having = number_together(observations.rows["paper_id"], claims["paper_id"])
    found = np.bincount(having, minlength=observed.max(initial=-1) + 1)[observed]
    return pd.Series(found, index=observations.rows.index, name="claims", dtype="int64")


def compute_claim_counts(
    observations: Observations, claims: pd.DataFrame, grid: pd.DataFrame
) -> pd.DataFrame:
    """Count papers with a claim, and claims, per unit class and period.

    `claims` is the table of claims. Returns period, label, date, state, unit (each unit class,
    and ANY_UNIT), count (papers with at least one such claim), claims (how many), nobs (papers
    in the period); <NA> where no digest was read. A paper with claims in two units counts under
    both and once under ANY_UNIT; the claims of the unit classes sum to those of ANY_UNIT.
    """
    per_paper = claims.groupby(["paper_id", "unit"]).size().rename("claims").reset_index()
    overall = per_paper.groupby("paper_id")["claims"].sum().reset_index().assign(unit=ANY_UNIT)
    rows = observations.rows[["paper_id"]].assign(period=assign_periods(observations, grid))
    joined = rows.merge(pd.concat([per_paper, overall], ignore_index=True), on="paper_id")
    counts = joined.groupby(["period", "unit"]).agg(
        count=("claims", "size"), claims=("claims", "sum")
    )
    names = [*(unit.value for unit in Unit), ANY_UNIT]
    return fill_grid(counts, observations, grid, "unit", names)


def compute_claim_sizes(
    observations: Observations, claims: pd.DataFrame, grid: pd.DataFrame
) -> pd.DataFrame:
    """List the sizes of the claims: one row per observation and claim that states a size.

    Returns period, label, date (the observation's own), paper_id, digest_id, unit, size (float:
    the claim's value, of a range the end told first), high (a range's other end, else NaN), kind,
    metric_family, direction, effect, bound. Claims of kind from_to state two ends and no size;
    they are counted by `compute_claim_counts` and are not here. Unit classes are never pooled:
    select one before anything is computed.
    """
    sized = claims[claims["value"].notna()]
    rows = observations.rows[["paper_id", "digest_id", "date"]].assign(
        period=assign_periods(observations, grid)
    )
    joined = rows.merge(sized, on="paper_id").rename(columns={"value": "size"})
    joined["label"] = grid["label"].reindex(joined["period"]).to_numpy()
    where = ["period", "label", "date", "paper_id", "digest_id"]
    what = ["unit", "size", "high", "kind", "metric_family", "direction", "effect", "bound"]
    return joined[[*where, *what]]
