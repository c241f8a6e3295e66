"""Properties of reading the API's answers: made papers come back, and any bytes are answered."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analysis.digests import DigestError
from analysis.papers import Digest
from tests.digests.api_days import NAME, make_row, print_day, wrap
from tests.digests.pages import ABSTRACT, Entry, print_page
from tests.digests.reading import parse_one

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufffd"),
    min_size=1,
    max_size=12,
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12)
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@st.composite
def papers(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "title": " ".join(draw(TEXTS)),
        "abstract": " ".join(draw(TEXTS)),
        "day": draw(DAYS),
        "authors": draw(st.integers(1, 30)),
        "comments": draw(st.none() | st.integers(0, 99)),
        "votes": draw(st.integers(0, 999)),
    }


def to_row(number: int, paper: dict[str, Any], ends: str) -> dict[str, Any]:
    def fold(text: str) -> str:
        return text.replace(" ", ends)

    row = make_row(
        number,
        fold(paper["title"]),
        summary=fold(paper["abstract"]),
        publishedAt=f"{paper['day']}T10:00:00.000Z",
        authors=[{"name": f"{n}"} for n in range(paper["authors"])],
        upvotes=paper["votes"],
    )
    return row | {"numComments": paper["comments"]}


@given(
    st.lists(papers(), min_size=1, max_size=5),
    st.sampled_from([" ", "\n", "\n  ", "\n\n"]),
    st.sampled_from([list, wrap]),
    st.booleans(),
    st.booleans(),
)
def test_made_papers_come_back(
    made: list[dict], ends: str, wrapping: Any, as_python: bool, as_ascii: bool
) -> None:
    rows: list[Any] = [to_row(n, paper, ends) for n, paper in enumerate(made)]
    rows = [repr(row) for row in rows] if as_python else rows
    digest = parse_one(json.dumps(wrapping(rows), ensure_ascii=as_ascii).encode(), NAME)
    assert digest.issues == ()
    assert [
        {
            "title": item.title,
            "abstract": item.abstract,
            "day": item.publication_date,
            "authors": item.n_authors,
            "comments": item.comments,
            "votes": item.votes,
        }
        for item in digest.listings
    ] == made


def read_any(content: bytes) -> Digest | None:
    """Read bytes that may be anything; every text in the result fits into a table."""
    try:
        digest = parse_one(content, "page.json")
    except DigestError as error:
        assert error.advice
        return None
    texts = [text for item in digest.listings for text in (item.title, item.abstract)]
    texts += [text for issue in digest.issues for text in (issue.text, issue.reason)]
    "".join(texts).encode("utf-8")
    return digest


@given(VALUES, st.sampled_from(["row", "paper", "author", "printed"]), st.data())
def test_any_value_in_any_place_is_answered(value: Any, place: str, data: st.DataObject) -> None:
    row = make_row(organization={"fullname": "Acme"}, submittedOnDailyAt="2025-03-17T01:00Z")
    bad: Any = deepcopy(row)
    owners = {"row": bad, "paper": bad["paper"], "author": bad["paper"]["authors"][0]}
    if place == "printed":
        bad = repr(value)
    else:
        owners[place][data.draw(st.sampled_from(sorted(owners[place])))] = value
    digest = read_any(print_day([row, bad, row]))
    assert digest is not None
    assert digest.n_lines == 3
    assert len(digest.listings) + digest.n_unexplained == 3


@given(VALUES)
def test_any_json_is_answered(value: Any) -> None:
    read_any(json.dumps(value).encode())


@given(st.data())
def test_a_day_cut_off_or_overwritten_anywhere_is_answered(data: st.DataObject) -> None:
    content = bytearray(print_day([make_row(1), repr(make_row(2))]))
    place = data.draw(st.integers(0, len(content) - 1))
    patch = data.draw(st.binary(max_size=6))
    read_any(bytes(content[:place]))
    content[place : place + len(patch)] = patch
    read_any(bytes(content))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(0, 300))
def test_a_day_as_json_and_as_page_text_holds_the_same(sizes: list[int], age: int) -> None:
    day = date(2025, 12, 30) - timedelta(days=age)
    made = [
        {"title": f"Counting Apples, Part {n}", "abstract": ABSTRACT, "day": day, "authors": size}
        | {"comments": n, "votes": 0}
        for n, size in enumerate(sizes, start=2)
    ]
    rows = [to_row(n, paper, "\n") for n, paper in enumerate(made)]
    entries = [
        Entry(p["title"], ABSTRACT, p["authors"], None, f"{day:%b} {day.day}, 2025 {p['comments']}")
        for p in made
    ]
    page = parse_one(print_page(*entries, capture="Jan 2").encode(), "page.txt")
    answer = parse_one(print_day(rows), NAME)
    assert [
        (item.title, item.abstract, item.n_authors, item.comments) for item in answer.listings
    ] == [(item.title, item.abstract, item.n_authors, item.comments) for item in page.listings]
