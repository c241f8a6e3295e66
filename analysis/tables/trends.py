"""What the tables of trends in sizes share."""

from __future__ import annotations

from analysis.stats.results import Estimate, Result
from analysis.tables.cells import explain

NO_DETECTABLE = "no smallest detectable ratio is computed for quantiles"


def explain_trend(result: Result) -> str:
    """What a reader must know of a trend, and why no smallest detectable ratio stands with it."""
    if isinstance(result, Estimate) and result.smallest_detectable is None:
        return "; ".join(filter(None, [result.note, NO_DETECTABLE]))
    return explain(result)
