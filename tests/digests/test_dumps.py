"""Dumps of the page by other tools, and saved pages: the same papers in every form."""

from __future__ import annotations

import json
from datetime import date
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from analysis.digests import DigestError
from analysis.digests.dating.years import resolve_years
from analysis.papers import DateMethod, Digest, Listing, PrintedDate
from tests.digests.api_days import make_row
from tests.digests.dumps import DUMPS, dump_markup, dump_props
from tests.digests.pages import ABSTRACT
from tests.digests.reading import parse_one

DAY = date(2025, 3, 17)
WITHOUT_LINKS = ("headings", "plain")
ALL = [*DUMPS, "markup"]


def make_items(*titles: str, abstract: str = ABSTRACT) -> list[Listing]:
    return [
        Listing(
            position=n,
            title=title,
            abstract=abstract,
            first_line=n,
            last_line=n,
            n_authors=None if n % 3 == 0 else n,
            organization="Orchard Lab" if n % 3 == 0 else None,
            publication_date=date(2025, 3, n) if n % 2 else date(2024, 12, n),
            comments=n if n % 2 else None,
            votes=None if n % 4 == 0 else 10 * n,
            arxiv_id=f"2503.{n:05d}" if n % 2 else f"2412.{n:05d}",
        )
        for n, title in enumerate(titles, start=1)
    ]


def render(form: str, items: list[Listing], day: date = DAY) -> str:
    return dump_markup(items, day) if form == "markup" else DUMPS[form](items, day)


def read(form: str, items: list[Listing], day: date = DAY) -> Digest:
    content = render(form, items, day).encode()
    return parse_one(content, "page.html" if form == "markup" else "page.md")


def show(item: Listing, has_links: bool = True) -> tuple[object, ...]:
    text = (item.title, item.abstract, item.n_authors, item.organization)
    known = (item.votes, item.comments, item.publication_date)
    return (*text, *known, item.arxiv_id if has_links else None)


def resolve(digest: Digest) -> Digest:
    keys = [(item.title, 0) for item in digest.listings]
    return resolve_years([digest], keys, {})[0]


@pytest.mark.parametrize("form", ALL)
def test_a_dump_gives_the_papers_that_the_page_shows(form: str) -> None:
    items = make_items("Counting Apples", "Sorting Pears by Weight", "Baskets: A Survey", "Ladders")
    digest = resolve(read(form, items))
    assert (digest.n_unexplained, len(digest.listings)) == (0, 4)
    if form in WITHOUT_LINKS:
        assert digest.printed_date == PrintedDate(3, 17)
        undated = [show(item, False)[:6] for item in digest.listings]
        assert undated == [show(item, False)[:6] for item in items]
        return
    has_ids = form != "numbered"
    assert [show(item, has_ids) for item in digest.listings] == [
        show(item, has_ids) for item in items
    ]
    assert (digest.digest_date, digest.issues) == (DAY, ())


MARKED = [
    "A* Search and B* Trees",
    "[Re] Counting [Green] Apples",
    "snake_case_names and __dunder__ Words",
    "Apples | Pears | Plums",
    "C# and #Hashtags # in Titles",
    "`Code` and ``More`` Code",
    "Costs of $5 and $O(n^2)$",
    "The <b>bold</b> Tag &amp; Its Friends",
    "f[x](y) of Apples (and [z])",
    "1. First Things First",
    "2.31times Faster at 60\\% of \\mathcal{O}(n)",
    "~Tilde~ ^Caret^ > Greater < Less",
    "Intervals [0, 1) and (0, 1]",
]


@pytest.mark.parametrize("form", ["firecrawl", "jina", "pandoc", "addresses", "numbered", "markup"])
@pytest.mark.parametrize("text", MARKED)
def test_characters_that_look_like_marks_survive(form: str, text: str) -> None:
    quiet = make_items(text, "snake_case and [Brackets] and *Stars*", "Don't Sort", "It's 60\\%")
    digest = read(form, [*quiet])
    assert [item.title for item in digest.listings] == [item.title for item in quiet]
    abstract = f"{text} begins this. We count apples in [12] baskets, a_b and x*y. It ends."
    loud = make_items("Ladders", "Stools", abstract=abstract)
    assert [item.abstract for item in read(form, loud).listings] == [abstract] * 2


def test_words_that_a_search_marked_lose_their_marks() -> None:
    items = make_items("Counting Apples", abstract="We count **red** **apples** and 2**n trees.")
    page = render("html2text", items)
    page = f"URL: https://huggingface.co/papers?q=red%20apples\n\n{page}"
    [listing] = parse_one(page.encode(), "page.md").listings
    assert listing.abstract == "We count red apples and 2**n trees."


def test_without_a_search_stars_are_the_text_s_own() -> None:
    items = make_items("Counting Apples", abstract="We count **red** apples in **every** tree.")
    page = render("html2text", items)
    told = f"URL: https://huggingface.co/papers\n\n{page}"
    assert parse_one(told.encode(), "page.md").listings[0].abstract == items[0].abstract
    [listing] = parse_one(page.encode(), "page.md").listings
    assert listing.abstract == "We count red apples in every tree."


