"""Where each paper was seen with which printed date: the evidence for capture years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from analysis.digests.dating.dates import in_year
from analysis.digests.dating.id_months import date_by_id, parse_id_month
from analysis.papers import Digest, PrintedDate

PaperKey: TypeAlias = tuple[str, int]

_SHOWN_TITLE = 50


@dataclass(frozen=True, slots=True)
class Sighting:
    """One paper in one digest, with its date as printed there (None where left out).

    `publication_date` is set where the digest gives the whole date by other means;
    `id_month` is the first day of the month that the paper's identifier names there.
    """

    paper: PaperKey
    title: str
    source_file: str
    line: int
    printed_date: PrintedDate | None
    publication_date: date | None = None
    id_month: date | None = None

    @property
    def date_by_id(self) -> date | None:
        """The yearless printed date in the year that the identifier proves for it."""
        printed = self.printed_date
        if printed is None or printed.year is not None or self.id_month is None:
            return None
        return date_by_id(printed, self.id_month)

    def __str__(self) -> str:
        short = self.title[:_SHOWN_TITLE] + ("…" if len(self.title) > _SHOWN_TITLE else "")
        told = self.printed_date or self.publication_date
        printed = f" ({told})" if told else ""
        return f"'{short}'{printed} in {self.source_file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A paper's publication date, exact or a lower bound, with the sighting it is from.

    `is_by_id` tells that the sighting's own identifier gives the year.
    """

    date: date
    sighting: Sighting
    is_exact: bool
    is_by_id: bool = False


Sightings: TypeAlias = dict[str, list[Sighting]]
KnownDates: TypeAlias = dict[PaperKey, list[KnownDate]]


def collect_sightings(digests: Sequence[Digest], papers: Sequence[PaperKey]) -> Sightings:
    """Sightings by digest; `papers` holds the key of each listing, digest by digest."""
    keys = iter(papers)
    return {
        digest.digest_id: [
            Sighting(
                next(keys),
                listing.title,
                digest.source_file,
                listing.first_line,
                listing.printed_date,
                listing.publication_date,
                # arXiv numbers papers when it announces them, days after their submission.
                parse_id_month(listing.arxiv_id) if listing.arxiv_id and not digest.part else None,
            )
            for listing in digest.listings
        ]
        for digest in digests
    }


def find_known_dates(
    sightings: Sightings, exact_years: dict[str, int], bound_years: dict[str, int]
) -> KnownDates:
    """Publication dates that follow from printed years and from the captures' years so far.

    `exact_years` and `bound_years` map digests to known years and to lower bounds.
    """
    known: KnownDates = defaultdict(list)
    for digest_id, seen in sightings.items():
        exact, bound = exact_years.get(digest_id), bound_years.get(digest_id)
        for sighting, printed in _dated(seen):
            year = printed.year or exact or bound
            placed = in_year(printed, year) if year else None
            if placed is not None:
                is_exact = printed.year is not None or exact is not None
                known[sighting.paper].append(KnownDate(placed, sighting, is_exact))
        for sighting in seen:
            if sighting.publication_date is not None:
                known[sighting.paper].append(KnownDate(sighting.publication_date, sighting, True))
            if sighting.date_by_id is not None:
                by_id = KnownDate(sighting.date_by_id, sighting, True, is_by_id=True)
                known[sighting.paper].append(by_id)
    return known


def group_by_year(sightings: Sightings) -> list[frozenset[str]]:
    """Digests that share a paper printed without its year on the same day: one year each."""
    groups: dict[str, set[str]] = {digest_id: {digest_id} for digest_id in sightings}
    first_seen: dict[tuple[PaperKey, PrintedDate], str] = {}
    for digest_id, seen in sightings.items():
        for sighting, printed in _dated(seen):
            if printed.year is None:
                other = first_seen.setdefault((sighting.paper, printed), digest_id)
                merged = groups[other] | groups[digest_id]
                for member in merged:
                    groups[member] = merged
    return sorted({frozenset(group) for group in groups.values()}, key=min)


def _dated(seen: list[Sighting]) -> Iterator[tuple[Sighting, PrintedDate]]:
    for sighting in seen:
        if sighting.printed_date is not None:
            yield sighting, sighting.printed_date
