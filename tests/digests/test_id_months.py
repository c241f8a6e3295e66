"""What arXiv identifiers say of years: proofs, bounds and contradictions, at their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.digests.dating.id_months import date_by_id, parse_id_month
from analysis.digests.dating.years import resolve_years
from analysis.digests.identity import group_listings
from analysis.digests.sources import Pin
from analysis.papers import DateMethod, Digest, Listing, PrintedDate
from tests.digests.pages import ABSTRACT


def make_listing(arxiv_id: str | None, printed: PrintedDate | None = None) -> Listing:
    title = f"Apples {arxiv_id}"
    return Listing(1, title, ABSTRACT, 5, 9, printed_date=printed, arxiv_id=arxiv_id)


def make_digest(*listings: Listing, capture: PrintedDate, name: str = "a.md") -> Digest:
    return Digest(name, name, "markdown-page", listings, 9, printed_date=capture)


def resolve(*digests: Digest, pins: dict[str, Pin] | None = None) -> tuple[Digest, ...]:
    papers = group_listings([item for digest in digests for item in digest.listings])
    return resolve_years(digests, papers, pins or {})


@pytest.mark.parametrize(
    ("arxiv_id", "month"),
    [
        ("2410.05434", date(2024, 10, 1)),
        ("0704.0002", date(2007, 4, 1)),
        ("math/9911001", date(1999, 11, 1)),
        ("cs.LG/0701001", date(2007, 1, 1)),
        ("2413.00001", None),
        ("apples", None),
    ],
)
def test_identifiers_name_months(arxiv_id: str, month: date | None) -> None:
    assert parse_id_month(arxiv_id) == month


@pytest.mark.parametrize(
    ("printed", "month", "dated"),
    [
        (PrintedDate(10, 14), date(2024, 10, 1), date(2024, 10, 14)),
        (PrintedDate(9, 30), date(2024, 10, 1), date(2024, 9, 30)),
        (PrintedDate(12, 31), date(2025, 1, 1), date(2024, 12, 31)),
        (PrintedDate(1, 1), date(2025, 1, 1), date(2025, 1, 1)),
        (PrintedDate(2, 29), date(2024, 3, 1), date(2024, 2, 29)),
        (PrintedDate(2, 29), date(2025, 3, 1), None),
        (PrintedDate(1, 2), date(2024, 12, 1), None),
        (PrintedDate(8, 30), date(2024, 10, 1), None),
    ],
)
def test_printed_days_of_the_month_or_the_one_before_are_dated(
    printed: PrintedDate, month: date, dated: date | None
) -> None:
    assert date_by_id(printed, month) == dated


def test_a_yearless_date_in_the_identifier_s_month_proves_the_capture_year() -> None:
    [digest] = resolve(
        make_digest(make_listing("2410.05434", PrintedDate(10, 7)), capture=PrintedDate(11, 2))
    )
    assert (digest.digest_date, digest.date_method) == (date(2024, 11, 2), DateMethod.PROVED)
    assert "whose identifier is of 2024-10" in digest.date_evidence
    [listing] = digest.listings
    assert listing.publication_date == date(2024, 10, 7)
    assert listing.publication_date_method is DateMethod.PROVED


def test_a_date_of_another_month_is_only_a_bound() -> None:
    listing = make_listing("2410.05434", PrintedDate(1, 7))
    [digest] = resolve(make_digest(listing, capture=PrintedDate(3, 2)))
    assert (digest.digest_date, digest.date_method) == (date(2025, 3, 2), DateMethod.EARLIEST)


def test_an_identifier_alone_bounds_the_capture() -> None:
    for capture, earliest in (
        (PrintedDate(11, 2), date(2024, 11, 2)),
        (PrintedDate(9, 30), date(2024, 9, 30)),
        (PrintedDate(9, 29), date(2025, 9, 29)),
    ):
        [digest] = resolve(make_digest(make_listing("2410.05434"), capture=capture))
        assert (digest.digest_date, digest.date_method) == (earliest, DateMethod.EARLIEST)


def test_an_identifier_of_another_digest_proves_the_year_of_the_same_day() -> None:
    known = make_listing("2410.05434", PrintedDate(10, 7))
    bare = replace(known, arxiv_id=None)
    digests = resolve(
        make_digest(known, capture=PrintedDate(11, 2)),
        make_digest(bare, capture=PrintedDate(12, 2), name="b.txt"),
    )
    assert [digest.digest_date for digest in digests] == [date(2024, 11, 2), date(2024, 12, 2)]


def test_identifiers_that_disagree_leave_the_year_open() -> None:
    [digest] = resolve(
        make_digest(
            make_listing("2410.05434", PrintedDate(10, 7)),
            make_listing("2310.05434", PrintedDate(10, 8)),
            capture=PrintedDate(11, 2),
        )
    )
    assert (digest.digest_date, digest.date_method) == (None, DateMethod.UNRESOLVED)
    assert "contradict" in digest.date_evidence
    assert [item.publication_date for item in digest.listings] == [
        date(2024, 10, 7),
        date(2023, 10, 8),
    ]


def test_a_capture_before_the_identifier_is_reported() -> None:
    digest = make_digest(make_listing("2410.05434"), capture=PrintedDate(9, 2))
    [resolved] = resolve(digest, pins={"a.md": Pin(2024, None)})
    [issue] = resolved.issues
    assert "contradicts an identifier of a later month" in issue.reason
