"""Nothing is lost or counted twice, whatever the corpus and whoever looks."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.corpus import Tables
from analysis.findings.claimed_gains import compute_claims_by_unit, compute_claims_over_time
from analysis.findings.code_release import compute_release_shares, compute_releases_over_time
from analysis.findings.data_quality import compute_ages, compute_coverage
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_size import (
    compute_team_size_distribution,
    compute_team_sizes_over_time,
)
from analysis.findings.topic_frequency import (
    compute_topic_shares,
    compute_topic_shares_over_time,
    compute_without_topic,
)
from analysis.parameters import check_parameters
from tests.findings.cases import CASES, VIEWS
from tests.findings.corpora import make_tables


@pytest.fixture(scope="module", params=CASES)
def tables(request: pytest.FixtureRequest) -> Tables:
    return make_tables(*CASES[request.param])


@pytest.fixture(scope="module", params=VIEWS)
def scope(request: pytest.FixtureRequest, tables: Tables) -> Scope:
    return compute_scope(tables, check_parameters(**VIEWS[request.param]))


def test_release_kinds_sum_to_all(scope: Scope) -> None:
    shares = compute_release_shares(scope)
    assert shares["count"].sum() == scope.nobs
    assert set(shares["nobs"]) == {scope.nobs}
    series = compute_releases_over_time(scope)
    kinds = series[["linked", "stated", "promised", "none"]].sum(axis=1, skipna=False)
    pd.testing.assert_series_equal(kinds, series["nobs"], check_names=False)
    assert (series["count"] == series["linked"] + series["stated"]).all()
    assert series["nobs"].sum() == scope.nobs


def test_team_size_bins_sum_to_all(scope: Scope) -> None:
    bins = compute_team_size_distribution(scope)
    assert bins["count"].sum() == scope.nobs
    known = bins[bins["team_size_bin"].ne("unknown")]
    assert known["count"].sum() == known["nobs"].iloc[0]
    counts = (known["proportion"] * known["nobs"]).fillna(0)
    assert counts.round(6).tolist() == known["count"].tolist()
    series = compute_team_sizes_over_time(scope)
    assert series["known"].sum() == known["count"].sum()
    assert series["nobs"].sum() == scope.nobs
    assert series["solo"].sum() == bins["count"].iloc[0]


def test_topics_agree_over_time_and_overall(scope: Scope) -> None:
    shares = compute_topic_shares(scope).set_index("topic")
    series = compute_topic_shares_over_time(scope)
    for topic, rows in series.groupby("topic"):
        assert rows["count"].sum() == shares.loc[topic, "count"]
        assert rows["nobs"].sum() == scope.nobs
        assert list(rows["label"]) == list(scope.grid["label"])


def test_fractional_topics_and_papers_without_one_sum_to_all(scope: Scope) -> None:
    shares = compute_topic_shares(scope)
    total = shares["weight"].sum() + compute_without_topic(scope)
    assert total == pytest.approx(scope.nobs)
    assert (shares["weight"] <= shares["count"]).all()


def test_claims_agree_over_time_and_overall(scope: Scope) -> None:
    by_unit = compute_claims_by_unit(scope)
    assert (by_unit[["gains", "costs", "neutral"]].sum(axis=1) == by_unit["claims"]).all()
    series = compute_claims_over_time(scope)
    assert series["claims"].sum() == by_unit["claims"].sum()
    assert (series["count"] <= series["nobs"]).all()


def test_no_digest_is_never_zero(scope: Scope) -> None:
    missing = scope.grid["state"].isin(["no_digest", "failed"]).to_numpy()
    for series in (compute_releases_over_time(scope), compute_team_sizes_over_time(scope)):
        assert (series["nobs"].isna() == missing).all()


def test_every_interval_holds_its_share(scope: Scope) -> None:
    for frame in (
        compute_release_shares(scope),
        compute_topic_shares(scope),
        compute_topic_shares_over_time(scope),
        compute_team_size_distribution(scope),
    ):
        known = frame[frame["ci_lower"].notna()]
        assert (known["ci_lower"] <= known["proportion"]).all()
        assert (known["proportion"] <= known["ci_upper"]).all()
        assert (known["ci_lower"] >= 0).all()
        assert (known["ci_upper"] <= 1).all()


def test_files_and_listings_are_all_there(tables: Tables) -> None:
    coverage = compute_coverage(tables)
    assert coverage.n_read + coverage.n_failed == len(tables.digests) == len(coverage.digests)
    assert coverage.digests["listings"].sum() == coverage.n_listings == len(tables.listings)
    assert len(compute_ages(tables)) == len(tables.listings)
