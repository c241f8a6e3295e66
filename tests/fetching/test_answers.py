"""Answers of any bytes: a digest of the day or a documented error, and joining that keeps all."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from analysis.digests import DigestError
from analysis.fetching.answers import ask_day, count_lacking, join, read_file
from analysis.fetching.client import Answer, Validators
from analysis.fetching.errors import FetchError
from tests.fetching.api import make_rows

DAY = date(2025, 3, 17)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["paper", "title", "data", "date", "submittedOnDailyAt", "id"]), inner
        )
    ),
    max_leaves=12,
)
NUMBERS = st.lists(st.integers(1, 9), unique=True)


class Echo:
    """A server that answers one body to everything."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def ask(self, params, known, read) -> Answer:
        return Answer(read(self.content), Validators())


def print_rows(numbers: list[int]) -> bytes:
    return json.dumps(make_rows(f"{DAY}", *numbers)).encode()


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_answer_is_a_digest_of_the_day_or_a_fetch_error(content: bytes) -> None:
    with suppress(FetchError):
        answer = ask_day(Echo(content), DAY, Validators())
        assert answer is not None
        assert answer.file.content == content


def test_rows_nested_beyond_reason_are_a_fetch_error() -> None:
    for depth in (900, 990, 5000, 100_000):
        nested = b"[" * depth + b"]" * depth
        row = b'[{"paper": {"title": "Figs", "id": "2503.00001"}, "title": ' + nested + b"}]"
        with suppress(FetchError):
            ask_day(Echo(row), DAY, Validators())
        with suppress(FetchError, DigestError):
            join(read_file(print_rows([2]), DAY), read_file(row, DAY), DAY)


@given(NUMBERS, NUMBERS)
def test_joining_keeps_each_paper_once(ones: list[int], others: list[int]) -> None:
    first, second = (read_file(print_rows(numbers), DAY) for numbers in (ones, others))
    joined = join(first, second, DAY)
    assert joined.n_papers == joined.digest.n_lines == len({*ones, *others})
    assert count_lacking(joined, first)[0] == count_lacking(joined, second)[0] == 0
    assert count_lacking(first, second) == (len({*others} - {*ones}), len({*ones} - {*others}))
    assert (joined is first) == ({*others} <= {*ones})
