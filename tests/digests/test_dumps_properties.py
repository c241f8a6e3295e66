"""Properties of dumps: every line is accounted for once, and nothing but the named error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.digests import DigestError
from analysis.digests.decode import split_lines
from analysis.digests.dumps.cards import find_first, find_titles, read_cards
from analysis.digests.dumps.dump_parts import read_parts
from analysis.digests.dumps.markdown_page import is_listing_page
from analysis.digests.dumps.pieces import to_pieces
from analysis.digests.page.layout import strip_line
from tests.digests.dumps import DUMPS
from tests.digests.reading import parse_one
from tests.digests.test_dumps import DAY, make_items, render
from tests.digests.test_properties import SENTENCES, TITLES

_URL = "https://huggingface.co/papers/2503.00001"
SOUP = st.lists(
    st.one_of(
        st.sampled_from(["", "", "·", "- 3 authors", "Mar 17", "12", "-", "[", "]", "][7]", "---"]),
        st.sampled_from([f"### [Apples]({_URL})", f"[Pears]({_URL})", _URL, f"]({_URL})", "```"]),
        st.sampled_from([f"[6]({_URL}#community)", "![](a.png)", "### Plums", "* * *", "x\\\\"]),
        st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30),
        st.text("[]()!*_`\\#<>-. \tab1", max_size=40),
        TITLES,
        SENTENCES,
    ),
    max_size=30,
)
FORMS = st.sampled_from(sorted(DUMPS))


@given(SOUP, FORMS)
@settings(max_examples=300, deadline=None)
def test_every_line_is_field_frame_or_issue(soup: list[str], form: str) -> None:
    page = render(form, make_items("Counting Apples", "Sorting Pears"))
    text = page + "\n" + "\n".join(soup)
    dump = read_parts(text)
    pieces = to_pieces(dump.parts)
    told = [number for piece in pieces for number in {*piece.numbers}]
    filled = {n for n, line in enumerate(split_lines(text), 1) if strip_line(line)}
    assert filled <= dump.frame | set(told)
    assert dump.n_lines == len(filled)
    titles = find_titles(pieces)
    if not titles or not is_listing_page(pieces, titles):
        return
    first = find_first(pieces, titles)
    cards = read_cards(pieces[first:], [index - first for index in titles], "page.md")
    fields = {n for i in cards.listings for n in range(i.first_line, i.last_line + 1)}
    body = {number for piece in pieces[first:] for number in piece.numbers}
    assert body <= fields | cards.frame | cards.unexplained
    assert cards.unexplained <= {n for i in cards.issues for n in range(i.line, i.line + 99)}


@given(SOUP, FORMS)
@settings(max_examples=200, deadline=None)
def test_no_word_of_a_listing_is_made_up(soup: list[str], form: str) -> None:
    text = render(form, make_items("Counting Apples")) + "\n" + "\n".join(soup)
    lines = split_lines(text)
    for item in parse_one(text.encode(), "page.md").listings:
        inside = "".join("".join(lines[item.first_line - 1 : item.last_line]).split())
        assert len("".join(item.title.split())) <= len(inside)
        for word in f"{item.title} {item.abstract}".split():
            if word.isalnum():
                assert word in inside


@given(st.lists(st.one_of(SOUP.map("\n".join), st.text(max_size=80)), max_size=6), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_digest_or_a_named_error(parts: list[str], is_html: bool) -> None:
    head = "<!doctype html>" if is_html else "# Daily Papers\n\nApr 20\n"
    text = head + "\n".join(parts)
    try:
        digest = parse_one(text.encode("utf-8", "replace"), "some.file")
    except DigestError as error:
        assert str(error).startswith("some.file")
        return
    assert digest.n_unexplained <= digest.n_lines


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(["<div>", "</div>", "<h3>", "</h3>", "<a href='/papers/2503.00001'>"]),
        st.sampled_from(["</a>", "<svg>", "<!--", "-->", "<![x[", "<a <b", "&amp;", "<script>"]),
        st.sampled_from(["Daily Papers", "Mar 17", "3 authors", "·", "<br/>", "12"]),
        st.sampled_from(['<div data-props="{&quot;dailyPapers&quot;:[]}">', "data-props='papers"]),
        st.text(max_size=20),
    ),
    max_size=40,
)


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_any_markup_is_a_digest_or_a_named_error(parts: list[str]) -> None:
    text = "<!doctype html>" + "".join(parts)
    try:
        parse_one(text.encode("utf-8", "replace"), "some.html")
    except DigestError as error:
        assert str(error).startswith("some.html")


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_web_archive_is_a_digest_or_a_named_error(body: bytes) -> None:
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
    try:
        parse_one(head + b"Content-Type: text/html\n\n" + body + b"\n--x--", "some.mhtml")
    except DigestError as error:
        assert str(error).startswith("some.mhtml")


@given(st.lists(TITLES, min_size=1, max_size=6, unique=True), SENTENCES, FORMS)
@settings(max_examples=150, deadline=None)
def test_any_titles_are_read_back(titles: list[str], abstract: str, form: str) -> None:
    items = make_items(*titles, abstract=abstract)
    digest = parse_one(render(form, items, DAY).encode(), "page.md")
    assert [(i.title, i.abstract) for i in digest.listings] == [(t, abstract) for t in titles]
    assert [(i.votes, i.comments) for i in digest.listings] == [
        (i.votes, i.comments) for i in items
    ]
