"""Tables of claimed gains."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.findings.claimed_gains import UNIT_LABELS, GainSizes
from analysis.findings.claims_per_paper import ClaimsPerPaper
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.stats.results import Estimate
from analysis.tables.cells import (
    NO_PERIODS,
    explain,
    fold_empty_periods,
    format_medians,
    format_shares,
    make_trend_cells,
    name_counted,
    name_level,
    say_if_empty,
)
from analysis.tables.trends import explain_trend
from analysis.wording import format_estimate, format_number, format_range


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


def tabulate_claims_per_paper(found: ClaimsPerPaper, scope: Scope) -> pd.DataFrame:
    """One row per number of claims, which sum to the papers."""
    return pd.DataFrame(
        {
            "Claims": found.distribution["claims"],
            name_counted(scope): found.distribution["count"],
            f"Share ({name_level(scope)} interval)": format_shares(found.distribution),
        }
    )


def tabulate_mean_claims(found: ClaimsPerPaper, scope: Scope) -> pd.DataFrame:
    """The mean number of claims of all papers, and of those with any."""
    means = {f"all {scope.counted}s": found.mean, "those with a claim": found.mean_if_any}
    return pd.DataFrame(
        [
            {
                "Of": name,
                name_counted(scope): result.nobs,
                f"Mean claims ({name_level(scope)} interval)": format_estimate(result),
                "Note": explain(result),
            }
            for name, result in means.items()
        ]
    )


def tabulate_gain_terms(terms: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per unit class: best cases among its gains, costs beside its gains."""
    up_to, cost = (terms[terms["term"].eq(term)].reset_index() for term in ("up_to", "cost"))
    level = name_level(scope)
    return pd.DataFrame(
        {
            "Unit": up_to["label"],
            "Gains": up_to["nobs"],
            "'Up to'": up_to["count"],
            f"Share 'up to' ({level} interval)": format_shares(up_to),
            f"{name_counted(scope)} with a gain": cost["nobs"],
            "With a cost too": cost["count"],
            f"Share with a cost ({level} interval)": format_shares(cost),
        }
    )


def tabulate_gain_bounds(bounds: pd.DataFrame) -> pd.DataFrame:
    """One row per unit class: its gains by how exactly they are stated."""
    names = {name: name.replace("_", " ").capitalize() for name in bounds.columns}
    return bounds.rename(columns=names)


def tabulate_sized_gains(sized: pd.DataFrame) -> pd.DataFrame:
    """One row per unit class: gains with a size, and those left out, which sum to all gains."""
    return sized.rename(
        columns={
            "unit": "Unit",
            "gains": "Gains",
            "sized": "With a size",
            "from_to": "Only both ends",
            "kept": "Share kept",
            "unsized": "No number above 0",
            "ranges": "Ranges among the sized",
        }
    )


def tabulate_median_gains(medians: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per unit class and metric family; the note says why there is no interval."""
    rows = list(iterate_rows(medians))
    frame = pd.DataFrame(
        {
            "Unit": medians["unit"],
            "Metric family": medians["metric_family"],
            "Gains": medians["claims"],
            "Distinct papers": medians["papers"],
            f"Median ({name_level(scope)} interval)": [_format_median(row) for row in rows],
            "Middle half": [_format_spread(row.q25, row.q75) for row in rows],
            "Range": [_format_spread(row.lowest, row.highest) for row in rows],
            "Note": [explain(row.result) for row in rows],
        }
    )
    return say_if_empty(frame, "no claimed gains")


def tabulate_gains_over_time(series: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period: gains and their median with interval, for each unit class."""
    first = series.drop_duplicates("period").set_index("period")
    counted = scope.periods.value_counts().reindex(first.index, fill_value=0)
    nobs = counted.astype("Int64").mask(first["gains"].isna())
    frame = pd.DataFrame({"Period": first["label"], name_counted(scope): nobs})
    for unit, rows in series.groupby("unit", sort=False):
        own = rows.set_index("period")
        name = UNIT_LABELS[str(unit)].capitalize()
        frame[f"{name}: gains"] = own["gains"]
        frame[f"{name}: median ({name_level(scope)} interval)"] = pd.Series(
            format_medians(rows), index=own.index, dtype=object
        )
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)


def tabulate_gain_trends(gains: tuple[GainSizes, ...], scope: Scope) -> pd.DataFrame:
    """One row per unit class: change of the median gain per year."""
    return pd.DataFrame(
        [
            {
                "Unit": UNIT_LABELS[one.unit],
                "Gains": one.trend.nobs,
                **make_trend_cells(one.trend, "Ratio", scope, one.pvalue_adjusted),
                "Note": explain_trend(one.trend),
            }
            for one in gains
        ]
    )


def _format_median(row: Any) -> str:
    """The median with its interval; without one, it is still what it is."""
    if isinstance(row.result, Estimate):
        return format_estimate(row.result)
    return f"{format_number(row.median)} (no interval)"


def _format_spread(low: float, high: float) -> str:
    return format_range(low, high) if low < high else format_number(low)
