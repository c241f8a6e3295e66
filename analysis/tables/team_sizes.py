"""Tables of team size."""

from __future__ import annotations

import pandas as pd

from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.team_size import LARGE_TEAM, TeamSizeTrends
from analysis.tables.cells import (
    NO_PERIODS,
    fold_empty_periods,
    format_medians,
    format_shares,
    make_trend_cells,
    name_counted,
    name_level,
    say_if_empty,
)
from analysis.wording import DASH, format_number


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
    """One row per period: known sizes, median with interval, quartiles, small and large teams."""
    known = series["known"].fillna(0) > 0
    frame = pd.DataFrame(
        {
            "Period": series["label"],
            name_counted(scope): series["nobs"],
            "Size known": series["known"],
            f"Median ({name_level(scope)} interval)": format_medians(series),
            "Middle half": [
                f"{format_number(row.q25)} to {format_number(row.q75)}" if is_known else DASH
                for row, is_known in zip(iterate_rows(series), known, strict=True)
            ],
            "Single authors": series["solo"],
            f"{LARGE_TEAM} or more": series["large"],
            "Note": series["note"],
        }
    )
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)


def tabulate_team_size_trends(trends: TeamSizeTrends, scope: Scope) -> pd.DataFrame:
    """One row per statistic: ratio per year."""
    rows = {"Mean": trends.mean, "Median": trends.median, "0.9 quantile": trends.upper}
    return pd.DataFrame(
        [
            {
                "Team size": name,
                f"{name_counted(scope)} of known size": result.nobs,
                **make_trend_cells(result, "Ratio", scope),
            }
            for name, result in rows.items()
        ]
    )
