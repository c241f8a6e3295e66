"""Large folders of digests to measure with: real papers repeated under other titles and ids.

The papers are those of a folder of digests; each repetition has a number in its titles,
identifiers of its own, and other days.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from analysis.digests import find_digest_files, read_digests
from analysis.papers import Listing

FIRST_DAY = date(2010, 1, 4)
PER_DAY = 15
"""Papers of a digest, as many as a day of the real ones has on average."""
_IDS_A_MONTH = 90_000


def read_papers(folder: Path) -> list[Listing]:
    """All listings of the digests in a folder."""
    files = {path.name: path for path in find_digest_files(folder)}
    return [listing for one in read_digests(files, {}).digests for listing in one.listings]


def repeat_papers(papers: Sequence[Listing], number: int) -> Iterator[tuple[int, str, str, str]]:
    """Yield number, arXiv identifier, title and abstract of as many papers as asked for."""
    for n, paper in enumerate(islice(cycle(papers), number)):
        month, rest = divmod(n, _IDS_A_MONTH)
        identifier = f"{8 + month // 12:02d}{month % 12 + 1:02d}.{rest + 10_000}"
        round_number = n // len(papers)
        title = f"{paper.title} {round_number}" if round_number else paper.title
        yield n, identifier, title, paper.abstract


def write_days(papers: Sequence[Listing], number: int, folder: Path) -> None:
    """Write papers as answers of the Daily Papers API, one file a day."""
    rows: list[dict[str, Any]] = []
    day = FIRST_DAY
    for n, identifier, title, abstract in repeat_papers(papers, number):
        rows.append(_to_api_row(identifier, title, abstract, n % 12 + 1, day))
        if len(rows) == PER_DAY or n == number - 1:
            place = folder / f"{day:%Y}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{day}.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
            rows, day = [], day + timedelta(days=1)


def write_lines(papers: Sequence[Listing], number: int, path: Path) -> None:
    """Write papers as lines of arXiv's metadata snapshot, in one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for n, identifier, title, abstract in repeat_papers(papers, number):
            day = FIRST_DAY + timedelta(days=n // (10 * PER_DAY))
            file.write(json.dumps(_to_snapshot(identifier, title, abstract, n % 12 + 1, day)))
            file.write("\n")


def _to_api_row(
    identifier: str, title: str, abstract: str, n_authors: int, day: date
) -> dict[str, Any]:
    moment = f"{day}T00:00:00.000Z"
    authors = [{"_id": f"{n}", "name": f"Author {n}", "hidden": False} for n in range(n_authors)]
    return {
        "paper": {
            "id": identifier,
            "authors": authors,
            "publishedAt": moment,
            "title": title,
            "summary": abstract,
            "upvotes": 3,
        },
        "publishedAt": moment,
        "title": title,
        "numComments": 1,
    }


def _to_snapshot(
    identifier: str, title: str, abstract: str, n_authors: int, day: date
) -> dict[str, Any]:
    return {
        "id": identifier,
        "submitter": "Author 0",
        "authors": ", ".join(f"Author {n}" for n in range(n_authors)),
        "title": title,
        "comments": None,
        "categories": "cs.LG",
        "abstract": f"  {abstract}\n",
        "versions": [{"version": "v1", "created": f"{day:%a, %d %b %Y} 17:59:59 GMT"}],
        "update_date": f"{day}",
        "authors_parsed": [["Author", f"{n}", ""] for n in range(n_authors)],
    }
