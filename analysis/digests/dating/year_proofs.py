"""Years proved: a paper printed without its year in one digest and with it in another.

A paper's identifier stands in for another digest where it dates the printed day.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.digests.dating.capture_year import (
    UNKNOWN,
    Captures,
    CaptureYear,
    CaptureYears,
    YearGroup,
    derive_known_dates,
)
from analysis.digests.dating.sightings import KnownDate, KnownDates, Sighting, Sightings
from analysis.digests.dating.year_bounds import bound_group
from analysis.papers import DateMethod


def prove_years(
    groups: Sequence[YearGroup],
    sightings: Sightings,
    captures: Captures,
    years: CaptureYears,
) -> CaptureYears:
    """Prove years until no proof adds another; proofs that disagree leave a group open."""
    years, has_changed = dict(years), True
    while has_changed:
        has_changed = False
        known = derive_known_dates(sightings, years)
        for group in groups:
            open_files = [f for f in sorted(group) if years[f] is UNKNOWN]
            proven = _prove_group(group, sightings, known) if open_files else None
            if proven is not None:
                bound = bound_group(group, sightings, captures, known)
                proven = _hold_against(proven, bound)
                years.update(dict.fromkeys(open_files, proven))
                has_changed = True
    return years


def _prove_group(group: YearGroup, sightings: Sightings, known: KnownDates) -> CaptureYear | None:
    proofs: dict[int, list[tuple[Sighting, KnownDate]]] = {}
    for sighting in (s for f in sorted(group) for s in sightings[f]):
        printed = sighting.printed_date
        if printed is None or printed.year is not None:
            continue
        for fact in known.get(sighting.paper, ()):
            is_same_day = (fact.date.month, fact.date.day) == (printed.month, printed.day)
            if is_same_day:
                proofs.setdefault(fact.date.year, []).append((sighting, fact))
    if not proofs:
        return None
    told = "; ".join(_tell_proof(year, pairs) for year, pairs in sorted(proofs.items()))
    if len(proofs) > 1:
        return CaptureYear(None, DateMethod.UNRESOLVED, f"proofs contradict each other: {told}")
    return CaptureYear(next(iter(proofs)), DateMethod.PROVED, told)


def _hold_against(proven: CaptureYear, bound: CaptureYear | None) -> CaptureYear:
    """Keep a proven year only where no date that the same pages print is too late for it."""
    if bound is None or bound.year is None or proven.year is None or bound.year <= proven.year:
        return proven
    told = f"proofs contradict the page's dates: {proven.evidence}, but {bound.evidence}"
    return CaptureYear(None, DateMethod.UNRESOLVED, told)


def _tell_proof(year: int, pairs: list[tuple[Sighting, KnownDate]]) -> str:
    n_papers = len({sighting.paper for sighting, _ in pairs})
    here, fact = pairs[0]
    papers = "1 paper" if n_papers == 1 else f"{n_papers} papers"
    month = fact.sighting.id_month
    if not fact.is_by_id or month is None:
        return f"{year} by {papers}, e.g. {here} and {fact.sighting}"
    elsewhere = "" if fact.sighting == here else f" and {fact.sighting}"
    return f"{year} by {papers}, e.g. {here}{elsewhere}, whose identifier is of {month:%Y-%m}"
