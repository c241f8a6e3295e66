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
    MIN_SHARE,
    MIN_WINDOW,
    MOST_SHOWN,
    TermWindow,
    describe_window,
    find_periods,
)
from analysis.series import DateAxis, number_ids
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

Indices = NDArray[np.int64]


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
    terms = compute_terms(scope.observations, scope.tables)
    is_base = np.isin(scope.periods.to_numpy(), periods[:n_base])
    asked, base_counts = _ask(scope, terms, is_base)
    if not asked.size:
        return _fall_short(
            scope,
            f"no term is in {MIN_PAPERS} of the {is_base.sum():,} {scope.counted}s before "
            f"{scope.grid['label'].loc[periods[n_base]]}",
            "a base rate needs as many",
        )
    pairs = find_pairs(terms, asked, scope.paper_numbers)
    batches = _count_batches(scope, pairs, base_counts, (periods, n_base))
    holding = _find_holding(scope, terms.names[asked], batches, pairs)
    kept = drop_echoes(terms, [one.term for one in holding], 2 * MOST_SHOWN)
    shown = sorted((holding[at] for at in kept), key=lambda one: (one.spans[0].start, one.term))
    windows = (
        describe_window(scope, terms, periods[:n_base]),
        describe_window(scope, terms, periods[n_base:]),
    )
    return TermBursts(windows, tuple(shown), asked.size, len(holding))


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


def _ask(scope: Scope, terms: Terms, is_base: NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """The terms with a history, and how often each is in it.

    As for changes between windows, of many papers the rarest terms are too many to search.
    """
    counts = terms.count(np.bincount(scope.paper_numbers[is_base], minlength=terms.sizes.size))
    total = int(is_base.sum())
    rates = (counts + 0.5) / (total + 1)
    enough = counts >= max(MIN_PAPERS, MIN_SHARE * total)
    # What is in most papers cannot be twice as frequent.
    asked = np.flatnonzero(enough & (DEFAULT_BURSTS.scale * rates < 1))
    return asked, counts[asked]


def _count_batches(
    scope: Scope,
    pairs: tuple[Indices, Indices],
    base_counts: Indices,
    split: tuple[Indices, int],
) -> _Batches:
    """Count the observations with each term, of history together and per period searched."""
    (periods, n_base), (rows, terms), n_terms = split, pairs, base_counts.size
    at = np.searchsorted(periods, scope.periods.to_numpy())
    sizes = np.bincount(at, minlength=len(periods))
    counts = np.bincount(at[rows] * n_terms + terms, minlength=len(periods) * n_terms)
    return _Batches(
        periods=periods[n_base:],
        totals=sizes[n_base:],
        base_counts=base_counts,
        base_total=int(sizes[:n_base].sum()),
        counts=counts.reshape(len(periods), n_terms)[n_base:],
    )


def _find_holding(
    scope: Scope, names: NDArray[np.object_], batches: _Batches, pairs: tuple[Indices, Indices]
) -> list[TermBurst]:
    """Test all terms searched, and find the bursts of those that hold, the heaviest first."""
    runs = test_for_heavy_runs(
        _lay_units(scope, batches, pairs),
        seed=scope.parameters.seed,
        scale=DEFAULT_BURSTS.scale,
    )
    found = []
    for at, (weight, pvalue) in enumerate(zip(runs.weights, runs.pvalues_adjusted, strict=True)):
        if pvalue >= SIGNIFICANCE:
            continue
        base_count = int(batches.base_counts[at])
        rate = compute_base_rate([base_count], [batches.base_total])
        search = find_bursts(batches.counts[:, at], batches.totals, rate)
        if isinstance(search, BurstSearch) and search.bursts:
            spans = _lay_spans(scope, batches, search)
            one = TermBurst(names[at], base_count, rate, spans, float(weight), float(pvalue))
            found.append(one)
    return sorted(found, key=lambda one: (-one.weight, one.term))


def _lay_units(scope: Scope, batches: _Batches, pairs: tuple[Indices, Indices]) -> DealtUnits:
    """The digests, or the papers, of history and search, with the terms searched."""
    by_digest = scope.observations.date_axis is DateAxis.DIGEST_DATE
    periods, n_terms = find_periods(scope), batches.base_counts.size
    numbers = number_ids(scope.rows["digest_id"]) if by_digest else scope.paper_numbers
    labels, firsts, units = np.unique(numbers, return_index=True, return_inverse=True)
    # Listings of a digest that hold the same term are dealt together.
    cells, counts = units[pairs[0]] * n_terms + pairs[1], np.ones(pairs[0].size)
    if labels.size * n_terms <= pairs[0].size:
        sums = np.bincount(cells, minlength=labels.size * n_terms)
        cells = np.flatnonzero(sums)
        counts = sums[cells].astype(np.float64)
    return DealtUnits(
        periods=np.searchsorted(periods, scope.periods.to_numpy()[firsts]),
        sizes=np.bincount(units, minlength=len(labels)).astype(np.float64),
        units=cells // n_terms,
        terms=cells % n_terms,
        counts=counts,
        n_terms=n_terms,
        n_periods=len(periods),
        n_base=len(periods) - len(batches.periods),
    )


def _lay_spans(scope: Scope, batches: _Batches, search: BurstSearch) -> tuple[BurstSpan, ...]:
    # Columns, not rows: looking up a row for each of thousands of bursts takes seconds.
    start, end, label = (scope.grid[name] for name in ("start", "end", "label"))
    spans = []
    for burst in search.bursts:
        first, last = batches.periods[burst.first], batches.periods[burst.last]
        spans.append(
            BurstSpan(
                start[first], end[last], label[first], label[last], burst.relevant, burst.total
            )
        )
    return tuple(spans)
