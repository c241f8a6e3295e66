"""Papers per period by what their abstract announces of the code.

An abstract shows announcements only: these counts say nothing of code that exists unannounced.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.series.grid import assign_periods, fill_grid
from analysis.series.observations import Observations, number_together

RELEASE_KINDS = ("linked", "stated", "promised", "none")
"""Released with a link to code, released without one, promised, nothing announced."""


def compute_release_kinds(observations: Observations, releases: pd.DataFrame) -> pd.Series[str]:
    """Tell each observation's release kind (one of RELEASE_KINDS), aligned with its rows.

    `releases` is the table of releases. Raises ValueError for a paper without a row there, or
    for an unknown status.
    """
    linked = releases["code_urls"].map(len).gt(0)
    released = releases["status"].eq("released")
    kinds = np.select(
        [released & linked, released, releases["status"].eq("promised")],
        [0, 1, 2],
        np.where(releases["status"].eq("none"), 3, -1),
    )
    observed, having = number_together(observations.rows["paper_id"], releases["paper_id"])
    n_papers = int(max(observed.max(initial=-1), having.max(initial=-1))) + 1
    of_paper = np.full(n_papers, -1, dtype=np.int64)
    of_paper[having] = kinds
    found = of_paper[observed]
    if (found < 0).any():
        raise ValueError("a paper has no release status, or one that is not known")
    names = np.array(RELEASE_KINDS, dtype=object)[found]
    return pd.Series(names, index=observations.rows.index, name="release_kind")


def compute_release_counts(
    observations: Observations, releases: pd.DataFrame, grid: pd.DataFrame
) -> pd.DataFrame:
    """Count papers per release kind and period; the kinds of a period sum to its papers.

    Returns period, label, date, state, release_kind, count, nobs; <NA> where no digest was read.
    """
    kinds = compute_release_kinds(observations, releases)
    frame = pd.DataFrame(
        {"period": assign_periods(observations, grid), "release_kind": kinds, "count": 1}
    )
    counts = frame.groupby(["period", "release_kind"])[["count"]].sum()
    return fill_grid(counts, observations, grid, "release_kind", list(RELEASE_KINDS))


def compute_host_counts(
    observations: Observations, releases: pd.DataFrame, grid: pd.DataFrame
) -> pd.DataFrame:
    """Count papers with a code link per host and period.

    `releases` is the table of releases; its hosts may stand in rows of their own.
    Returns period, label, date, state, host, count, nobs. A paper that links to two hosts counts
    under both, so hosts need not sum to the linked papers.
    """
    linked = releases.loc[releases["status"].eq("released"), ["paper_id", "hosts"]]
    pairs = linked.explode("hosts").dropna().drop_duplicates()
    rows = observations.rows[["paper_id"]].assign(
        period=assign_periods(observations, grid), count=1
    )
    joined = rows.merge(pairs, on="paper_id").rename(columns={"hosts": "host"})
    counts = joined.groupby(["period", "host"])[["count"]].sum()
    return fill_grid(counts, observations, grid, "host", sorted(set(pairs["hosts"])))
