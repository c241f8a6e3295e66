"""Page texts in the variants that people save."""

from __future__ import annotations

import codecs

import pytest

from analysis.digests import DigestError
from analysis.papers import PrintedDate
from tests.digests.pages import ABSTRACT, BANNER, Entry, print_page
from tests.digests.reading import parse_one

OTHER = Entry(
    "Sorting Pears by Colour: A Study",
    "Pears differ in colour. We sort them with a lamp and a mirror. The error is small.",
    authors=1,
    published="Mar 17 4",
)
FIRST = Entry(authors=12, published="Jul 10, 2025 1,204")


def parse(text: str):
    return parse_one(text.encode(), "page.txt")


def test_metadata_fields() -> None:
    digest = parse(print_page(FIRST, OTHER))
    first, second = digest.listings
    assert (first.title, first.abstract) == (FIRST.title, ABSTRACT)
    assert (first.n_authors, first.comments) == (12, 1204)
    assert first.printed_date == PrintedDate(7, 10, 2025)
    assert (second.n_authors, second.comments) == (1, 4)
    assert second.printed_date == PrintedDate(3, 17)
    assert (first.position, second.position) == (1, 2)
    assert digest.issues == ()


def test_one_author_is_also_printed_in_the_singular() -> None:
    page = print_page(OTHER).replace("1 authors", "1 author")
    assert parse(page).listings[0].n_authors == 1


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-32"),
        lambda text: text.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16", "utf-16-le-no-bom", "utf-16-be", "utf-32", "cp1252"],
)
def test_encodings_and_line_ends_change_nothing(encode, line_end: str) -> None:
    page = print_page(FIRST, OTHER).replace("apples", "äpples")
    plain = parse(page)
    other = parse_one(encode(page.replace("\n", line_end)), "page.txt")
    assert other.listings == plain.listings
    assert (other.n_lines, other.n_unexplained) == (plain.n_lines, 0)


def test_missing_final_newline_changes_nothing() -> None:
    page = print_page(FIRST)
    assert parse(page.rstrip("\n")).listings == parse(page + "\n\n").listings


def test_a_digest_without_listings_is_a_digest() -> None:
    digest = parse(print_page())
    assert digest.listings == ()
    assert digest.printed_date == PrintedDate(4, 20)
    assert digest.n_unexplained == 0


@pytest.mark.parametrize(
    "banner",
    [
        BANNER[:3] + BANNER[4:],
        ("Get trending papers in your email inbox once a day!", "Daily Papers"),
        ("Daily Papers", "by AK and the research community", "Daily", "Weekly", "Monthly"),
        ("new", "Daily Papers"),
    ],
)
def test_header_variants(banner: tuple[str, ...]) -> None:
    digest = parse(print_page(FIRST, OTHER, banner=banner))
    assert len(digest.listings) == 2
    assert digest.issues == ()


def test_a_stated_capture_year_is_read() -> None:
    assert parse(print_page(FIRST, capture="Apr 20, 2026")).printed_date == PrintedDate(4, 20, 2026)


def test_an_unknown_header_line_is_reported_not_lost() -> None:
    digest = parse(print_page(FIRST, banner=(*BANNER, "Sponsored by a greengrocer")))
    assert [(i.line, i.text) for i in digest.issues] == [(11, "Sponsored by a greengrocer")]
    assert digest.n_unexplained == 1
    assert len(digest.listings) == 1


WRAPPED = ABSTRACT.replace(". ", ".\n")
PARAGRAPHS = ABSTRACT.replace(". ", ".\n\n")


