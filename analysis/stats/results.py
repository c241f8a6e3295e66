"""What a statistic answers: an estimate with its interval, or that the data are too few."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its uncertainty.

    `ci_lower` and `ci_upper` are both NaN where no interval can be given (`note` then says
    why); they are never equal, because an interval of zero width claims certainty.
    `pvalue` and `n_clusters` are None where they do not apply. `smallest_detectable` is, for
    a test of a ratio, the smallest ratio above 1 that these data would have shown with power
    0.8 (its reciprocal is the smallest fall). Raises ValueError where these rules are broken.
    """

    estimate: float
    ci_lower: float
    ci_upper: float
    confidence_level: float
    nobs: int
    method: str
    pvalue: float | None = None
    n_clusters: int | None = None
    smallest_detectable: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _require(math.isfinite(self.estimate), f"estimate is {self.estimate}, not a number")
        _require_interval(self.ci_lower, self.ci_upper)
        _require(
            self.has_interval or bool(self.note),
            "an estimate without an interval must say why in its note",
        )
        _require(0 < self.confidence_level < 1, f"confidence_level {self.confidence_level}")
        _require(self.nobs >= 1, f"an estimate from {self.nobs} observations")
        _require(self.pvalue is None or 0 <= self.pvalue <= 1, f"pvalue {self.pvalue}")
        _require(self.n_clusters is None or self.n_clusters >= 1, f"{self.n_clusters} clusters")
        _require(bool(self.method), "method is empty")

    @property
    def has_interval(self) -> bool:
        """Whether an interval could be computed."""
        return not math.isnan(self.ci_lower)


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLittleData:
    """The answer where the data cannot carry the statistic.

    `reason` is a sentence for the reader; `needed` says what would be enough. `nobs` is the
    number of usable observations. `smallest_detectable` is as in `Estimate`, None where even
    that cannot be said.
    """

    reason: str
    needed: str
    nobs: int
    method: str
    smallest_detectable: float | None = None

    def __post_init__(self) -> None:
        _require(bool(self.reason), "reason is empty")
        _require(bool(self.needed), "needed is empty")
        _require(bool(self.method), "method is empty")
        _require(self.nobs >= 0, f"nobs {self.nobs}")
        _require(
            self.smallest_detectable is None or self.smallest_detectable >= 1,
            f"smallest_detectable {self.smallest_detectable}",
        )


Result = Estimate | TooLittleData


def format_count(count: int, noun: str) -> str:
    """A number with its noun: `1 case`, `2 cases`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def require_level(confidence_level: float) -> None:
    """Raise ValueError unless `confidence_level` lies strictly between 0 and 1."""
    _require(
        0 < confidence_level < 1, f"confidence_level must lie in (0, 1), is {confidence_level}"
    )


def _require_interval(ci_lower: float, ci_upper: float) -> None:
    _require(
        math.isnan(ci_lower) == math.isnan(ci_upper),
        f"half an interval: {ci_lower} to {ci_upper}",
    )
    _require(
        math.isnan(ci_lower) or ci_lower < ci_upper,
        f"interval from {ci_lower} to {ci_upper} has no width",
    )


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)
