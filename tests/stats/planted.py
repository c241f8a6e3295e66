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
    """Rows in digest order: decimal years, digest and paper labels, and each paper's year."""

    years: np.ndarray
    digests: np.ndarray
    papers: np.ndarray
    paper_years: np.ndarray
    paper_slants: np.ndarray


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
        dates[paper_digests],
        slants[paper_digests],
    )


def plant_shares(rows: Rows, share: float, log_odds_ratio: float, rng: np.random.Generator):
    """0/1 per row; the odds of a paper change by `log_odds_ratio` per year."""
    middle = rows.years.mean()
    log_odds = np.log(share / (1 - share)) + log_odds_ratio * (rows.paper_years - middle)
    marked = rng.random(rows.paper_years.size) < 1 / (1 + np.exp(-log_odds - rows.paper_slants))
    return marked[rows.papers].astype(float)


def plant_sizes(rows: Rows, size: float, log_ratio: float, rng: np.random.Generator):
    """Whole numbers >= 0 per row; the mean changes by `log_ratio` per year."""
    mean = np.exp(np.log(size) + log_ratio * rows.paper_years + rows.paper_slants)
    return rng.negative_binomial(2, 2 / (2 + mean))[rows.papers].astype(float)


def plant_gains(rows: Rows, log_ratio: float, rng: np.random.Generator):
    """Skewed positive numbers per row; every quantile changes by `log_ratio` per year."""
    noise = rng.normal(0, 0.9, rows.paper_years.size)
    return np.exp(1 + log_ratio * rows.paper_years + rows.paper_slants + noise)[rows.papers]