@pytest.mark.parametrize("abstract", [WRAPPED, PARAGRAPHS], ids=["lines", "paragraphs"])
@pytest.mark.parametrize("dated", [True, False], ids=["metadata", "bare"])
def test_abstracts_broken_up_are_mended(abstract: str, dated: bool) -> None:
    authors, published = (3, "Jul 10, 2025") if dated else (None, None)
    broken = Entry(abstract=abstract, authors=authors, published=published)
    after = Entry("What Pears Are Made Of", ABSTRACT, authors, None, published)
    digest = parse(print_page(broken, after, broken))
    titles = [item.title for item in digest.listings]
    assert titles == [broken.title, after.title, broken.title]
    assert [item.abstract for item in digest.listings] == [ABSTRACT] * 3
    assert digest.n_unexplained == 0


@pytest.mark.parametrize("dated", [True, False], ids=["metadata", "bare"])
def test_a_title_as_long_as_an_abstract(dated: bool) -> None:
    authors, published = (3, "Jul 10, 2025") if dated else (None, None)
    long = "On the Counting of Apples and Pears in Large and Small Baskets " * 20
    entries = [
        Entry(authors=authors, published=published),
        Entry(long.strip(), ABSTRACT, authors, None, published),
        Entry("Pears", ABSTRACT, authors, None, published),
    ]
    digest = parse(print_page(*entries))
    assert [item.title for item in digest.listings] == [entry.title for entry in entries]


def test_listings_without_metadata_among_those_with_it() -> None:
    bare = Entry("What Pears Are Made Of")
    digest = parse(print_page(FIRST, bare, OTHER, bare))
    assert [item.title for item in digest.listings] == [
        FIRST.title,
        bare.title,
        OTHER.title,
        bare.title,
    ]
    assert [item.n_authors for item in digest.listings] == [12, None, 1, None]


def test_a_badge_takes_the_place_of_the_author_count() -> None:
    entry = Entry(badge="zai-org Z.ai", published="Sep 29, 2025 2")
    (listing,) = parse(print_page(entry)).listings
    assert (listing.organization, listing.n_authors, listing.comments) == ("Z.ai", None, 2)
    assert listing.abstract == ABSTRACT


def test_metadata_on_one_line() -> None:
    page = print_page(FIRST, OTHER).replace("authors\n·\n", "authors · ")
    assert [item.n_authors for item in parse(page).listings] == [12, 1]
    assert parse(page).n_lines == len([line for line in page.split("\n") if line.strip()])


def test_a_page_without_blank_lines() -> None:
    page = "\n".join(line for line in print_page(FIRST, OTHER).split("\n") if line)
    assert [item.title for item in parse(page).listings] == [FIRST.title, OTHER.title]


def test_votes_before_the_title() -> None:
    page = print_page(FIRST, OTHER).replace(OTHER.title, f"27\n\n{OTHER.title}")
    assert [item.votes for item in parse(page).listings] == [None, 27]


def test_text_that_is_no_listing_is_reported() -> None:
    digest = parse(print_page(FIRST) + "\nTerms of use\n")
    assert len(digest.listings) == 1
    assert [issue.text for issue in digest.issues] == ["Terms of use"]
    assert digest.n_unexplained == 1


def test_line_numbers_are_the_editor_s() -> None:
    page = print_page(FIRST, OTHER).replace("apples in", "apples\x0bin\u2028")
    lines = page.split("\n")
    for listing in parse(page).listings:
        assert lines[listing.first_line - 1] == listing.title


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n  \n",
        bytes(range(256)) * 8,
        b"Dear all, the meeting is on Tuesday.\n\nBring the apples.\n",
        b"%PDF-1.7\n\x00\x01\x02\x03",
        b'{"paper": 1}',
    ],
    ids=["empty", "blank", "bytes", "prose", "pdf", "json"],
)
def test_what_is_no_digest_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(DigestError, match=r"^notes\.txt") as refused:
        parse_one(content, "notes.txt")
    assert refused.value.advice


def test_dates_that_do_not_exist_are_no_dates() -> None:
    digest = parse(print_page(FIRST, capture="Feb 30"))
    assert digest.printed_date is None
    assert any("capture date" in issue.reason for issue in digest.issues)
    assert parse(print_page(FIRST, capture="Feb 29")).printed_date == PrintedDate(2, 29)
