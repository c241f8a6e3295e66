"""The results of an evaluation, as frozen types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """A share with the percentile bootstrap interval over papers.

    `count` of `nobs` are right; for F1, which is no plain share, they are twice the hits
    and hits + predictions. The share and its bounds lie in [0, 1], and are None where
    `nobs` is 0.
    """

    name: str
    value: float | None
    ci_lower: float | None
    ci_upper: float | None
    count: int
    nobs: int


@dataclass(frozen=True, slots=True)
class BinaryCounts:
    """How often a yes-or-no reading is right, against labels that are not in dispute."""

    true_positive: int
    false_negative: int
    false_positive: int
    true_negative: int

    @property
    def sensitivity(self) -> float | None:
        """Share of the true cases that are found; None where there is none."""
        cases = self.true_positive + self.false_negative
        return self.true_positive / cases if cases else None

    @property
    def specificity(self) -> float | None:
        """Share of the other cases that are left alone; None where there is none."""
        others = self.false_positive + self.true_negative
        return self.true_negative / others if others else None

    def __add__(self, other: BinaryCounts) -> BinaryCounts:
        return BinaryCounts(
            self.true_positive + other.true_positive,
            self.false_negative + other.false_negative,
            self.false_positive + other.false_positive,
            self.true_negative + other.true_negative,
        )


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: `fact` is claims, topics or release, `kind` missed, extra or wrong."""

    gold_set: str
    paper_id: str
    title: str
    fact: str
    kind: str
    what: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SetScores:
    """The scores on one gold set.

    `confusion[labelled][predicted]` counts papers by release status. `topics` counts per
    topic key, papers where the topic is optional left out. `missing` lists the titles (or
    ids) of gold papers whose text was not given: they are in no score.
    """

    gold_set: str
    n_papers: int
    claims: tuple[Score, ...]
    claim_attributes: tuple[Score, ...]
    release: tuple[Score, ...]
    confusion: Mapping[str, Mapping[str, int]]
    released: BinaryCounts
    topics: tuple[Score, ...]
    topic_counts: Mapping[str, BinaryCounts]
    misses: tuple[Miss, ...]
    missing: tuple[str, ...]

    @property
    def by_fact(self) -> dict[str, tuple[Score, ...]]:
        """The scores by what they are of, in words."""
        return {
            "claims": self.claims,
            "attributes of matched claims": self.claim_attributes,
            "release": self.release,
            "topics": self.topics,
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores on all gold sets, apart, with how the intervals were made."""

    sets: tuple[SetScores, ...]
    seed: int
    n_resamples: int
    confidence_level: float
