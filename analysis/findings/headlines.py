"""A finding in one number, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.findings.scope import Scope
from analysis.stats.results import Estimate, Result, TooLittleData
from analysis.wording import (
    count_of,
    format_level,
    format_number,
    format_percent,
    format_pvalue,
    format_range,
    format_reason,
)

SIGNIFICANCE = 0.05
"""P-values below this are called a trend."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A finding in one number.

    `value` is the number with its unit, `interval` its uncertainty in words or empty,
    `note` what the number rests on (such as the papers counted) or empty, `evidence` the key
    of the list of papers behind it or empty.
    """

    label: str
    value: str
    interval: str = ""
    note: str = ""
    evidence: str = ""


def share_headline(
    label: str,
    result: Result,
    counted: str = "paper",
    plural: str | None = None,
    *,
    evidence: str = "",
) -> Headline:
    """A share with its interval, and what of how many papers it is a share of."""
    note = f"of {count_of(result.nobs, counted, plural)}"
    if isinstance(result, TooLittleData):
        return Headline(label, "too little data", format_reason(result), note, evidence)
    note = f"{round(result.estimate * result.nobs):,} {note}"
    low, high = format_percent(result.ci_lower), format_percent(result.ci_upper)
    interval = _name_interval(result, f"{low} to {high}")
    return Headline(label, format_percent(result.estimate), interval, note, evidence)


def size_headline(
    label: str, result: Result, unit: str, measured: str, *, evidence: str = ""
) -> Headline:
    """A size with its unit and interval; `measured` says on what, such as `12 claims`."""
    note = f"over {measured}"
    if isinstance(result, TooLittleData):
        return Headline(label, "too little data", format_reason(result), note, evidence)
    interval = _name_interval(result, format_range(result.ci_lower, result.ci_upper, unit))
    return Headline(label, f"{format_number(result.estimate)}{unit}", interval, note, evidence)


def trend_headline(label: str, result: Result, scope: Scope, *, evidence: str = "") -> Headline:
    """A ratio per year with its interval and verdict, or why no trend could be tested."""
    note = f"over {count_of(result.nobs, scope.counted)}"
    if isinstance(result, TooLittleData):
        return Headline(label, "too little data", result.reason, note, evidence)
    bounds = _name_interval(result, format_range(result.ci_lower, result.ci_upper))
    interval = f"{bounds}; {describe_verdict(result)}"
    if scope.years < 1:
        note += f"; the dates span {scope.years:.2g} years: a ratio per year extrapolates"
    return Headline(label, format_number(result.estimate), interval, note, evidence)


def describe_verdict(result: Estimate) -> str:
    """Whether a ratio per year is a trend, and which way: `rising, p 0.012`."""
    tested = f"p {format_pvalue(result.pvalue)}"
    if result.pvalue is None or result.pvalue >= SIGNIFICANCE:
        return f"no trend detected, {tested}"
    return f"{'rising' if result.estimate > 1 else 'falling'}, {tested}"


def _name_interval(result: Estimate, bounds: str) -> str:
    """The interval with its level, or that there is none and why."""
    if not result.has_interval:
        return f"no interval: {result.note}"
    return f"{format_level(result.confidence_level)} interval {bounds}"
