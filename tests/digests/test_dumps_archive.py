"""Stored days of the API, rendered as dumps and as saved pages: the same papers, field by field."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from analysis.papers import Digest, Listing
from tests.digests.dumps import DUMPS, dump_props
from tests.digests.reading import parse_one
from tests.digests.test_dumps import WITHOUT_LINKS, render, resolve

N_DAYS = 12


@pytest.fixture(scope="module")
def days(shared: Path) -> list[tuple[Path, Digest]]:
    paths = random.Random(7).sample(sorted((shared / "digests_api").glob("*.json")), N_DAYS)
    return [(path, parse_one(path.read_bytes(), path.name)) for path in paths]


def show(item: Listing, form: str) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": item.title,
        "abstract": join_broken_words(item.abstract),
        # A page prints an organisation in place of the authors, and no zeros.
        "n_authors": None if item.organization else item.n_authors,
        "organization": item.organization,
        "votes": item.votes or None,
        "comments": item.comments or None,
    }
    if form not in WITHOUT_LINKS:
        fields["publication_date"] = item.publication_date
        fields["arxiv_id"] = None if form == "numbered" else item.arxiv_id
    return fields


def join_broken_words(text: str) -> str:
    """Where a hyphen ends a wrapped line, nothing tells whether a space followed it."""
    return text.replace("- ", "-")


@pytest.mark.parametrize("form", [*DUMPS, "markup"])
def test_a_day_in_every_form_gives_the_same_papers(
    form: str, days: list[tuple[Path, Digest]]
) -> None:
    for path, day in days:
        assert day.digest_date is not None
        content = render(form, list(day.listings), day.digest_date).encode()
        digest = resolve(parse_one(content, path.stem))
        assert digest.n_unexplained == 0
        assert [show(item, form) for item in digest.listings] == [
            show(item, form) for item in day.listings
        ]
        if form not in WITHOUT_LINKS:
            assert digest.issues == ()
            assert digest.digest_date == day.digest_date


def test_a_day_as_a_page_s_data_gives_the_same_listings(days: list[tuple[Path, Digest]]) -> None:
    for path, day in days:
        answer = json.loads(path.read_bytes())
        rows = answer["data"] if isinstance(answer, dict) else answer
        assert day.digest_date is not None
        digest = parse_one(dump_props(rows, day.digest_date).encode(), "saved.html")
        if not all(isinstance(row, dict) for row in rows):
            continue
        assert digest.listings == day.listings
        assert (digest.digest_date, digest.issues) == (day.digest_date, ())
