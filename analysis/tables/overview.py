"""All four subjects in one table."""

from __future__ import annotations

import pandas as pd

from analysis.findings.overview import Overview
from analysis.findings.scope import Scope
from analysis.tables.cells import (
    NO_PERIODS,
    fold_empty_periods,
    format_medians,
    format_shares,
    name_counted,
    name_level,
    say_if_empty,
)


def tabulate_overview(overview: Overview, scope: Scope) -> pd.DataFrame:
    """One row per period: median team size, announced release, claims."""
    frame = pd.DataFrame(
        {
            "Period": overview.releases["label"],
            name_counted(scope): overview.releases["nobs"],
            "Team size known": overview.team_sizes["known"],
            f"Median team size ({name_level(scope)} interval)": format_medians(overview.team_sizes),
            "Announce released code (interval)": format_shares(overview.releases),
            "Claim a gain or cost (interval)": format_shares(overview.claims),
        }
    )
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)
