"""The kinds of announcement that findings on code release tell apart."""

from __future__ import annotations

import pandas as pd

from analysis.findings.scope import Scope
from analysis.series import RELEASE_KINDS

RELEASED = ("linked", "stated")
ANNOUNCED = (*RELEASED, "promised")
"""Kinds of announcement; each stands apart over time and by topic."""
KIND_LABELS = {
    "linked": "released, with a link",
    "stated": "released, without a link",
    "promised": "promised",
    "none": "nothing announced",
}


def compute_kinds(scope: Scope) -> pd.Series[str]:
    """What each observation announces: one of RELEASE_KINDS, aligned with `scope.rows`."""
    return scope.release_kinds


def mark_kinds(scope: Scope) -> pd.DataFrame:
    """Mark for every observation which of RELEASE_KINDS (columns) it is."""
    kinds = compute_kinds(scope)
    return pd.DataFrame({kind: kinds.eq(kind) for kind in RELEASE_KINDS}, index=scope.rows.index)


def list_hosts(scope: Scope) -> pd.DataFrame:
    """The hosts of code links: paper_id, status, hosts (one of them), each row once."""
    releases = scope.tables.select("releases", ["paper_id", "status", "hosts"])
    linked = releases[releases["hosts"].map(len).gt(0)]
    return linked.explode("hosts").drop_duplicates()
