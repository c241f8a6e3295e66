"""The papers behind claimed gains, with the claims marked and how each was read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.claimed_gains import CHANGES, SIZED_UNITS, UNIT_LABELS
from analysis.findings.evidence import (
    Evidence,
    Fact,
    Reading,
    Spans,
    collect_evidence,
    group_spans,
)
from analysis.findings.keys import CLAIMS, CLAIMS_COST, CLAIMS_UP_TO, key_of_gains, make_key
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import CLAIM_COLUMNS, Scope
from analysis.papers import Bound, ClaimKind, Effect, MetricFamily, TextField, Unit
from analysis.series import number_ids
from analysis.wording import format_number

ALL = "all"
"""In place of a metric family: the whole unit class."""
_SIGNS = {Unit.PERCENT: "%", Unit.POINTS: " points", Unit.TIMES: " times", Unit.RAW: ""}
_BOUNDS = {Bound.UP_TO: "up to ", Bound.AT_LEAST: "at least ", Bound.ABOUT: "about "}


def compute_claim_evidence(scope: Scope) -> Evidence:
    """The papers with claims, with claims of each unit class, with best cases, with a cost."""
    facts = [make_claims_fact(scope)]
    for unit in Unit:
        label = UNIT_LABELS[unit]
        of_unit = partial(_is_of_unit, unit)
        facts.append(
            _make_fact(scope, make_key("claims", unit), (label,), of_unit, f"Claims in {label}")
        )
    facts.append(_make_fact(scope, CLAIMS_UP_TO, (), _is_best, "Gains stated as 'up to'"))
    facts.append(_make_fact(scope, CLAIMS_COST, (), _is_beside_gain, "A cost beside a gain"))
    title = "Papers with claims"
    return collect_evidence(make_key("claims"), title, scope.counted, scope.tables, facts)


def compute_gain_evidence(scope: Scope) -> Evidence:
    """The papers behind each median gain: per unit class, and per metric family in it."""
    choices = [
        (unit, family, partial(_is_sized_gain, unit, family))
        for unit in SIZED_UNITS
        for family in (ALL, *MetricFamily)
    ]
    facts = [
        _make_fact(
            scope,
            key_of_gains(unit, family),
            (UNIT_LABELS[unit], family),
            choose,
            f"Gains in {UNIT_LABELS[unit]}, {family}",
        )
        for unit, family, choose in choices
        if family == ALL or choose(scope.claims).any()
    ]
    title = "Papers with gains, by unit and metric family"
    return collect_evidence(make_key("gains"), title, scope.counted, scope.tables, facts)


def make_claims_fact(scope: Scope) -> Fact:
    """All papers with a claim of any kind."""
    return _make_fact(scope, CLAIMS, (), _is_any, "Any claim")


def _is_any(claims: pd.DataFrame) -> pd.Series[bool]:
    return pd.Series(True, index=claims.index)


def _is_of_unit(unit: Unit, claims: pd.DataFrame) -> pd.Series[bool]:
    return claims["unit"].eq(unit)


def _is_best(claims: pd.DataFrame) -> pd.Series[bool]:
    return claims["effect"].eq(Effect.GAIN) & claims["bound"].eq(Bound.UP_TO)


def _is_beside_gain(claims: pd.DataFrame) -> pd.Series[bool]:
    """Costs of papers that also claim a gain; all claims of a paper must be there."""
    numbers = number_ids(claims["paper_id"])
    gaining = np.isin(numbers, np.unique(numbers[claims["effect"].eq(Effect.GAIN).to_numpy()]))
    return claims["effect"].eq(Effect.COST) & gaining


def _is_sized_gain(unit: Unit, family: str, claims: pd.DataFrame) -> pd.Series[bool]:
    """Gains of a unit class, of one metric family or of ALL, that state a size."""
    is_change = claims["kind"].isin(CHANGES) & claims["effect"].eq(Effect.GAIN)
    is_sized = claims["unit"].eq(unit) & is_change & claims["value"].gt(0)
    return is_sized if family == ALL else is_sized & claims["metric_family"].eq(family)


def _make_fact(
    scope: Scope,
    key: str,
    row: tuple[str, ...],
    choose: Callable[[pd.DataFrame], pd.Series[bool]],
    label: str,
) -> Fact:
    def mark(found: pd.DataFrame) -> tuple[Spans, dict[str, str]]:
        chosen = found[choose(found)]
        places = chosen.assign(field=TextField.ABSTRACT.value)
        spans = places[["paper_id", "field", "start", "end"]].itertuples(index=False, name=None)
        readings: dict[str, list[str]] = {}
        for claim in iterate_rows(chosen.rename(columns={"from": "before"})):
            readings.setdefault(claim.paper_id, []).append(_describe(claim))
        notes = {paper: f"Read as {'; '.join(told)}." for paper, told in readings.items()}
        return group_spans(spans), notes

    papers = scope.claims["paper_id"][choose(scope.claims)]
    reading = Reading("claims", (*CLAIM_COLUMNS[1:], "start", "end", "from", "to"), mark)
    return Fact(key, label, row, scope.rows[scope.mark_papers(papers)], reading)


def _describe(claim: Any) -> str:
    """How a claim was read, `up to 12% (quality, gain)`."""
    sign = _SIGNS[Unit(claim.unit)]
    if claim.kind == ClaimKind.FROM_TO:
        size = f"from {_format(claim.before)} to {_format(claim.to)}{sign}"
    else:
        high = "" if pd.isna(claim.high) else f" to {_format(claim.high)}"
        size = f"{_format(claim.value)}{high}{sign}"
    return f"{_BOUNDS.get(claim.bound, '')}{size} ({claim.metric_family}, {claim.effect})"


def _format(number: float | None) -> str:
    return "an unknown number" if pd.isna(number) else format_number(float(number))
