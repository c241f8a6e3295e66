"""Many corpora of one setting, and what share of them the statistic got right."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.pool import Pool

import numpy as np

from analysis.stats.results import Estimate, Result

ALPHA = 0.05
FALSE_POSITIVES = (0.03, 0.07)
COVERAGE = (0.93, 0.97)
_MOSTLY_SILENT = 0.5
_WORKERS = 2


@dataclass(frozen=True)
class Outcome:
    """What one corpus showed; each list holds one entry per answer, none where it was silent.

    `rejected` are tests without a trend, `covered` intervals that held the truth, `found` tests
    with a trend, `false_share` the shares of false discoveries, `silent` answers of too little
    data and their opposites.
    """

    rejected: list[bool] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    false_share: list[float] = field(default_factory=list)
    silent: list[bool] = field(default_factory=list)


Trial = Callable[[np.random.Generator], Outcome]


@dataclass(frozen=True)
class Setting:
    """A statistic in a setting: the trial of one corpus, and the effect its power is for."""

    statistic: str
    name: str
    trial: Trial
    effect: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the table; None where the statistic has no such number."""

    setting: Setting
    corpora: int
    rejected: float | None
    covered: float | None
    found: float | None
    false_share: float | None
    silent: float

    @property
    def off(self) -> list[str]:
        """What lies outside its band; nothing where most corpora were too little data.

        The few that are left say little, and are those that happened to be enough.
        """
        bands = (
            ("false positives", self.rejected, FALSE_POSITIVES),
            ("coverage", self.covered, COVERAGE),
            ("false discovery rate", self.false_share, (0.0, ALPHA)),
        )
        if self.silent > _MOSTLY_SILENT:
            return []
        return [
            name
            for name, value, (low, high) in bands
            if value is not None and not low <= value <= high
        ]


def judge(null: Result, found: Result, truth: float) -> Outcome:
    """The outcome of a test without a trend and of one whose true value is `truth`."""
    outcome = Outcome(silent=[not isinstance(one, Estimate) for one in (null, found)])
    if isinstance(null, Estimate) and null.pvalue is not None:
        outcome.rejected.append(null.pvalue < ALPHA)
    if isinstance(found, Estimate):
        outcome.covered.append(found.ci_lower <= truth <= found.ci_upper)
        if found.pvalue is not None:
            outcome.found.append(found.pvalue < ALPHA)
    return outcome


def judge_interval(result: Result, truth: float) -> Outcome:
    """The outcome of an interval alone; one that could not be drawn is silent."""
    known = isinstance(result, Estimate) and result.has_interval
    covered = [result.ci_lower <= truth <= result.ci_upper] if known else []
    return Outcome(covered=covered, silent=[not known])


def run_setting(setting: Setting, corpora: int, seed: int, pool: Pool | None = None) -> Row:
    """Try a setting on `corpora` corpora, each with a seed of its own.

    The seeds depend on the setting's name and the corpus alone, so neither the order of the
    settings nor the number of workers changes a number.
    """
    work = partial(_try_corpus, setting, seed)
    every = range(corpora)
    outcomes = pool.map(work, every, chunksize=25) if pool else map(work, every)
    return _summarise(setting, corpora, list(outcomes))


def open_pool() -> Pool:
    """Workers for `run_setting`."""
    return Pool(_WORKERS)


def _try_corpus(setting: Setting, seed: int, corpus: int) -> Outcome:
    name = zlib.crc32(f"{setting.statistic} {setting.name}".encode())
    return setting.trial(np.random.default_rng([seed, name, corpus]))


def _summarise(setting: Setting, corpora: int, outcomes: Iterable[Outcome]) -> Row:
    def mean(name: str) -> float | None:
        values = [value for outcome in outcomes for value in getattr(outcome, name)]
        return float(np.mean(values)) if values else None

    parts = [mean(name) for name in ("rejected", "covered", "found", "false_share", "silent")]
    return Row(setting, corpora, *parts[:4], silent=parts[4] if parts[4] is not None else math.nan)
