"""Whole corpora with planted trends, seeded: what the findings functions should recover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tests.findings.corpora import LABELS, MadeClaim, MadeDigest, MadePaper

DAYS_PER_YEAR = 365.2425
_START = date(2023, 1, 2)


@dataclass(frozen=True)
class Planted:
    """A corpus to be: its digests, and yearly ratios of what changes over them.

    Odds ratios of the topics "llm" and "agents" and of true code release, the ratio of mean team
    sizes and that of gains. `sensitivity` and `specificity` are how often a true release, and a
    paper without one, are read as such. `recurring` is the share of a digest kept from the last.
    """

    n_digests: int = 20
    n_papers: int = 40
    days: int = 40
    recurring: float = 0.0
    rising: float = 2.5
    falling: float = 0.4
    team_growth: float = 1.15
    release_rate: float = 0.4
    release_growth: float = 1.0
    sensitivity: float = 0.75
    specificity: float = 0.97
    gain: float = 12.0
    gain_growth: float = 1.25


def plant(plan: Planted, seed: int) -> tuple[list[MadePaper], list[MadeDigest]]:
    """Papers and digests; the facts of a paper are drawn on the day that first lists it."""
    rng = np.random.default_rng(seed)
    papers: list[MadePaper] = []
    digests: list[MadeDigest] = []
    before: list[str] = []
    for at in range(plan.n_digests):
        on = _START + timedelta(days=plan.days * at)
        kept = [str(one) for one in rng.permutation(before)[: round(plan.recurring * len(before))]]
        years = plan.days * (at - (plan.n_digests - 1) / 2) / DAYS_PER_YEAR
        new = [
            _draw_paper(rng, plan, f"paper {at}-{number}", on, years)
            for number in range(plan.n_papers - len(kept))
        ]
        papers += new
        before = kept + [paper.name for paper in new]
        digests.append(MadeDigest(f"digest {at:03}.txt", on, tuple(before)))
    return papers, digests


def _draw_paper(
    rng: np.random.Generator, plan: Planted, name: str, on: date, years: float
) -> MadePaper:
    shares = {"llm": (0.25, plan.rising), "agents": (0.2, plan.falling)}
    # Every other topic stays as it is, from rare to common.
    shares |= {topic: (0.02 + 0.01 * (at % 10), 1.0) for at, topic in enumerate(sorted(LABELS)[2:])}
    topics = [topic for topic, (share, ratio) in shares.items() if _hit(rng, share, ratio, years)]
    is_released = _hit(rng, plan.release_rate, plan.release_growth, years)
    is_read = rng.random() < (plan.sensitivity if is_released else 1 - plan.specificity)
    size = rng.poisson((7 * plan.team_growth**years - 1) * rng.gamma(4, 0.25))
    claims = [
        MadeClaim(float(plan.gain * plan.gain_growth**years * rng.lognormal(0, 0.8)))
        for _ in range(rng.integers(0, 3))
    ]
    return MadePaper(
        name,
        on - timedelta(days=int(rng.integers(0, 5))),
        int(size) + 1,
        tuple(topics),
        "released" if is_read else "none",
        (),
        tuple(claims),
    )


def _hit(rng: np.random.Generator, share: float, ratio: float, years: float) -> bool:
    odds = share / (1 - share) * ratio**years
    return bool(rng.random() < odds / (1 + odds))
