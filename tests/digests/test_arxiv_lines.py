"""Reading the arXiv metadata snapshot: lines to digests, one per day of submission."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

import pytest

from analysis.digests import DigestError, parse_digests
from analysis.papers import DateMethod, Digest, Listing
from tests.digests.arxiv import TITLE, make_record, print_lines, submit
from tests.digests.pages import ABSTRACT

NAME = "snapshot.json"


def read(*records: Any) -> dict[str, Digest]:
    """The digests of a snapshot by their part."""
    return {digest.part: digest for digest in parse_digests(print_lines(*records), NAME)}


def read_one(**fields: Any) -> tuple[Listing, list[str]]:
    """The listing of the second of two records, with the reasons of its issues."""
    digests = read(make_record(1), make_record(2, **fields)).values()
    [listing] = [one for d in digests for one in d.listings if one.first_line == 2]
    return listing, [issue.reason for d in digests for issue in d.issues]


def test_a_line_is_a_listing_with_every_field() -> None:
    [digest] = read(make_record(7)).values()
    assert (digest.source_file, digest.source_format) == (NAME, "arxiv-jsonl")
    assert (digest.digest_id, digest.digest_date) == (f"{NAME}#2024-03-14", date(2024, 3, 14))
    assert digest.date_method is DateMethod.STATED
    assert digest.date_evidence == "the day of submission, in UTC: the first version's 'created'"
    assert (digest.n_lines, digest.n_unexplained, digest.issues) == (1, 0, ())
    assert digest.listings == (
        Listing(
            position=1,
            title=TITLE,
            abstract=ABSTRACT,
            first_line=1,
            last_line=1,
            n_authors=2,
            publication_date=date(2024, 3, 14),
            publication_date_method=DateMethod.STATED,
            arxiv_id="2403.00007",
        ),
    )


def test_a_day_is_a_digest_wherever_its_lines_stand() -> None:
    days = [f"{day} Mar 2024 12:00:00 GMT" for day in (4, 5, 4, 6, 5, 4)]
    digests = read(*(submit(n, day) for n, day in enumerate(days)))
    found = {p: [(i.position, i.first_line) for i in d.listings] for p, d in digests.items()}
    assert found == {
        "2024-03-04": [(1, 1), (2, 3), (3, 6)],
        "2024-03-05": [(1, 2), (2, 5)],
        "2024-03-06": [(1, 4)],
    }
    assert sum(digest.n_lines for digest in digests.values()) == 6


@pytest.mark.parametrize(
    ("created", "day"),
    [
        ("Thu, 14 Mar 2024 23:59:59 GMT", date(2024, 3, 14)),
        ("Sat, 2 Mar 2024 00:00:00 +0000", date(2024, 3, 2)),
        ("2024-03-14", date(2024, 3, 14)),
        ("2024-03-14T22:00:00-04:00", date(2024, 3, 15)),
        # Identifiers name the month of announcement: that of submission or a later one.
        ("Mon, 31 Dec 2007 10:00:00 GMT", date(2007, 12, 31)),
        ("Mon, 1 Apr 2024 01:00:00 GMT", date(2024, 4, 1)),
    ],
)
def test_the_day_of_submission_is_read(created: str, day: date) -> None:
    listing = next(iter(read(submit(1, created)).values())).listings[0]
    assert listing.publication_date == day


@pytest.mark.parametrize(
    ("versions", "reason"),
    [
        (None, "no time of a first version"),
        ([], "no time of a first version"),
        (["v1", "v2"], "no time of a first version"),
        ([{"version": "v2", "created": "Fri, 15 Mar 2024 00:00:00 GMT"}], "no time of a first"),
        ([{"version": "v1"}], "no time of a first version"),
        ([{"version": "v1", "created": 20240314}], "a time was expected"),
        ([{"version": "v1", "created": "Thu, 34 Mar 2024 10:00:00 GMT"}], "day is out of range"),
        ([{"version": "v1", "created": "Thu, 14 Foo 2024 10:00:00 GMT"}], "no such time"),
        ([{"version": "v1", "created": "14 Mar 0024 10:00:00 GMT"}], "no such time"),
        ([{"version": "v1", "created": "2 Apr 2024 10:00:00 GMT"}], "a later version's"),
        ([{"version": "v1", "created": "2026-08-30"}], "a later version's"),
    ],
)
def test_without_a_readable_day_a_record_is_listed_undated(versions: Any, reason: str) -> None:
    digests = read(make_record(1), make_record(2, versions=versions))
    assert sorted(digests) == ["2024-03-14", "undated"]
    undated = digests["undated"]
    assert undated.digest_id == f"{NAME}#undated"
    assert (undated.digest_date, undated.date_method) == (None, DateMethod.UNRESOLVED)
    assert (undated.n_lines, undated.n_unexplained) == (1, 0)
    [listing], [issue] = undated.listings, undated.issues
    assert (listing.first_line, listing.publication_date) == (2, None)
    assert listing.publication_date_method is None
    assert issue.line == 2
    assert issue.reason.startswith("listed without a date: ")
    assert reason in issue.reason


@pytest.mark.parametrize(
    ("arxiv_id", "created"),
    [
        ("cs/0602062", "2006-02-17"),
        ("hep-th/9201001", "1992-01-02"),
        ("math.GT/0309136", "2003-09-08"),
    ],
)
def test_old_identifiers_are_kept(arxiv_id: str, created: str) -> None:
    [digest] = read(submit(1, created, id=arxiv_id)).values()
    assert digest.listings[0].arxiv_id == arxiv_id
    assert digest.issues == ()


def test_identifiers_lose_their_version_and_what_is_none_is_reported() -> None:
    assert read_one(id="2403.00002v3")[0].arxiv_id == "2403.00002"
    listing, reasons = read_one(id="doi:10.1000/1")
    assert listing.arxiv_id is None
    assert reasons == ["id: an arXiv identifier was expected; the title stands for it"]


def test_wrapping_is_undone_and_latex_is_kept() -> None:
    listing, _ = read_one(
        title="Counting $O(n)$\n  Apples", abstract="  One \\emph{line}.\n  Two\nlines.\n"
    )
    assert listing.title == "Counting $O(n)$ Apples"
    assert listing.abstract == "One \\emph{line}. Two lines."


def test_a_missing_abstract_is_reported_and_the_listing_kept() -> None:
    listing, reasons = read_one(abstract=None)
    assert (listing.abstract, reasons) == ("", ["a listing without an abstract"])


@pytest.mark.parametrize(
    ("fields", "n_authors", "reason"),
    [
        ({"authors_parsed": [["A", "B", ""]] * 3}, 3, None),
        ({"authors_parsed": []}, None, None),
        ({"authors_parsed": None}, None, None),
        ({"authors_parsed": "A, B"}, None, "authors_parsed: a list was expected"),
        ({"authors": "A. Ada, et al"}, None, None),
        ({"authors": "A. Ada et al.\n"}, None, None),
        ({"authors": 3}, 2, None),
    ],
)
def test_authors_are_counted_where_all_are_named(
    fields: dict[str, Any], n_authors: int | None, reason: str | None
) -> None:
    listing, reasons = read_one(**fields)
    assert listing.n_authors == n_authors
    assert [told.startswith(reason or "") for told in reasons] == [True] * (reason is not None)


# What cannot be read.


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"id": "2403.00009", "title": "Cu', "a line that is no JSON"),
        (b'{"a":' + b"[" * 100_000, "a line that is no JSON"),
        (b'{"a":' + b"9" * 5_000 + b"}", "a line that is no JSON"),
        (b"\x00\xff\xfe", "a line that is no JSON"),
        (b"[]", "a line that is no object"),
        (b"7", "a line that is no object"),
        (b"{}", "a record without a title"),
        (b'{"a":' + b"[" * 1_010 + b"]" * 1_010 + b"}", "a record without a title"),
        (make_record(9, title=" \n"), "a record without a title"),
        (make_record(9, title=["A"]), "title: text was expected"),
        (b'{"title": "' + b"x" * 4_000_001 + b'"}', "a line of more than 4,000,000 bytes"),
    ],
)
def test_a_bad_line_is_reported_and_stops_no_other(bad: Any, reason: str) -> None:
    digests = read(make_record(1), bad, make_record(2))
    day, undated = digests["2024-03-14"], digests["undated"]
    assert [listing.first_line for listing in day.listings] == [1, 3]
    assert (day.n_lines, day.n_unexplained, day.issues) == (2, 0, ())
    assert (undated.n_lines, undated.n_unexplained, undated.listings) == (1, 1, ())
    assert undated.issues[0].line == 2
    assert undated.issues[0].reason.startswith(reason)
    assert all(len(issue.text) < 200 for issue in undated.issues)


@pytest.mark.parametrize("at", [0, 1])
def test_a_broken_first_line_does_no_harm(at: int) -> None:
    records = [make_record(1)]
    records.insert(at, b'created": "GMT"}]}')
    assert read(*records)["2024-03-14"].listings[0].first_line == 2 - at


def test_blank_lines_carriage_returns_and_a_mark_are_no_records() -> None:
    content = b"\xef\xbb\xbf" + print_lines(make_record(1), b"", b" \t\r", make_record(2))
    [digest] = parse_digests(content.replace(b"\n", b"\r\n"), NAME)
    assert [listing.first_line for listing in digest.listings] == [1, 4]
    assert (digest.n_lines, digest.issues) == (2, ())


def test_stray_bytes_and_half_characters_cost_no_record() -> None:
    latin = print_lines(make_record(2, title="Caf_")).replace(b"_", b"\xe9").rstrip(b"\n")
    half = print_lines(make_record(3, title="Half _")).replace(b"_", b"\\ud800").rstrip(b"\n")
    [digest] = read(make_record(1), latin, half, make_record(4, x=float("nan"))).values()
    assert [item.title for item in digest.listings] == [TITLE, "Caf\ufffd", "Half \ufffd", TITLE]
    assert [issue.line for issue in digest.issues] == [2, 3]


# Gzip.


def test_gzip_holds_the_same() -> None:
    content = print_lines(make_record(1), b"{", make_record(2))
    found = parse_digests(gzip.compress(content, mtime=0), NAME)
    plain = parse_digests(content, NAME)
    assert [(d.listings, d.issues) for d in found] == [(d.listings, d.issues) for d in plain]
    assert {digest.sha256 for digest in found}.isdisjoint({digest.sha256 for digest in plain})


@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_damaged_gzip_keeps_what_was_read_and_reports_the_rest(damage: str) -> None:
    records = [make_record(n, title=f"Apples {pow(7, n + 1, 10**9 + 7)}") for n in range(5_000)]
    packed = bytearray(gzip.compress(print_lines(*records), mtime=0))
    if damage == "cut":
        del packed[len(packed) // 2 :]
    else:
        packed[-6] ^= 1
    digests = {digest.part: digest for digest in parse_digests(bytes(packed), NAME)}
    n_read = len(digests["2024-03-14"].listings)
    assert 0 < n_read < 5_000 if damage == "cut" else n_read == 5_000
    [issue] = digests["undated"].issues
    assert issue.line == n_read + 1
    assert issue.reason.startswith("cut short or damaged: nothing is read from here on")
    assert digests["undated"].n_unexplained == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            gzip.compress(gzip.compress(print_lines(make_record()), mtime=0), mtime=0),
            "gzip within gzip",
        ),
        (gzip.compress(b"", mtime=0), "gzip that is empty or damaged"),
        (b"\x1f\x8b", "gzip that is empty or damaged"),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 50, "gzip that is empty or damaged"),
        (gzip.compress(b"Dear all,\n" * 99, mtime=0)[:-9], "cannot be read to its end"),
        (gzip.compress(b"Dear all,\n", mtime=0), "this is no digest"),
        (b'{"id": 1, "title": "A"}\n{"id": 2, "title": "B"}\n', "broken or cut off"),
        (b'{"id": "2403.00001", "title": "A", "abstract": "B"}\n', "without a list of rows"),
    ],
)
def test_what_is_no_snapshot_is_an_error(content: bytes, problem: str) -> None:
    with pytest.raises(DigestError, match=problem) as refused:
        parse_digests(content, NAME)
    assert NAME in str(refused.value)
    assert refused.value.advice
