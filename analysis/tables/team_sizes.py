"""Tables of team size."""

from __future__ import annotations

import pandas as pd

from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.team_kinds import KIND_LABELS
from analysis.findings.team_size import TeamSizeSummary, TeamSizeTrends
from analysis.series import LARGE_TEAM
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
from analysis.wording import (
    DASH,
    format_estimate,
    format_number,
    format_range,
    format_share_result,
)


def tabulate_team_size_summary(summary: TeamSizeSummary, scope: Scope) -> pd.DataFrame:
    """One row per statistic of all known sizes, each with its interval."""
    sizes = {
        "Mean": summary.mean,
        "Lower quartile": summary.lower_quartile,
        "Median": summary.median,
        "Upper quartile": summary.upper_quartile,
    }
    shares = {"Single authors": summary.solo, f"Teams of {LARGE_TEAM} or more": summary.large}
    told = [(name, result, format_estimate(result)) for name, result in sizes.items()]
    told += [(name, result, format_share_result(result)) for name, result in shares.items()]
    return pd.DataFrame(
        [
            {
                "Team size": name,
                f"{name_counted(scope)} of known size": result.nobs,
                f"Value ({name_level(scope)} interval)": value,
                "Note": explain(result),
            }
            for name, result, value in told
        ]
    )


def tabulate_team_size_bins(distribution: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per bin: papers, and share of those whose size is known."""
    nobs = int(distribution["nobs"].iloc[0])
    return pd.DataFrame(
        {
            "Authors": distribution["team_size_bin"],
            name_counted(scope): distribution["count"],
            f"Share of the {nobs:,} known ({name_level(scope)} interval)": format_shares(
                distribution
            ),
        }
    )


def tabulate_team_sizes(series: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period: known sizes, then median, quartiles and mean with their intervals."""
    level = name_level(scope)
    frame = pd.DataFrame(
        {
            "Period": series["label"],
            name_counted(scope): series["nobs"],
            "Size known": series["known"],
            f"Median ({level} interval)": format_medians(series),
            f"Lower quartile ({level} interval)": _format_sizes(series, "q25"),
            f"Upper quartile ({level} interval)": _format_sizes(series, "q75"),
            f"Mean ({level} interval)": _format_sizes(series, "mean"),
            "Note": series["note"],
        }
    )
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)


def tabulate_team_size_bins_over_time(bins: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period, one column per bin: each row's bins add up to its papers."""
    first = bins.drop_duplicates("period").set_index("period")
    frame = pd.DataFrame({"Period": first["label"], name_counted(scope): first["nobs"]})
    for name, rows in bins.groupby("team_size_bin", sort=False):
        frame[str(name)] = rows.set_index("period")["count"]
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)


def tabulate_team_kinds(series: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period: single authors and large teams, count and share with interval."""
    first = series.drop_duplicates("period").set_index("period")
    frame = pd.DataFrame({"Period": first["label"], "Size known": first["nobs"]})
    for kind, label in KIND_LABELS.items():
        rows = series[series["team_kind"].eq(kind)].set_index("period")
        frame[label.capitalize()] = rows["count"]
        frame[f"Share of {label} ({name_level(scope)} interval)"] = pd.Series(
            format_shares(rows), index=rows.index, dtype=object
        )
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)


def tabulate_team_size_trends(trends: TeamSizeTrends, scope: Scope) -> pd.DataFrame:
    """One row per statistic: ratio per year, p-values, and the smallest ratio to be detected."""
    return pd.DataFrame(
        [
            {
                "Team size": trend.label,
                f"{name_counted(scope)} of known size": trend.result.nobs,
                "Ratio of": trend.ratio_of,
                **make_trend_cells(trend.result, "Ratio", scope, trend.pvalue_adjusted),
                "Note": explain_trend(trend.result),
            }
            for trend in trends.trends
        ]
    )


def _format_sizes(series: pd.DataFrame, name: str) -> list[str]:
    """One cell per row of a size and its bounds; says where there is no interval."""
    cells = []
    for row in iterate_rows(series[[name, f"{name}_lower", f"{name}_upper"]]):
        size, lower, upper = row
        bounds = "no interval" if pd.isna(lower) else format_range(lower, upper)
        cells.append(DASH if pd.isna(size) else f"{format_number(size)} ({bounds})")
    return cells
