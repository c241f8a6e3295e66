"""The papers behind claimed gains, with the claims marked and how each was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.findings.claimed_gains import CHANGES, SIZED_UNITS, UNIT_LABELS
from analysis.findings.evidence import (
    Evidence,
    Fact,
    collect_evidence,
    group_spans,
)
from analysis.findings.keys import CLAIMS, CLAIMS_COST, CLAIMS_UP_TO, key_of_gains, make_key
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.papers import Bound, ClaimKind, Effect, MetricFamily, TextField, Unit
from analysis.wording import format_number

_SIGNS = {Unit.PERCENT: "%", Unit.POINTS: " points", Unit.TIMES: " times", Unit.RAW: ""}
_BOUNDS = {Bound.UP_TO: "up to ", Bound.AT_LEAST: "at least ", Bound.ABOUT: "about "}


def compute_claim_evidence(scope: Scope) -> Evidence:
    """The papers with claims, with claims of each unit class, with best cases, with a cost."""
    claims = scope.tables.claims
    gains, costs = (claims[claims["effect"].eq(kind)] for kind in (Effect.GAIN, Effect.COST))
    facts = [make_claims_fact(scope)]
    for unit in Unit:
        label = UNIT_LABELS[unit]
        of_unit = claims[claims["unit"].eq(unit)]
        name = f"Claims in {label}"
        facts.append(_make_fact(scope, make_key("claims", unit), (label,), of_unit, name))
    best = gains[gains["bound"].eq(Bound.UP_TO)]
    facts.append(_make_fact(scope, CLAIMS_UP_TO, (), best, "Gains stated as 'up to'"))
    beside = costs[costs["paper_id"].isin(set(gains["paper_id"]))]
    facts.append(_make_fact(scope, CLAIMS_COST, (), beside, "A cost beside a gain"))
    title = "Papers with claims"
    return collect_evidence(make_key("claims"), title, scope.counted, scope.tables, facts)


def compute_gain_evidence(scope: Scope) -> Evidence:
    """The papers behind each median gain: per unit class, and per metric family in it."""
    facts = [
        _make_fact(
            scope,
            key_of_gains(unit, family),
            (UNIT_LABELS[unit], family),
            chosen,
            f"Gains in {UNIT_LABELS[unit]}, {family}",
        )
        for unit in SIZED_UNITS
        for family, chosen in _split_gains(scope.tables.claims, unit)
    ]
    title = "Papers with gains, by unit and metric family"
    return collect_evidence(make_key("gains"), title, scope.counted, scope.tables, facts)


def make_claims_fact(scope: Scope) -> Fact:
    """All papers with a claim of any kind."""
    return _make_fact(scope, CLAIMS, (), scope.tables.claims, "Any claim")


def _split_gains(claims: pd.DataFrame, unit: Unit) -> Iterator[tuple[str, pd.DataFrame]]:
    """Gains of a unit class that state a size: all of them, then by family where there are any."""
    is_change = claims["kind"].isin(CHANGES)
    is_gain = claims["effect"].eq(Effect.GAIN) & claims["value"].gt(0)
    gains = claims[claims["unit"].eq(unit) & is_change & is_gain]
    yield "all", gains
    for family in MetricFamily:
        of_family = gains[gains["metric_family"].eq(family)]
        if len(of_family):
            yield family.value, of_family


def _make_fact(
    scope: Scope, key: str, row: tuple[str, ...], claims: pd.DataFrame, label: str
) -> Fact:
    places = claims.assign(field=TextField.ABSTRACT.value)[["paper_id", "field", "start", "end"]]
    readings: dict[str, list[str]] = {}
    for claim in iterate_rows(claims.rename(columns={"from": "before"})):
        readings.setdefault(claim.paper_id, []).append(_describe(claim))
    return Fact(
        key=key,
        label=label,
        row=row,
        rows=scope.rows[scope.rows["paper_id"].isin(set(claims["paper_id"]))],
        spans=group_spans(places.itertuples(index=False, name=None)),
        notes={paper: f"Read as {'; '.join(told)}." for paper, told in readings.items()},
    )


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
