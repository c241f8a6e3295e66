"""Properties that hold for every page: what is printed is read back, and nothing is lost."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.digests import DigestError
from analysis.digests.decode import split_lines
from analysis.digests.page.header import drop_banners, split_header
from analysis.digests.page.layout import parse_lines, strip_line
from analysis.papers import Digest, Listing, PrintedDate
from tests.digests.pages import BANNER, Entry, print_page
from tests.digests.reading import parse_one

_WORDS = st.sampled_from(
    "apples pears method on sorting fast learning of GPT-4 27 Über (NMF) 3.5% the x".split()  # noqa: SIM905
)
_NAMES = st.sampled_from(
    "Apples Pears Method on Sorting Fast Learning of GPT-4 27 Über (NMF) Baskets the X".split()  # noqa: SIM905
)
TITLES = st.builds(
    lambda names, mark: f"Counting {' '.join(names)} Trees{mark}",
    st.lists(_NAMES, min_size=1, max_size=12),
    st.sampled_from(["", "", "?", "!"]),
)
SENTENCES = st.lists(_WORDS, min_size=12, max_size=30).map(lambda w: f"We {' '.join(w)} here.")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4)
BLOCKS = st.sampled_from(["• 3 authors", "  • 1 author", "• 1,204 authors", "apple Apple", None])
DATES = st.sampled_from(["Jul 10, 2025 4", "Mar 17", "Dec 31, 2019", "Jan 1 1,204", "Feb 29, 2024"])
VOTES = st.none() | st.integers(0, 2000)
BADGES = {"apple Apple": "Apple"}
PRINTED = {
    "Jul 10, 2025 4": (PrintedDate(7, 10, 2025), 4),
    "Mar 17": (PrintedDate(3, 17), None),
    "Dec 31, 2019": (PrintedDate(12, 31, 2019), None),
    "Jan 1 1,204": (PrintedDate(1, 1), 1204),
    "Feb 29, 2024": (PrintedDate(2, 29, 2024), None),
}


@dataclass(frozen=True)
class Printed:
    """A listing to be printed: `who` is the metadata's first line, None for no metadata."""

    title: str
    sentences: list[str]
    who: str | None
    when: str
    votes: int | None


@dataclass(frozen=True)
class Style:
    """A way to lay pages out."""

    width: int | None
    paragraphs: bool
    is_dated: bool
    line_end: str
    encoding: str


LISTINGS = st.lists(st.builds(Printed, TITLES, PARAGRAPHS, BLOCKS, DATES, VOTES), max_size=8)
STYLES = st.builds(
    Style,
    width=st.sampled_from([None, 60, 80, 100]),
    paragraphs=st.booleans(),
    is_dated=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]),
)


