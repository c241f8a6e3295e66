"""3,000 records of arXiv's OAI-PMH answers and 200 of its snapshot, read in place."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from analysis.digests import Reading, join_by_id, list_parts, read_digests, read_part
from analysis.papers import DateMethod, Digest, Listing

ARXIV = "{http://arxiv.org/OAI/arXiv/}"
RECORD = "{http://www.openarchives.org/OAI/2.0/}record"
DAYS = {"1.xml": 140, "10.xml": 68, "100.xml": 209}
SNAPSHOT_DAYS = {"2007-03-31": 43, "2007-04-01": 49, "2007-04-02": 108}
Told = tuple[str, str, str, int | None, date | None]


@pytest.fixture(scope="module")
def answers(shared: Path) -> dict[str, Path]:
    return _find(shared / "arxiv_oai", "*.xml")


@pytest.fixture(scope="module")
def snapshot(shared: Path) -> dict[str, Path]:
    return _find(shared / "arxiv_kaggle", "*.jsonl")


@pytest.fixture(scope="module")
def reading(answers: dict[str, Path], snapshot: dict[str, Path]) -> Reading:
    return read_digests(answers | snapshot, {})


def _find(folder: Path, pattern: str) -> dict[str, Path]:
    if not folder.is_dir():
        pytest.skip(f"the wider data ({folder.name}) is not beside the project")
    return {path.name: path for path in sorted(folder.glob(pattern))}


def of_file(reading: Reading, name: str) -> list[Digest]:
    return [digest for digest in reading.digests if digest.source_file == name]


def tell(listing: Listing) -> Told:
    return (
        listing.arxiv_id or "",
        listing.title,
        listing.abstract,
        listing.n_authors,
        listing.publication_date,
    )


def flatten(text: str | None) -> str:
    return " ".join((text or "").split())


def test_all_records_are_read_in_days(reading: Reading) -> None:
    assert reading.errors == ()
    assert Counter(d.source_format for d in reading.digests) == {"arxiv-oai": 417, "arxiv-jsonl": 3}
    for name, n_days in DAYS.items():
        digests = of_file(reading, name)
        assert len(digests) == n_days
        assert sum(len(digest.listings) for digest in digests) == 1_000
    assert sum(len(digest.listings) for digest in reading.digests) == 3_200
    for digest in reading.digests:
        assert (digest.n_lines, digest.n_unexplained) == (len(digest.listings), 0)
        assert digest.date_method is DateMethod.STATED
        assert digest.digest_id == f"{digest.source_file}#{digest.digest_date}"
        assert [i.position for i in digest.listings] == list(range(1, digest.n_lines + 1))


def test_a_snapshot_s_days_are_as_many_and_as_large(reading: Reading) -> None:
    [name] = {d.source_file for d in reading.digests if d.source_format == "arxiv-jsonl"}
    found = {digest.part: len(digest.listings) for digest in of_file(reading, name)}
    assert found == SNAPSHOT_DAYS


def test_the_one_issue_is_a_day_that_two_clocks_tell_differently(reading: Reading) -> None:
    """`created` is by arXiv's own clock, the snapshot's times are in UTC."""
    [issue] = [issue for digest in reading.digests for issue in digest.issues]
    assert (issue.source_file, issue.line) == ("1.xml", 0)
    assert "contradicts a paper published after it" in issue.reason


def test_records_are_as_another_parser_reads_them(
    reading: Reading, answers: dict[str, Path]
) -> None:
    for name, path in answers.items():
        records = [_read_record(e) for e in ElementTree.parse(path).iter(RECORD)]
        found = [tell(item) for digest in of_file(reading, name) for item in digest.listings]
        assert sorted(found) == sorted(records)


def _read_record(record: ElementTree.Element) -> Told:
    [paper] = record.iter(f"{ARXIV}arXiv")
    return (
        flatten(paper.findtext(f"{ARXIV}id")),
        flatten(paper.findtext(f"{ARXIV}title")),
        flatten(paper.findtext(f"{ARXIV}abstract")),
        len(paper.findall(f"{ARXIV}authors/{ARXIV}author")),
        date.fromisoformat(paper.findtext(f"{ARXIV}created", "")),
    )


def test_lines_are_as_another_parser_reads_them(
    reading: Reading, snapshot: dict[str, Path]
) -> None:
    [(name, path)] = snapshot.items()
    listings = [item for digest in of_file(reading, name) for item in digest.listings]
    for listing in listings:
        line = path.read_text(encoding="utf-8").split("\n")[listing.first_line - 1]
        assert tell(listing) == _read_line(json.loads(line))
    assert sum(item.n_authors is None for item in listings) == 2


def _read_line(record: dict[str, Any]) -> Told:
    created = record["versions"][0]["created"]
    has_all = "et al" not in record["authors"]
    return (
        record["id"],
        flatten(record["title"]),
        flatten(record["abstract"]),
        len(record["authors_parsed"]) if has_all else None,
        parsedate_to_datetime(created).date(),
    )


def test_lines_of_a_listing_hold_its_record(reading: Reading, answers: dict[str, Path]) -> None:
    for name, path in answers.items():
        lines = path.read_text(encoding="utf-8").split("\n")
        for listing in (item for d in of_file(reading, name) for item in d.listings):
            text = "\n".join(lines[listing.first_line - 1 : listing.last_line])
            assert text.startswith("<record>")
            assert text.endswith("</record>")
            assert text.count(f"<id>{listing.arxiv_id}</id>") == 1


def test_cut_into_parts_the_snapshot_is_the_same(
    reading: Reading, snapshot: dict[str, Path]
) -> None:
    parts = list_parts(snapshot, 20_000)
    assert len(parts) > 10
    joined = join_by_id(piece for part in reversed(parts) for piece in read_part(part))
    [name] = snapshot
    assert [d.listings for d in joined] == [d.listings for d in of_file(reading, name)]
