"""Team sizes: what was planted is found, the parts sum to the whole, thin data say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import tables
from analysis.findings.headlines import Headline
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_kinds import (
    compute_team_kinds_over_time,
    compute_team_size_bins_over_time,
    restrict_to_known,
)
from analysis.findings.team_size import (
    TeamSizeTrend,
    compute_team_size_distribution,
    compute_team_size_headlines,
    compute_team_size_summary,
    compute_team_size_trends,
    compute_team_sizes_over_time,
)
from analysis.parameters import check_parameters
from analysis.stats.results import Estimate, TooLittleData
from tests.findings.cases import CASES, DIGESTS, MONTHS, VIEWS, YEARS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables

START = date(2021, 1, 4)
CHOSEN = [VIEWS[name] for name in ("digests", "months", "published years", "before all")]
SIZED = ["q25", "median", "q75", "mean"]


def draw_teams(seed: int, ratio: float, n_digests: int = 24, per_digest: int = 30) -> Scope:
    """Digests sixty days apart whose mean team grows by `ratio` a year from 4 authors."""
    rng = np.random.default_rng(seed)
    papers, digests = [], []
    for at in range(n_digests):
        on = START + timedelta(days=60 * at)
        mean = 4 * ratio ** (60 * at / 365.2425)
        # A geometric count from 1 on: as overdispersed as team sizes are.
        sizes = rng.geometric(1 / mean, per_digest)
        names = tuple(f"paper {at}-{number}" for number in range(per_digest))
        papers += [MadePaper(name, on, int(n)) for name, n in zip(names, sizes, strict=True)]
        digests.append(MadeDigest(f"digest {at:02}", on, names))
    return compute_scope(make_tables(papers, digests), check_parameters(**DIGESTS))


def make_scope(sizes: Sequence[Sequence[int | None]], **options: Any) -> Scope:
    """One digest per row of team sizes, thirty days apart, of papers of their own."""
    papers, digests = [], []
    for at, row in enumerate(sizes):
        names = tuple(f"paper {at}-{number}" for number in range(len(row)))
        papers += [MadePaper(name, None, n) for name, n in zip(names, row, strict=True)]
        digests.append(MadeDigest(f"digest {at:02}", START + timedelta(days=30 * at), names))
    return compute_scope(make_tables(papers, digests), check_parameters(**(DIGESTS | options)))


def by_label(scope: Scope) -> dict[str, TeamSizeTrend]:
    return {trend.label: trend for trend in compute_team_size_trends(scope).trends}


def test_planted_growth_lies_within_its_intervals() -> None:
    inside = 0
    for seed in range(10):
        result = by_label(draw_teams(seed, 1.25))["Mean"].result
        assert isinstance(result, Estimate)
        inside += result.ci_lower <= 1.25 <= result.ci_upper
    # Of ten 95% intervals, fewer than seven hold the truth once in a thousand times.
    assert inside >= 7


def test_all_five_statistics_tell_of_strong_growth() -> None:
    found = compute_team_size_trends(draw_teams(3, 1.6))
    assert found.n_tests == 5
    for trend in found.trends:
        assert isinstance(trend.result, Estimate), trend.label
        falls = trend.label == "Share of single authors"
        assert (trend.result.estimate < 1) == falls, trend.label
        assert trend.pvalue_adjusted < 0.05, trend.label
        assert trend.result.pvalue is not None
        assert trend.pvalue_adjusted >= trend.result.pvalue


def test_no_growth_is_rarely_a_trend() -> None:
    scopes = [draw_teams(seed, 1) for seed in range(6)]
    found = [any(t.pvalue_adjusted < 0.05 for t in by_label(scope).values()) for scope in scopes]
    assert sum(found) <= 2


def test_only_tests_that_were_made_count_towards_the_adjustment() -> None:
    sizes = np.random.default_rng(1).integers(2, 10, (10, 20)).tolist()
    found = compute_team_size_trends(make_scope(sizes))
    assert found.n_tests == 3
    untested = [trend for trend in found.trends if isinstance(trend.result, TooLittleData)]
    assert [trend.label for trend in untested] == [
        "Share of single authors",
        "Share of teams of 10 or more",
    ]
    assert all(np.isnan(trend.pvalue_adjusted) for trend in untested)


def test_the_headline_quotes_the_adjusted_p() -> None:
    scope = draw_teams(3, 1.1)
    headline = head(scope)[-1]
    table = tables.tabulate_team_size_trends(compute_team_size_trends(scope), scope)
    assert headline.interval.endswith("(adjusted for 5 tests)")
    assert f"p {table.loc[0, 'p adjusted']} (" in headline.interval


def head(scope: Scope) -> list[Headline]:
    return compute_team_size_headlines(
        compute_team_size_summary(scope), compute_team_size_trends(scope), scope
    )


def test_overall_values_are_those_of_all_known_papers() -> None:
    sizes = [[1, 2, 2, 3, 40, None, 5], [3, 4, 5, 6, 12, 12, 5], [1, 7, 8, 9, 9, None, 6, 4]]
    known = [n for row in sizes for n in row if n is not None]
    summary = compute_team_size_summary(make_scope(sizes))
    assert isinstance(summary.mean, Estimate)
    assert summary.mean.estimate == pytest.approx(np.mean(known))
    assert summary.mean.ci_lower < np.mean(known) < summary.mean.ci_upper
    for result, q in (
        (summary.lower_quartile, 0.25),
        (summary.median, 0.5),
        (summary.upper_quartile, 0.75),
    ):
        assert isinstance(result, Estimate)
        assert result.estimate == np.quantile(known, q, method="averaged_inverted_cdf")
    assert isinstance(summary.solo, Estimate)
    assert summary.solo.estimate == pytest.approx(2 / 20)
    assert isinstance(summary.large, Estimate)
    assert summary.large.estimate == pytest.approx(3 / 20)
    assert (summary.n_known, summary.n_unknown) == (20, 2)


def test_a_period_has_values_and_intervals_as_its_papers_allow() -> None:
    series = compute_team_sizes_over_time(make_scope([[2, 4, 6], [*range(1, 21)], [3] * 20, []]))
    few, many, equal, none = (series.iloc[at] for at in range(4))
    assert few[SIZED].tolist() == [2, 4, 6, 4]
    assert few[["ci_lower", "mean_lower", "q25_lower", "q75_lower"]].isna().all()
    assert many["mean_lower"] < 10.5 < many["mean_upper"]
    assert many["q25_lower"] < 5.5 < many["q25_upper"]
    assert many["q75_lower"] < 15.5 < many["q75_upper"]
    assert equal[SIZED].tolist() == [3, 3, 3, 3]
    assert equal[["ci_lower", "mean_lower", "q25_lower", "q75_lower"]].isna().all()
    assert equal["note"] == "all 20 values are 3: no interval can be drawn from them"
    assert none[SIZED].isna().all()
    assert none["known"] == 0


def test_the_known_are_the_denominator_of_single_and_large_teams() -> None:
    scope = make_scope([[1, 10, 3, None, None], [None, None]], min_papers=3)
    series = compute_team_kinds_over_time(scope).set_index(["period", "team_kind"])
    assert series["count"].tolist() == [1, 1, 0, 0]
    assert series["nobs"].tolist() == [3, 3, 0, 0]
    assert series["proportion"].tolist()[:2] == pytest.approx([1 / 3, 1 / 3])
    assert series["proportion"].isna().tolist() == [False, False, True, True]
    assert series["is_small"].tolist() == [False, False, True, True]
    assert restrict_to_known(scope).nobs == 3


def test_a_large_team_has_ten_authors() -> None:
    summary = compute_team_size_summary(make_scope([[9, 10, 11]]))
    assert isinstance(summary.large, Estimate)
    assert summary.large.estimate == pytest.approx(2 / 3)


@pytest.fixture(scope="module", params=CASES)
def scopes(request: pytest.FixtureRequest) -> list[Scope]:
    made = make_tables(*CASES[request.param])
    return [compute_scope(made, check_parameters(**view)) for view in CHOSEN]


def test_bins_over_time_sum_to_papers_and_to_the_distribution(scopes: list[Scope]) -> None:
    for scope in scopes:
        bins = compute_team_size_bins_over_time(scope)
        read = bins[bins["nobs"].notna()]
        sums = read.groupby("period")["count"].sum()
        assert (sums == read.groupby("period")["nobs"].first()).all()
        assert read["count"].sum() == scope.nobs
        shares = read[read["nobs"] > 0].groupby("period")["proportion"].sum()
        assert shares.to_numpy() == pytest.approx(1)
        overall = compute_team_size_distribution(scope).set_index("team_size_bin")["count"]
        found = bins.groupby("team_size_bin")["count"].sum().reindex(overall.index, fill_value=0)
        assert found.astype(int).tolist() == overall.tolist()


def test_kinds_over_time_sum_to_the_overall_counts(scopes: list[Scope]) -> None:
    for scope in scopes:
        series = compute_team_kinds_over_time(scope)
        sizes = compute_team_sizes_over_time(scope)
        for kind in ("solo", "large"):
            rows = series[series["team_kind"].eq(kind)]
            assert rows["count"].sum() == sizes[kind].sum()
            assert rows["nobs"].sum() == sizes["known"].sum()


def test_intervals_are_in_order_and_never_without_width(scopes: list[Scope]) -> None:
    for scope in scopes:
        series = compute_team_sizes_over_time(scope)
        known = series[series["median"].notna()]
        assert (known["q25"] <= known["median"]).all()
        assert (known["median"] <= known["q75"]).all()
        for lower, upper in (
            ("ci_lower", "ci_upper"),
            ("q25_lower", "q25_upper"),
            ("q75_lower", "q75_upper"),
            ("mean_lower", "mean_upper"),
        ):
            assert (known[lower].isna() == known[upper].isna()).all()
            given = known[known[lower].notna()]
            assert (given[lower] < given[upper]).all()


def test_every_table_is_in_words(scopes: list[Scope]) -> None:
    for scope in scopes:
        frames = [
            tables.tabulate_team_size_summary(compute_team_size_summary(scope), scope),
            tables.tabulate_team_size_bins_over_time(
                compute_team_size_bins_over_time(scope), scope
            ),
            tables.tabulate_team_kinds(compute_team_kinds_over_time(scope), scope),
        ]
        for frame in frames:
            assert len(frame)
            assert frame.columns.is_unique
            assert not {"nan", "NaN", "None", "inf"} & {str(c) for c in frame.to_numpy().ravel()}


def test_the_table_of_bins_adds_up_row_by_row() -> None:
    scope = make_scope([[1, 2, 60, None], [], [7, 7, 7]], **MONTHS)
    frame = tables.tabulate_team_size_bins_over_time(compute_team_size_bins_over_time(scope), scope)
    assert (frame.iloc[:, 2:].sum(axis=1) == frame["Listings"]).all()
    assert frame.iloc[0, 2:].to_dict() == {
        **dict.fromkeys(["3", "4", "5", "6-9", "10-19", "20-49"], 0),
        **dict.fromkeys(["1", "2", "50+", "unknown"], 1),
    }


def test_a_trend_without_a_smallest_ratio_says_why() -> None:
    scope = draw_teams(1, 1.2)
    frame = tables.tabulate_team_size_trends(compute_team_size_trends(scope), scope)
    frame = frame.set_index("Team size")
    lacking = frame["Smallest detectable"].eq("\N{EN DASH}")
    assert lacking[["Mean", "Share of single authors"]].eq(False).all()
    assert frame["Note"][lacking].str.contains("no smallest detectable").all()


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        ([], "no digests: nothing to test"),
        ([[5]], "all rows have one date"),
        ([[3, 4, 5, 6, 7, 8, 9, 10]], "all rows have one date"),
        ([[3, 4, 5]] * 3, "3 digests: a trend test needs at least 8"),
        ([[4] * 10] * 12, "all 120 values are 4: there is nothing to compare"),
        ([[None] * 5] * 12, "no digests: nothing to test"),
    ],
)
def test_too_little_for_a_trend(sizes: list[list[int | None]], reason: str) -> None:
    found = compute_team_size_trends(make_scope(sizes))
    assert found.n_tests == 0
    for trend in found.trends:
        assert isinstance(trend.result, TooLittleData)
        assert trend.result.needed
    assert isinstance(found.trends[0].result, TooLittleData)
    assert found.trends[0].result.reason.startswith(reason)
    assert head(make_scope(sizes))[-1].value == "too little data"


def test_a_paper_in_many_digests_is_one_independent_value() -> None:
    papers = [MadePaper(f"paper {n}", date(2020, 1, 1), n) for n in range(1, 6)]
    digests = [
        MadeDigest(f"digest {at}", START + timedelta(days=at), tuple(p.name for p in papers))
        for at in range(9)
    ]
    made = make_tables(papers, digests)
    summary = compute_team_size_summary(compute_scope(made, check_parameters(**DIGESTS)))
    assert isinstance(summary.median, TooLittleData)
    assert summary.median.reason == "5 independent values: the median needs at least 6"
    assert summary.n_known == 45
    by_year = compute_scope(made, check_parameters(**YEARS))
    assert compute_team_size_summary(by_year).n_known == 5


def test_unknown_sizes_stand_apart_in_every_period() -> None:
    bins = compute_team_size_bins_over_time(make_scope([[None, 3], [None, None]]))
    unknown = bins[bins["team_size_bin"].eq("unknown")]
    assert unknown["proportion"].tolist() == [0.5, 1.0]
    assert pd.isna(bins["proportion"]).sum() == 0
