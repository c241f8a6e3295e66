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
    level = name_level(scope)
    frame = pd.DataFrame(
        {
            "Period": overview.releases["label"],
            name_counted(scope): overview.releases["nobs"],
            "Team size known": overview.team_sizes["known"],
            f"Median team size ({level} interval)": format_medians(overview.team_sizes),
            f"Announce released code ({level} interval)": format_shares(overview.releases),
            f"Claim a gain or cost ({level} interval)": format_shares(overview.claims),
        }
    )
    return say_if_empty(fold_empty_periods(frame, scope), NO_PERIODS)
