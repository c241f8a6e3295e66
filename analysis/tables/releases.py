"""Tables of announced code release."""

from __future__ import annotations

import pandas as pd

from analysis.findings.code_release import KIND_LABELS
from analysis.findings.scope import Scope
from analysis.tables.cells import (
    NO_PERIODS,
    fold_empty_periods,
    format_shares,
    name_counted,
    name_level,
    say_if_empty,
)
from analysis.tables.shares import tabulate_shares


def tabulate_release_shares(shares: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per release kind."""
    labelled = shares.assign(label=shares["release_kind"].map(KIND_LABELS))
    return tabulate_shares(labelled, scope, "The abstract says")


def tabulate_releases_over_time(series: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period: announced rate with interval, and papers per release kind."""
    head = pd.DataFrame(
        {
            "Period": series["label"],
            name_counted(scope): series["nobs"],
            "Announce release": series["count"],
            f"Share ({name_level(scope)} interval)": format_shares(series),
        }
    )
    kinds = series[list(KIND_LABELS)].rename(columns=KIND_LABELS)
    return say_if_empty(fold_empty_periods(head.join(kinds), scope), NO_PERIODS)


def tabulate_hosts(hosts: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per host of code links, out of all papers with a link."""
    return tabulate_shares(hosts, scope, "Host", f"{name_counted(scope)} that link to it")
