"""Percentile bootstrap over papers: the papers are the sample, their claims are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.evaluation.types import Score
from analysis.stats.proportions import estimate_proportion
from analysis.stats.results import TooLittleData

CONFIDENCE_LEVEL = 0.95


class Tally(NamedTuple):
    """What one paper adds to a share: so many right of so many."""

    right: int
    total: int


def resample_papers(n_papers: int, seed: int, n_resamples: int) -> NDArray[np.int64]:
    """Draw how often each paper is in each resample.

    Output: shape (n_resamples, n_papers), rows adding up to n_papers. The same seed and
    sizes give the same draws, so that scores of one set share their resamples.
    """
    if n_papers == 0:
        return np.zeros((n_resamples, 0), dtype=np.int64)
    generator = np.random.default_rng(seed)
    return generator.multinomial(n_papers, np.full(n_papers, 1 / n_papers), size=n_resamples)


def compute_share(name: str, tallies: Sequence[Tally], draws: NDArray[np.int64]) -> Score:
    """Compute the share sum(count) / sum(nobs) with its percentile interval.

    Input: one tally per paper, in the order of the columns of `draws`. A resample without
    observations says nothing and is left out of the interval. Where all resamples agree,
    which is no certainty, the interval is Wilson's with the papers as the sample.
    """
    table = np.array(tallies, dtype=np.int64).reshape(-1, 2)
    count, nobs = (int(total) for total in table.sum(axis=0))
    if nobs == 0:
        return Score(name, None, None, None, count, nobs)
    counts, totals = (draws @ table).T
    drawn = totals > 0
    tail = (1 - CONFIDENCE_LEVEL) / 2
    lower = upper = None
    if drawn.any():
        bounds = np.quantile(counts[drawn] / totals[drawn], [tail, 1 - tail])
        lower, upper = float(bounds[0]), float(bounds[1])
    if lower == upper:
        lower, upper = _bound_by_papers(count / nobs, int((table[:, 1] > 0).sum()))
    return Score(name, count / nobs, lower, upper, count, nobs)


def _bound_by_papers(share: float, n_papers: int) -> tuple[float | None, float | None]:
    result = estimate_proportion(round(share * n_papers), n_papers, CONFIDENCE_LEVEL)
    if isinstance(result, TooLittleData):
        return None, None
    return result.ci_lower, result.ci_upper
