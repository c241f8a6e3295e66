"""How often the trend tests find a trend where there is none, and how often intervals cover.

Run from the project's folder: python -m benchmarks.calibration [--corpora N] [--seed N]
Prints one row per setting: the share of corpora without a trend in which each test rejects at
0.05 (it should lie in 0.03 to 0.07), and the share of intervals that hold the truth under a
planted trend (0.93 to 0.97). Corpora that answer "too little data" are counted apart.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from analysis.stats.results import Estimate, Result
from analysis.stats.trends import (
    test_for_count_trend,
    test_for_quantile_trend,
    test_for_share_trend,
)
from tests.stats.planted import Plan, Rows, plant_gains, plant_rows, plant_shares, plant_sizes

if TYPE_CHECKING:
    Trial = Callable[[Rows, float, np.random.Generator], Result]

PLANS = {
    "8 digests": Plan(n_digests=8),
    "8 digests, slanted": Plan(n_digests=8, slant=0.5),
    "8 digests, 40% recur": Plan(n_digests=8, recurring=0.4),
    "12 digests, slanted": Plan(n_digests=12, slant=0.5),
    "12 digests, 40% recur": Plan(n_digests=12, recurring=0.4),
    "30 digests": Plan(n_digests=30),
    "30 digests, 40% recur": Plan(n_digests=30, recurring=0.4),
    "100 digests, 40% recur": Plan(n_digests=100, n_papers=20, recurring=0.4),
}


def try_share(share: float) -> Trial:
    """A trial of the share trend of a topic that `share` of the papers have."""

    def trial(rows: Rows, log_ratio: float, rng: np.random.Generator) -> Result:
        marked = plant_shares(rows, share, log_ratio, rng)
        return test_for_share_trend(marked, rows.years, rows.papers)

    return trial


def try_counts(rows: Rows, log_ratio: float, rng: np.random.Generator) -> Result:
    """A trial of the trend of team sizes."""
    return test_for_count_trend(plant_sizes(rows, 5, log_ratio, rng), rows.years, rows.papers)


def try_median(rows: Rows, log_ratio: float, rng: np.random.Generator) -> Result:
    """A trial of the trend of median gains."""
    return test_for_quantile_trend(plant_gains(rows, log_ratio, rng), 0.5, rows.years, rows.papers)


TRIALS: dict[str, tuple[Trial, int]] = {
    "share, common topic": (try_share(0.2), 1),
    "share, rare topic": (try_share(0.04), 1),
    "team size": (try_counts, 2),
    "median gain": (try_median, 10),
}
"""Each trial, and by how much its corpora are fewer because it is slower."""


def calibrate(trial: Trial, plan: Plan, corpora: int, seed: int) -> str:
    """Rejections without a trend, coverage with one, and answers of too little data."""
    rng = np.random.default_rng(seed)
    rejected, covered, silent = [], [], 0
    # A recurring paper keeps the facts of its first day, so a planted slope in papers is not
    # exactly the slope in rows: coverage is of no trend there, of a trend elsewhere.
    log_ratio = 0.0 if plan.recurring else 0.3
    for _ in range(corpora):
        null = trial(plant_rows(plan, rng), 0.0, rng)
        found = trial(plant_rows(plan, rng), log_ratio, rng)
        silent += (not isinstance(null, Estimate)) + (not isinstance(found, Estimate))
        if isinstance(null, Estimate) and null.pvalue is not None:
            rejected.append(null.pvalue < 0.05)
        if isinstance(found, Estimate):
            covered.append(found.ci_lower <= math.exp(log_ratio) <= found.ci_upper)
    return f"{_mean(rejected)}  {_mean(covered)}  {silent / 2 / corpora:8.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{'':22}  {'':24}  rejected   covered  too little")
    for name, (trial, slower) in TRIALS.items():
        for label, plan in PLANS.items():
            corpora = max(options.corpora // slower, 1)
            print(
                f"{name:22}  {label:24}  {calibrate(trial, plan, corpora, options.seed)}",
                flush=True,
            )


def _mean(found: list[bool]) -> str:
    return f"{np.mean(found):8.3f}" if found else f"{'-':>8}"


if __name__ == "__main__":
    main()
