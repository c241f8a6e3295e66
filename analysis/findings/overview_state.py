"""The state of a run, computed: its sources, topics, rates and medians as plain numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus import Tables
from analysis.findings.claimed_gains import estimate_median, select_gains
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.state import SHARE, Measure, Sources, State
from analysis.papers import Unit
from analysis.provenance import hash_parts
from analysis.series import compute_topic_counts
from analysis.stats.results import Estimate, Result
from analysis.wording import format_reason

LONGEST_SERIES = 120
"""Periods that a series reaches back at most: a small picture shows no more."""
READING = "the code that reads digests"
COMPUTING = "the code that computes"
TAXONOMY = "the taxonomy"
_COMPUTING = ("analysis/parameters.py", "analysis/series", "analysis/stats", "analysis/findings")


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject's result over the whole run and its series; `column` has the values."""

    key: str
    label: str
    unit: str
    counted: str
    result: Result
    series: pd.DataFrame
    column: str = "proportion"


def compute_state(scope: Scope, topics: pd.DataFrame, subjects: list[Subject]) -> State:
    """Put the state of a run together.

    `topics` is as `compute_topic_shares` gives it, `subjects` are the run's rates and medians.
    """
    return State(
        confidence_level=scope.parameters.confidence_level,
        period_name=scope.period_name,
        min_papers=scope.parameters.min_papers,
        top_topics=scope.parameters.top_topics,
        sources=compute_sources(scope.tables),
        topics=_measure_topics(scope, topics),
        measures=tuple(_measure(subject) for subject in [*subjects, _find_gains(scope)]),
        basis=_find_basis(scope.tables),
    )


def compute_sources(tables: Tables) -> Sources:
    """Count what was read, and the weekdays that no digest was read of."""
    digests = tables.select("digests", ["state", "digest_date"])
    states, dates = digests["state"], digests["digest_date"]
    is_read = states.ne("failed")
    days = np.unique(dates[is_read].dropna().to_numpy("datetime64[D]"))
    weekdays = np.busday_count(days[0], days[-1] + 1) if len(days) else 0
    missing = np.busday_count(days[:-1] + 1, days[1:])
    at = int(missing.argmax()) if missing.any() else None
    return Sources(
        n_read=int(is_read.sum()),
        n_partial=int(states.eq("partial").sum()),
        n_failed=int((~is_read).sum()),
        n_undated=int(dates[is_read].isna().sum()),
        n_listings=len(tables.select("listings", ["position"])),
        n_papers=len(tables.select("papers", ["n_authors"])),
        first=days[0].item() if len(days) else None,
        last=days[-1].item() if len(days) else None,
        n_weekdays=int(weekdays),
        n_missing=int(missing.sum()),
        gap=None if at is None else (days[at].item(), days[at + 1].item()),
        n_gap=0 if at is None else int(missing[at]),
    )


def _measure(subject: Subject) -> Measure:
    result = subject.result
    value = ci_lower = ci_upper = math.nan
    if isinstance(result, Estimate):
        value, ci_lower, ci_upper = result.estimate, result.ci_lower, result.ci_upper
    return Measure(
        key=subject.key,
        label=subject.label,
        unit=subject.unit,
        nobs=result.nobs,
        counted=subject.counted,
        value=_or_none(value),
        ci_lower=_or_none(ci_lower),
        ci_upper=_or_none(ci_upper),
        reason=result.note if isinstance(result, Estimate) else format_reason(result),
        series=_list_series(subject.series, subject.column),
    )


def _find_gains(scope: Scope) -> Subject:
    """The median gain in percent, and the same per period of the grid."""
    sizes = select_gains(scope, Unit.PERCENT)
    by_period = sizes.groupby("period")["size"].agg(["median", "size"]).reindex(scope.grid.index)
    series = pd.DataFrame(
        {
            "date": scope.grid["midpoint"],
            "label": scope.grid["label"],
            "median": by_period["median"],
            "is_small": ~by_period["size"].ge(scope.parameters.min_papers),
        }
    )
    label = "Median gain in percent, any metric"
    median = estimate_median(scope, sizes)
    return Subject("gain", label, "%", "claimed gain", median, series, "median")


def _measure_topics(scope: Scope, topics: pd.DataFrame) -> tuple[Measure, ...]:
    """All topics that were found; only the largest has a series."""
    found = [
        Measure(
            key=row.topic,
            label=row.label,
            unit=SHARE,
            nobs=int(row.nobs),
            counted=scope.counted,
            value=_or_none(row.proportion),
            ci_lower=_or_none(row.ci_lower),
            ci_upper=_or_none(row.ci_upper),
        )
        for row in iterate_rows(topics[topics["count"] > 0])
    ]
    if found:
        counts = compute_topic_counts(
            scope.observations,
            scope.tables.select("topics", ["paper_id", "topic"]),
            scope.grid,
            [found[0].key],
        )
        share = counts["count"].astype(float) / counts["nobs"].astype(float)
        small = ~counts["nobs"].fillna(0).ge(scope.parameters.min_papers)
        series = counts.assign(proportion=share, is_small=small)
        found[0] = replace(found[0], series=_list_series(series, "proportion"))
    return tuple(found)


def _list_series(series: pd.DataFrame, column: str) -> tuple[tuple[date, str, float | None], ...]:
    """The last periods with their values; those of few papers are as unknown as empty ones."""
    rows = series.tail(LONGEST_SERIES)
    values = rows[column].astype(float).mask(rows["is_small"].astype(bool))
    days = pd.to_datetime(rows["date"])
    return tuple(
        (day.date(), str(label), _or_none(value))
        for day, label, value in zip(days, rows["label"], values, strict=True)
    )


def _find_basis(tables: Tables) -> dict[str, str]:
    manifest: dict[str, Any] = tables.manifest
    return {
        TAXONOMY: str(manifest.get("taxonomy_sha256", "")),
        READING: str(manifest.get("made_from", {}).get(READING, "")),
        COMPUTING: hash_parts(_COMPUTING),
    }


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
