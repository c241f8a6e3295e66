"""A capture's year as far as it is known, and the publication dates that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from analysis.digests.dating.sightings import KnownDates, Sightings, find_known_dates
from analysis.papers import DateMethod, PrintedDate


@dataclass(frozen=True, slots=True)
class CaptureYear:
    """A year (None where open), how it was found, and the evidence in words."""

    year: int | None
    method: DateMethod
    evidence: str

    @property
    def is_exact(self) -> bool:
        """Whether the year is known rather than bounded."""
        return self.method in (DateMethod.STATED, DateMethod.PINNED, DateMethod.PROVED)


UNKNOWN = CaptureYear(None, DateMethod.UNRESOLVED, "no date of any paper in it is known")

CaptureYears: TypeAlias = dict[str, CaptureYear]
"""By digest."""
Captures: TypeAlias = Mapping[str, PrintedDate | None]
"""Capture dates as printed, by digest."""
YearGroup: TypeAlias = frozenset[str]
"""Digests that were captured in one year, by their ids."""


def derive_known_dates(sightings: Sightings, years: Mapping[str, CaptureYear]) -> KnownDates:
    """Publication dates, exact or bounds, that the years found so far imply."""
    exact = {f: y.year for f, y in years.items() if y.year is not None and y.is_exact}
    bounds = {f: y.year for f, y in years.items() if y.year is not None and not y.is_exact}
    return find_known_dates(sightings, exact, bounds)
