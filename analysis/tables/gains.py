"""Tables of claimed gains."""

from __future__ import annotations

import pandas as pd

from analysis.findings.claimed_gains import UNIT_LABELS, GainSizes
from analysis.findings.scope import Scope
from analysis.tables.cells import (
    NO_PERIODS,
    explain,
    fold_empty_periods,
    format_shares,
    make_trend_cells,
    name_counted,
    name_level,
    say_if_empty,
)
from analysis.wording import format_estimate


def tabulate_claims_over_time(series: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period: papers with a claim, and claims."""
    frame = pd.DataFrame(
        {
            "Period": series["label"],
            name_counted(scope): series["nobs"],
            "With a claim": series["count"],
            f"Share ({name_level(scope)} interval)": format_shares(series),
            "Claims": series["claims"],
        }
    )
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)


def tabulate_claims_by_unit(by_unit: pd.DataFrame) -> pd.DataFrame:
    """One row per unit class: its claims by effect, their sum, and how many papers state them."""
    names = {name: name.capitalize() for name in by_unit.columns}
    return by_unit.rename(columns={**names, "papers": "Distinct papers"})


def tabulate_median_gains(medians: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per unit class and metric family; the note says why there is no interval."""
    frame = pd.DataFrame(
        {
            "Unit": medians["unit"],
            "Metric family": medians["metric_family"],
            "Gains": medians["claims"],
            "Distinct papers": medians["papers"],
            f"Median ({name_level(scope)} interval)": [
                format_estimate(r) for r in medians["result"]
            ],
            "Note": [explain(result) for result in medians["result"]],
        }
    )
    return say_if_empty(frame, "no claimed gains")


def tabulate_gain_trends(gains: tuple[GainSizes, ...], scope: Scope) -> pd.DataFrame:
    """One row per unit class: change of the median gain per year."""
    return pd.DataFrame(
        [
            {
                "Unit": UNIT_LABELS[one.unit],
                "Gains": one.trend.nobs,
                **make_trend_cells(one.trend, "Ratio", scope),
            }
            for one in gains
        ]
    )
