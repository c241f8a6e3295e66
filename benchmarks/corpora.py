"""Large folders of digests to measure with: real papers repeated under other titles and ids.

The papers are those of a folder of digests; each repetition has a number in its titles,
identifiers of its own, and other days.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from analysis.digests import find_digest_files, read_digests
from analysis.papers import Listing

FIRST_DAY = date(2010, 1, 4)
PER_DAY = 15
"""Papers of a digest, as many as a day of the real ones has on average."""
_IDS_A_MONTH, _FIRST_ID = 90_000, 10_000


def read_papers(folder: Path) -> list[Listing]:
    """All listings of the digests in a folder."""
    files = {path.name: path for path in find_digest_files(folder)}
    return [listing for one in read_digests(files, {}).digests for listing in one.listings]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A paper under another title and identifier, listed on another day."""

    identifier: str
    title: str
    abstract: str
    n_authors: int
    day: date


def repeat_papers(papers: Sequence[Listing], number: int, per_day: int) -> Iterator[Repeated]:
    """Yield as many papers as asked for, `per_day` of each day, in the order of their days."""
    for n, paper in enumerate(islice(cycle(papers), number)):
        round_number, day = n // len(papers), FIRST_DAY + timedelta(days=n // per_day)
        # Identifiers name the month of their paper; no month has as many papers.
        identifier = f"{day:%y%m}.{n % _IDS_A_MONTH + _FIRST_ID}"
        title = f"{paper.title} {round_number}" if round_number else paper.title
        yield Repeated(identifier, title, paper.abstract, n % 12 + 1, day)


def write_days(papers: Sequence[Listing], number: int, folder: Path) -> None:
    """Write papers as answers of the Daily Papers API, one file a day."""
    for day, listed in groupby(repeat_papers(papers, number, PER_DAY), attrgetter("day")):
        place = folder / f"{day:%Y}"
        place.mkdir(parents=True, exist_ok=True)
        rows = [_to_api_row(one) for one in listed]
        (place / f"{day}.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")


def write_lines(papers: Sequence[Listing], number: int, path: Path) -> None:
    """Write papers as lines of arXiv's metadata snapshot, in one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for one in repeat_papers(papers, number, 10 * PER_DAY):
            file.write(json.dumps(_to_snapshot(one)) + "\n")


def write_ris(papers: Sequence[Listing], number: int, path: Path) -> None:
    """Write papers as RIS, the form in which libraries exchange references."""
    with path.open("w", encoding="utf-8") as file:
        for one in repeat_papers(papers, number, 10 * PER_DAY):
            authors = [f"AU  - Author {n}" for n in range(one.n_authors)]
            fields = [f"TI  - {one.title}", f"AB  - {one.abstract}", f"PY  - {one.day:%Y}"]
            file.write("\n".join(["TY  - JOUR", *authors, *fields, "ER  - ", ""]))


def _to_api_row(one: Repeated) -> dict[str, Any]:
    moment = f"{one.day}T00:00:00.000Z"
    names = [f"Author {n}" for n in range(one.n_authors)]
    authors = [{"_id": name, "name": name, "hidden": False} for name in names]
    return {
        "paper": {
            "id": one.identifier,
            "authors": authors,
            "publishedAt": moment,
            "title": one.title,
            "summary": one.abstract,
            "upvotes": 3,
        },
        "publishedAt": moment,
        "title": one.title,
        "numComments": 1,
    }


def _to_snapshot(one: Repeated) -> dict[str, Any]:
    return {
        "id": one.identifier,
        "submitter": "Author 0",
        "authors": ", ".join(f"Author {n}" for n in range(one.n_authors)),
        "title": one.title,
        "comments": None,
        "categories": "cs.LG",
        "abstract": f"  {one.abstract}\n",
        "versions": [{"version": "v1", "created": f"{one.day:%a, %d %b %Y} 17:59:59 GMT"}],
        "update_date": f"{one.day}",
        "authors_parsed": [["Author", f"{n}", ""] for n in range(one.n_authors)],
    }
