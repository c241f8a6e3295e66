"""How the sizes of claimed gains change: their median per period, in each unit class."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from analysis.findings.claimed_gains import GainSizes, estimate_median
from analysis.findings.scope import Scope
from analysis.series import MISSING_STATES
from analysis.stats.results import Estimate
from analysis.wording import format_reason

_SERIES = ["unit", "period", "label", "date", "state", "gains", "papers", "median"]
_SERIES += ["ci_lower", "ci_upper", "is_small", "note"]
_OBSERVATION = ["digest_id", "paper_id"]


def compute_gains_over_time(gains: tuple[GainSizes, ...], scope: Scope) -> pd.DataFrame:
    """Median size of claimed gains per unit class and period, clustered by paper.

    Returns unit, period, label, date, state, gains, papers (counts, <NA> where no digest was
    read), median, ci_lower, ci_upper (NaN where unknown), is_small (fewer than
    `min_papers` observations with such a gain), note (why there is no interval).
    """
    rows = [row for one in gains for row in _list_periods(scope, one)]
    frame = pd.DataFrame(rows, columns=_SERIES)
    missing = frame["state"].isin(MISSING_STATES)
    counts = ["gains", "papers"]
    return frame.assign(**{name: frame[name].astype("Int64").mask(missing) for name in counts})


def _list_periods(scope: Scope, one: GainSizes) -> list[dict[str, object]]:
    by_period: dict[Hashable, pd.DataFrame] = dict(list(one.sizes.groupby("period")))
    return [
        {
            "unit": one.unit,
            "period": period,
            "label": cell["label"],
            "date": cell["midpoint"],
            "state": cell["state"],
            **_summarise(scope, by_period.get(period, one.sizes.iloc[:0])),
        }
        for period, cell in scope.grid.iterrows()
    ]


def _summarise(scope: Scope, sizes: pd.DataFrame) -> dict[str, object]:
    counts = {
        "gains": len(sizes),
        "papers": sizes["paper_id"].nunique(),
        "is_small": len(sizes[_OBSERVATION].drop_duplicates()) < scope.parameters.min_papers,
    }
    if sizes.empty:
        return {**counts, **dict.fromkeys(("median", "ci_lower", "ci_upper"), np.nan), "note": ""}
    result = estimate_median(scope, sizes)
    if isinstance(result, Estimate):
        bounds = {"ci_lower": result.ci_lower, "ci_upper": result.ci_upper}
        return {**counts, "median": result.estimate, **bounds, "note": result.note}
    median = float(np.quantile(sizes["size"], 0.5, method="averaged_inverted_cdf"))
    gaps = {"ci_lower": np.nan, "ci_upper": np.nan}
    return {**counts, "median": median, **gaps, "note": format_reason(result)}
