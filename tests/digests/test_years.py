"""Capture years: every way to find one, and every way not to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from analysis.digests import DigestError, Reading, read_digests
from analysis.digests.sources import Pin
from analysis.papers import DateMethod
from tests.digests.pages import Entry, print_page

APPLES = Entry("Counting Apples", authors=3, published="Mar 3")
PEARS = Entry("Sorting Pears", authors=3, published="May 5, 2023")
PLUMS = Entry("Drying Plums", authors=3, published="Jun 6, 2024")


def on(entry: Entry, published: str | None) -> Entry:
    authors = None if published is None else entry.authors
    return replace(entry, published=published, authors=authors)


def dates(reading: Reading) -> dict[str, tuple[date | None, str]]:
    return {d.source_file: (d.digest_date, d.date_method.value) for d in reading.digests}


def test_a_stated_year_holds(read) -> None:
    reading = read(a=print_page(APPLES, capture="Apr 20, 2022"))
    assert dates(reading) == {"a": (date(2022, 4, 20), "stated")}
    (listing,) = reading.digests[0].listings
    assert listing.publication_date == date(2022, 3, 3)


def test_the_same_paper_with_its_year_elsewhere_is_proof(read) -> None:
    reading = read(
        a=print_page(APPLES, capture="Apr 20"),
        b=print_page(on(APPLES, "Mar 3, 2024"), capture="Jan 9"),
    )
    assert dates(reading)["a"] == (date(2024, 4, 20), "proved")
    assert dates(reading)["b"] == (date(2025, 1, 9), "earliest")
    assert "Counting Apples" in reading.digests[0].date_evidence
    assert reading.digests[0].listings[0].publication_date_method is DateMethod.PROVED


def test_proof_travels_over_digests_that_share_a_paper(read) -> None:
    reading = read(
        a=print_page(APPLES, capture="Apr 20"),
        b=print_page(APPLES, on(PLUMS, "Jun 6"), capture="Jul 1"),
        c=print_page(on(PLUMS, "Jun 6, 2024"), capture="Jan 9"),
    )
    assert dates(reading)["a"] == (date(2024, 4, 20), "proved")
    assert dates(reading)["b"] == (date(2024, 7, 1), "proved")


def test_the_earliest_year_is_after_every_printed_year(read) -> None:
    reading = read(a=print_page(PEARS, PLUMS, capture="Dec 31"))
    assert dates(reading) == {"a": (date(2025, 12, 31), "earliest")}


def test_without_metadata_joined_dates_give_the_bound(read) -> None:
    bare = print_page(on(PLUMS, None), capture="Jul 1")
    early = print_page(on(PLUMS, None), capture="May 1")
    reading = read(a=bare, b=early, c=print_page(PLUMS, capture="Jan 9"))
    assert dates(reading)["a"] == (date(2024, 7, 1), "earliest")
    assert dates(reading)["b"] == (date(2025, 5, 1), "earliest")


def test_bounds_travel_through_digests_that_are_bounds_themselves(read) -> None:
    """b is at least 2025, so its yearless paper too, so a, which lists it, as well."""
    reading = read(
        a=print_page(on(APPLES, None), capture="Jul 1"),
        b=print_page(APPLES, PLUMS, capture="Apr 20"),
    )
    assert dates(reading)["b"] == (date(2025, 4, 20), "earliest")
    assert dates(reading)["a"] == (date(2025, 7, 1), "earliest")


def test_a_leap_day_needs_a_leap_year(read) -> None:
    reading = read(a=print_page(PEARS, capture="Feb 29"))
    assert dates(reading) == {"a": (date(2024, 2, 29), "earliest")}


def test_nothing_known_is_unresolved_and_reported(read) -> None:
    reading = read(a=print_page(on(APPLES, None), capture="Jul 1"))
    assert dates(reading) == {"a": (None, "unresolved")}
    assert any("Pin it in SOURCES.yml" in i.reason for i in reading.digests[0].issues)


def test_proofs_that_disagree_leave_the_year_open(read) -> None:
    reading = read(
        a=print_page(APPLES, on(PLUMS, "Jun 6"), capture="Jul 20"),
        b=print_page(on(APPLES, "Mar 3, 2023"), capture="Jan 9"),
        c=print_page(PLUMS, capture="Jan 9"),
    )
    found = reading.digests[0]
    assert (found.digest_date, found.date_method) == (None, DateMethod.UNRESOLVED)
    (reason,) = [issue.reason for issue in found.issues]
    assert "contradict" in reason
    assert "2023" in reason
    assert "2024" in reason


def test_a_proof_against_the_page_s_own_dates_is_reported(read) -> None:
    """The proof says 2023, but the page also prints a date of 2024."""
    reading = read(
        a=print_page(APPLES, PLUMS, capture="Jul 20"),
        b=print_page(on(APPLES, "Mar 3, 2023"), capture="Jan 9"),
    )
    found = reading.digests[0]
    assert found.date_method is DateMethod.UNRESOLVED
    assert any("contradict" in issue.reason for issue in found.issues)


def test_a_yearless_date_after_the_capture_is_reported(read) -> None:
    reading = read(a=print_page(on(APPLES, "Sep 9"), PEARS, capture="Apr 20"))
    assert any("a date after it" in issue.reason for issue in reading.digests[0].issues)


def test_pins_hold_and_contradictions_to_them_are_reported(read) -> None:
    page = print_page(PLUMS, capture="Apr 20")
    pinned = read({"a": Pin(2026)}, a=page)
    assert dates(pinned) == {"a": (date(2026, 4, 20), "pinned")}
    assert pinned.digests[0].issues == ()
    early = read({"a": Pin(2024)}, a=page)
    assert dates(early) == {"a": (date(2024, 4, 20), "pinned")}
    assert any("contradicts" in issue.reason for issue in early.digests[0].issues)
    other_day = read({"a": Pin(2026, date(2026, 4, 21))}, a=page)
    assert dates(other_day) == {"a": (date(2026, 4, 21), "pinned")}
    assert any("Apr 20" in issue.reason for issue in other_day.digests[0].issues)


def test_order_of_files_does_not_matter(read) -> None:
    pages = {
        "a": print_page(APPLES, capture="Apr 20"),
        "b": print_page(APPLES, on(PLUMS, "Jun 6"), capture="Jul 1"),
        "c": print_page(on(PLUMS, "Jun 6, 2024"), PEARS, capture="Jan 9"),
        "d": print_page(on(PEARS, None), capture="Jun 1"),
    }
    backwards = dict(reversed(pages.items()))
    assert dates(read(**pages)) == dates(read(**backwards))


def test_one_bad_file_never_stops_the_others(read) -> None:
    reading = read(a=print_page(PLUMS), b="Dear all,\n\nno digest here.\n", c=print_page(PEARS))
    assert [digest.source_file for digest in reading.digests] == ["a", "c"]
    assert [error.source_file for error in reading.errors] == ["b"]


def test_a_copy_of_a_file_is_counted_once(read) -> None:
    reading = read(a=print_page(PLUMS), b=print_page(PLUMS))
    assert [digest.source_file for digest in reading.digests] == ["a"]
    assert "same bytes as a" in str(reading.errors[0])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    reading = read_digests({"gone.txt": tmp_path / "gone.txt"}, {})
    assert isinstance(reading.errors[0], DigestError)
    assert "gone.txt" in str(reading.errors[0])
