"""Which year an undated page was captured in, from all digests together.

The page prints a publication date without its year exactly when the paper appeared in
the year of the capture. So, for a capture of unknown year:

- a date printed with a year names an earlier year: a lower bound;
- a date printed without a year is of the capture's year and not after the capture day;
- a paper printed without a year here and with one elsewhere proves the year;
- two digests that print one paper without its year were captured in the same year;
- any paper of known date was published before the capture: a lower bound.

Proofs only add to what is known and bounds only rise, so both passes end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.digests.contradictions import find_contradictions
from analysis.digests.dates import first_year_reaching, in_year
from analysis.digests.sightings import (
    KnownDates,
    PaperKey,
    Sighting,
    Sightings,
    collect_sightings,
    find_known_dates,
    group_by_year,
)
from analysis.digests.sources import Pin
from analysis.papers import DateMethod, Digest, Listing, ParseIssue, PrintedDate


@dataclass(frozen=True, slots=True)
class _Year:
    """A capture's year as far as it is known."""

    year: int | None
    method: DateMethod
    evidence: str

    @property
    def is_exact(self) -> bool:
        return self.method in (DateMethod.STATED, DateMethod.PINNED, DateMethod.PROVED)


_UNKNOWN = _Year(None, DateMethod.UNRESOLVED, "no date of any paper in it is known")


def resolve_years(
    digests: Sequence[Digest], papers: Sequence[PaperKey], pins: Mapping[str, Pin]
) -> tuple[Digest, ...]:
    """Date every digest and every listing that can be dated.

    `papers` holds the key of each listing (equal for one paper), digest by digest;
    `pins` the dates set by hand, by source file. Returns the digests in order with
    digest_date, date_method, date_evidence, their listings' publication dates, and a
    parse issue for each contradiction and each year that stays open.
    """
    sightings = collect_sightings(digests, papers)
    captures = {d.source_file: d.printed_date for d in digests}
    years = {d.source_file: _given_year(d, pins.get(d.source_file)) for d in digests}
    dated = {f: sightings[f] for f, printed in captures.items() if printed is not None}
    groups = group_by_year(dated)
    years = _prove_years(groups, sightings, captures, years)
    years = _bound_years(groups, sightings, captures, years)
    known = _known(sightings, {f: y for f, y in years.items() if y.is_exact})
    return tuple(
        _apply_year(d, years[d.source_file], pins.get(d.source_file), known, sightings)
        for d in digests
    )


def _given_year(digest: Digest, pin: Pin | None) -> _Year:
    if pin is not None:
        return _Year(pin.year, DateMethod.PINNED, "set in SOURCES.yml")
    if digest.digest_date is not None:
        return _Year(digest.digest_date.year, digest.date_method, digest.date_evidence)
    if digest.printed_date is not None and digest.printed_date.year is not None:
        year = digest.printed_date.year
        return _Year(year, DateMethod.STATED, f"the page prints {digest.printed_date}")
    return _UNKNOWN


def _known(sightings: Sightings, years: Mapping[str, _Year]) -> KnownDates:
    exact = {f: y.year for f, y in years.items() if y.year is not None and y.is_exact}
    bounds = {f: y.year for f, y in years.items() if y.year is not None and not y.is_exact}
    return find_known_dates(sightings, exact, bounds)


def _prove_years(
    groups: Sequence[frozenset[str]],
    sightings: Sightings,
    captures: Mapping[str, PrintedDate | None],
    years: dict[str, _Year],
) -> dict[str, _Year]:
    """Prove years until no proof adds another; proofs that disagree leave a group open."""
    years, has_changed = dict(years), True
    while has_changed:
        has_changed = False
        known = _known(sightings, years)
        for group in groups:
            open_files = [f for f in sorted(group) if years[f] is _UNKNOWN]
            proven = _prove_group(group, sightings, known) if open_files else None
            if proven is not None:
                bound = _bound_group(group, sightings, captures, known)
                proven = _hold_against(proven, bound)
                years.update(dict.fromkeys(open_files, proven))
                has_changed = True
    return years


