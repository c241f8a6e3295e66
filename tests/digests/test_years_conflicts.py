"""Capture years where the evidence is odd: conflicts, circles, chains, turns of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.digests import Pin, Reading
from analysis.papers import DateMethod
from tests.digests.pages import Entry, print_page

APPLES = Entry("Counting Apples", authors=3, published="Mar 3")
PEARS = Entry("Sorting Pears", authors=3, published="Jun 6")
PLUMS = Entry("Drying Plums", authors=3, published="Jun 6, 2024")
OTHER_ABSTRACT = (
    "Nothing here is about fruit. A theorem on graphs bounds their spectra from below, and its "
    "proof uses nothing but linear algebra and the pigeonhole principle."
)


def on(entry: Entry, published: str | None) -> Entry:
    return replace(entry, published=published, authors=None if published is None else 3)


def years(reading: Reading) -> dict[str, tuple[int | None, str]]:
    return {
        d.source_file: (d.digest_date.year if d.digest_date else None, d.date_method.value)
        for d in reading.digests
    }


def reasons(reading: Reading, name: str) -> str:
    return "\n".join(i.reason for d in reading.digests if d.source_file == name for i in d.issues)


def test_bounds_that_push_each_other_up_are_left_open(read) -> None:
    """a is not before b's paper of March, b is after a's paper of June: no years allow both."""
    reading = read(
        a=print_page(on(APPLES, None), PEARS, PLUMS, capture="Jul 1"),
        b=print_page(APPLES, on(PEARS, None), capture="Apr 20"),
        c=print_page(PLUMS, capture="Jan 9"),
    )
    assert years(reading) == {
        "a": (None, "unresolved"),
        "b": (None, "unresolved"),
        "c": (2025, "earliest"),
    }
    assert "circle" in reasons(reading, "a")
    assert "Pin it" in reasons(reading, "b")


def test_a_pin_opens_a_circle_and_the_conflict_is_reported(read) -> None:
    reading = read(
        {"a": Pin(2025)},
        a=print_page(on(APPLES, None), PEARS, PLUMS, capture="Jul 1"),
        b=print_page(APPLES, on(PEARS, None), capture="Apr 20"),
    )
    assert years(reading) == {"a": (2025, "pinned"), "b": (2026, "earliest")}
    assert "a paper published after it" not in reasons(reading, "b")


def test_a_long_chain_is_followed_to_its_end(read) -> None:
    """Each digest shares a yearless paper with the next; only the last one's year is known."""
    papers = [Entry(f"Sorting Fruit of Kind {n}", authors=3, published="Mar 3") for n in range(12)]
    pages = {
        f"d{n:02}": print_page(papers[n], papers[n + 1], capture=f"Apr {n + 5}") for n in range(11)
    }
    pages["end"] = print_page(on(papers[11], "Mar 3, 2024"), capture="Jan 9")
    found = years(read(**pages))
    assert {name: found[name] for name in pages if name != "end"} == dict.fromkeys(
        [name for name in pages if name != "end"], (2024, "proved")
    )


def test_a_chain_of_bounds_is_followed_to_its_end(read) -> None:
    """Each digest lists, bare, the paper that the one before prints without its year."""
    papers = [Entry(f"Sorting Fruit of Kind {n}", authors=3, published="Jun 6") for n in range(8)]
    pages = {"d0": print_page(PLUMS, papers[0], capture="Jul 1")}
    for n in range(1, 8):
        bare = on(papers[n - 1], None)
        pages[f"d{n}"] = print_page(bare, on(papers[n], "Jan 5"), capture="Feb 1")
    found = years(read(**pages))
    assert found["d0"] == (2025, "earliest")
    assert {found[f"d{n}"] for n in range(1, 8)} == {(2026, "earliest")}


def test_dates_a_day_apart_are_no_proof(read) -> None:
    reading = read(
        a=print_page(on(APPLES, "Mar 3"), capture="Apr 20"),
        b=print_page(on(APPLES, "Mar 4, 2024"), capture="Jan 9"),
    )
    assert years(reading)["a"] == (None, "unresolved")


def test_dates_a_day_apart_are_reported_where_the_year_is_known(read) -> None:
    reading = read(
        a=print_page(on(APPLES, "Mar 3"), PEARS, capture="Jul 20"),
        b=print_page(on(APPLES, "Mar 4, 2024"), on(PEARS, "Jun 6, 2024"), capture="Jan 9"),
    )
    assert years(reading)["a"] == (2024, "proved")
    assert "another digest's date of the same paper: 'Counting Apples' (Mar 3)" in reasons(
        reading, "a"
    )


