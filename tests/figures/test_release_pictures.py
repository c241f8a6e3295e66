"""Figures of code release: drawn for every corpus, with what they claim to show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.patches import Rectangle

from analysis.figures import (
    Picture,
    plot_release_change,
    plot_release_kinds_by_topic,
    plot_release_kinds_over_time,
    plot_release_trends,
)
from analysis.findings.code_release import (
    compute_release_kinds_by_topic,
    compute_release_kinds_over_time,
    compute_release_summary,
)
from analysis.findings.release_change import compute_release_change
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import check_parameters
from analysis.stats.decomposition import Decomposition
from tests.findings.cases import CASES, DIGESTS, MONTHS, YEARS
from tests.findings.corpora import make_tables, plant_corpus


def draw_all(scope: Scope) -> dict[str, Picture]:
    summary = compute_release_summary(scope)
    change = compute_release_change(scope, summary.rates)
    return {
        "kinds": plot_release_kinds_over_time(compute_release_kinds_over_time(scope), scope),
        "topics": plot_release_kinds_by_topic(compute_release_kinds_by_topic(scope), scope),
        "trends": plot_release_trends(summary.trends, scope),
        "change": plot_release_change(change, scope),
    }


@pytest.fixture(scope="module")
def planted() -> Scope:
    shares = (0.2, 0.25, 0.3, 0.3, 0.35, 0.4, 0.5, 0.55, 0.6, 0.6)
    return compute_scope(make_tables(*plant_corpus(shares)), check_parameters(**DIGESTS))


@pytest.mark.parametrize("case", CASES)
def test_every_corpus_can_be_drawn(case: str) -> None:
    tables = make_tables(*CASES[case])
    for options in (DIGESTS, YEARS, MONTHS | {"end": "1990-01-01"}):
        for name, picture in draw_all(compute_scope(tables, check_parameters(**options))).items():
            picture.figure.draw_without_rendering()
            assert picture.alt.endswith("."), name
            for word in ("nan", "None", "NaT", "<NA>", "inf "):
                assert word not in picture.alt, (name, picture.alt)


def test_too_little_data_is_drawn_as_such() -> None:
    tables = make_tables(*plant_corpus((0.5,)))
    pictures = draw_all(compute_scope(tables, check_parameters(**DIGESTS)))
    told = (
        "The change cannot be split: 1 complete period with listings: two halves need at least 2."
    )
    assert pictures["change"].alt == told
    assert [text.get_text() for text in pictures["change"].figure.axes[0].texts] == [told]
    assert pictures["trends"].alt.startswith("No trend could be tested: ")


def test_the_waterfall_leads_from_one_rate_to_the_other(planted: Scope) -> None:
    change = compute_release_change(planted, compute_release_summary(planted).rates)
    assert isinstance(change.split, Decomposition)
    axes = plot_release_change(change, planted).figure.axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    ends = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars]
    (zero, before), (start, between), (again, end), (floor, after) = ends
    assert (zero, floor) == (0, 0)
    assert (start, again, end) == pytest.approx((before, between, after))
    assert between - start == pytest.approx(change.split.within.estimate)
    low, high = axes.get_ylim()
    assert low <= min(min(pair) for pair in ends)
    assert high >= max(max(pair) for pair in ends)


def test_a_part_without_interval_has_no_whisker(planted: Scope) -> None:
    change = compute_release_change(planted, compute_release_summary(planted).rates)
    assert isinstance(change.split, Decomposition)
    nan = float("nan")
    bare = replace(change.split.mix, ci_lower=nan, ci_upper=nan, note="none")
    without = replace(change, split=replace(change.split, mix=bare))
    n_lines, fewer = (
        len(plot_release_change(one, planted).figure.axes[0].collections)
        for one in (change, without)
    )
    assert fewer == n_lines - 1
    assert "(no interval) points" in plot_release_change(without, planted).alt


def test_kinds_have_one_scale_and_their_denominators(planted: Scope) -> None:
    pictures = draw_all(planted)
    *panels, lowest = pictures["kinds"].figure.axes
    assert [panel.get_title(loc="left") for panel in panels] == [
        "released, with a link",
        "released, without a link",
        "promised",
    ]
    assert len({panel.get_ylim() for panel in panels}) == 1
    assert lowest.get_title(loc="left") == "listings in all"
    assert [patch.get_height() for patch in lowest.patches] == [40] * 10
    topics = pictures["topics"].figure.axes
    assert len({panel.get_xlim() for panel in topics}) == 1
    labels = [label.get_text() for label in topics[0].get_yticklabels()]
    assert labels == ["Large language models  n=162", "Agents  n=238"]
    assert [len(panel.get_yticklabels()) for panel in topics[1:]] == [2, 2]
    assert not any(label.get_text() for label in topics[1].get_yticklabels())


def test_alt_texts_tell_the_numbers(planted: Scope) -> None:
    pictures = draw_all(planted)
    assert "With" not in pictures["kinds"].alt
    assert "Released, with a link: 20% in 2023-01-02 to 60%" in pictures["kinds"].alt
    assert "highest Large language models 100%" in pictures["topics"].alt
    assert pictures["trends"].alt.endswith(
        "adjusting for the number of tests: released, with or without a link; "
        "released, with a link."
    )
    assert pictures["change"].alt.startswith("Waterfall of the announced rate: 28% (")