def _prove_group(group: frozenset[str], sightings: Sightings, known: KnownDates) -> _Year | None:
    proofs: dict[int, list[tuple[Sighting, Sighting]]] = {}
    for sighting in (s for f in sorted(group) for s in sightings[f]):
        printed = sighting.printed_date
        if printed is None or printed.year is not None:
            continue
        for fact in known.get(sighting.paper, ()):
            is_same_day = (fact.date.month, fact.date.day) == (printed.month, printed.day)
            if fact.is_exact and is_same_day:
                proofs.setdefault(fact.date.year, []).append((sighting, fact.sighting))
    if not proofs:
        return None
    told = "; ".join(_tell_proof(year, pairs) for year, pairs in sorted(proofs.items()))
    if len(proofs) > 1:
        return _Year(None, DateMethod.UNRESOLVED, f"proofs contradict each other: {told}")
    return _Year(next(iter(proofs)), DateMethod.PROVED, told)


def _hold_against(proven: _Year, bound: _Year | None) -> _Year:
    """Keep a proven year only where no date that the same pages print is too late for it."""
    if bound is None or bound.year is None or proven.year is None or bound.year <= proven.year:
        return proven
    told = f"proofs contradict the page's dates: {proven.evidence}, but {bound.evidence}"
    return _Year(None, DateMethod.UNRESOLVED, told)


def _tell_proof(year: int, pairs: list[tuple[Sighting, Sighting]]) -> str:
    n_papers = len({sighting.paper for sighting, _ in pairs})
    here, elsewhere = pairs[0]
    papers = "1 paper" if n_papers == 1 else f"{n_papers} papers"
    return f"{year} by {papers}, e.g. {here} and {elsewhere}"


def _bound_years(
    groups: Sequence[frozenset[str]],
    sightings: Sightings,
    captures: Mapping[str, PrintedDate | None],
    years: dict[str, _Year],
) -> dict[str, _Year]:
    """Raise the lower bounds of unproven years until they hold together."""
    years = dict(years)
    open_groups = [g for g in groups if all(years[f] is _UNKNOWN for f in g)]
    has_changed = True
    while has_changed:
        has_changed = False
        known = _known(sightings, years)
        for group in open_groups:
            bound = _bound_group(group, sightings, captures, known)
            current = years[min(group)].year or 0
            if bound is not None and bound.year is not None and bound.year > current:
                years.update(dict.fromkeys(group, bound))
                has_changed = True
    return years


def _bound_group(
    group: frozenset[str],
    sightings: Sightings,
    captures: Mapping[str, PrintedDate | None],
    known: KnownDates,
) -> _Year | None:
    best: _Year | None = None
    for source_file in sorted(group):
        capture = captures[source_file]
        assert capture is not None, "only digests with a printed capture date are grouped"
        for sighting in sightings[source_file]:
            year, told = _bound_sighting(sighting, capture, known)
            if year is not None and (best is None or year > (best.year or 0)):
                best = _Year(year, DateMethod.EARLIEST, told)
    return best


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


def _apply_year(
    digest: Digest, year: _Year, pin: Pin | None, known: KnownDates, sightings: Sightings
) -> Digest:
    digest_date = _place_capture(digest, year, pin)
    listings = tuple(_date_listing(listing, year) for listing in digest.listings)
    reasons = find_contradictions(digest, digest_date, pin, sightings[digest.source_file], known)
    if digest_date is None:
        reasons.append(
            f"capture year not found: {year.evidence}. Pin it in SOURCES.yml (year or digest_date)."
        )
    issues = tuple(ParseIssue(digest.source_file, 0, "", reason) for reason in reasons)
    return replace(
        digest,
        listings=listings,
        digest_date=digest_date,
        date_method=year.method if digest_date else DateMethod.UNRESOLVED,
        date_evidence=year.evidence,
        issues=digest.issues + issues,
    )


def _place_capture(digest: Digest, year: _Year, pin: Pin | None) -> date | None:
    if pin is not None and pin.digest_date is not None:
        return pin.digest_date
    if digest.digest_date is not None:
        return digest.digest_date
    if year.year is None or digest.printed_date is None:
        return None
    return in_year(digest.printed_date, year.year)


def _date_listing(listing: Listing, year: _Year) -> Listing:
    printed = listing.printed_date
    if printed is None:
        return listing
    known_year = printed.year or year.year
    placed = in_year(printed, known_year) if known_year else None
    if placed is None:
        method = DateMethod.UNRESOLVED
    else:
        method = DateMethod.STATED if printed.year else year.method
    return replace(listing, publication_date=placed, publication_date_method=method)