def test_the_turn_of_the_year(read) -> None:
    """On Jan 1 the page prints yesterday's paper with its year, today's without."""
    reading = read(
        a=print_page(on(PLUMS, "Dec 31, 2024"), on(APPLES, "Jan 1"), capture="Jan 1"),
        b=print_page(on(PLUMS, "Dec 31"), capture="Dec 31"),
        c=print_page(on(APPLES, "Jan 1, 2025"), capture="Jan 1"),
    )
    assert years(reading) == {"a": (2025, "proved"), "b": (2024, "proved"), "c": (2026, "earliest")}
    assert all(digest.issues == () for digest in reading.digests)


def test_a_yearless_date_late_in_the_year_is_not_of_the_year_before(read) -> None:
    """Printed without a year on Jan 2, Dec 31 lies after the capture: reported, not guessed."""
    reading = read(a=print_page(on(APPLES, "Dec 31"), PLUMS, capture="Jan 2"))
    assert years(reading) == {"a": (2025, "earliest")}
    assert "a date after it: 'Counting Apples' (Dec 31)" in reasons(reading, "a")


def test_namesakes_prove_nothing(read) -> None:
    reading = read(
        a=print_page(APPLES, capture="Apr 20"),
        b=print_page(replace(on(APPLES, "Mar 3, 2024"), abstract=OTHER_ABSTRACT), capture="Jan 9"),
    )
    assert years(reading)["a"] == (None, "unresolved")


def test_two_proofs_of_one_year_agree(read) -> None:
    reading = read(
        a=print_page(APPLES, PEARS, capture="Jul 20"),
        b=print_page(on(APPLES, "Mar 3, 2024"), capture="Jan 9"),
        c=print_page(on(PEARS, "Jun 6, 2024"), capture="Jan 10"),
    )
    assert years(reading)["a"] == (2024, "proved")
    assert "2 papers" in reading.digests[0].date_evidence


def test_a_wrong_pin_is_reported_against_a_proof(read) -> None:
    reading = read(
        {"a": Pin(2023)},
        a=print_page(APPLES, capture="Apr 20"),
        b=print_page(on(APPLES, "Mar 3, 2024"), capture="Jan 9"),
    )
    assert years(reading)["a"] == (2023, "pinned")
    assert "capture date 2023-04-20 contradicts another digest's date" in reasons(reading, "a")


def test_a_pin_proves_the_years_of_others(read) -> None:
    reading = read(
        {"a": Pin(2024)},
        a=print_page(APPLES, capture="Apr 20"),
        b=print_page(APPLES, capture="Apr 21"),
    )
    assert years(reading) == {"a": (2024, "pinned"), "b": (2024, "proved")}


@pytest.mark.parametrize("capture", ["Feb 29", "Feb 29, 2024"])
def test_a_pin_to_a_year_without_that_day_is_reported(read, capture: str) -> None:
    reading = read({"a": Pin(2025)}, a=print_page(PLUMS, capture=capture))
    assert years(reading)["a"] == (None, "unresolved")
    assert "Pin it in SOURCES.yml" in reasons(reading, "a")


def test_a_leap_day_of_publication(read) -> None:
    reading = read(
        a=print_page(on(APPLES, "Feb 29"), capture="Apr 20"),
        b=print_page(on(APPLES, "Feb 29, 2024"), capture="Jan 9"),
    )
    assert years(reading)["a"] == (2024, "proved")
    assert reading.digests[0].listings[0].publication_date == date(2024, 2, 29)
    odd = read({"a": Pin(2025)}, a=print_page(on(APPLES, "Feb 29"), capture="Apr 20"))
    (listing,) = odd.digests[0].listings
    assert listing.publication_date_method is DateMethod.UNRESOLVED
    assert "a day that its year does not have" in reasons(odd, "a")


def test_a_stated_year_against_the_page_s_own_dates_is_reported(read) -> None:
    reading = read(a=print_page(PLUMS, capture="Apr 20, 2024"))
    assert years(reading) == {"a": (2024, "stated")}
    told = reasons(reading, "a")
    assert "a date after it" in told
    assert "the capture's own year" in told


@pytest.mark.parametrize("year", ["0000", "9999"])
def test_impossible_years_are_no_dates_and_no_crash(read, year: str) -> None:
    reading = read(
        a=print_page(on(PLUMS, f"Jun 6, {year}"), capture="Apr 20"),
        b=print_page(PLUMS, capture=f"Apr 20, {year}"),
    )
    assert years(reading)["a"] == (None, "unresolved")


def test_a_page_without_capture_date_takes_a_pinned_one(read) -> None:
    page = print_page(PLUMS).replace("Apr 20\n\n", "")
    assert years(read(a=page)) == {"a": (None, "unresolved")}
    pinned = read({"a": Pin(2026, date(2026, 4, 20))}, a=page)
    assert pinned.digests[0].digest_date == date(2026, 4, 20)
    assert years(read({"a": Pin(2026)}, a=page)) == {"a": (None, "unresolved")}
