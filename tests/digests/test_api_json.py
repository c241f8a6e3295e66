"""Reading the Daily Papers API's answers: rows to listings, and the day they are of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analysis.digests import DigestError, Pin, read_digests
from analysis.papers import DateMethod, Digest
from tests.digests.api_days import NAME, make_row, print_day, wrap
from tests.digests.pages import ABSTRACT
from tests.digests.reading import parse_one


def parse(rows: Any, name: str = NAME) -> Digest:
    return parse_one(print_day(rows), name)


def reasons(digest: Digest) -> list[tuple[int, str]]:
    return [(issue.line, issue.reason) for issue in digest.issues]


def test_a_row_is_a_listing_with_every_field() -> None:
    row = make_row(7, organization={"_id": "1", "name": "acme", "fullname": "Acme  Inc."})
    digest = parse([make_row(), row])
    assert digest.source_format == "api-json"
    assert (digest.n_lines, digest.n_unexplained, digest.issues) == (2, 0, ())
    listing = digest.listings[1]
    assert (listing.position, listing.first_line, listing.last_line) == (2, 2, 2)
    assert (listing.title, listing.abstract) == ("Counting Apples in Baskets", ABSTRACT)
    assert (listing.n_authors, listing.organization) == (3, "Acme Inc.")
    assert (listing.comments, listing.votes, listing.arxiv_id) == (2, 12, "2503.00007")
    assert listing.publication_date == date(2025, 3, 14)
    assert listing.publication_date_method is DateMethod.STATED


def test_wrapping_and_escapes_are_undone() -> None:
    row = make_row(
        title="Counting\n  Apples", summary="One\nline.\n\n  Two \ud83c\udf4e\tlines.\x00"
    )
    listing = parse([row]).listings[0]
    assert listing.title == "Counting Apples"
    assert listing.abstract == "One line. Two \N{RED APPLE} lines."


def test_half_a_character_is_replaced_and_reported() -> None:
    digest = parse([make_row(title="Apples \ud83c")])
    assert digest.listings[0].title == "Apples \ufffd"
    assert reasons(digest) == [(1, "characters that are no text were replaced by U+FFFD")]


def test_the_publication_date_is_the_paper_s_in_utc() -> None:
    row = make_row(publishedAt="2025-03-14T22:30:00-04:00") | {"publishedAt": "2025-03-16T00:00Z"}
    assert parse([row]).listings[0].publication_date == date(2025, 3, 15)


def test_the_title_is_the_one_that_the_page_prints() -> None:
    row = make_row(title="Free^2Guide") | {"title": "Free$^2$Guide"}
    assert parse([row]).listings[0].title == "Free^2Guide"
    del row["paper"]["title"]
    assert parse([row]).listings[0].title == "Free$^2$Guide"


@pytest.mark.parametrize("print_row", [repr, lambda row: row], ids=["printed", "object"])
@pytest.mark.parametrize("wrapping", [wrap, list], ids=["wrapped", "bare"])
def test_rows_come_as_objects_or_printed_and_days_bare_or_wrapped(
    print_row: Any, wrapping: Any
) -> None:
    rows = [make_row(n, f'It\'s "{n}" \\times apples\n') for n in range(3)]
    digest = parse(wrapping([print_row(row) for row in rows]))
    assert digest.listings == parse(rows).listings
    assert digest.issues == ()
    assert digest.digest_date == date(2025, 3, 17)


# The day of a list.


def submit(*times: str) -> list[dict]:
    return [make_row(n, submittedOnDailyAt=time) for n, time in enumerate(times)]


def test_rows_tell_the_day_before_the_file_s_name_does() -> None:
    digest = parse(submit("2025-03-18T00:44:05.364Z", "2025-03-18T05:00:00Z"))
    assert (digest.digest_date, digest.date_method) == (date(2025, 3, 18), DateMethod.STATED)
    assert digest.date_evidence == "submittedOnDailyAt of 2 rows"
    assert reasons(digest) == [(0, "the file's name is not 2025-03-18, the day of submission")]


@pytest.mark.parametrize(
    ("rows", "name", "day", "evidence"),
    [
        ([make_row()], NAME, 17, "the file's name; no submittedOnDailyAt"),
        (wrap([make_row()]), "x.json", 17, "the answer's own date; no submittedOnDailyAt"),
        (submit("2025-03-18T01:00Z"), "x.json", 18, "submittedOnDailyAt of 1 row"),
    ],
    ids=["name", "answer", "rows"],
)
def test_the_day_says_where_it_is_from(rows: Any, name: str, day: int, evidence: str) -> None:
    digest = parse(rows, name)
    assert (digest.digest_date, digest.date_evidence) == (date(2025, 3, day), evidence)
    assert (digest.date_method, digest.issues) == (DateMethod.STATED, ())


def test_several_days_of_submission_bound_the_day_or_leave_it_to_the_name() -> None:
    rows = submit("2025-03-17T01:00Z", "2025-03-16T01:00Z")
    unnamed, named = parse(rows, "page.json"), parse(rows, "raw/2025-03-19.json")
    assert (unnamed.digest_date, unnamed.date_method) == (date(2025, 3, 17), DateMethod.EARLIEST)
    assert (named.digest_date, named.date_method) == (date(2025, 3, 19), DateMethod.STATED)
    for digest in (unnamed, named):
        assert reasons(digest) == [(0, "rows that were submitted on several days")]


@pytest.mark.parametrize("name", ["page.json", "2025-03-17_2025-03-18.json", "2025-13-45.json"])
def test_a_day_that_nothing_tells_can_be_pinned(name: str, tmp_path: Any) -> None:
    path = tmp_path / name
    path.write_bytes(print_day([make_row()]))
    [unknown] = read_digests({name: path}, {}).digests
    assert (unknown.digest_date, unknown.date_method) == (None, DateMethod.UNRESOLVED)
    assert "Pin it" in unknown.issues[0].reason
    pin = Pin(2025, date(2025, 3, 20))
    [pinned] = read_digests({name: path}, {name: pin}).digests
    assert (pinned.digest_date, pinned.date_method) == (date(2025, 3, 20), DateMethod.PINNED)


# What cannot be read.


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (None, "a row that cannot be read: an object was expected"),
        (7, "a row that cannot be read: an object was expected"),
        ("gone", "text that is no plain data"),
        ("{'paper': [].append(1)}", "text that is no plain data"),
        ("{'a': " + "1-" * 50_000 + "1}", "text that is no plain data in place"),
        ("{'a': " + "[" * 60 + "]" * 60 + "}", "text that is no plain data in place"),
        ("{'a': '\\U00110000'}", "text that is no plain data"),
        ("{[1]: 2}", "text that is no plain data"),
        ("{'a': " + "9" * 5000 + "}", "text that is no plain data"),
        ("{'a': '" + "x" * 1_000_001 + "'}", "text of more than 1,000,000 characters"),
        ("[1]", "a row that cannot be read: an object was expected"),
        ({"paper": {"id": "2503.00009"}}, "a row without a title"),
        (make_row(title=" \n") | {"title": ""}, "a row without a title"),
    ],
)
def test_a_bad_row_is_reported_and_stops_no_other(bad: Any, reason: str) -> None:
    digest = parse([make_row(1), bad, make_row(2)])
    assert [listing.first_line for listing in digest.listings] == [1, 3]
    assert [listing.position for listing in digest.listings] == [1, 2]
    assert (digest.n_lines, digest.n_unexplained) == (3, 1)
    [issue] = digest.issues
    assert issue.line == 2
    assert reason in issue.reason
    assert len(issue.text) < 200


@pytest.mark.parametrize(
    ("fields", "attribute"),
    [
        ({"authors": "Ada"}, "n_authors"),
        ({"authors": [1, 2]}, "n_authors"),
        ({"upvotes": True}, "votes"),
        ({"upvotes": -1}, "votes"),
        ({"upvotes": 10**12}, "votes"),
        ({"upvotes": "12"}, "votes"),
        ({"upvotes": float("nan")}, "votes"),
        ({"publishedAt": "yesterday"}, "publication_date"),
        ({"publishedAt": 1_742_000_000}, "publication_date"),
        ({"publishedAt": "0001-01-01T00:00:00+23:00"}, "publication_date"),
        ({"organization": "acme"}, "organization"),
        ({"organization": {"fullname": 1}}, "organization"),
        ({"id": 2503.1}, "arxiv_id"),
        ({"id": "../../etc"}, "arxiv_id"),
    ],
)
def test_a_field_of_the_wrong_kind_is_unknown_and_reported(fields: dict, attribute: str) -> None:
    digest = parse([make_row(**fields)])
    assert getattr(digest.listings[0], attribute) is None
    assert digest.n_unexplained == 0
    assert [line for line, _ in reasons(digest)] == [1]


def test_absent_and_null_fields_are_unknown_without_an_issue() -> None:
    row = make_row(authors=[], publishedAt=None, upvotes=None, id=None)
    del row["numComments"]
    listing = parse([row]).listings[0]
    assert parse([row]).issues == ()
    assert (listing.n_authors, listing.publication_date, listing.votes) == (None, None, None)
    assert (listing.comments, listing.arxiv_id) == (None, None)
    assert listing.publication_date_method is None


def test_a_listing_without_an_abstract_is_kept_and_reported() -> None:
    digest = parse([make_row(summary=None)])
    assert digest.listings[0].abstract == ""
    assert reasons(digest) == [(1, "a listing without an abstract")]


def test_unknown_keys_are_reported_once_with_their_first_row() -> None:
    rows = [make_row(1), make_row(2, mood="calm"), make_row(3, mood="calm") | {"x\n\ud800": 1}]
    rows[2]["paper"]["authors"][0]["age"] = 3
    digest = parse(wrap(rows, page=1))
    found = [(issue.line, issue.text, issue.reason) for issue in digest.issues]
    assert found == [
        (0, "response.page", "a key of no known kind, in 1 row"),
        (2, "paper.mood", "a key of no known kind, in 2 rows"),
        (3, "author.age", "a key of no known kind, in 1 row"),
        (3, "row.x \ufffd", "a key of no known kind, in 1 row"),
    ]
    assert len(digest.listings) == 3


def test_a_count_that_is_not_the_rows_is_reported() -> None:
    assert reasons(parse(wrap([make_row()], count=4))) == [(0, "count: there are 1 rows")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (print_day([make_row()])[:-40], "broken or cut off"),
        (b"[{", "broken or cut off"),
        (b'[{"a":' + b"[" * 200_000, "nested too deeply"),
        (b'[{"a":' + b"9" * 5_000 + b"}]", "broken"),
        (b'["a", "b"]', "lists no paper"),
        (b'[{"name": "a", "size": 3}]', "lists no paper"),
        (b"{}", "without a list of rows"),
        (b'{"error": "Not found"}', "without a list of rows"),
        (b'{"data": {"paper": 1}}', "without a list of rows"),
        (b'[{"title": "' + bytes(range(128, 256)) * 9 + bytes(9) + b'"}]', "no text"),
    ],
)
def test_what_is_no_day_is_refused_by_name(content: bytes, problem: str) -> None:
    with pytest.raises(DigestError, match=r"^page\.json") as refused:
        parse_one(content, "page.json")
    assert problem in refused.value.problem
    assert refused.value.advice


def test_broken_json_names_the_line() -> None:
    with pytest.raises(DigestError) as refused:
        parse_one(b'[\n{"paper": 1},\n{,}]', NAME)
    assert refused.value.line == 3


def test_an_empty_list_is_a_day_without_papers_only_where_the_day_is_known() -> None:
    assert parse([]).listings == ()
    assert parse([]).digest_date == date(2025, 3, 17)
    with pytest.raises(DigestError, match="lists no paper"):
        parse([], "page.json")


def test_other_encodings_of_json_are_read() -> None:
    text = '[{"title": "Äpfel zählen", "summary": "' + ABSTRACT + '"}]'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        [listing] = parse_one(text.encode(encoding), NAME).listings
        assert listing.title == "Äpfel zählen"


@pytest.mark.parametrize("head", ["[ ](x)", "[a] new", "{new}", "[]\n\nnew"])
def test_text_that_begins_with_a_bracket_is_no_json(head: str) -> None:
    with pytest.raises(DigestError) as refused:
        parse_one(f"{head}\n\nApples\n".encode(), "page.txt")
    assert "JSON" not in refused.value.problem
