"""Tables of shares and of their trends, for any subject."""

from __future__ import annotations

import pandas as pd

from analysis.findings.scope import Scope
from analysis.stats.results import Result
from analysis.tables.cells import (
    format_shares,
    make_trend_cells,
    name_counted,
    name_level,
    say_if_empty,
)


def tabulate_shares(
    shares: pd.DataFrame, scope: Scope, name: str = "Topic", counted: str = ""
) -> pd.DataFrame:
    """One row per name: papers, all papers, share with interval.

    `counted` heads the column of papers, by default with what an observation is.
    """
    frame = pd.DataFrame(
        {
            name: shares["label"],
            counted or name_counted(scope): shares["count"],
            "Of": shares["nobs"],
            f"Share ({name_level(scope)} interval)": format_shares(shares),
        }
    )
    return say_if_empty(frame, "none found")


def tabulate_trend(name: str, result: Result, scope: Scope) -> pd.DataFrame:
    """One trend of a share as a one-row table."""
    cells = make_trend_cells(result, "Odds ratio", scope)
    return pd.DataFrame([{"Trend of": name, name_counted(scope): result.nobs, **cells}])
