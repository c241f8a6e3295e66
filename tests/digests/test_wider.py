"""Real titles and abstracts of other days, printed as page text and read back."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.digests.pages import Entry, print_page
from tests.digests.reading import parse_one

EVERY = 20
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def plain(abstract: str) -> str:
    return abstract


def wrapped(abstract: str) -> str:
    return "\n".join(textwrap.wrap(abstract, 80, break_on_hyphens=False))


def in_paragraphs(abstract: str) -> str:
    """Two sentences a paragraph."""
    parts = _SENTENCE.split(abstract)
    return "\n\n".join(" ".join(parts[i : i + 2]) for i in range(0, len(parts), 2))


def read_days(folder: Path) -> Iterator[list[tuple[str, str]]]:
    for path in sorted(folder.glob("*.json"))[::EVERY]:
        rows = json.loads(path.read_text(encoding="utf-8"))
        papers = [row["paper"] for row in rows if isinstance(row, dict)]
        yield [(" ".join(p["title"].split()), " ".join(p["summary"].split())) for p in papers]


@pytest.mark.parametrize(
    ("dated", "lay_out", "least"),
    [
        (True, plain, 1.0),
        (False, plain, 0.999),
        (True, wrapped, 0.995),
        (True, in_paragraphs, 0.995),
        (False, wrapped, 0.99),
        (False, in_paragraphs, 0.98),
    ],
)
def test_real_papers_are_read_back(
    shared: Path, dated: bool, lay_out: Callable[[str], str], least: float
) -> None:
    count = nobs = 0
    for papers in read_days(shared / "digests_api"):
        authors = 3 if dated else None
        entries = [Entry(t, lay_out(a), authors, None, "Mar 3, 2024 5") for t, a in papers]
        digest = parse_one(print_page(*entries).encode(), "page.txt")
        read = {(item.title, item.abstract) for item in digest.listings}
        count += sum(paper in read for paper in papers)
        nobs += len(papers)
    assert nobs > 200
    assert count / nobs >= least
