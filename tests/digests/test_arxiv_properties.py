"""Properties of the readers of arXiv metadata: nothing is lost, nothing but DigestError."""

from __future__ import annotations

import gzip
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.digests import DigestError, parse_digests
from analysis.papers import Digest
from tests.digests.arxiv import (
    FORMS,
    make_record,
    print_answer,
    print_lines,
    print_metadata,
    wrap_record,
)

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.sampled_from(["2024-03-14", "Thu, 14 Mar 2024 10:00:00 GMT", "2403.00001", "v1"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = ["record", "header", "metadata", "version", "date", "title", "id", "author", "a:b", *FORMS]
ELEMENTS = st.recursive(
    st.sampled_from(["", "2024-03-14", "x &amp; y", "&lol;", "<", "]]>", "\x01"]),
    lambda inner: st.tuples(st.sampled_from(NAMES), st.lists(inner, max_size=3)).map(
        lambda made: f'<{made[0]} version="v1">{"".join(made[1])}</{made[0]}>'
    ),
    max_leaves=12,
)


def read_any(content: bytes) -> tuple[Digest, ...]:
    """Read bytes that may be anything; whatever comes out adds up and fits into a table."""
    try:
        digests = parse_digests(content, "any.bin")
    except DigestError as error:
        assert str(error).startswith("any.bin")
        assert error.advice
        return ()
    assert len({digest.digest_id for digest in digests}) == len(digests)
    for digest in digests:
        texts = [text for item in digest.listings for text in (item.title, item.abstract)]
        texts += [text for issue in digest.issues for text in (issue.text, issue.reason)]
        "".join(texts).encode("utf-8")
        assert [item.position for item in digest.listings] == [
            n for n, _ in enumerate(digest.listings, start=1)
        ]
    return digests


def count_records(digests: tuple[Digest, ...]) -> int:
    """Records that came out, as listings or as what could not be read."""
    assert all(d.n_lines == len(d.listings) + d.n_unexplained for d in digests)
    return sum(digest.n_lines for digest in digests)


@given(st.lists(st.tuples(st.sampled_from(sorted(make_record())), VALUES), max_size=6))
def test_any_value_of_any_field_is_answered(changes: list[tuple[str, Any]]) -> None:
    records = [make_record(1), *(make_record(2, **{key: value}) for key, value in changes)]
    assert count_records(read_any(print_lines(*records))) == len(records)


@given(st.lists(VALUES, max_size=6))
def test_any_json_on_a_line_is_answered(values: list[Any]) -> None:
    content = print_lines(make_record(1), *(json.dumps(value).encode() for value in values))
    assert count_records(read_any(content)) == len(values) + 1


@given(st.lists(ELEMENTS, max_size=4))
def test_any_elements_are_answered(elements: list[str]) -> None:
    good = wrap_record(print_metadata())
    digests = read_any(print_answer([good, *elements, good]))
    listings = [item for digest in digests for item in digest.listings]
    assert listings[0].arxiv_id == "2403.00001"
    # The second is either read as well, or reported as what was not read any more.
    is_broken = any("broken or cut" in issue.reason for d in digests for issue in d.issues)
    assert is_broken or len(listings) >= 2


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8))
def test_records_in_are_listings_and_issues_out(kinds: list[tuple[bool, bool]]) -> None:
    good = wrap_record(print_metadata())
    others = [
        wrap_record(status="deleted") if is_deleted else wrap_record("<p/>" if has_body else "")
        for is_deleted, has_body in kinds
    ]
    digests = read_any(print_answer([good, *others]))
    assert sum(digest.n_lines for digest in digests) == len(others) + 1
    assert sum(len(digest.issues) for digest in digests) == len(others)
    assert sum(d.n_unexplained for d in digests) == sum(not is_deleted for is_deleted, _ in kinds)


SOURCES = {
    "lines": print_lines(make_record(1), b"{", make_record(2)),
    "packed": gzip.compress(print_lines(make_record(1), make_record(2)), mtime=0),
    "answer": print_answer([wrap_record(print_metadata(n)) for n in range(2)]),
    "packed answer": gzip.compress(print_answer([wrap_record(print_metadata())]), mtime=0),
}


@given(st.sampled_from(sorted(SOURCES)), st.data())
@settings(max_examples=300)
def test_files_cut_off_or_overwritten_anywhere_are_answered(name: str, data: st.DataObject) -> None:
    content = bytearray(SOURCES[name])
    place = data.draw(st.integers(0, len(content) - 1))
    patch = data.draw(st.binary(max_size=6))
    read_any(bytes(content[:place]))
    content[place : place + len(patch)] = patch
    read_any(bytes(content))


@given(st.sampled_from([b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"<?xml ", b'{"id":', b""]), st.binary())
def test_any_bytes_are_answered(start: bytes, rest: bytes) -> None:
    read_any(start + rest)
    read_any(gzip.compress(start + rest, mtime=0))
