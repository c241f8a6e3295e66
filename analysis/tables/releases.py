"""Tables of announced code release."""

from __future__ import annotations

import pandas as pd

from analysis.findings.release_kinds import ANNOUNCED, KIND_LABELS
from analysis.findings.rows import iterate_rows
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
from analysis.wording import DASH, count_of, format_share

_MOST_HOSTS = 15


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
    """One row per host of code links, out of all papers with a link, the most frequent ones.

    The last row says how many hosts are left out, and how many papers link to each at most.
    """
    linking = f"{name_counted(scope)} that link to it"
    table = tabulate_shares(hosts.head(_MOST_HOSTS), scope, "Host", linking)
    rest = hosts["count"].iloc[_MOST_HOSTS:]
    if rest.empty:
        return table
    told = [f"{count_of(len(rest), 'other host')}", f"at most {rest.max()} each", DASH, DASH]
    return pd.concat([table, pd.DataFrame([told], columns=table.columns)], ignore_index=True)


def tabulate_release_kinds_over_time(series: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period, one column per kind of announcement: count, and share with interval."""
    wide = _spread_kinds(series, "period")
    first = series.drop_duplicates("period").set_index("period")
    head = pd.DataFrame({"Period": first["label"], name_counted(scope): first["nobs"]})
    return say_if_empty(fold_empty_periods(head.join(wide), scope), NO_PERIODS)


def tabulate_release_kinds_by_topic(rates: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per topic, one column per kind of announcement: count, and share with interval."""
    wide = _spread_kinds(rates, "topic")
    first = rates.drop_duplicates("topic").set_index("topic")
    head = pd.DataFrame({"Topic": first["label"], name_counted(scope): first["nobs"]})
    return say_if_empty(head.join(wide), "no topic was found")


def tabulate_hosts_over_time(hosts: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per period: papers with a link, and how many link to each host."""
    first = hosts.drop_duplicates("period").set_index("period")
    head = pd.DataFrame({"Period": first["label"], "With a link": first["nobs"]})
    for host, rows in hosts.groupby("host", sort=False):
        head[host] = rows.set_index("period")["count"]
    return say_if_empty(fold_empty_periods(head, scope), "no link was found")


def _spread_kinds(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Cells of count and share, one row per `key`, one column per kind of announcement."""
    columns = {}
    for kind in ANNOUNCED:
        rows = frame[frame["release_kind"].eq(kind)]
        cells = [
            DASH
            if pd.isna(row.proportion)
            else f"{row.count:,}: {format_share(row.proportion, row.ci_lower, row.ci_upper)}"
            for row in iterate_rows(rows)
        ]
        columns[KIND_LABELS[kind].capitalize()] = pd.Series(cells, index=rows[key], dtype=object)
    return pd.DataFrame(columns)
