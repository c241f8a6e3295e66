"""What stands around the listings: headers, banner words, footers, second pages."""

from __future__ import annotations

import pytest

from analysis.digests import DigestError
from analysis.papers import Digest, PrintedDate
from tests.digests.pages import ABSTRACT, BANNER, Entry, print_page
from tests.digests.reading import parse_one

PEARS = Entry("Sorting Pears", ABSTRACT, 4, None, "Mar 3")
PLUMS = Entry("Drying Plums in the Sun", ABSTRACT, 5, None, "Mar 4")
BARE_PEARS, BARE_PLUMS = Entry("Sorting Pears"), Entry("Drying Plums in the Sun")


def parse(page: str) -> Digest:
    return parse_one(page.encode(), "page.txt")


def titles(digest: Digest) -> list[str]:
    return [item.title for item in digest.listings]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Apr 20", PrintedDate(4, 20)),
        ("April 20", PrintedDate(4, 20)),
        ("Apr 20, 2026", PrintedDate(4, 20, 2026)),
        ("April 20, 2026", PrintedDate(4, 20, 2026)),
        ("APR 20", PrintedDate(4, 20)),
        ("Apr\xa020", PrintedDate(4, 20)),
    ],
)
def test_capture_dates(printed: str, read: PrintedDate) -> None:
    assert parse(print_page(PEARS, capture=printed)).printed_date == read


def test_a_capture_date_before_the_banners() -> None:
    page = "Apr 20\n\n" + "\n\n".join(BANNER) + print_page(BARE_PEARS).split("Apr 20")[1]
    digest = parse(page)
    assert digest.printed_date == PrintedDate(4, 20)
    assert titles(digest) == [PEARS.title]
    assert digest.issues == ()


def test_a_page_without_capture_date_keeps_its_listings() -> None:
    page = "\n\n".join(BANNER) + print_page(BARE_PEARS, BARE_PLUMS).split("Apr 20")[1]
    digest = parse(page)
    assert digest.printed_date is None
    assert titles(digest) == [PEARS.title, PLUMS.title]
    assert any("no capture date" in issue.reason for issue in digest.issues)


@pytest.mark.parametrize("word", ["New", "Next", "Models", "Today", "About"])
@pytest.mark.parametrize("dated", [True, False], ids=["metadata", "bare"])
def test_a_title_may_be_a_banner_s_word(word: str, dated: bool) -> None:
    authors = 3 if dated else None
    first, last = (PEARS, PLUMS) if dated else (BARE_PEARS, BARE_PLUMS)
    digest = parse(print_page(first, Entry(word, ABSTRACT, authors, None, "Mar 3"), last))
    assert titles(digest) == [PEARS.title, word, PLUMS.title]
    assert digest.issues == ()
    only = parse(print_page(Entry(word, ABSTRACT, authors, None, "Mar 3")))
    assert titles(only) == [word]


@pytest.mark.parametrize("dated", [True, False], ids=["metadata", "bare"])
def test_banner_words_between_and_behind_listings_are_no_text(dated: bool) -> None:
    first, last = (PEARS, PLUMS) if dated else (BARE_PEARS, BARE_PLUMS)
    body = print_page(last).split("Apr 20\n\n")[1]
    page = print_page(first) + "\nSubscribe\n\n" + body + "\nPrevious\n\nNext\n\nCompany\n\nTOS\n"
    digest = parse(page)
    assert titles(digest) == [PEARS.title, PLUMS.title]
    assert [item.abstract for item in digest.listings] == [ABSTRACT] * 2
    assert digest.issues == ()


def test_a_wrapped_word_is_no_banner() -> None:
    abstract = ABSTRACT.replace("three orchards", "three\nnew\norchards")
    digest = parse(print_page(Entry("Sorting", abstract, 3, None, "Mar 3"), PLUMS))
    assert digest.listings[0].abstract == " ".join(abstract.split())


@pytest.mark.parametrize("dated", [True, False], ids=["metadata", "bare"])
def test_pages_pasted_into_one_file_are_read_and_reported(dated: bool) -> None:
    first, last = (PEARS, PLUMS) if dated else (BARE_PEARS, BARE_PLUMS)
    page = print_page(first) + "\n" + print_page(last, capture="Apr 21")
    digest = parse(page)
    assert titles(digest) == [PEARS.title, PLUMS.title]
    assert digest.printed_date == PrintedDate(4, 20)
    (issue,) = digest.issues
    assert issue.text == "Apr 21"
    assert page.split("\n")[issue.line - 1] == "Apr 21"
    assert "another page begins here" in issue.reason
    assert digest.n_unexplained == 0


def test_a_page_pasted_twice_keeps_both_printings() -> None:
    digest = parse(print_page(PEARS, PLUMS) + "\n\ufeff" + print_page(PEARS, PLUMS))
    assert titles(digest) == [PEARS.title, PLUMS.title] * 2
    assert [item.position for item in digest.listings] == [1, 2, 3, 4]
    assert len(digest.issues) == 1


def test_trailing_garbage_is_reported_line_by_line() -> None:
    garbage = ["%%EOF", "q3489 fj", "{'a': 1}"]
    digest = parse(print_page(PEARS) + "\n" + "\n\n".join(garbage))
    assert titles(digest)[0] == PEARS.title
    told = {issue.text for issue in digest.issues}
    kept = {text for item in digest.listings[1:] for text in (item.title, item.abstract)}
    assert told | kept >= set(garbage)


def test_lines_of_invisible_characters_are_blank() -> None:
    page = print_page(PEARS, PLUMS).replace("\n\n", "\n\u200b\xa0\n")
    digest = parse(page)
    assert titles(digest) == [PEARS.title, PLUMS.title]
    assert digest.n_lines == parse(print_page(PEARS, PLUMS)).n_lines


@pytest.mark.parametrize(
    "prose",
    [
        "Apr 20\n\nDear all,\n\nthe meeting is today.\n",
        "new\n\nApr 20\n\nThe apples are ripe.\n\nSubscribe\n",
        "The Daily Papers of Yesterday\n\nApr 20\n\nA review of the press.\n",
        "# Notes\n\n- 3 authors\n- Apr 20\n",
        "12\n\n13\n\n14\n",
    ],
)
def test_prose_with_a_date_is_no_digest(prose: str) -> None:
    with pytest.raises(DigestError, match="expected the Daily Papers page"):
        parse(prose)
