"""Where a page breaks its text, and where it does not, changes nothing that is read."""

from __future__ import annotations

import textwrap

import pytest

from tests.digests.pages import Entry, print_page
from tests.digests.reading import parse_one

ABSTRACTS = (
    "We present a method for counting apples in baskets, whatever their colour or size is. It "
    "sorts them first. On three orchards, the state-of-the-art counter makes more errors than "
    "the method, and it needs a lamp. Code and data: https://example.org/apples",
    "Pears have been sorted by hand for ages. Is there a faster way that we can afford? This "
    "work answers the question with a mirror and two lamps, and it measures the pre- and "
    "post-harvest error of both. The error is 3.5% at most, and the time is 2 hours a tonne!",
    "7 of 10 plums dry well, but nobody has asked why. the drying of the other three is what "
    "we study here, over four summers. We find that shade does it, and that wind helps",
)
TITLES = (
    "Counting Apples in Baskets: A Method for Orchards of All Sizes and for Every Season of "
    "the Year",
    "Pears",
    "What Do Dry Plums Know About the Weather of Last Summer, and Should We Ask Them at All?",
)


def entries(dated: bool) -> list[Entry]:
    pairs = zip(TITLES, ABSTRACTS, strict=True)
    if not dated:
        return [Entry(title, abstract) for title, abstract in pairs]
    return [Entry(title, abstract, 3, None, "Jul 10, 2025 4") for title, abstract in pairs]


def wrap(page: str, width: int, **options: bool) -> str:
    lines = [textwrap.wrap(line, width, **options) or [""] for line in page.split("\n")]
    return "\n".join(part for line in lines for part in line)


def without_blank_lines(page: str) -> str:
    return "\n".join(line for line in page.split("\n") if line.strip())


def break_sentences(page: str, line_end: str) -> str:
    return page.replace(". ", f".{line_end}").replace("? This", f"?{line_end}This")


def tighten(page: str) -> str:
    for title in TITLES:
        page = page.replace(f"{title}\n\n", f"{title}\n")
    return page.replace("\n\n  • ", "\n  • ")


LAYOUTS = {
    "as-it-is": lambda page: page,
    "no-blank-lines": without_blank_lines,
    "wrapped-at-80": lambda page: wrap(page, 80),
    "wrapped-at-60": lambda page: wrap(page, 60),
    "wrapped-but-not-at-hyphens": lambda page: wrap(page, 72, break_on_hyphens=False),
    "wrapped-and-no-blank-lines": lambda page: without_blank_lines(wrap(page, 80)),
    "sentence-a-line": lambda page: break_sentences(page, "\n"),
    "sentence-a-paragraph": lambda page: break_sentences(page, "\n\n"),
    "wrapped-paragraphs": lambda page: wrap(break_sentences(page, "\n\n"), 80),
    "blank-lines-doubled": lambda page: page.replace("\n\n", "\n\n \n\t\n"),
    "blank-lines-between-listings-only": tighten,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dated", [True, False], ids=["metadata", "bare"])
def test_a_layout_changes_nothing(layout: str, dated: bool) -> None:
    printed = entries(dated)
    digest = parse_one(LAYOUTS[layout](print_page(*printed)).encode(), "page.txt")
    assert [item.title for item in digest.listings] == list(TITLES)
    assert [item.abstract for item in digest.listings] == list(ABSTRACTS)
    assert [item.n_authors for item in digest.listings] == [entry.authors for entry in printed]
    assert [item.comments for item in digest.listings] == [4 if dated else None] * 3
    assert (digest.issues, digest.n_unexplained) == ((), 0)


@pytest.mark.parametrize("dated", [True, False], ids=["metadata", "bare"])
@pytest.mark.parametrize("mark", ["", "?", "!", ".", "…"])
def test_a_title_may_end_with_any_mark(mark: str, dated: bool) -> None:
    printed = [
        Entry(f"{title}{mark}", ABSTRACTS[0], 3 if dated else None, None, "Mar 3")
        for title in ("Counting the Apples of Orchards", "Sorting Pears", "Why Plums Never Dry")
    ]
    digest = parse_one(print_page(*printed).encode(), "page.txt")
    assert [item.title for item in digest.listings] == [entry.title for entry in printed]


def test_a_listing_without_an_abstract_is_kept_and_reported() -> None:
    first, _, third = entries(dated=True)
    page = print_page(first, Entry("Cherries", "", 2, None, "Mar 3"), third)
    digest = parse_one(page.encode(), "page.txt")
    assert [item.title for item in digest.listings] == [TITLES[0], "Cherries", TITLES[2]]
    assert digest.listings[1].abstract == ""
    assert [issue.reason for issue in digest.issues] == ["a listing without an abstract"]
    assert digest.n_unexplained == 0


def test_an_abstract_may_hold_bullets_and_lone_dots() -> None:
    abstract = ABSTRACTS[1].replace("afford? ", "afford?\n\n•\n\n")
    printed = [Entry(TITLES[0], abstract, 3, None, "Mar 3"), entries(dated=True)[2]]
    digest = parse_one(print_page(*printed).encode(), "page.txt")
    assert [item.title for item in digest.listings] == [TITLES[0], TITLES[2]]
    assert "• This work" in digest.listings[0].abstract


def test_one_listing_set_solid_on_a_page_that_uses_blank_lines() -> None:
    printed = entries(dated=True)
    page = wrap(print_page(*printed), 80)
    title = "\n".join(textwrap.wrap(TITLES[2], 80))
    digest = parse_one(page.replace(f"{title}\n\n", f"{title}\n").encode(), "page.txt")
    assert [item.title for item in digest.listings] == list(TITLES)
    assert [item.abstract for item in digest.listings] == list(ABSTRACTS)


def test_votes_tell_a_title_from_a_question_in_an_abstract() -> None:
    first = Entry("Sorting Pears", "Pears have been sorted by hand for ages. That is slow.")
    second = Entry("what is it that we owe the pears and their growers?", ABSTRACTS[0], 3, None)
    page = print_page(first, Entry(f"27\n\n{second.title}", second.abstract, 3, None, "Mar 3"))
    digest = parse_one(page.encode(), "page.txt")
    assert [item.title for item in digest.listings] == [first.title, second.title]
    assert [item.votes for item in digest.listings] == [None, 27]
