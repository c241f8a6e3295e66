"""Which terms emerge and which fade, without a list of topics: two windows compared.

The later window is the last quarter of the complete periods with papers, and never fewer than
four periods: long enough that no single digest decides it, short enough that what is new is not
diluted, and an earlier window three times as long knows almost every term. The split follows
from the dates alone.

Terms compared are those that at least one paper of the earlier window holds, so the later
window chooses no term. Those too rare in both windows together stay untested: were the windows
alike, that sum would say nothing of the difference, so the p-values stand. A term that no
earlier paper holds has no earlier odds; it is listed apart, with its count and without a test.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.corpus import FEWEST_PAPERS
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
from analysis.stats.log_odds import (
    LOG_ODDS,
    ComparisonSettings,
    WindowCounts,
    compare_windows,
    count_pairs,
)
from analysis.stats.results import Estimate, TooLittleData
from analysis.wording import count_of

MIN_PERIODS = 8
"""As for every trend."""
MIN_NEW = FEWEST_PAPERS
"""Papers of the later window with a term without a past, at least; as many in proportion before."""


@dataclass(frozen=True, slots=True)
class TermChange:
    """The odds of a term in the later window over those in the earlier one.

    `earlier` and `later` count the observations with the term in each window; `result` is the
    odds ratio, above 1 where the term emerged.
    """

    term: str
    earlier: int
    later: int
    result: Estimate
    pvalue_adjusted: float

    @property
    def holds(self) -> bool:
        """Whether the change holds after adjusting for the number of terms tested."""
        return self.pvalue_adjusted < SIGNIFICANCE


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A term of `papers` papers in the later window, `count` observations, and none before."""

    term: str
    count: int
    papers: int


@dataclass(frozen=True, slots=True)
class TermChanges:
    """Every tested change, those to show, and terms without a past.

    `emerged` and `faded` are the strongest by the end of the interval nearer to no change;
    of terms that share most of their papers only the strongest is there.
    `shortage` says why nothing could be compared; there are then no windows.
    """

    windows: tuple[TermWindow, TermWindow] | None
    changes: tuple[TermChange, ...]
    emerged: tuple[TermChange, ...]
    faded: tuple[TermChange, ...]
    new: tuple[NewTerm, ...]
    n_new: int
    shortage: TooLittleData | None = None

    @property
    def n_tests(self) -> int:
        """Terms tested, the family of the adjusted p-values."""
        return len(self.changes)

    @property
    def n_holding(self) -> tuple[int, int]:
        """Of all tested terms, how many emerged and how many faded after adjusting."""
        holding = [change.result.estimate > 1 for change in self.changes if change.holds]
        return sum(holding), len(holding) - sum(holding)


def compute_term_changes(scope: Scope) -> TermChanges:
    """Compare the terms of titles and abstracts between an earlier and a later window.

    Every observation counts a term once. On the digest axis, listings of one paper, and those
    of one digest, are not taken as independent of one another.
    """
    periods = find_periods(scope)
    shortage = _find_shortage(scope, periods)
    if shortage:
        return TermChanges(None, (), (), (), (), 0, shortage)
    terms = compute_terms(scope.observations, scope.tables)
    earlier, later = _split(scope, periods)
    n_later = _count_later(periods)
    changes = _compare(scope, terms, earlier, later)
    new = _find_new(scope, terms, earlier, later)
    return TermChanges(
        windows=(
            describe_window(scope, terms, periods[:-n_later]),
            describe_window(scope, terms, periods[-n_later:]),
        ),
        changes=changes,
        emerged=_choose(terms, [one for one in changes if one.result.estimate > 1]),
        faded=_choose(terms, [one for one in changes if one.result.estimate < 1]),
        new=tuple(new[at] for at in drop_echoes(terms, [one.term for one in new], MOST_SHOWN)),
        n_new=len(new),
    )


def _find_shortage(scope: Scope, periods: NDArray[np.int64]) -> TooLittleData | None:
    """Why no windows can be laid, None where they can."""
    reason = ""
    if len(periods) < MIN_PERIODS:
        reason = f"{len(periods)} {scope.period_name} with {scope.counted}s"
        needed = f"comparing an earlier with a later window needs at least {MIN_PERIODS}"
    for name, rows in zip(("earlier", "later"), _split(scope, periods), strict=True):
        found = scope.rows.iloc[rows][["paper_id", "digest_id"]].nunique()
        if not reason and found["paper_id"] < MIN_PAPERS:
            reason = f"{count_of(found['paper_id'], 'distinct paper')} in the {name} window"
            needed = f"each needs at least {MIN_PAPERS}"
        if not reason and _is_by_digest(scope) and found["digest_id"] < MIN_WINDOW:
            reason = f"{count_of(found['digest_id'], 'digest')} in the {name} window"
            needed = f"each needs at least {MIN_WINDOW}"
    if not reason:
        return None
    return TooLittleData(reason=reason, needed=needed, nobs=scope.nobs, method=LOG_ODDS)