class Printer:
    """Prints listings in a style and remembers on which lines each one stands."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.lines: list[str] = []
        self.spans: list[tuple[int, int]] = []
        for text in (*BANNER, "Apr 20"):
            self._add([text])

    def add(self, listing: Printed) -> None:
        first = len(self.lines) + 1
        if listing.votes is not None:
            self._add([f"{listing.votes:,}"])
        self._add(self._wrap(listing.title))
        paragraphs = [" ".join(listing.sentences)]
        for paragraph in listing.sentences if self.style.paragraphs else paragraphs:
            self._add(self._wrap(paragraph))
        if listing.who is not None and self.style.is_dated:
            self._add([listing.who, "·", listing.when])
        self.spans.append((first, len(self.lines) - 1))

    def encode(self) -> bytes:
        text = self.style.line_end.join(self.lines)
        return text.encode(self.style.encoding)

    def _wrap(self, text: str) -> list[str]:
        return textwrap.wrap(text, self.style.width) if self.style.width else [text]

    def _add(self, lines: list[str]) -> None:
        self.lines += [*lines, ""]


def expect(listing: Printed, is_dated: bool) -> tuple[object, ...]:
    text = (listing.title, " ".join(listing.sentences), listing.votes)
    if not is_dated or listing.who is None:
        return (*text, None, None, None, None)
    digits = "".join(c for c in listing.who if c.isdigit())
    organization = BADGES.get(listing.who)
    return (*text, int(digits) if digits else None, organization, *PRINTED[listing.when])


def show(item: Listing) -> tuple[object, ...]:
    text = (item.title, item.abstract, item.votes)
    return (*text, item.n_authors, item.organization, item.printed_date, item.comments)


@given(LISTINGS, STYLES)
@settings(max_examples=300, deadline=None)
def test_a_printed_page_is_read_back_from_any_layout(listings: list[Printed], style: Style) -> None:
    # A bare listing in paragraphs, straight before another listing, leaves room for doubt.
    if style.is_dated and style.paragraphs:
        listings = [replace(item, who=item.who or "apple Apple") for item in listings]
    printer = Printer(style)
    for listing in listings:
        printer.add(listing)
    digest = parse_one(printer.encode(), "page.txt")
    assert [show(item) for item in digest.listings] == [expect(i, style.is_dated) for i in listings]
    assert [(item.first_line, item.last_line) for item in digest.listings] == printer.spans
    assert [item.position for item in digest.listings] == list(range(1, len(listings) + 1))
    assert (digest.issues, digest.n_unexplained) == ((), 0)
    assert digest.printed_date == PrintedDate(4, 20)
    assert digest.n_lines == sum(1 for line in printer.lines if line)


SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["", "", "·", "•", "  • 3 authors", "Jul 10, 2025 4", "Mar 17", "12", "apple Apple"]
        ),
        st.sampled_from(
            ["new", "Models", "Daily Papers", "12 authors · Mar 17", "\u200b", "x://y"]
        ),
        st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40),
        TITLES,
        SENTENCES,
    ),
    max_size=40,
)


def account(digest: Digest, lines: list[str]) -> set[int]:
    """Line numbers that are banner, field of a listing, or parse issue."""
    header, body = split_header(parse_lines(lines))
    kept, captures = drop_banners(body)
    banners = {line.number for line in [*header, *captures]}
    banners |= {line.number for line in body} - {line.number for line in kept}
    fields = {n for item in digest.listings for n in range(item.first_line, item.last_line + 1)}
    return banners | fields | {issue.line for issue in digest.issues}


@given(SOUP)
@settings(max_examples=400, deadline=None)
def test_every_line_is_banner_field_or_issue(soup: list[str]) -> None:
    lines = split_lines(print_page() + "\n" + "\n".join(soup))
    digest = parse_one("\n".join(lines).encode(), "page.txt")
    filled = {number for number, line in enumerate(lines, start=1) if strip_line(line)}
    assert filled <= account(digest, lines)
    assert digest.n_lines == len(filled)


@given(SOUP)
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost_and_none_is_read_twice(soup: list[str]) -> None:
    """Each text line stands in one listing's fields, or in one issue, or is a banner."""
    lines = split_lines(print_page(Entry()) + "\n" + "\n".join(soup))
    digest = parse_one("\n".join(lines).encode(), "page.txt")
    spans = [(item.first_line, item.last_line) for item in digest.listings]
    assert spans == sorted(spans)
    assert all(last < first for (_, last), (first, _) in pairwise(spans))
    reported = {issue.line for issue in digest.issues if "no listing" in issue.reason}
    for item in digest.listings:
        inside = range(item.first_line, item.last_line + 1)
        assert not reported & set(inside)
        page = "".join("".join(lines[n - 1] for n in inside).split())
        for word in f"{item.title} {item.abstract}".split():
            assert word in page


@given(st.binary(max_size=400))
def test_any_bytes_are_a_digest_or_a_named_error(content: bytes) -> None:
    try:
        parse_one(content, "some.txt")
    except DigestError as error:
        assert str(error).startswith("some.txt")


@given(st.binary(max_size=60), st.sampled_from(["start", "middle", "end"]))
@settings(deadline=None)
def test_damaged_bytes_in_a_page_never_stop_it_silently(damage: bytes, where: str) -> None:
    page = print_page(Entry(authors=3, published="Mar 3")).encode()
    at = {"start": 0, "middle": len(page) // 2, "end": len(page)}[where]
    try:
        digest = parse_one(page[:at] + damage + page[at:], "some.txt")
    except DigestError:
        return
    assert digest.n_lines > 0
    assert digest.listings or digest.issues
