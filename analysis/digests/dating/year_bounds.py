"""Years bounded: the earliest that the known dates of a digest's papers allow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from analysis.digests.dating.capture_year import (
    UNKNOWN,
    Captures,
    CaptureYear,
    CaptureYears,
    YearGroup,
    derive_known_dates,
)
from analysis.digests.dating.dates import first_year_reaching
from analysis.digests.dating.sightings import KnownDates, Sighting, Sightings
from analysis.papers import DateMethod, PrintedDate

_CIRCULAR = CaptureYear(
    None, DateMethod.UNRESOLVED, "dates contradict each other in a circle over several digests"
)


def bound_years(
    groups: Sequence[YearGroup], sightings: Sightings, captures: Captures, years: CaptureYears
) -> CaptureYears:
    """Raise the lower bounds of unproven years until they hold together.

    Groups whose bounds would push each other up without end get no year.
    """
    open_groups = [g for g in groups if all(years[f] is UNKNOWN for f in g)]
    raised, circular = dict(years), set[YearGroup]()
    # Bounds that hold together settle within one round a group; each round later is a circle.
    for n_rounds in range(2 * len(open_groups) + 2):
        known = derive_known_dates(sightings, raised)
        rising = [g for g in open_groups if _raise(g, sightings, captures, known, raised)]
        if not rising:
            return raised
        if n_rounds > len(open_groups):
            circular.update(rising)
    settled = years | {f: _CIRCULAR for g in circular for f in g}
    return bound_years(groups, sightings, captures, settled)


def _raise(
    group: YearGroup,
    sightings: Sightings,
    captures: Captures,
    known: KnownDates,
    years: CaptureYears,
) -> bool:
    """Raise a group's bound in `years` where `known` asks for it; tell whether it rose."""
    bound = bound_group(group, sightings, captures, known)
    current = years[min(group)].year or 0
    if bound is None or bound.year is None or bound.year <= current:
        return False
    years.update(dict.fromkeys(group, bound))
    return True


def bound_group(
    group: YearGroup,
    sightings: Sightings,
    captures: Captures,
    known: KnownDates,
) -> CaptureYear | None:
    """The latest of the earliest years that the dates in a group's digests allow."""
    best: CaptureYear | None = None
    for digest_id in sorted(group):
        capture = captures[digest_id]
        assert capture is not None, "only digests with a printed capture date are grouped"
        for sighting in sightings[digest_id]:
            by_date = _bound_sighting(sighting, capture, known)
            for year, told in (by_date, _bound_by_id(sighting, capture)):
                if year is not None and (best is None or year > (best.year or 0)):
                    best = CaptureYear(year, DateMethod.EARLIEST, told)
    return best


def _bound_by_id(sighting: Sighting, capture: PrintedDate) -> tuple[int | None, str]:
    """Earliest capture year that a paper's identifier allows, with the reason in words."""
    if sighting.id_month is None:
        return None, ""
    # Clocks differ: where the month begins first, its last day before is still elsewhere.
    year = first_year_reaching(capture, sighting.id_month - timedelta(days=1))
    return year, f"the earliest with the identifier of {sighting.id_month:%Y-%m}: {sighting}"


def _bound_sighting(
    sighting: Sighting, capture: PrintedDate, known: KnownDates
) -> tuple[int | None, str]:
    """Earliest capture year that one paper's known date allows, with the reason in words."""
    printed = sighting.printed_date
    if printed is not None and printed.year is not None:
        # Printed with its year: the capture's year is another one, hence a later one.
        year = first_year_reaching(capture, date(printed.year + 1, 1, 1))
        return year, f"the earliest after {sighting}"
    facts = [f for f in known.get(sighting.paper, ()) if f.sighting != sighting]
    if not facts or printed is not None:
        return None, ""
    latest = max(facts, key=lambda fact: fact.date)
    year = first_year_reaching(capture, latest.date)
    return year, f"the earliest not before {latest.date.isoformat()}: {latest.sighting}"
