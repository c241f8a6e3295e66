"""On what terms gains are claimed: as a best case, beside a cost, with or without a size."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.findings.claimed_gains import CHANGES, SIZED_UNITS, UNIT_LABELS
from analysis.findings.scope import Scope
from analysis.findings.shares import INTERVAL, as_interval
from analysis.papers import Bound, ClaimKind, Effect, Unit
from analysis.series.claims import ANY_UNIT
from analysis.stats.proportions import estimate_clustered_proportion

_TERMS = ["term", "unit", "label", "count", "nobs", *INTERVAL, "is_small"]


def compute_gain_terms(scope: Scope) -> pd.DataFrame:
    """Shares of best cases among gains, and of papers with a gain that name a cost.

    Returns term (`up_to`: of the gains; `cost`: of the papers with a gain in the unit class, a
    cost in any), unit, label, count, nobs, proportion, ci_lower, ci_upper, is_small; one row per
    term and unit class, and one over all of them. Shares may be pooled over units, sizes never.
    """
    gains = _list_gains(scope)
    has_cost = scope.mark_papers(scope.claims["paper_id"][scope.claims["effect"].eq(Effect.COST)])
    rows = []
    for unit in (*Unit, ANY_UNIT):
        chosen = gains if unit == ANY_UNIT else gains[gains["unit"].eq(unit)]
        gaining = np.unique(chosen["row"].to_numpy())
        up_to = chosen["bound"].eq(Bound.UP_TO)
        rows.append(_describe(scope, "up_to", unit, up_to, chosen["row"].to_numpy()))
        rows.append(_describe(scope, "cost", unit, has_cost.iloc[gaining], gaining))
    return pd.DataFrame(rows, columns=_TERMS)


def compute_gain_bounds(scope: Scope) -> pd.DataFrame:
    """Gains per unit class by how exactly they are stated: the bounds sum to the gains.

    Returns unit, exact, up_to, at_least, about, gains (counts), one row per unit class.
    """
    gains = _list_gains(scope)
    rows = []
    for unit in Unit:
        chosen = gains["bound"][gains["unit"].eq(unit)]
        counts = {bound.value: int(chosen.eq(bound).sum()) for bound in Bound}
        rows.append({"unit": UNIT_LABELS[unit], **counts, "gains": len(chosen)})
    return pd.DataFrame(rows)


def compute_sized_gains(scope: Scope) -> pd.DataFrame:
    """Which gains have a size that is compared, and why the others have none.

    Returns unit, gains, sized, from_to (both ends are told, the change is not), kept (a share of
    something kept, no change), unsized (no number above 0), ranges (of the sized ones, those
    told as a range); sized, from_to, kept and unsized sum to gains.
    """
    gains = _list_gains(scope)
    rows = []
    for unit in SIZED_UNITS:
        chosen = gains[gains["unit"].eq(unit)]
        is_change = chosen["kind"].isin(CHANGES)
        is_sized = is_change & chosen["value"].gt(0)
        rows.append(
            {
                "unit": UNIT_LABELS[unit],
                "gains": len(chosen),
                "sized": int(is_sized.sum()),
                "from_to": int(chosen["kind"].eq(ClaimKind.FROM_TO).sum()),
                "kept": int(chosen["kind"].eq(ClaimKind.SHARE).sum()),
                "unsized": int((is_change & ~is_sized).sum()),
                "ranges": int((is_sized & chosen["high"].notna()).sum()),
            }
        )
    return pd.DataFrame(rows)


def _list_gains(scope: Scope) -> pd.DataFrame:
    """One row per observation and gain that its paper claims; `row` is the observation's."""
    claims = scope.claims
    rows = scope.rows[["paper_id"]].reset_index(names="row")
    return rows.merge(claims[claims["effect"].eq(Effect.GAIN)], on="paper_id")


def _describe(
    scope: Scope, term: str, unit: str, marks: pd.Series[bool], rows: NDArray[np.int64]
) -> dict[str, object]:
    """`marks` are of observations, whose positions are `rows`."""
    values, level = marks.to_numpy(dtype=bool), scope.parameters.confidence_level
    result = estimate_clustered_proportion(values.astype(float), scope.paper_numbers[rows], level)
    interval = dict(zip(INTERVAL, as_interval(result, values), strict=True))
    return {
        "term": term,
        "unit": str(unit),
        "label": UNIT_LABELS[unit],
        "count": int(values.sum()),
        "nobs": len(values),
        **interval,
        "is_small": len(values) < scope.parameters.min_papers,
    }
