"""Papers with claimed gains, and the sizes of the claims, per period and unit class."""

from __future__ import annotations

import pandas as pd

from analysis.papers import Unit
from analysis.series.grid import assign_periods, fill_grid
from analysis.series.observations import Observations

ANY_UNIT = "any"
"""Stands in the unit column for papers with a claim in any unit: a count of papers, no pooling."""


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
    the claim's value, a range's lower end), high (a range's upper end, else NaN), kind,
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
