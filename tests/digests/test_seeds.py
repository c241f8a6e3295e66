"""The five real digests, against what a person reads in them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from analysis.digests import Reading, read_digests
from analysis.digests.identity import normalize_title

COUNTS = {
    "000_15d53d8fbb115fcc.txt": 47,
    "001_bf4b01c8614863c3.txt": 36,
    "002_382ad746fa5f05d5.txt": 40,
    "003_9f174260903b6dac.txt": 91,
    "004_eb721d10c14f5240.txt": 48,
}
DATES = {
    "000_15d53d8fbb115fcc.txt": (date(2026, 4, 20), "earliest"),
    "001_bf4b01c8614863c3.txt": (date(2025, 3, 14), "earliest"),
    "002_382ad746fa5f05d5.txt": (date(2025, 9, 3), "earliest"),
    "003_9f174260903b6dac.txt": (date(2025, 11, 10), "proved"),
    "004_eb721d10c14f5240.txt": (date(2026, 1, 7), "earliest"),
}


@pytest.fixture(scope="module")
def reading(seed_files: dict[str, Path]) -> Reading:
    return read_digests(seed_files, {})


def test_every_listing_is_found(reading: Reading) -> None:
    assert {d.source_file: len(d.listings) for d in reading.digests} == COUNTS
    assert reading.errors == ()


def test_capture_dates_and_methods(reading: Reading) -> None:
    found = {d.source_file: (d.digest_date, d.date_method) for d in reading.digests}
    assert found == DATES


def test_every_line_is_accounted_for(reading: Reading, seed_files: dict[str, Path]) -> None:
    for digest in reading.digests:
        lines = seed_files[digest.source_file].read_text(encoding="utf-8").split("\n")
        assert digest.n_lines == sum(1 for line in lines if line.strip())
        assert digest.n_unexplained == 0
        assert digest.issues == ()


def test_fields_are_the_file_s_own_lines(reading: Reading, seed_files: dict[str, Path]) -> None:
    """In the seeds, title and abstract are one line each, two lines apart."""
    for digest in reading.digests:
        lines = seed_files[digest.source_file].read_text(encoding="utf-8").split("\n")
        for listing in digest.listings:
            assert lines[listing.first_line - 1] == listing.title
            assert lines[listing.first_line + 1] == listing.abstract
            if listing.printed_date is None:
                assert listing.last_line == listing.first_line + 2
                assert (listing.n_authors, listing.comments) == (None, None)
                continue
            printed = lines[listing.last_line - 1]
            comments = "" if listing.comments is None else f" {listing.comments}"
            assert printed == f"{listing.printed_date}{comments}"
            who = lines[listing.last_line - 3].strip()
            named = f"• {listing.n_authors} authors" if listing.n_authors else who
            assert who == named


def test_titles_are_those_of_the_hand_labels(reading: Reading, project: Path) -> None:
    gold = (project / "data" / "gold" / "seeds_gold.jsonl").read_text(encoding="utf-8")
    labelled = [json.loads(line)["title"] for line in gold.splitlines()]
    titles = {normalize_title(item.title) for d in reading.digests for item in d.listings}
    assert titles == {normalize_title(title) for title in labelled}
    assert len(titles) == 202


def test_organisation_badges_are_no_papers(reading: Reading) -> None:
    badges = {
        (d.source_file, item.organization, item.n_authors)
        for d in reading.digests
        for item in d.listings
        if item.organization
    }
    assert badges == {
        ("000_15d53d8fbb115fcc.txt", "Apple", None),
        ("003_9f174260903b6dac.txt", "ServiceNow-AI", None),
    }


def test_one_listing_among_those_with_metadata_has_none(reading: Reading) -> None:
    first = reading.digests[0]
    bare = [item for item in first.listings if item.printed_date is None]
    assert [item.position for item in bare] == [42]
    assert bare[0].publication_date is None
