"""The change between two halves: planted changes are found where they are, and add up."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.evaluation import read_error_rates
from analysis.findings.accuracy import ERROR_RATES
from analysis.findings.code_release import compute_release_summary
from analysis.findings.release_change import (
    NO_TOPIC,
    ReleaseChange,
    compute_release_change,
    compute_release_correction,
    format_points,
)
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import check_parameters
from analysis.stats.decomposition import Decomposition
from analysis.stats.results import Estimate, TooLittleData
from tests.findings.cases import CASES, VIEWS
from tests.findings.corpora import MadeDigest, MadePaper, make_tables

RATES = read_error_rates(ERROR_RATES)
TOPICS = ("llm", "agents")


def plant(
    sizes: list[tuple[int, int]], rates: list[tuple[float, float]], days: int = 30
) -> tuple[list[MadePaper], list[MadeDigest]]:
    """One digest per entry: `sizes` papers on each of two topics, released at those `rates`."""
    papers, digests = [], []
    for at, (counts, shares) in enumerate(zip(sizes, rates, strict=True)):
        on, names = date(2024, 1, 1) + timedelta(days=days * at), []
        for topic, n, share in zip(TOPICS, counts, shares, strict=True):
            for number in range(n):
                status = "released" if number < round(n * share) else "none"
                names.append(f"{at} {topic} {number}")
                papers.append(MadePaper(names[-1], on, 2, (topic,), status))
        digests.append(MadeDigest(f"digest {at}", on, tuple(names)))
    return papers, digests


def split_of(papers: list[MadePaper], digests: list[MadeDigest], **options: object):
    scope = compute_scope(make_tables(papers, digests), check_parameters(seed=3, **options))
    return compute_release_change(scope, RATES)


def parts_of(change: ReleaseChange) -> tuple[Estimate, Estimate, Estimate]:
    assert isinstance(change.split, Decomposition)
    return change.split.whole, change.split.within, change.split.mix


def holds(part: Estimate, value: float) -> bool:
    return part.ci_lower < value < part.ci_upper


def test_a_change_of_the_mix_alone_is_all_mix() -> None:
    change = split_of(*plant([(80, 20)] * 2 + [(20, 80)] * 2, [(0.6, 0.1)] * 4))
    whole, within, mix = parts_of(change)
    assert (whole.estimate, within.estimate, mix.estimate) == pytest.approx((-0.3, 0, -0.3))
    assert holds(within, 0)
    assert mix.ci_upper < 0


def test_a_change_of_the_rates_alone_is_all_within() -> None:
    change = split_of(*plant([(50, 50)] * 4, [(0.2, 0.2)] * 2 + [(0.6, 0.4)] * 2))
    whole, within, mix = parts_of(change)
    assert (whole.estimate, within.estimate, mix.estimate) == pytest.approx((0.3, 0.3, 0))
    assert within.ci_lower > 0
    topics = change.topics.set_index("topic")["within"]
    assert topics.to_dict() == pytest.approx({"llm": 0.2, "agents": 0.1})


def test_planted_parts_lie_in_their_intervals() -> None:
    rng, found = np.random.default_rng(5), []
    for seed in range(20):
        papers, digests = [], []
        for at, (share, rates) in enumerate(((0.3, (0.5, 0.2)), (0.7, (0.6, 0.2)))):
            on = date(2024, 1 + at, 1)
            names = [f"{at} {number}" for number in range(150)]
            is_llm, luck = rng.random(150) < share, rng.random(150)
            papers += [
                MadePaper(
                    name,
                    on,
                    2,
                    (TOPICS[0] if llm else TOPICS[1],),
                    "released" if one < rates[0 if llm else 1] else "none",
                )
                for name, llm, one in zip(names, is_llm, luck, strict=True)
            ]
            digests.append(MadeDigest(f"digest {at}", on, tuple(names)))
        scope = compute_scope(make_tables(papers, digests), check_parameters(seed=seed))
        _, within, mix = parts_of(compute_release_change(scope, RATES))
        # Mean share 0.5 times a rise of 0.1; shares move by 0.4 at mean rates 0.55 and 0.2.
        found.append((holds(within, 0.05), holds(mix, 0.14)))
    assert (np.sum(found, axis=0) >= 15).all()


def test_a_paper_with_two_topics_counts_half_in_each() -> None:
    both = [MadePaper(f"both {at}", None, 2, TOPICS, "released") for at in range(20)]
    bare = [MadePaper(f"bare {at}") for at in range(60)]
    digests = [
        MadeDigest("a", date(2024, 1, 1), tuple(paper.name for paper in both + bare[:20])),
        MadeDigest("b", date(2024, 2, 1), tuple(paper.name for paper in bare[20:])),
    ]
    topics = split_of(both + bare, digests).topics.set_index("label")
    assert topics["share_before"].to_dict() == {
        "Agents": 0.25,
        "Large language models": 0.25,
        NO_TOPIC: 0.5,
    }
    assert topics.loc[NO_TOPIC, "share_after"] == 1


@pytest.mark.parametrize(
    ("sizes", "n_before"),
    [((20, 20, 20, 20), 2), ((20, 20, 30), 2), ((30, 20, 20), 1), ((20, 20, 20), 2)],
)
def test_halves_are_by_date_and_the_middle_goes_to_the_smaller(
    sizes: tuple[int, ...], n_before: int
) -> None:
    change = split_of(*plant([(n, 0) for n in sizes], [(0.5, 0.0)] * len(sizes)))
    assert change.before.n_periods == n_before
    assert change.after.n_periods == len(sizes) - n_before
    assert change.before.measured.nobs == sum(sizes[:n_before])
    assert change.after.measured.nobs == sum(sizes[n_before:])


def test_halves_do_not_depend_on_what_is_announced() -> None:
    sizes = [(20, 10), (30, 10), (10, 10)]
    found = {
        (change.before.label, change.after.label)
        for rates in ([(0.0, 0.0)] * 3, [(1.0, 1.0)] * 3, [(0.1, 0.9), (0.9, 0.1), (0.5, 0.5)])
        for change in [split_of(*plant(sizes, rates))]
    }
    assert found == {("2024-01-01", "2024-01-31 to 2024-03-01")}


def test_cut_periods_are_in_neither_half() -> None:
    papers, digests = plant([(15, 15)] * 5, [(0.5, 0.5)] * 5, days=31)
    change = split_of(papers, digests, frequency="month", start="2024-01-01", end="2024-05-04")
    assert change.before.label == "2024-01 to 2024-02"
    assert change.after.label == "2024-03 to 2024-04"


@pytest.mark.parametrize("n_digests", [0, 1])
def test_one_period_has_no_halves(n_digests: int) -> None:
    change = split_of(*plant([(20, 20)] * n_digests, [(0.5, 0.5)] * n_digests))
    assert isinstance(change.split, TooLittleData)
    assert change.split.reason.endswith("complete period with listings: two halves need at least 2")
    assert change.topics.empty
    assert change.after.label == "no complete period"


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_none_and_all_released_have_no_interval_of_zero_width(rate: float) -> None:
    change = split_of(*plant([(20, 20)] * 4, [(rate, rate)] * 4))
    for part in parts_of(change):
        assert part.estimate == pytest.approx(0)
        assert not part.has_interval
        assert part.note


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("view", ["digests", "months", "published years", "before all"])
def test_parts_add_up_whatever_the_corpus(case: str, view: str) -> None:
    scope = compute_scope(make_tables(*CASES[case]), check_parameters(**VIEWS[view]))
    change = compute_release_change(scope, RATES)
    n_complete = int(scope.complete.sum())
    assert change.before.measured.nobs + change.after.measured.nobs == n_complete
    check_sums(change)
    correction = compute_release_correction(compute_release_summary(scope), change, scope)
    assert len(correction) == 3
    for result in [*correction["measured"], *correction["corrected"]]:
        assert isinstance(result, TooLittleData) or result.ci_lower < result.ci_upper


def check_sums(change: ReleaseChange) -> None:
    if isinstance(change.split, TooLittleData):
        assert change.split.reason
        return
    whole, within, mix = parts_of(change)
    assert isinstance(change.before.measured, Estimate)
    assert isinstance(change.after.measured, Estimate)
    rates = change.before.measured.estimate, change.after.measured.estimate
    topics = change.topics
    assert whole.estimate == pytest.approx(rates[1] - rates[0])
    assert whole.estimate == pytest.approx(within.estimate + mix.estimate)
    assert topics["within"].sum() == pytest.approx(within.estimate)
    assert topics["mix"].sum() == pytest.approx(mix.estimate)
    assert topics[["share_before", "share_after"]].sum().tolist() == pytest.approx([1, 1])
    for at, name in enumerate(("before", "after")):
        weighed = topics[f"share_{name}"] * topics[f"rate_{name}"].fillna(0)
        assert weighed.sum() == pytest.approx(rates[at])


_PAPER = st.tuples(
    st.sets(st.sampled_from(("llm", "agents", "topic_00")), max_size=3),
    st.sampled_from(("released", "promised", "none")),
    st.integers(0, 3),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(_PAPER, min_size=1, max_size=80))
def test_parts_add_up_for_any_papers(drawn: list[tuple[set[str], str, int]]) -> None:
    papers = [
        MadePaper(f"paper {at}", None, 1, tuple(sorted(topics)), status)
        for at, (topics, status, _) in enumerate(drawn)
    ]
    digests = [
        MadeDigest(
            f"digest {number}",
            date(2024, 1, 1) + timedelta(days=number),
            tuple(f"paper {at}" for at, (_, _, first) in enumerate(drawn) if first <= number),
        )
        for number in range(4)
    ]
    check_sums(split_of(papers, digests))


@pytest.mark.parametrize(
    ("difference", "told"),
    [(0.0253, "+2.5"), (-0.0253, "\N{MINUS SIGN}2.5"), (0.0, "0.0"), (-0.0001, "0.0")],
)
def test_points_have_a_sign_but_zero(difference: float, told: str) -> None:
    assert format_points(difference) == told


def test_the_seeds_have_an_honest_answer_on_both_axes(seed_tables) -> None:
    views = ({}, {"date_axis": "publication_date", "frequency": "year"})
    for options in views:
        scope: Scope = compute_scope(seed_tables, check_parameters(seed=1, **options))
        change = compute_release_change(scope, RATES)
        check_sums(change)
        for part in parts_of(change):
            assert holds(part, 0)
            assert part.ci_upper - part.ci_lower > 0.05
