"""Numbers to words: one way of writing shares, ratios, intervals and spans everywhere."""

from __future__ import annotations

import math
import re
from datetime import date

from analysis.stats.results import Estimate, Result, TooLittleData

DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"
_SMALLEST = 1e-6
_MOST_DECIMALS = 3
"""Of a percentage: of a million papers, no share is known better."""
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f"
    r"\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def format_percent(share: float) -> str:
    """A share as a percentage: whole numbers from 10%, one decimal below and close to 100%.

    Never a false 0% or 100%.
    """
    percent = 100 * share
    if percent in (0, 100) or 9.95 <= percent < 99.5:
        return f"{percent:.0f}%"
    if percent < 0.05:
        return "<0.1%"
    return f"{percent:.1f}%" if percent < 99.95 else ">99.9%"


def format_share(share: float, ci_lower: float, ci_upper: float) -> str:
    """A share with its interval, `23% (18% to 29%)`; a dash where it is unknown.

    Bounds that would round to one number are told with as many decimals as tell them apart.
    """
    if math.isnan(share):
        return DASH
    if math.isnan(ci_lower):
        return f"{format_percent(share)} (no interval)"
    told = [format_percent(one) for one in (share, ci_lower, ci_upper)]
    if told[1] == told[2] and ci_lower < ci_upper:
        told = _tell_apart((share, ci_lower, ci_upper)) or told
    return f"{told[0]} ({told[1]} to {told[2]})"


def _tell_apart(shares: tuple[float, float, float]) -> list[str]:
    """A share and its bounds with decimals that tell the bounds apart; empty if none do."""
    for digits in range(1, _MOST_DECIMALS + 1):
        told = [f"{100 * share:.{digits}f}" for share in shares]
        is_false = any(
            float(text) in (0, 100) and share not in (0, 1)
            for text, share in zip(told, shares, strict=True)
        )
        if told[1] != told[2] and not is_false:
            return [f"{text}%" for text in told]
    return []


def format_number(value: float) -> str:
    """A number to three significant digits, without exponent or trailing zeros.

    Never a false 0; a dash where it is unknown.
    """
    if math.isnan(value):
        return DASH
    if math.isinf(value):
        return INFINITY if value > 0 else MINUS + INFINITY
    if abs(value) < _SMALLEST:
        return "0" if value == 0 else f"<{_SMALLEST:f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(digits, 6)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", MINUS)


def format_estimate(result: Result, unit: str = "") -> str:
    """An estimate with its interval, or `too little data`."""
    if isinstance(result, TooLittleData):
        return "too little data"
    return f"{format_number(result.estimate)}{unit}{format_interval(result, unit)}"


def format_interval(result: Estimate, unit: str = "") -> str:
    """The interval behind a number, ` (2 to 3)`; says so where there is none."""
    if not result.has_interval:
        return " (no interval)"
    return f" ({format_range(result.ci_lower, result.ci_upper, unit)})"


def format_range(lower: float, upper: float, unit: str = "") -> str:
    """Two bounds, `2 to 3 times`; a percent sign stands with both."""
    first = unit if unit == "%" else ""
    return f"{format_number(lower)}{first} to {format_number(upper)}{unit}"


def format_reason(result: TooLittleData) -> str:
    """Why there is no result, without the smallest detectable ratio, which stands apart."""
    return result.reason.partition("; the smallest detectable")[0]


def format_share_result(result: Result) -> str:
    """A share's estimate as a percentage with its interval, or `too little data`."""
    if isinstance(result, TooLittleData):
        return "too little data"
    return format_share(result.estimate, result.ci_lower, result.ci_upper)


def format_pvalue(pvalue: float | None) -> str:
    """A p-value to three decimals, `<0.001` below; a dash where no test was made."""
    if pvalue is None or math.isnan(pvalue):
        return DASH
    return "<0.001" if pvalue < 0.001 else f"{pvalue:.3f}"


def format_level(confidence_level: float) -> str:
    """A confidence level, `95%`."""
    return f"{100 * confidence_level:.3g}%"


def format_day(day: date) -> str:
    """A day as `14 Mar 2025`."""
    return f"{day.day} {day:%b %Y}"


def count_of(number: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun, `1 paper`, `1,204 papers`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def show_controls(text: str) -> str:
    """Text of others with what would rearrange or hide it made visible, `[U+202E]`.

    That is control characters other than tab and line ends, marks of writing direction, and
    halves of surrogate pairs, which no file could hold.
    """
    return _CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
