"""Settings for the trend tests: digests few and many, papers that recur, digests with a slant."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from analysis.stats.trends import (
    test_for_count_trend,
    test_for_quantile_trend,
    test_for_share_trend,
)
from benchmarks.calibration.tally import Outcome, Setting, judge
from tests.stats import planted
from tests.stats.planted import Plan, plant_rows

PLANS = {
    "8 digests": Plan(n_digests=8),
    "8 digests, slanted": Plan(n_digests=8, slant=0.5),
    "8 digests, 40% recur": Plan(n_digests=8, recurring=0.4),
    "8 digests, slanted, 40% recur": Plan(n_digests=8, recurring=0.4, slant=0.5),
    "12 digests, slanted": Plan(n_digests=12, slant=0.5),
    "12 digests, 40% recur": Plan(n_digests=12, recurring=0.4),
    "30 digests": Plan(n_digests=30),
    "30 digests, 40% recur": Plan(n_digests=30, recurring=0.4),
    "30 digests, slanted, 40% recur": Plan(n_digests=30, recurring=0.4, slant=0.5),
    "100 digests, 40% recur": Plan(n_digests=100, n_papers=20, recurring=0.4),
}
FEWER = [
    "8 digests",
    "8 digests, slanted",
    "8 digests, 40% recur",
    "30 digests, slanted, 40% recur",
    "100 digests, 40% recur",
]
SHARE_RATIO, SIZE_RATIO, GAIN_RATIO = 1.5, 1.25, 1.25


def try_share(plan: Plan, rng: np.random.Generator, *, share: float) -> Outcome:
    """A topic that `share` of the papers have."""
    slope = math.log(SHARE_RATIO)
    results = []
    for log_ratio in (0.0, slope):
        rows = plant_rows(plan, rng)
        marked = planted.plant_shares(rows, share, log_ratio, rng)
        results.append(test_for_share_trend(marked, rows.years, rows.papers))
    return judge(*results, math.exp(planted.find_true_log_odds_ratio(rows, share, slope)))


def try_count(plan: Plan, rng: np.random.Generator, *, heavy: bool) -> Outcome:
    """Mean team sizes."""
    plant = planted.plant_heavy_sizes if heavy else planted.plant_sizes
    slope = math.log(SIZE_RATIO)
    results = []
    for log_ratio in (0.0, slope):
        rows = plant_rows(plan, rng)
        sizes = plant(rows, 7.0, log_ratio, rng)
        results.append(test_for_count_trend(sizes, rows.years, rows.papers))
    return judge(*results, math.exp(planted.find_true_log_ratio(rows, slope)))


def try_quantile(plan: Plan, rng: np.random.Generator, *, q: float, step: float) -> Outcome:
    """A quantile of gains (`step` 0), or of whole numbers made of them (`step` 1)."""
    slope = math.log(GAIN_RATIO)
    results = []
    for log_ratio in (0.0, slope):
        rows = plant_rows(plan, rng)
        values = planted.plant_gains(rows, log_ratio, rng)
        if step:
            values = np.maximum(np.round(2 * values), 1)
        results.append(test_for_quantile_trend(values, q, rows.years, rows.papers, step=step))
    return judge(*results, math.exp(planted.find_true_quantile_slope(rows, slope)))


def list_settings() -> list[Setting]:
    """Every trend test in its settings."""
    odds, rate = f"odds ratio {SHARE_RATIO:g}", f"ratio {SIZE_RATIO:g}"
    kinds = [
        ("share trend, topic of 20%", partial(try_share, share=0.2), PLANS, odds),
        ("share trend, topic of 3%", partial(try_share, share=0.03), PLANS, odds),
        ("mean team size trend", partial(try_count, heavy=False), FEWER, rate),
        ("mean team size trend, heavy tail", partial(try_count, heavy=True), PLANS, rate),
        ("median trend", partial(try_quantile, q=0.5, step=0.0), FEWER, rate),
        ("0.9 quantile trend", partial(try_quantile, q=0.9, step=0.0), FEWER, rate),
        ("median trend, whole numbers", partial(try_quantile, q=0.5, step=1.0), FEWER, rate),
        ("0.9 quantile trend, whole numbers", partial(try_quantile, q=0.9, step=1.0), FEWER, rate),
    ]
    return [
        Setting(name, plan, partial(trial, PLANS[plan]), f"{effect} per year")
        for name, trial, plans, effect in kinds
        for plan in plans
    ]
