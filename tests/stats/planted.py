"""A generator of rows whose trend is known: digests on dates, papers in them, facts of papers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Plan:
    """How many digests over how many years, how many papers in each, and what recurs.

    `recurring` is the share of a digest that is carried over from the digest before;
    `slant` the standard deviation of a digest's own log odds (or log size).
    """

    n_digests: int = 20
    n_papers: int = 40
    span: float = 2.0
    recurring: float = 0.0
    slant: float = 0.0


@dataclass(frozen=True)
class Rows:
    """Rows in digest order: decimal years, digest and paper labels, and each paper's year.

    `paper_slants` are what the digest that first lists a paper adds to its log odds.
    """

    years: np.ndarray
    digests: np.ndarray
    papers: np.ndarray
    paper_digests: np.ndarray
    paper_years: np.ndarray
    paper_slants: np.ndarray
    slant: float


def plant_rows(plan: Plan, rng: np.random.Generator) -> Rows:
    dates = np.linspace(0, plan.span, plan.n_digests)
    slants = rng.normal(0, plan.slant, plan.n_digests)
    papers, paper_digests, before = [], [], np.array([], dtype=int)
    for digest in range(plan.n_digests):
        kept = rng.permutation(before)[: round(plan.recurring * before.size)]
        new = len(paper_digests) + np.arange(plan.n_papers - kept.size)
        paper_digests += [digest] * new.size
        before = np.concatenate([kept, new]).astype(int)
        papers.append(before)
    digests = np.repeat(np.arange(plan.n_digests), plan.n_papers)
    return Rows(
        dates[digests],
        digests,
        np.concatenate(papers),
        np.array(paper_digests),
        dates[paper_digests],
        slants[paper_digests],
        plan.slant,
    )


def plant_shares(rows: Rows, share: float, log_odds_ratio: float, rng: np.random.Generator):
    """0/1 per row; the odds of a paper change by `log_odds_ratio` per year."""
    log_odds = _plan_log_odds(rows, share, log_odds_ratio)
    marked = rng.random(rows.paper_years.size) < 1 / (1 + np.exp(-log_odds - rows.paper_slants))
    return marked[rows.papers].astype(float)


def plant_sizes(rows: Rows, size: float, log_ratio: float, rng: np.random.Generator):
    """Whole numbers >= 0 per row; the mean changes by `log_ratio` per year."""
    mean = _plan_mean_size(rows, size, log_ratio) * np.exp(rows.paper_slants)
    return rng.negative_binomial(2, 2 / (2 + mean))[rows.papers].astype(float)


def plant_heavy_sizes(rows: Rows, size: float, log_ratio: float, rng: np.random.Generator):
    """The same, but one paper in fifty has a team of up to a hundred times the usual size.

    The tail is as in the author lists of two years of a public daily selection of papers (the
    top fiftieth falls off with the power 1.46).
    """
    factor = np.exp(rng.normal(0, 0.5, rows.paper_years.size))
    is_large = rng.random(factor.size) < 0.02
    tail = np.minimum(4 * (1 - rng.random(factor.size)) ** (-1 / 1.46), 100)
    factor[is_large] = tail[is_large]
    mean = _plan_mean_size(rows, size, log_ratio) * np.exp(rows.paper_slants)
    return rng.poisson(mean * factor)[rows.papers].astype(float)


def plant_gains(rows: Rows, log_ratio: float, rng: np.random.Generator):
    """Skewed positive numbers per row; every quantile changes by `log_ratio` per year."""
    noise = rng.normal(0, 0.9, rows.paper_years.size)
    return np.exp(1 + log_ratio * rows.paper_years + rows.paper_slants + noise)[rows.papers]


def find_true_log_odds_ratio(rows: Rows, share: float, log_odds_ratio: float) -> float:
    """The slope in the rows: papers keep their facts, so that it is less than in new papers."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(9)
    log_odds = _plan_log_odds(rows, share, log_odds_ratio)[:, None] + rows.slant * nodes
    mean = (1 / (1 + np.exp(-log_odds))) @ (weights / weights.sum())
    return _fit_slope(mean[rows.papers], rows, is_share=True)


def find_true_log_ratio(rows: Rows, log_ratio: float) -> float:
    """The slope in the rows of mean sizes."""
    return _fit_slope(_plan_mean_size(rows, 1.0, log_ratio)[rows.papers], rows, is_share=False)


def find_true_quantile_slope(rows: Rows, log_ratio: float) -> float:
    """The slope in the rows of log values whose spread hardly changes."""
    return float(np.polyfit(rows.years, log_ratio * rows.paper_years[rows.papers], 1)[0])


def _plan_log_odds(rows: Rows, share: float, log_odds_ratio: float):
    middle = rows.years.mean()
    return np.log(share / (1 - share)) + log_odds_ratio * (rows.paper_years - middle)


def _plan_mean_size(rows: Rows, size: float, log_ratio: float):
    return np.exp(np.log(size) + log_ratio * rows.paper_years)


def _fit_slope(mean: np.ndarray, rows: Rows, *, is_share: bool) -> float:
    """The slope that the expected values themselves have, by Newton's method."""
    design = np.column_stack([np.ones(rows.years.size), rows.years - rows.years.mean()])
    level = mean.mean()
    found = np.array([np.log(level / (1 - level)) if is_share else np.log(level), 0.0])
    for _ in range(20):
        predicted = np.exp(design @ found)
        if is_share:
            predicted /= 1 + predicted
        weights = predicted * (1 - predicted) if is_share else predicted
        found += np.linalg.solve(
            design.T @ (design * weights[:, None]), design.T @ (mean - predicted)
        )
    return float(found[1])
