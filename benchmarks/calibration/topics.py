"""Settings for the family of topic trends: many tests, correlated, some of them of real trends."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from scipy import stats

from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.results import Estimate
from analysis.stats.trends import test_for_share_trend
from benchmarks.calibration.tally import ALPHA, Outcome, Setting
from tests.stats.planted import Plan, Rows, plant_rows

N_TOPICS = 29
SHARES = 0.4 / np.arange(1, N_TOPICS + 1)
"""From 40% of the papers to 1.4%, as counts of topics fall with their rank."""
RATIO = 2.0
PLANS = {
    "12 digests": Plan(n_digests=12, recurring=0.4, slant=0.3),
    "30 digests": Plan(n_digests=30, n_papers=30, recurring=0.4, slant=0.3),
}


def plant_topics(rows: Rows, slopes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """0/1 per row and topic; a paper's topics go together, and so do a digest's."""
    n_papers, n_digests = rows.paper_years.size, rows.digests.max() + 1
    shared = rng.normal(size=(n_papers, 3)) @ rng.normal(size=(3, N_TOPICS)) / math.sqrt(3)
    latent = 0.5 * shared + math.sqrt(0.75) * rng.normal(size=shared.shape)
    slants = rng.normal(0, rows.slant, (n_digests, N_TOPICS))
    years = rows.paper_years - rows.years.mean()
    log_odds = np.log(SHARES / (1 - SHARES)) + years[:, None] * slopes + slants[rows.paper_digests]
    # The latent normals keep each topic's share near the planned one, whatever goes with it.
    marked = stats.norm.cdf(latent) < 1 / (1 + np.exp(-log_odds))
    return marked[rows.papers].astype(float)


def try_topics(plan: Plan, rng: np.random.Generator, *, n_real: int) -> Outcome:
    """All topics at once, `n_real` of them with a trend, up or down."""
    rows = plant_rows(plan, rng)
    slopes = np.zeros(N_TOPICS)
    real = rng.permutation(N_TOPICS)[:n_real]
    slopes[real] = rng.choice([-1, 1], n_real) * math.log(RATIO)
    marked = plant_topics(rows, slopes, rng)
    results = [test_for_share_trend(one, rows.years, rows.papers) for one in marked.T]
    pvalues = [one.pvalue if isinstance(one, Estimate) else None for one in results]
    adjusted = adjust_pvalues(pvalues).pvalues_adjusted
    tested, found = ~np.isnan(adjusted), adjusted < ALPHA
    null = slopes == 0
    return Outcome(
        rejected=[
            one.pvalue < ALPHA
            for one, is_null in zip(results, null, strict=True)
            if is_null and isinstance(one, Estimate)
        ],
        found=list(found[~null & tested]),
        false_share=[float((found & null).sum() / max(found.sum(), 1))],
        silent=list(~tested),
    )


def list_settings() -> list[Setting]:
    """No real trend, some, and many."""
    return [
        Setting(
            f"{N_TOPICS} topic trends, adjusted",
            f"{name}, slanted, 40% recur, {n_real} real",
            partial(try_topics, plan, n_real=n_real),
            f"odds ratio {RATIO:g} per year",
        )
        for name, plan in PLANS.items()
        for n_real in (0, 10)
    ]
