"""Headlines say what was planted, with level, denominators and direction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from analysis.findings.claimed_gains import (
    compute_claim_headlines,
    compute_claim_summary,
    compute_gain_sizes,
)
from analysis.findings.code_release import compute_release_headlines, compute_release_summary
from analysis.findings.headlines import Headline
from analysis.findings.overview import compute_overview
from analysis.findings.scope import Scope, compute_scope, describe_scope
from analysis.findings.team_size import (
    compute_team_size_headlines,
    compute_team_size_summary,
    compute_team_size_trends,
)
from analysis.findings.topic_frequency import (
    compute_topic_headlines,
    compute_topic_shares,
    compute_topic_trends,
)
from analysis.parameters import Parameters
from tests.findings.corpora import MadeDigest, MadePaper, make_tables, plant_corpus

RISING = tuple(np.linspace(0.2, 0.7, 10))
FALLING = RISING[::-1]
FLAT = (0.4, 0.5) * 5


def _plant(shares: Sequence[float], **options: Any) -> Scope:
    return compute_scope(make_tables(*plant_corpus(shares)), Parameters(seed=1, **options))


def _head_release(scope: Scope) -> list[Headline]:
    return compute_release_headlines(compute_release_summary(scope), scope)


def _head_topics(scope: Scope) -> list[Headline]:
    return compute_topic_headlines(compute_topic_shares(scope), compute_topic_trends(scope), scope)


def _head_teams(scope: Scope) -> list[Headline]:
    summary, trends = compute_team_size_summary(scope), compute_team_size_trends(scope)
    return compute_team_size_headlines(summary, trends, scope)


def _head_claims(scope: Scope) -> list[Headline]:
    return compute_claim_headlines(compute_claim_summary(scope), compute_gain_sizes(scope), scope)


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [(RISING, "; rising, p "), (FALLING, "; falling, p "), (FLAT, "; no trend detected, p ")],
)
def test_a_planted_trend_is_named(shares: Sequence[float], verdict: str) -> None:
    scope = _plant(shares)
    for headline in (_head_release(scope)[-1], _head_claims(scope)[-1], _head_teams(scope)[-1]):
        assert verdict in headline.interval
        assert headline.interval.startswith("95% interval ")
        assert headline.note == "over 400 listings"


def test_rising_and_falling_topics_are_named() -> None:
    headline = _head_topics(_plant(RISING))[-1]
    assert headline.value == "2 of 2 tested"
    assert headline.interval == "p below 0.05 after adjusting for 2 tests"
    assert headline.note == "rising: Large language models; falling: Agents"
    assert _head_topics(_plant(FLAT))[-1].value == "0 of 2 tested"


@pytest.mark.parametrize("n_digests", [1, 3, 7])
def test_few_digests_are_too_little_data(n_digests: int) -> None:
    scope = _plant(RISING[:n_digests])
    for headlines in (_head_release(scope), _head_topics(scope), _head_teams(scope)):
        assert headlines[-1].value == "too little data"
    if n_digests > 1:
        assert f"{n_digests} digests: a trend test needs at least 8" in headlines[-1].interval


def test_the_topics_headline_quotes_no_single_topic_s_figure() -> None:
    headline = _head_topics(_plant(RISING[:5]))[-1]
    assert headline.interval == "5 digests: a trend test needs at least 8"


def test_intervals_name_their_level() -> None:
    scope = _plant(RISING, confidence_level=0.9)
    headlines = [*_head_topics(scope)[:2], *_head_release(scope), _head_claims(scope)[0]]
    assert all(one.interval.startswith("90% interval ") for one in headlines)


def test_shares_have_count_and_denominator() -> None:
    release = _head_release(_plant(RISING))[0]
    assert release.note == "180 of 400 listings"
    assert _head_topics(_plant(RISING))[0].note == "220 of 400 listings"
    claims = _head_claims(_plant(RISING))
    assert claims[1].note == "over 180 claimed gains of 180 papers"
    assert claims[4].note == "0 of 180 listings with a gain"


def test_a_median_without_interval_says_so() -> None:
    gain = _head_claims(_plant(RISING))[1]
    assert gain.value == "10%"
    assert gain.interval == "no interval: all 180 values are 10: no interval can be drawn from them"


def test_the_other_axis_counts_papers() -> None:
    scope = _plant(RISING, date_axis="publication_date", frequency="quarter")
    assert _head_release(scope)[0].note.endswith("of 400 papers")
    assert "; no " not in _head_release(scope)[0].interval


def test_a_short_span_is_called_an_extrapolation() -> None:
    tables = make_tables(*plant_corpus(RISING, days=10))
    headline = _head_release(compute_scope(tables, Parameters()))[-1]
    assert headline.note == (
        "over 400 listings; the dates span 0.25 years: a ratio per year extrapolates"
    )


def test_headlines_of_nothing() -> None:
    scope = compute_scope(make_tables([], [MadeDigest("a", date(2024, 1, 1))]), Parameters())
    for headlines in (
        _head_topics(scope),
        _head_release(scope),
        _head_teams(scope),
        _head_claims(scope),
        compute_overview(scope).headlines,
    ):
        assert {one.value for one in headlines} == {"too little data"}
        assert not any("nan" in f"{one.interval}{one.note}" for one in headlines)


def test_scope_tells_of_cut_periods_and_bad_files() -> None:
    papers = [MadePaper("p", date(2024, 2, 1)), MadePaper("q", date(2023, 7, 1))]
    digests = [
        MadeDigest("a", date(2024, 3, 5), ("p", "q")),
        MadeDigest("b", None, ("p",)),
        MadeDigest("c", None, (), "failed"),
    ]
    tables = make_tables(papers, digests)
    by_year = Parameters(date_axis="publication_date", frequency="year")
    assert describe_scope(compute_scope(tables, by_year)).endswith(
        "Trend tests leave out 1 paper in 2024, covered only in part. 1 file could not be read."
    )
    assert "Left out of 3: 1 without a date on this axis." in describe_scope(
        compute_scope(tables, Parameters())
    )


def test_an_empty_digest_is_counted_as_read() -> None:
    digests = [MadeDigest("a", date(2024, 3, 5), ("p",)), MadeDigest("b", date(2024, 4, 5))]
    scope = compute_scope(make_tables([MadePaper("p")], digests), Parameters())
    assert describe_scope(scope).startswith("1 listing of 1 distinct paper in 2 dated digests,")
