"""How many numbers one paper claims."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.findings.scope import Scope
from analysis.findings.shares import describe_share
from analysis.series import CLAIM_COUNT_BINS, compute_claims_per_row
from analysis.stats.quantiles import estimate_mean
from analysis.stats.results import Result


@dataclass(frozen=True, slots=True)
class ClaimsPerPaper:
    """Claims per paper: the mean of all, the mean of those with any, and the distribution.

    `distribution` has claims (a bin of CLAIM_COUNT_BINS), count, nobs, proportion, ci_lower,
    ci_upper; its counts sum to the papers. `n_claims` is the sum of all claims.
    """

    mean: Result
    mean_if_any: Result
    distribution: pd.DataFrame
    n_claims: int


def compute_claims_per_paper(scope: Scope) -> ClaimsPerPaper:
    """Claims of any unit and effect per paper, with intervals clustered by paper."""
    claims = compute_claims_per_row(scope.observations, scope.claims)
    rows = [
        {
            "claims": name,
            **describe_share(scope, claims.between(fewest, np.inf if most is None else most)),
        }
        for name, (fewest, most) in CLAIM_COUNT_BINS.items()
    ]
    return ClaimsPerPaper(
        mean=_estimate(scope, claims),
        mean_if_any=_estimate(scope, claims[claims > 0]),
        distribution=pd.DataFrame(rows),
        n_claims=int(claims.sum()),
    )


def _estimate(scope: Scope, claims: pd.Series[int]) -> Result:
    return estimate_mean(
        claims.to_numpy(dtype=float),
        scope.parameters.confidence_level,
        seed=scope.parameters.seed,
        clusters=scope.paper_numbers[claims.index],
    )
