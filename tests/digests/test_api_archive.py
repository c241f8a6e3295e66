"""415 stored days of the API, read in place: every row, every field, no issue."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from analysis.digests import Reading, read_digests
from analysis.papers import DateMethod, Digest
from tests.digests.pages import Entry, print_page
from tests.digests.reading import parse_one

LISTINGS = {
    "2024-05": 59,
    "2024-06": 316,
    "2024-07": 317,
    "2024-08": 257,
    "2024-09": 236,
    "2024-10": 421,
    "2024-11": 253,
    "2024-12": 343,
    "2025-01": 173,
    "2025-02": 274,
    "2025-03": 344,
    "2025-04": 263,
    "2025-05": 417,
    "2025-06": 351,
    "2025-07": 237,
    "2025-08": 282,
    "2025-09": 347,
    "2025-10": 614,
    "2025-11": 240,
    "2025-12": 397,
}


@pytest.fixture(scope="module")
def archive(shared: Path) -> Reading:
    files = {path.name: path for path in sorted((shared / "digests_api").glob("*.json"))}
    return read_digests(files, {})


def test_every_row_of_every_day_is_a_listing(archive: Reading) -> None:
    assert (len(archive.digests), archive.errors) == (415, ())
    counts = Counter[str]()
    for digest in archive.digests:
        counts[f"{digest.digest_date:%Y-%m}"] += len(digest.listings)
        assert (digest.n_lines, digest.n_unexplained) == (len(digest.listings), 0)
        assert digest.issues == ()
    assert counts == LISTINGS


def test_every_field_is_known(archive: Reading) -> None:
    listings = [item for digest in archive.digests for item in digest.listings]
    assert len({item.arxiv_id for item in listings} - {None}) == len(listings) == 6141
    assert sum(item.n_authors or 0 for item in listings) == 61_240
    assert sum(item.votes or 0 for item in listings) == 63_886
    assert sum(item.comments or 0 for item in listings) == 7_516
    assert sum(item.organization is not None for item in listings) == 630
    for item in listings:
        assert item.abstract and item.n_authors and item.publication_date
        assert "\n" not in item.title + item.abstract
        assert item.publication_date_method is DateMethod.STATED


def test_every_day_is_the_file_s_and_says_where_it_is_from(archive: Reading) -> None:
    evidence = Counter[str]()
    for digest in archive.digests:
        assert digest.digest_date == date.fromisoformat(digest.source_file[:10])
        assert digest.date_method is DateMethod.STATED
        evidence[digest.date_evidence.split(" of ")[0].split(";")[0]] += 1
    assert evidence == {
        "submittedOnDailyAt": 207,
        "the file's name": 207,
        "the answer's own date": 1,
    }


def test_no_paper_is_published_after_the_day_that_lists_it(archive: Reading) -> None:
    for digest in archive.digests:
        day = digest.digest_date
        assert day is not None
        assert all(item.publication_date <= day for item in digest.listings)


def test_a_day_rendered_as_page_text_gives_the_same_papers(archive: Reading) -> None:
    for digest in archive.digests[::10]:
        page = parse_one(render(digest).encode(), "page.txt")
        assert page.n_unexplained == 0
        assert [
            (item.title, item.abstract, item.n_authors, item.comments) for item in page.listings
        ] == [
            (item.title, item.abstract, item.n_authors, item.comments) for item in digest.listings
        ]


def render(digest: Digest) -> str:
    entries = [
        Entry(
            title=item.title,
            abstract=item.abstract,
            authors=item.n_authors,
            published=f"{item.publication_date:%b %d, %Y} {item.comments}",
        )
        for item in digest.listings
    ]
    return print_page(*entries, capture=f"{digest.digest_date:%b %d}")
