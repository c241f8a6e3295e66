"""Papers with arXiv identifiers: one paper across digests and formats, whatever its title."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Tables
from analysis.digests.identity import group_listings, parse_arxiv_id
from analysis.papers import Listing
from tests.corpus.pages import OTHER_ABSTRACT, build_frames
from tests.digests.api_days import make_row, print_day
from tests.digests.pages import ABSTRACT, Entry, print_page


def list_paper(title: str, abstract: str = ABSTRACT, arxiv_id: str | None = None) -> Listing:
    return Listing(1, title, abstract, 1, 1, arxiv_id=arxiv_id)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2405.17247", "2405.17247"),
        (" 2405.17247v3 ", "2405.17247"),
        ("0704.0001", "0704.0001"),
        ("cs/0112017v1", "cs/0112017"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("2405.172471", None),
        ("x2405.17247", None),
        ("٢٤٠٥.17247", None),
        ("", None),
    ],
)
def test_identifiers_lose_their_version(text: str, found: str | None) -> None:
    assert parse_arxiv_id(text) == found


def test_an_identifier_joins_titles_and_parts_namesakes() -> None:
    one, two, other = group_listings(
        [
            list_paper("Counting Apples", arxiv_id="2503.00001"),
            list_paper("Counting All Apples", OTHER_ABSTRACT, "2503.00001"),
            list_paper("Counting Apples", arxiv_id="2503.00002"),
        ]
    )
    assert one == two != other


def test_a_title_joins_the_identified_paper_of_its_abstract() -> None:
    listings = [
        list_paper("counting apples"),
        list_paper("Counting Apples", OTHER_ABSTRACT, "2503.00001"),
        list_paper("Counting Apples", ABSTRACT, "2503.00002"),
        list_paper("Counting Apples", "Of pears and their stalks we tell, with much else."),
    ]
    before, far, near, apart = group_listings(listings)
    assert before == near != far
    assert apart not in (near, far)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, "2503.00001", "2503.00002"])))
)
def test_a_title_joins_an_identified_namesake_wherever_it_stands(pairs: list) -> None:
    listings = [list_paper(title, arxiv_id=arxiv_id) for title, arxiv_id in pairs]
    identified = {title for title, arxiv_id in pairs if arxiv_id}
    for listing, key in zip(listings, group_listings(listings), strict=True):
        if listing.arxiv_id:
            assert key == (f"arxiv:{listing.arxiv_id}", 0)
        else:
            assert key[0].startswith("arxiv:") == (listing.title in identified)


@pytest.fixture
def mixed(tmp_path: Path) -> Tables:
    """One paper as page text before and after its day in the API, and one in the API only."""
    page = print_page(Entry("Counting  apples", authors=3, published="Mar 14"), capture="Apr 20")
    day = print_day([make_row(1, "Counting\n  Apples"), make_row(2, "Pears", summary="Of pears.")])
    bare = print_page(Entry("Counting Apples"), capture="Apr 2")
    files = {"0.txt": page, "2025-03-17.json": day, "z.txt": bare}
    return build_frames(files, tmp_path)


def test_a_paper_of_page_text_and_api_is_one(mixed: Tables) -> None:
    assert len(mixed.listings) == 4
    assert len(mixed.papers) == 2
    assert mixed.listings["paper_id"].nunique() == 2
    shared = mixed.papers[mixed.papers["title"] != "Pears"].iloc[0]
    assert shared["publication_date_source"] == "2025-03-17.json"
    assert f"{shared['publication_date']:%Y-%m-%d}" == "2025-03-14"
    assert mixed.digests["source_format"].tolist() == ["page-text", "api-json", "page-text"]
    assert mixed.parse_issues.empty


def test_the_api_s_publication_dates_tell_the_years_of_pages(mixed: Tables) -> None:
    dates = mixed.digests.set_index("source_file")
    assert dates.loc["0.txt", "date_method"] == "proved"
    assert f"{dates.loc['0.txt', 'digest_date']:%Y-%m-%d}" == "2025-04-20"
    assert dates.loc["z.txt", "date_method"] == "earliest"
    assert f"{dates.loc['z.txt', 'digest_date']:%Y-%m-%d}" == "2025-04-02"
    assert "(2025-03-14) in 2025-03-17.json, line 1" in dates.loc["0.txt", "date_evidence"]


def test_a_paper_twice_in_one_day_counts_once_and_is_reported(tmp_path: Path) -> None:
    day = print_day([make_row(1), make_row(1, "Counting Apples, Revised")])
    tables = build_frames({"2025-03-17.json": day}, tmp_path)
    assert (len(tables.listings), len(tables.papers)) == (2, 1)
    [issue] = tables.parse_issues.to_dict("records")
    assert (issue["line"], issue["reason"]) == (
        2,
        "listed before, at 2025-03-17.json, line 1; it counts once",
    )


def test_namesakes_with_identifiers_of_their_own_are_reported(tmp_path: Path) -> None:
    tables = build_frames({"2025-03-17.json": print_day([make_row(1), make_row(2)])}, tmp_path)
    assert len(tables.papers) == 2
    [reason] = tables.parse_issues["reason"]
    assert "another arXiv identifier: kept as two papers" in reason
