"""Numbers to words: nothing rounds into a falsehood."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.results import Estimate, TooLittleData
from analysis.wording import (
    count_of,
    format_day,
    format_estimate,
    format_interval,
    format_level,
    format_number,
    format_percent,
    format_pvalue,
    format_range,
    format_reason,
    format_share,
    show_controls,
)

NAN = float("nan")


def _estimate(lower: float, upper: float) -> Estimate:
    return Estimate(
        estimate=20,
        ci_lower=lower,
        ci_upper=upper,
        confidence_level=0.95,
        nobs=9,
        method="none",
        note="all values are 20",
    )


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1e-9, "<0.1%"),
        (0.0049, "0.5%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.5, "50%"),
        (0.994, "99%"),
        (201 / 202, "99.5%"),
        (0.99999, ">99.9%"),
        (1, "100%"),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert format_percent(share) == text


@given(st.floats(1e-12, 1 - 1e-12))
def test_a_share_between_never_reads_as_none_or_all(share: float) -> None:
    assert format_percent(share) not in {"0%", "0.0%", "100%", "100.0%"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (4.0, "4"),
        (1.0449, "1.04"),
        (0.0805, "0.0805"),
        (1234.5, "1,234"),
        (-2.5, "\N{MINUS SIGN}2.5"),
        (1e-9, "<0.000001"),
        (math.inf, "\N{INFINITY}"),
        (-math.inf, "\N{MINUS SIGN}\N{INFINITY}"),
        (NAN, "\N{EN DASH}"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert format_number(value) == text


@given(st.floats(1e-6, 1e9))
def test_a_number_keeps_its_size(value: float) -> None:
    read = float(format_number(value).replace(",", ""))
    assert read == pytest.approx(value, rel=0.005, abs=5e-7)


def test_intervals_carry_their_unit_or_say_that_there_is_none() -> None:
    assert format_estimate(_estimate(5.8, 30), "%") == "20% (5.8% to 30%)"
    assert format_range(2, 5, " times") == "2 to 5 times"
    assert format_interval(_estimate(NAN, NAN)) == " (no interval)"
    assert format_share(0.2, 0.1, 0.35) == "20% (10% to 35%)"
    assert format_share(0.2, NAN, NAN) == "20% (no interval)"
    assert format_share(NAN, NAN, NAN) == "\N{EN DASH}"


def test_too_little_data_is_no_number() -> None:
    result = TooLittleData(
        reason="5 digests: too few; the smallest detectable odds ratio per year is 42",
        needed="at least 8 digests",
        nobs=9,
        method="none",
    )
    assert format_estimate(result) == "too little data"
    assert format_reason(result) == "5 digests: too few"


@pytest.mark.parametrize(
    ("pvalue", "text"),
    [(None, "\N{EN DASH}"), (NAN, "\N{EN DASH}"), (0.0004, "<0.001"), (0.0214, "0.021")],
)
def test_pvalue(pvalue: float | None, text: str) -> None:
    assert format_pvalue(pvalue) == text


def test_levels_days_and_counts() -> None:
    assert [format_level(level) for level in (0.5, 0.95, 0.999)] == ["50%", "95%", "99.9%"]
    assert format_day(date(2025, 3, 4)) == "4 Mar 2025"
    assert [count_of(n, "paper") for n in (0, 1, 1204)] == ["0 papers", "1 paper", "1,204 papers"]
    assert count_of(2, "paper on it", "papers on it") == "2 papers on it"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain <b> $x_1$ \N{GREEK SMALL LETTER ALPHA}\n\tend", None),
        ("\N{HEBREW LETTER ALEF}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}", None),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "a[U+202E]b"),
        ("a\N{LEFT-TO-RIGHT ISOLATE}b\N{ARABIC LETTER MARK}", "a[U+2066]b[U+061C]"),
        ("\x00\x1b[31m\x85", "[U+0000][U+001B][31m[U+0085]"),
        ("\ud800", "[U+D800]"),
    ],
)
def test_only_what_rearranges_or_hides_is_spelled_out(text: str, shown: str | None) -> None:
    assert show_controls(text) == (text if shown is None else shown)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ((0.25, 0.248, 0.252), "25.0% (24.8% to 25.2%)"),
        ((0.25, 0.24, 0.26), "25% (24% to 26%)"),
        ((0.00102, 0.00101, 0.00103), "0.102% (0.101% to 0.103%)"),
        ((0.5, 0.5, 0.5), "50% (50% to 50%)"),
        ((1e-9, 0.0, 2e-9), "<0.1% (0% to <0.1%)"),
        ((2e-9, 1e-9, 3e-9), "<0.1% (<0.1% to <0.1%)"),
        ((2e-4, 1e-6, 4e-4), "<0.1% (<0.1% to <0.1%)"),
    ],
)
def test_bounds_that_round_to_one_number_are_told_apart(
    share: tuple[float, float, float], text: str
) -> None:
    assert format_share(*share) == text
