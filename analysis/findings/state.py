"""The state of a run in plain numbers: what later reports and the index compare and draw.

Nothing here computes or needs a library, so that whoever only reads states loads quickly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SHARE = "share"
"""The unit of a measure that is a share, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A share or a median over the whole run, with its interval and its course over time.

    `unit` is SHARE, or what to print behind the number; `nobs` counts what `counted` names. None
    is unknown, and `reason` then says why. `series` has the date, the label and the value of each
    period, oldest first, None where a period has no value or fewer than the least number of papers.
    """

    key: str
    label: str
    unit: str
    nobs: int
    counted: str
    value: float | None
    ci_lower: float | None
    ci_upper: float | None
    reason: str = ""
    series: tuple[tuple[date, str, float | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What was read, whatever dates the run chooses: digests, and the days without one.

    `n_read` counts the digests that were read, `n_partial` of them in part; `first` and `last`
    are the dates of dated ones. Of the weekdays from first to last, `n_missing` have no digest
    that was read; the most of them in one go lie between the digests of the days `gap`.
    """

    n_read: int
    n_partial: int
    n_failed: int
    n_undated: int
    n_listings: int
    n_papers: int
    first: date | None
    last: date | None
    n_weekdays: int
    n_missing: int
    gap: tuple[date, date] | None
    n_gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A run's numbers: `topics` are all that were found, the largest first.

    `period_name` is the plural word for a period of the series, those with fewer than
    `min_papers` left out; `top_topics` is how many topics count as the largest, `basis` what
    beside digests and parameters decides the numbers, as a hash by its name.
    """

    confidence_level: float
    period_name: str
    min_papers: int
    top_topics: int
    sources: Sources
    topics: tuple[Measure, ...]
    measures: tuple[Measure, ...]
    basis: dict[str, str]

    @property
    def largest(self) -> tuple[Measure, ...]:
        """The largest topics, as many as the run shows."""
        return self.topics[: self.top_topics]