def _split(scope: Scope, periods: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the observations in the earlier and in the later window."""
    is_later = scope.periods.isin(periods[-_count_later(periods) :]).to_numpy()
    return (
        np.flatnonzero(scope.complete & ~is_later),
        np.flatnonzero(scope.complete & is_later),
    )


def _count_later(periods: NDArray[np.int64]) -> int:
    return max(len(periods) // 4, MIN_WINDOW)


def _is_by_digest(scope: Scope) -> bool:
    return scope.observations.date_axis is DateAxis.DIGEST_DATE


def _compare(
    scope: Scope, terms: Terms, earlier: NDArray[np.int64], later: NDArray[np.int64]
) -> tuple[TermChange, ...]:
    """Test every term that the earlier window knows and both together do not hold too rarely."""
    places = scope.paper_numbers
    counts = [
        terms.count(np.bincount(places[rows], minlength=terms.sizes.size))
        for rows in (earlier, later)
    ]
    enough = max(MIN_PAPERS, MIN_SHARE * (len(earlier) + len(later)))
    asked = np.flatnonzero((counts[0] > 0) & (counts[0] + counts[1] >= enough))
    if not asked.size:
        return ()
    settings = ComparisonSettings(
        min_count=MIN_PAPERS,
        min_clusters=2,
        confidence_level=scope.parameters.confidence_level,
    )
    compared = compare_windows(
        _count_window(scope, terms, asked, earlier),
        _count_window(scope, terms, asked, later),
        counts[0][asked] + counts[1][asked],
        len(earlier) + len(later),
        settings,
    )
    found = zip(asked, compared.results, compared.pvalues_adjusted, strict=True)
    return tuple(
        TermChange(
            terms.names[at], int(counts[0][at]), int(counts[1][at]), _as_ratio(result), float(p)
        )
        for at, result, p in found
        if isinstance(result, Estimate)
    )


def _as_ratio(result: Estimate) -> Estimate:
    """An odds ratio in place of its logarithm."""
    return replace(
        result,
        estimate=math.exp(result.estimate),
        ci_lower=math.exp(result.ci_lower),
        ci_upper=math.exp(result.ci_upper),
        method=result.method.replace("log-odds ratio", "odds ratio"),
    )


def _count_window(
    scope: Scope, terms: Terms, asked: NDArray[np.int64], rows: NDArray[np.int64]
) -> WindowCounts:
    """Count the observations that hold each term."""
    held, which = find_pairs(terms, asked, scope.paper_numbers[rows])
    if not _is_by_digest(scope):
        return count_pairs(held, which, (len(rows), asked.size))
    papers, digests = (
        count_pairs(held, which, (len(rows), asked.size), labels[rows])
        for labels in (scope.paper_numbers, number_ids(scope.rows["digest_id"]))
    )
    assert papers.design_effects is not None and digests.design_effects is not None
    # Two-way (Cameron, Gelbach & Miller 2011): what papers add to chance, and what digests add.
    effects = np.maximum(papers.design_effects, 1) + np.maximum(digests.design_effects, 1) - 1
    n_clusters = min(papers.n_clusters, digests.n_clusters)
    return replace(papers, n_clusters=n_clusters, design_effects=effects)


def _find_new(
    scope: Scope, terms: Terms, earlier: NDArray[np.int64], later: NDArray[np.int64]
) -> list[NewTerm]:
    """Terms of the later window that no earlier paper holds, most papers first.

    Only those as frequent later that the earlier window, were it alike, would hold some too: in
    few earlier papers most terms are absent.
    """
    places = scope.paper_numbers
    before, listings = (
        np.bincount(places[rows], minlength=terms.sizes.size) for rows in (earlier, later)
    )
    papers, counts = terms.count(listings > 0), terms.count(listings)
    expected = counts * len(earlier) / len(later)
    enough = (papers >= MIN_NEW) & (expected >= MIN_NEW)
    found = [
        NewTerm(terms.names[at], int(counts[at]), int(papers[at]))
        for at in np.flatnonzero((terms.count(before) == 0) & enough)
    ]
    return sorted(found, key=lambda one: (-one.papers, one.term))


def _choose(terms: Terms, changes: Iterable[TermChange]) -> tuple[TermChange, ...]:
    """The strongest changes of one direction by the interval's end nearer to no change."""
    ranked = sorted(changes, key=lambda one: (-_strength(one.result), one.term))
    return tuple(ranked[at] for at in drop_echoes(terms, [one.term for one in ranked], MOST_SHOWN))


def _strength(result: Estimate) -> float:
    return math.log(result.ci_lower) if result.estimate > 1 else -math.log(result.ci_upper)
