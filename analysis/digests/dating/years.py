"""Which year an undated page was captured in, from all digests together.

The page prints a publication date without its year exactly when the paper appeared in
the year of the capture. So, for a capture of unknown year:

- a date printed with a year names an earlier year: a lower bound;
- a date printed without a year is of the capture's year and not after the capture day;
- a paper printed without a year here and with one elsewhere proves the year;
- two digests that print one paper without its year were captured in the same year;
- any paper of known date was published before the capture: a lower bound;
- an arXiv identifier names a month: no capture that shows it is earlier, and a date
  printed without a year in that month or in the one before has its year from it.

Proofs only add to what is known, so the first pass ends; bounds only rise, and those that
push each other up in a circle are told apart and left open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from analysis.digests.dating.capture_year import UNKNOWN, CaptureYear, derive_known_dates
from analysis.digests.dating.contradictions import find_contradictions
from analysis.digests.dating.dates import in_year
from analysis.digests.dating.sightings import (
    KnownDates,
    PaperKey,
    Sightings,
    collect_sightings,
    group_by_year,
)
from analysis.digests.dating.year_bounds import bound_years
from analysis.digests.dating.year_proofs import prove_years
from analysis.digests.sources import Pin
from analysis.papers import DateMethod, Digest, Listing, ParseIssue


def resolve_years(
    digests: Sequence[Digest], papers: Sequence[PaperKey], pins: Mapping[str, Pin]
) -> tuple[Digest, ...]:
    """Date every digest and every listing that can be dated.

    `papers` holds the key of each listing (equal for one paper), digest by digest;
    `pins` the dates set by hand, by source file, which hold for files of one digest.
    Returns the digests in order with digest_date, date_method, date_evidence, their
    listings' publication dates, and a parse issue for each contradiction and each year
    that stays open.
    """
    sightings = collect_sightings(digests, papers)
    captures = {d.digest_id: d.printed_date for d in digests}
    held, refused = _assign_pins(digests, pins)
    years = {d.digest_id: _given_year(d, held.get(d.digest_id)) for d in digests}
    dated = {f: sightings[f] for f, printed in captures.items() if printed is not None}
    groups = group_by_year(dated)
    years = prove_years(groups, sightings, captures, years)
    years = bound_years(groups, sightings, captures, years)
    known = derive_known_dates(sightings, {f: y for f, y in years.items() if y.is_exact})
    return tuple(
        _apply_year(
            refused.get(d.digest_id, d), years[d.digest_id], held.get(d.digest_id), known, sightings
        )
        for d in digests
    )


def _assign_pins(
    digests: Sequence[Digest], pins: Mapping[str, Pin]
) -> tuple[dict[str, Pin], dict[str, Digest]]:
    """Pins by digest, and the digests to which it is reported that theirs holds for none."""
    n_digests = Counter(digest.source_file for digest in digests)
    held: dict[str, Pin] = {}
    refused: dict[str, Digest] = {}
    for digest in digests:
        name = digest.source_file
        if name in pins and n_digests[name] == 1:
            held[digest.digest_id] = pins[name]
        elif name in pins and not any(d.source_file == name for d in refused.values()):
            reason = (
                f"pinned in SOURCES.yml, but the file holds {n_digests[name]} digests, which "
                "state their dates; the pin is left out. Remove it."
            )
            issue = ParseIssue(name, 0, "", reason)
            refused[digest.digest_id] = replace(digest, issues=(*digest.issues, issue))
    return held, refused


def _given_year(digest: Digest, pin: Pin | None) -> CaptureYear:
    if pin is not None:
        return CaptureYear(pin.year, DateMethod.PINNED, "set in SOURCES.yml")
    if digest.digest_date is not None:
        return CaptureYear(digest.digest_date.year, digest.date_method, digest.date_evidence)
    if digest.printed_date is not None and digest.printed_date.year is not None:
        year = digest.printed_date.year
        return CaptureYear(year, DateMethod.STATED, f"the page prints {digest.printed_date}")
    if digest.part:
        return CaptureYear(None, DateMethod.UNRESOLVED, digest.date_evidence)
    return UNKNOWN


def _apply_year(
    digest: Digest, year: CaptureYear, pin: Pin | None, known: KnownDates, sightings: Sightings
) -> Digest:
    digest_date = _place_capture(digest, year, pin)
    seen = zip(digest.listings, sightings[digest.digest_id], strict=True)
    listings = tuple(
        _date_listing(listing, year, sighting.date_by_id) for listing, sighting in seen
    )
    reasons = find_contradictions(digest, digest_date, pin, sightings[digest.digest_id], known)
    if digest_date is None:
        reasons += _tell_open(digest, year)
    issues = tuple(ParseIssue(digest.source_file, 0, "", reason) for reason in reasons)
    return replace(
        digest,
        listings=listings,
        digest_date=digest_date,
        date_method=year.method if digest_date else DateMethod.UNRESOLVED,
        date_evidence=year.evidence,
        issues=digest.issues + issues,
    )


def _tell_open(digest: Digest, year: CaptureYear) -> list[str]:
    """What to say of a digest without a date; records of many days say it one by one."""
    if digest.part:
        return []
    advice = "Pin it in SOURCES.yml (year or digest_date)."
    return [f"capture year not found: {year.evidence}. {advice}"]


def _place_capture(digest: Digest, year: CaptureYear, pin: Pin | None) -> date | None:
    if pin is not None and pin.digest_date is not None:
        return pin.digest_date
    if digest.digest_date is not None:
        return digest.digest_date
    if year.year is None or digest.printed_date is None:
        return None
    return in_year(digest.printed_date, year.year)


def _date_listing(listing: Listing, year: CaptureYear, by_id: date | None) -> Listing:
    printed = listing.printed_date
    if printed is None:
        return listing
    if by_id is not None and not year.is_exact:
        return replace(listing, publication_date=by_id, publication_date_method=DateMethod.PROVED)
    known_year = printed.year or year.year
    placed = in_year(printed, known_year) if known_year else None
    if placed is None:
        method = DateMethod.UNRESOLVED
    else:
        method = DateMethod.STATED if printed.year else year.method
    return replace(listing, publication_date=placed, publication_date_method=method)
