"""When terms came in bursts: periods in which a term was far more frequent than before.

The first quarter of the complete periods with papers, four at least, says which terms are
searched and how frequent each is outside bursts; the periods after it are searched. No later
paper can change either. A term too rare in that history has no base rate and is not searched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.findings.headlines import SIGNIFICANCE
from analysis.findings.scope import Scope
from analysis.findings.term_windows import (
    MIN_PAPERS,
    MIN_WINDOW,
    MOST_SHOWN,
    TermWindow,
    describe_window,
    find_periods,
    place_papers,
)
from analysis.series import DateAxis
from analysis.series.terms import Terms, compute_terms, drop_echoes, find_pairs
from analysis.stats.bursts import (
    AUTOMATON,
    DEFAULT_BURSTS,
    BurstSearch,
    compute_base_rate,
    find_bursts,
)
from analysis.stats.heavy_runs import DealtUnits, test_for_heavy_runs
from analysis.stats.results import TooLittleData


@dataclass(frozen=True, slots=True)
class BurstSpan:
    """A burst from period `first` to `last`: days, labels, and the share of all observations."""

    start: pd.Timestamp
    end: pd.Timestamp
    first: str
    last: str
    count: int
    nobs: int


@dataclass(frozen=True, slots=True)
class TermBurst:
    """A term with bursts, and whether chance would give periods as heavy together.

    `base_count` is its count before the search, `weight` by how much twice the base rate explains
    the heaviest run of periods better, in nats.
    """

    term: str
    base_count: int
    base_rate: float
    spans: tuple[BurstSpan, ...]
    weight: float
    pvalue_adjusted: float


@dataclass(frozen=True, slots=True)
class TermBursts:
    """Terms whose bursts hold after adjusting for all terms searched, the earliest first.

    `shown` are the heaviest of them, those aside that repeat another; `n_holding`
    counts them all. `windows` are the history and what is
    searched; `shortage` says why there are none.
    """

    windows: tuple[TermWindow, TermWindow] | None
    shown: tuple[TermBurst, ...]
    n_tests: int
    n_holding: int
    shortage: TooLittleData | None = None


@dataclass(frozen=True, slots=True)
class _Batches:
    """Observations per period searched, and with each term in history and per period."""

    periods: NDArray[np.int64]
    totals: NDArray[np.int64]
    base_counts: NDArray[np.int64]
    base_total: int
    counts: NDArray[np.int64]


def compute_term_bursts(scope: Scope) -> TermBursts:
    """Search all terms with a history for bursts, and test the heaviest of each.

    A paper counts once: listed again in the next digest, it would look like a burst of its
    terms. On the digest axis chance deals whole digests, so that the slant of one is no burst;
    on the publication axis it deals single papers.
    """
    scope = _keep_first_listings(scope)
    periods = find_periods(scope)
    n_base = max(len(periods) // 4, MIN_WINDOW)
    if len(periods) < n_base + DEFAULT_BURSTS.min_batches:
        return _fall_short(
            scope,
            f"{len(periods)} {scope.period_name} with {scope.counted}s",
            f"{MIN_WINDOW} for a base rate and {DEFAULT_BURSTS.min_batches} to search are needed",
        )
    terms = compute_terms(scope.observations, scope.tables.papers)
    batches = _count_batches(scope, terms, periods, n_base)
    rates = (batches.base_counts + 0.5) / (batches.base_total + 1)
    # What is in most papers cannot be twice as frequent.
    is_asked = (batches.base_counts >= MIN_PAPERS) & (DEFAULT_BURSTS.scale * rates < 1)
    if not is_asked.any():
        return _fall_short(
            scope,
            f"no term is in {MIN_PAPERS} of the {batches.base_total:,} {scope.counted}s before "
            f"{scope.grid['label'].loc[periods[n_base]]}",
            "a base rate needs as many",
        )
    holding = _find_holding(scope, terms, batches, np.flatnonzero(is_asked))
    kept = drop_echoes(terms, [one.term for one in holding], 2 * MOST_SHOWN)
    shown = sorted((holding[at] for at in kept), key=lambda one: (one.spans[0].start, one.term))
    windows = (
        describe_window(scope, terms, periods[:n_base]),
        describe_window(scope, terms, periods[n_base:]),
    )
    return TermBursts(windows, tuple(shown), int(is_asked.sum()), len(holding))


def _keep_first_listings(scope: Scope) -> Scope:
    """The complete periods alone, each paper where it is observed first."""
    rows = scope.rows[scope.complete].drop_duplicates("paper_id")
    return replace(
        scope,
        observations=scope.observations.with_rows(rows.reset_index(drop=True)),
        periods=scope.periods.loc[rows.index].reset_index(drop=True),
        complete=np.ones(len(rows), dtype=bool),
    )


def _fall_short(scope: Scope, reason: str, needed: str) -> TermBursts:
    shortage = TooLittleData(reason=reason, needed=needed, nobs=scope.nobs, method=AUTOMATON)
    return TermBursts(None, (), 0, 0, shortage)


def _count_batches(scope: Scope, terms: Terms, periods: NDArray[np.int64], n_base: int) -> _Batches:
    """Count the observations with each term, of history together and per period searched."""
    places, at = place_papers(scope, terms), scope.periods.to_numpy()
    n_papers = len(terms.paper_ids)
    is_base = np.isin(at, periods[:n_base])
    listed = [np.bincount(places[at == one], minlength=n_papers) for one in periods[n_base:]]
    return _Batches(
        periods=periods[n_base:],
        totals=np.array([one.sum() for one in listed]),
        base_counts=terms.count(np.bincount(places[is_base], minlength=n_papers)),
        base_total=int(is_base.sum()),
        counts=np.array([terms.count(one) for one in listed]),
    )


def _find_holding(
    scope: Scope, terms: Terms, batches: _Batches, asked: NDArray[np.int64]
) -> list[TermBurst]:
    """Test all terms `asked`, and find the bursts of those that hold, the heaviest first."""
    runs = test_for_heavy_runs(
        _lay_units(scope, terms, batches, asked),
        seed=scope.parameters.seed,
        scale=DEFAULT_BURSTS.scale,
    )
    found = []
    for at, weight, pvalue in zip(asked, runs.weights, runs.pvalues_adjusted, strict=True):
        if pvalue >= SIGNIFICANCE:
            continue
        base_count = int(batches.base_counts[at])
        rate = compute_base_rate([base_count], [batches.base_total])
        search = find_bursts(batches.counts[:, at], batches.totals, rate)
        if isinstance(search, BurstSearch) and search.bursts:
            spans = _lay_spans(scope, batches, search)
            one = TermBurst(terms.names[at], base_count, rate, spans, float(weight), float(pvalue))
            found.append(one)
    return sorted(found, key=lambda one: (-one.weight, one.term))


def _lay_units(
    scope: Scope, terms: Terms, batches: _Batches, asked: NDArray[np.int64]
) -> DealtUnits:
    """The digests, or the papers, of history and search, with the terms `asked`."""
    by_digest = scope.observations.date_axis is DateAxis.DIGEST_DATE
    periods = find_periods(scope)
    rows = np.flatnonzero(scope.complete)
    labels, firsts, units = np.unique(
        scope.rows["digest_id" if by_digest else "paper_id"].to_numpy()[rows],
        return_index=True,
        return_inverse=True,
    )
    held = find_pairs(terms, asked, place_papers(scope, terms)[rows])
    at = np.searchsorted(periods, scope.periods.to_numpy()[rows][firsts])
    return DealtUnits(
        periods=at,
        sizes=np.bincount(units, minlength=len(labels)).astype(np.float64),
        units=units[held[0]],
        terms=held[1],
        n_terms=asked.size,
        n_periods=len(periods),
        n_base=len(periods) - len(batches.periods),
    )


def _lay_spans(scope: Scope, batches: _Batches, search: BurstSearch) -> tuple[BurstSpan, ...]:
    spans = []
    for burst in search.bursts:
        first, last = (scope.grid.loc[batches.periods[at]] for at in (burst.first, burst.last))
        spans.append(
            BurstSpan(
                first["start"],
                last["end"],
                first["label"],
                last["label"],
                burst.relevant,
                burst.total,
            )
        )
    return tuple(spans)