def test_joined_words_are_left_as_they_are() -> None:
    items = make_items("Counting Apples", abstract="We count redapples with inksof colour here.")
    [listing] = read("firecrawl", items).listings
    assert listing.abstract == "We count redapples with inksof colour here."


def test_a_line_of_no_known_kind_is_reported() -> None:
    page = render("firecrawl", make_items("Counting Apples"))
    digest = parse_one(f"{page}\n\nWho wrote this here?\n".encode(), "page.md")
    [issue] = digest.issues
    assert (issue.line, issue.text) == (len(page.split("\n")) + 2, "Who wrote this here?")
    assert digest.n_unexplained == 1


def test_lists_of_links_without_the_page_s_signs_are_no_digest() -> None:
    page = "# My Reading\n\n- [Apples](https://huggingface.co/papers/2503.00001)\n"
    with pytest.raises(DigestError, match=r"mine\.md.*no digest"):
        parse_one(page.encode(), "mine.md")


class TestSavedHtml:
    def test_the_data_in_the_page_gives_what_the_api_gives(self) -> None:
        rows = [make_row(1), make_row(2, title="Pears & <b>Plums</b>", upvotes=3)]
        for row in rows:
            row["upvoted"] = False
        page = dump_props(rows, DAY, query="", canSubmit=False, prevDate="2025-03-14")
        digest = parse_one(page.encode(), "saved.html")
        for row in rows:
            del row["upvoted"]
        api = parse_one(json.dumps(rows).encode(), "2025-03-17.json")
        assert digest.listings == api.listings
        assert (digest.source_format, digest.digest_date) == ("saved-html", DAY)
        assert digest.date_evidence.startswith("the page's own date")
        assert (digest.n_lines, digest.issues) == (2, ())

    def test_pages_of_a_week_have_no_day_of_their_own(self) -> None:
        row = make_row(1, submittedOnDailyAt="2025-03-12T01:00:00.000Z")
        page = dump_props([row], DAY, periodType="week", dateString="2025-W11")
        assert parse_one(page.encode(), "saved.html").digest_date == date(2025, 3, 12)

    def test_an_empty_day_is_a_digest(self) -> None:
        digest = parse_one(dump_props([], DAY).encode(), "saved.html")
        assert (digest.listings, digest.digest_date) == ((), DAY)

    @pytest.mark.parametrize(
        "page",
        [
            "<html><body><p>Apples</p></body></html>",
            '<html><div data-props="{&quot;dailyPapers&quot;: [{"></div></html>',
            '<div data-props="' + "[" * 50_000 + 'papers"></div>',
            "<!doctype html>" + "<div>" * 50_000,
            "<!doctype html><![foo[ <!-- <a <a <a",
        ],
    )
    def test_pages_without_papers_are_errors(self, page: str) -> None:
        with pytest.raises(DigestError, match=r"saved\.html"):
            parse_one(page.encode(), "saved.html")

    def test_web_archives_hold_the_page(self) -> None:
        archive = MIMEMultipart("related")
        archive["Snapshot-Content-Location"] = f"https://huggingface.co/papers/date/{DAY}"
        page = dump_markup(make_items("Counting Apples", "Sorting Pears"), DAY)
        archive.attach(MIMEText(page.replace("canonical", "other"), "html"))
        digest = parse_one(archive.as_bytes(), "saved.mhtml")
        assert [item.title for item in digest.listings] == ["Counting Apples", "Sorting Pears"]
        assert digest.digest_date == DAY

    def test_a_web_archive_without_a_page_is_an_error(self) -> None:
        archive = MIMEMultipart("related")
        archive.attach(MIMEText("apples"))
        with pytest.raises(DigestError, match="without a page"):
            parse_one(archive.as_bytes(), "saved.mhtml")


def test_a_real_dump_is_read_whole(shared: Path) -> None:
    path = shared / "page_variants" / "markdown_scrape.md"
    digest = parse_one(path.read_bytes(), path.name)
    assert digest.source_format == "markdown-page"
    assert (digest.digest_date, digest.date_method) == (date(2026, 10, 2), DateMethod.STATED)
    assert (digest.n_lines, digest.n_unexplained, digest.issues) == (55, 0, ())
    shown = [
        (i.votes, i.arxiv_id, i.n_authors, i.organization, str(i.printed_date), i.comments)
        for i in digest.listings
    ]
    assert shown == [
        (101, "2606.00683", None, "OCC", "May 29", 6),
        (None, "2609.00319", 10, None, "Aug 30", None),
        (None, "2410.22349", 5, None, "Oct 14, 2024", None),
    ]
    assert "sourcecitations grounded" in digest.listings[0].abstract
    assert digest.listings[2].title.endswith("Verifiable Source-Cited Responses")
    assert "research prototypes to products" in digest.listings[2].abstract
    for item in digest.listings:
        assert "\\" not in item.title + item.abstract and "](" not in item.abstract
