"""Claimed gains: what was planted is found, the parts sum to the whole, units stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import tables
from analysis.findings.claimed_gains import (
    GainSizes,
    compute_claim_summary,
    compute_claims_by_unit,
    compute_claims_over_time,
    compute_gain_sizes,
    compute_median_gains,
)
from analysis.findings.claims_per_paper import compute_claims_per_paper
from analysis.findings.gain_changes import compute_gains_over_time
from analysis.findings.gain_terms import (
    compute_gain_bounds,
    compute_gain_terms,
    compute_sized_gains,
)
from analysis.findings.scope import Scope, compute_scope
from analysis.papers import Unit
from analysis.parameters import check_parameters
from analysis.stats.results import Estimate, TooLittleData
from tests.findings.cases import CASES, DIGESTS, MONTHS, VIEWS
from tests.findings.corpora import MadeClaim, MadeDigest, MadePaper, make_tables

START = date(2021, 1, 4)
CHOSEN = [VIEWS[name] for name in ("digests", "months", "published years", "before all")]


def make_scope(claims: Sequence[Sequence[tuple[MadeClaim, ...]]], **options: Any) -> Scope:
    """One digest per row, thirty days apart; each entry is a paper with these claims."""
    papers, digests = [], []
    for at, row in enumerate(claims):
        names = tuple(f"paper {at}-{number}" for number in range(len(row)))
        papers += [MadePaper(name, claims=told) for name, told in zip(names, row, strict=True)]
        digests.append(MadeDigest(f"digest {at:02}", START + timedelta(days=30 * at), names))
    return compute_scope(make_tables(papers, digests), check_parameters(**(DIGESTS | options)))


def draw_gains(seed: int, ratio: float) -> Scope:
    """Digests sixty days apart: percent gains grow by `ratio` a year, factors stay as they are."""
    rng = np.random.default_rng(seed)
    papers, digests = [], []
    for at in range(24):
        on = START + timedelta(days=60 * at)
        names = tuple(f"paper {at}-{number}" for number in range(20))
        for name in names:
            percent = 10 * ratio ** (60 * at / 365.2425) * rng.lognormal(0, 0.8)
            claims = (MadeClaim(percent), MadeClaim(3 * rng.lognormal(0, 0.8), "times"))
            papers.append(MadePaper(name, on, claims=claims))
        digests.append(MadeDigest(f"digest {at:02}", on, names))
    return compute_scope(make_tables(papers, digests), check_parameters(**DIGESTS))


def of_unit(gains: tuple[GainSizes, ...], unit: Unit) -> GainSizes:
    return next(one for one in gains if one.unit is unit)


def test_planted_growth_is_found_in_its_unit_class_alone() -> None:
    inside = 0
    for seed in range(5):
        gains = compute_gain_sizes(draw_gains(seed, 1.4))
        percent, times = of_unit(gains, Unit.PERCENT), of_unit(gains, Unit.TIMES)
        assert isinstance(percent.trend, Estimate)
        assert isinstance(times.trend, Estimate)
        inside += percent.trend.ci_lower <= 1.4 <= percent.trend.ci_upper
        assert percent.pvalue_adjusted < 0.05
        assert times.pvalue_adjusted > 0.01
    assert inside >= 3


def test_the_adjustment_counts_the_unit_classes_that_could_be_tested() -> None:
    gains = compute_gain_sizes(draw_gains(1, 1.1))
    percent, points, times = gains
    assert isinstance(points.trend, TooLittleData)
    assert np.isnan(points.pvalue_adjusted)
    for one, other in ((percent, times), (times, percent)):
        assert isinstance(one.trend, Estimate)
        assert isinstance(other.trend, Estimate)
        assert one.trend.pvalue is not None
        assert other.trend.pvalue is not None
        own, rest = one.trend.pvalue, other.trend.pvalue
        expected = min(2 * own, rest) if own < rest else own
        assert one.pvalue_adjusted == pytest.approx(expected)


def test_planted_medians_are_found_per_unit_class() -> None:
    gains = compute_gain_sizes(draw_gains(5, 1.0))
    for unit, planted in ((Unit.PERCENT, 10), (Unit.TIMES, 3)):
        median = of_unit(gains, unit).median
        assert isinstance(median, Estimate)
        assert median.ci_lower < planted < median.ci_upper


def test_claims_per_paper_count_every_paper_once() -> None:
    one = MadeClaim()
    scope = make_scope([[(), (), (one,), (one,) * 2], [(one,) * 3, (one,) * 4, (one,) * 9]])
    found = compute_claims_per_paper(scope)
    assert found.distribution["claims"].tolist() == ["0", "1", "2", "3", "4+"]
    assert found.distribution["count"].tolist() == [2, 1, 1, 1, 2]
    assert set(found.distribution["nobs"]) == {7}
    assert found.n_claims == 19
    assert isinstance(found.mean, TooLittleData)
    assert found.mean.needed == "at least 20 independent values"


def test_mean_claims_are_of_all_papers_and_of_those_with_any() -> None:
    claims = [(MadeClaim(),) * (at % 4) for at in range(40)]
    found = compute_claims_per_paper(make_scope([claims]))
    for result, mean, nobs in ((found.mean, 1.5, 40), (found.mean_if_any, 2.0, 30)):
        assert isinstance(result, Estimate)
        assert (result.estimate, result.nobs) == (mean, nobs)
        assert result.ci_lower < mean < result.ci_upper


def test_recurring_papers_widen_the_interval_of_the_mean() -> None:
    papers = [MadePaper(f"p{n}", claims=(MadeClaim(),) * (n % 5)) for n in range(20)]
    names = tuple(paper.name for paper in papers)
    digests = [MadeDigest(f"d{at}", START + timedelta(days=at), names) for at in range(10)]
    parameters = check_parameters(**DIGESTS)
    once = compute_claims_per_paper(compute_scope(make_tables(papers, digests[:1]), parameters))
    often = compute_claims_per_paper(compute_scope(make_tables(papers, digests), parameters))
    assert isinstance(once.mean, Estimate)
    assert isinstance(often.mean, Estimate)
    assert often.mean.nobs == 200
    width = once.mean.ci_upper - once.mean.ci_lower
    assert often.mean.ci_upper - often.mean.ci_lower == pytest.approx(width, rel=0.1)


def test_best_cases_and_costs_have_their_denominators() -> None:
    gain, best = MadeClaim(), MadeClaim(bound="up_to")
    factor = MadeClaim(3.0, "times", bound="up_to")
    cost = MadeClaim(2.0, "times", effect="cost", bound="up_to")
    scope = make_scope([[(gain, best), (gain, cost), (factor,), (cost,), ()]])
    terms = compute_gain_terms(scope).set_index(["term", "unit"])
    found = terms[["count", "nobs"]].apply(tuple, axis=1).to_dict()
    assert found["up_to", "percent"] == (1, 3)
    assert found["up_to", "times"] == (1, 1)
    assert found["up_to", "points"] == (0, 0)
    assert found["up_to", "any"] == (2, 4)
    assert found["cost", "percent"] == (1, 2)
    assert found["cost", "times"] == (0, 1)
    assert found["cost", "any"] == (1, 3)
    assert np.isnan(terms.loc[("up_to", "points"), "proportion"])


def test_ends_kept_shares_and_zeros_have_no_size() -> None:
    told = [
        MadeClaim(12.0),
        MadeClaim(None, kind="from_to"),
        MadeClaim(97.0, kind="share"),
        MadeClaim(0.0),
        MadeClaim(4.0, "points"),
    ]
    scope = make_scope([[(claim,) for claim in told]])
    assert compute_sized_gains(scope).set_index("unit").loc["percent"].to_dict() == {
        "gains": 4,
        "sized": 1,
        "from_to": 1,
        "kept": 1,
        "unsized": 1,
        "ranges": 0,
    }
    gains = compute_gain_sizes(scope)
    assert [one.sizes["size"].tolist() for one in gains] == [[12], [4], []]


def test_a_range_counts_once_with_the_end_told_first() -> None:
    scope = make_scope([[(MadeClaim(20.0),), (MadeClaim(5.0),)]])
    high = scope.tables.claims["value"].map({20.0: 40.0})
    scope = replace(
        scope, tables=replace(scope.tables, claims=scope.tables.claims.assign(high=high))
    )
    assert compute_sized_gains(scope)["ranges"].tolist() == [1, 0, 0]
    percent = compute_gain_sizes(scope)[0]
    assert sorted(percent.sizes["size"]) == [5, 20]


def test_medians_over_time_say_what_they_lack() -> None:
    many = [(MadeClaim(float(size)),) for size in range(1, 22)]
    equal = [(MadeClaim(7.0),)] * 20
    scope = make_scope([many, equal, [(MadeClaim(3.0),)], [()]])
    series = compute_gains_over_time(compute_gain_sizes(scope), scope)
    percent = series[series["unit"].eq("percent")]
    assert percent["median"].tolist()[:3] == [11, 7, 3]
    assert percent["ci_lower"].isna().tolist() == [False, True, True, True]
    assert percent["note"].tolist()[1:3] == [
        "all 20 values are 7: no interval can be drawn from them",
        "1 independent value: the median needs at least 6",
    ]
    assert percent["is_small"].tolist() == [False, False, True, True]
    assert percent["gains"].tolist() == [21, 20, 1, 0]


@pytest.mark.parametrize(
    "claims",
    [[], [[()]], [[(MadeClaim(),)]], [[(MadeClaim(),)] * 3] * 2, [[(MadeClaim(5.0),)] * 9] * 10],
    ids=["no digest", "no claim", "one paper", "two periods", "all equal"],
)
def test_too_little_for_a_trend(claims: list[list[tuple[MadeClaim, ...]]]) -> None:
    scope = make_scope(claims)
    gains = compute_gain_sizes(scope)
    for one in gains:
        assert isinstance(one.trend, TooLittleData)
        assert one.trend.reason
        assert one.trend.needed
        assert np.isnan(one.pvalue_adjusted)
    assert isinstance(compute_claim_summary(scope).trend, TooLittleData)
    frame = tables.tabulate_gain_trends(gains, scope)
    assert frame["Note"].ne("").all()
    assert set(frame["p adjusted"]) == {"\N{EN DASH}"}


@pytest.fixture(scope="module", params=CASES)
def scopes(request: pytest.FixtureRequest) -> list[Scope]:
    made = make_tables(*CASES[request.param])
    return [compute_scope(made, check_parameters(**view)) for view in CHOSEN]


def test_papers_by_number_of_claims_sum_to_all(scopes: list[Scope]) -> None:
    for scope in scopes:
        found = compute_claims_per_paper(scope)
        assert found.distribution["count"].sum() == scope.nobs
        by_unit = compute_claims_by_unit(scope)
        assert found.n_claims == by_unit["claims"].sum()
        series = compute_claims_over_time(scope)
        assert found.n_claims == series["claims"].sum()
        with_any = found.distribution["count"].iloc[1:].sum()
        assert with_any == series["count"].sum()


def test_gains_by_bound_and_by_size_sum_to_all(scopes: list[Scope]) -> None:
    for scope in scopes:
        gains = compute_claims_by_unit(scope).set_index("unit")["gains"]
        bounds = compute_gain_bounds(scope).set_index("unit")
        assert bounds["gains"].to_dict() == gains.to_dict()
        parts = bounds[["exact", "up_to", "at_least", "about"]].sum(axis=1)
        assert parts.to_dict() == gains.to_dict()
        sized = compute_sized_gains(scope).set_index("unit")
        parts = sized[["sized", "from_to", "kept", "unsized"]].sum(axis=1)
        assert parts.to_dict() == gains[sized.index].to_dict()
        assert sized["sized"].tolist() == [len(one.sizes) for one in compute_gain_sizes(scope)]
        terms = compute_gain_terms(scope)
        told = terms[terms["term"].eq("up_to")].set_index("unit")
        assert told["nobs"].iloc[:-1].sum() == told.loc["any", "nobs"] == gains.sum()
        assert told["count"].iloc[:-1].sum() == told.loc["any", "count"] == bounds["up_to"].sum()


def test_gains_per_period_and_family_sum_to_their_unit_class(scopes: list[Scope]) -> None:
    for scope in scopes:
        gains = compute_gain_sizes(scope)
        series = compute_gains_over_time(gains, scope)
        medians = compute_median_gains(gains, scope)
        for one, label in zip(gains, ("percent", "points", "times"), strict=True):
            assert series["gains"][series["unit"].eq(one.unit)].sum() == len(one.sizes)
            own = medians[medians["unit"].eq(label)]
            families = own[own["metric_family"].ne("all")]
            assert families["claims"].sum() == len(one.sizes)
        given = series[series["ci_lower"].notna()]
        assert (given["ci_lower"] < given["ci_upper"]).all()
        assert (series["note"].ne("") | series["median"].isna() | series["ci_lower"].notna()).all()


def test_every_table_is_in_words(scopes: list[Scope]) -> None:
    for scope in scopes:
        per_paper, gains = compute_claims_per_paper(scope), compute_gain_sizes(scope)
        frames = [
            tables.tabulate_claims_per_paper(per_paper, scope),
            tables.tabulate_mean_claims(per_paper, scope),
            tables.tabulate_gain_terms(compute_gain_terms(scope), scope),
            tables.tabulate_gain_bounds(compute_gain_bounds(scope)),
            tables.tabulate_sized_gains(compute_sized_gains(scope)),
            tables.tabulate_gains_over_time(compute_gains_over_time(gains, scope), scope),
        ]
        for frame in frames:
            assert len(frame)
            assert frame.columns.is_unique
            assert not {"nan", "NaN", "None", "inf"} & {str(c) for c in frame.to_numpy().ravel()}


def test_a_month_without_digest_has_no_count() -> None:
    digests = [
        MadeDigest("a", date(2024, 1, 15), ("p",)),
        MadeDigest("b", date(2024, 3, 15), ("p",)),
    ]
    made = make_tables([MadePaper("p", claims=(MadeClaim(),))], digests)
    scope = compute_scope(made, check_parameters(**MONTHS))
    series = compute_gains_over_time(compute_gain_sizes(scope), scope)
    percent = series[series["unit"].eq("percent")]
    assert percent["gains"].isna().tolist() == [False, True, False]
    frame = tables.tabulate_gains_over_time(series, scope)
    assert pd.isna(frame.loc[1, "Listings"])
    assert frame.loc[1, "Percent: median (95% interval)"] == "\N{EN DASH}"
