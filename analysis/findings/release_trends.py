"""Trends of announced release and of each kind of announcement, as one family of tests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.findings import keys
from analysis.findings.headlines import SIGNIFICANCE, Headline, trend_headline
from analysis.findings.release_kinds import ANNOUNCED, KIND_LABELS, RELEASED, compute_kinds
from analysis.findings.scope import Scope
from analysis.findings.shares import compute_share_trend
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.results import Estimate, Result, TooLittleData
from analysis.wording import count_of, format_reason

TREND_LABELS = {
    "released": "released, with or without a link",
    **{kind: KIND_LABELS[kind] for kind in ANNOUNCED},
}


@dataclass(frozen=True, slots=True)
class ReleaseTrend:
    """How often one kind of announcement is made: odds ratio per year, and its p among all."""

    label: str
    count: int
    """Observations of the kind among those tested, `result.nobs`."""
    result: Result
    pvalue_adjusted: float
    """NaN where no test was made."""


@dataclass(frozen=True, slots=True)
class ReleaseTrends:
    """The trends of all announced releases and of each kind by itself."""

    trends: tuple[ReleaseTrend, ...]
    n_tests: int

    @property
    def released(self) -> ReleaseTrend:
        """The trend of all announced releases, linked or not."""
        return self.trends[0]

    @property
    def changing(self) -> tuple[ReleaseTrend, ...]:
        """Kinds whose trend holds after adjusting for the number of tests."""
        return tuple(one for one in self.trends if one.pvalue_adjusted < SIGNIFICANCE)

    @property
    def why_untested(self) -> str:
        """What a test of all announced releases lacked; empty where it was made."""
        result = self.released.result
        return format_reason(result) if isinstance(result, TooLittleData) else ""


def compute_release_trends(scope: Scope) -> ReleaseTrends:
    """Test all announced releases and each kind for a trend, adjusting for these four tests."""
    kinds = compute_kinds(scope)
    marks = {
        name: kinds.isin(RELEASED) if name == "released" else kinds.eq(name)
        for name in TREND_LABELS
    }
    results = [compute_share_trend(scope, mark) for mark in marks.values()]
    pvalues = [one.pvalue if isinstance(one, Estimate) else None for one in results]
    adjusted = adjust_pvalues(pvalues)
    trends = tuple(
        ReleaseTrend(TREND_LABELS[name], int(mark[scope.complete].sum()), result, float(pvalue))
        for (name, mark), result, pvalue in zip(
            marks.items(), results, adjusted.pvalues_adjusted, strict=True
        )
    )
    return ReleaseTrends(trends, adjusted.n_tests)


def head_release_trend(trends: ReleaseTrends, scope: Scope) -> Headline:
    """The trend of all announced releases, judged by its p-value among all tests."""
    label, result = "Announced release, odds ratio per year", trends.released.result
    if isinstance(result, TooLittleData):
        return trend_headline(label, result, scope, evidence=keys.RELEASED)
    # By its own p-value the headline could name a trend that the table of all does not.
    result = replace(result, pvalue=trends.released.pvalue_adjusted)
    judged = trend_headline(label, result, scope, evidence=keys.RELEASED)
    adjusted = f"{judged.interval} after adjusting for {count_of(trends.n_tests, 'test')}"
    return replace(judged, interval=adjusted)
