"""The block behind a listing, in the shapes in which it is printed."""

from __future__ import annotations

import pytest

from analysis.papers import Listing, PrintedDate
from tests.digests.pages import ABSTRACT, BANNER, Entry, print_page
from tests.digests.reading import parse_one

BEFORE = Entry("Sorting Pears", ABSTRACT, 4, None, "Mar 3")
AFTER = Entry("Drying Plums in the Sun", ABSTRACT, 5, None, "Mar 4")


def read_block(*block: str, glue: str = "\n\n") -> Listing:
    """The listing in the middle of three, with this metadata block."""
    page = print_page(BEFORE, Entry()) + glue[1:] + "\n".join(block) + "\n\n"
    page += print_page(AFTER).split("Apr 20\n\n")[1]
    digest = parse_one(page.encode(), "page.txt")
    assert [item.title for item in digest.listings] == [BEFORE.title, Entry.title, AFTER.title]
    assert [item.abstract for item in digest.listings] == [ABSTRACT] * 3
    assert (digest.issues, digest.n_unexplained) == ((), 0)
    return digest.listings[1]


@pytest.mark.parametrize(
    ("block", "authors", "organization"),
    [
        (["  • 12 authors", "·"], 12, None),
        (["* 12 authors", "·"], 12, None),
        (["12 authors ·"], 12, None),
        (["•\xa012\xa0authors", "\xa0·"], 12, None),
        (["  • 1 author", "·"], 1, None),
        (["  • 1,204 authors", "·"], 1204, None),
        (["apple Apple", "·"], None, "Apple"),
        (["apple", "Apple", "·"], None, "Apple"),
        (["Apple", "·"], None, "Apple"),
        (["ServiceNow-AI ServiceNow-AI", "·"], None, "ServiceNow-AI"),
        (["zai-org Z.ai", "·"], None, "Z.ai"),
        (["some_lab.2 Institut für Äpfel, Inc.", "·"], None, "Institut für Äpfel, Inc."),
        (["uw University of Washington", "·"], None, "University of Washington"),
        (["baidu 百度", "·"], None, "百度"),
        (["apple Apple", "  • 12 authors", "·"], 12, "Apple"),
        (["apple Apple", "·", "  • 12 authors", "·"], 12, "Apple"),
    ],
)
def test_who(block: list[str], authors: int | None, organization: str | None) -> None:
    listing = read_block(*block, "Jul 10, 2025 4")
    assert (listing.n_authors, listing.organization) == (authors, organization)
    assert (listing.printed_date, listing.comments) == (PrintedDate(7, 10, 2025), 4)


@pytest.mark.parametrize(
    ("when", "printed", "comments"),
    [
        ("Jul 10, 2025 4", PrintedDate(7, 10, 2025), 4),
        ("Jul 10, 2025 1,204", PrintedDate(7, 10, 2025), 1204),
        ("Jul 10 4", PrintedDate(7, 10), 4),
        ("July 10", PrintedDate(7, 10), None),
        ("Sept. 9, 2024", PrintedDate(9, 9, 2024), None),
        ("Dec 31, 1999", PrintedDate(12, 31, 1999), None),
        ("Feb 29", PrintedDate(2, 29), None),
        ("Jul 10\n12", PrintedDate(7, 10), 12),
    ],
)
@pytest.mark.parametrize("who", ["  • 12 authors", "apple Apple"])
def test_when(who: str, when: str, printed: PrintedDate, comments: int | None) -> None:
    listing = read_block(who, "·", when)
    assert (listing.printed_date, listing.comments) == (printed, comments)


@pytest.mark.parametrize(
    ("line", "authors", "organization"),
    [
        ("• 12 authors · Jul 10, 2025 4", 12, None),
        ("apple Apple · Jul 10, 2025 4", None, "Apple"),
        ("apple Apple · 12 authors · Jul 10, 2025 4", 12, "Apple"),
        ("12 authors·Jul 10, 2025 4", 12, None),
    ],
)
def test_on_one_line(line: str, authors: int | None, organization: str | None) -> None:
    listing = read_block(line)
    assert (listing.n_authors, listing.organization) == (authors, organization)
    assert (listing.printed_date, listing.comments) == (PrintedDate(7, 10, 2025), 4)


def test_straight_below_the_abstract() -> None:
    assert read_block("  • 12 authors", "·", "Jul 10", glue="\n").n_authors == 12


def test_with_blank_lines_inside() -> None:
    assert read_block("  • 12 authors", "", "·", "", "Jul 10, 2025 4").comments == 4


@pytest.mark.parametrize("number", ["27", "1,204"])
def test_votes_stand_before_titles_and_comments_behind_dates(number: str) -> None:
    entries = [
        Entry(f"{number}\n\n{e.title}", ABSTRACT, 3, None, "Mar 3 8") for e in (BEFORE, AFTER)
    ]
    digest = parse_one(print_page(*entries).encode(), "page.txt")
    assert [item.votes for item in digest.listings] == [int(number.replace(",", ""))] * 2
    assert [item.comments for item in digest.listings] == [8, 8]
    assert [item.title for item in digest.listings] == [BEFORE.title, AFTER.title]


def test_votes_on_a_page_without_blank_lines() -> None:
    entries = [
        Entry(f"{n}\n\n{e.title}", ABSTRACT, 3, None, "Mar 3") for n, e in ((7, BEFORE), (8, AFTER))
    ]
    page = "\n".join(line for line in print_page(*entries).split("\n") if line)
    digest = parse_one(page.encode(), "page.txt")
    assert [(item.votes, item.comments) for item in digest.listings] == [(7, None), (8, None)]


def test_a_block_without_a_listing_is_reported_line_by_line() -> None:
    page = "\n\n".join(BANNER) + "\n\nApr 20\n\n  • 3 authors\n·\nMar 3\n"
    digest = parse_one(page.encode(), "page.txt")
    assert digest.listings == ()
    assert [issue.line for issue in digest.issues] == [13, 14, 15]
    assert digest.n_unexplained == 3
