"""What must hold of claims on any text: no error, valid spans, linear reading, no hidden state."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.facts.claims import extract_claims
from analysis.papers import ClaimKind

FRAGMENTS = [
    "improves", "reduces", "accuracy", "latency", "by", "from", "to", "of", "up to", "only", "and",
    ",", "(", ")", "3.5%", "4\\%", "$2\\times$", "2.31times", "1/10", "+2.7", "twice", "half",
    "halves", "an order of magnitude", "two orders of magnitude", "10^3x", "30--50\\%", "/", "-",
    "times", "x", "the", "baseline", "faster", "lower", "than", "compared to", "retains", "points",
    "7B", "256x256", "12,000", "\u00d7", "\u2192", "\u0130", "\u2028", "{", "}", "~", ".", ". We",
    "->", "between", "plus3", "\\pm", "double", "a third", "can be", "up", "its", "gains",
]  # fmt: skip


def check_claims(text: str) -> None:
    claims = extract_claims(text)
    for claim in claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.quote == text[claim.start : claim.end]
        numbers = [claim.value, claim.high, claim.from_value, claim.to_value]
        assert all(math.isfinite(number) for number in numbers if number is not None)
        both_ends = claim.from_value is not None and claim.to_value is not None
        assert (claim.kind is ClaimKind.FROM_TO) == both_ends == (claim.value is None)
    assert list(claims) == sorted(claims, key=lambda claim: (claim.start, claim.end)) or len(
        {claim.start for claim in claims}
    ) < len(claims)


@given(st.text())
def test_any_string_can_be_read(text: str) -> None:
    check_claims(text)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25), st.sampled_from(["", " ", "\n"]))
def test_any_order_of_telling_words_can_be_read(words: list[str], gap: str) -> None:
    check_claims(gap.join(words))


@given(st.text(alphabet="0123456789.,%x+-/^{}$\\ timesby", max_size=60))
def test_any_heap_of_digits_and_signs_can_be_read(text: str) -> None:
    check_claims("It improves accuracy by " + text)


@pytest.mark.parametrize(
    "unit",
    ["9", "{", "(", "-", "1-", "5% ", "by 5% and ", "from 5 to 6 ", "the ", "improves ", "1/2 ",
     "+3 ", "x", "2x", "a-b-", "e.g. ", "\\", "$", "^", "10^", "points ", ".5", "\n", "100,000,",
     "( x ) ", "between 5 and 6 ", "\u00b1 1 ", "-> 3 ", "gains (5%), "],
)  # fmt: skip
def test_long_repetitive_text_is_read_to_its_end(unit: str) -> None:
    check_claims("It improves accuracy by 5% " + unit * (40_000 // len(unit)) + " by 5%.")


def test_a_megabyte_without_a_full_stop_is_read() -> None:
    text = "we improve the accuracy by 5% over the baseline and " * 20_000
    claims = extract_claims(text)
    assert len(claims) == 20_000
    assert {claim.value for claim in claims} == {5.0}


def test_reading_one_abstract_does_not_change_how_the_next_is_read() -> None:
    abstracts = [
        "Otter improves accuracy by 5%, half as slow as before.",
        "It is 2x faster and retains 96% of the accuracy.",
        "Accuracy rises from 60% to 65%.",
        "No number here.",
    ]
    alone = {abstract: extract_claims(abstract) for abstract in abstracts}
    shuffled = abstracts * 3
    random.Random(7).shuffle(shuffled)
    for abstract in shuffled:
        assert extract_claims(abstract) == alone[abstract]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_come_through_as_written(whole: int, places: int) -> None:
    value = float(f"{whole}.{places}")
    claims = extract_claims(f"Otter improves accuracy by {whole}.{places}% on birds.")
    assert [claim.value for claim in claims] == [value]
