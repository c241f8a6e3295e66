"""Pictures of team sizes and claimed gains: every corpus, honest intervals, words that fit."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from analysis.corpus import Tables
from analysis.figures import (
    Picture,
    plot_claims_per_paper,
    plot_gain_sizes,
    plot_gain_terms,
    plot_gains_over_time,
    plot_team_kinds_over_time,
    plot_team_size_bins_over_time,
    plot_team_sizes_over_time,
)
from analysis.figures.log_axis import set_log_axis
from analysis.findings.claimed_gains import compute_gain_sizes, compute_median_gains
from analysis.findings.claims_per_paper import compute_claims_per_paper
from analysis.findings.gain_changes import compute_gains_over_time
from analysis.findings.gain_terms import compute_gain_terms
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_kinds import (
    compute_team_kinds_over_time,
    compute_team_size_bins_over_time,
)
from analysis.findings.team_size import compute_team_sizes_over_time
from analysis.parameters import check_parameters
from tests.findings.cases import CASES, DIGESTS, VIEWS, YEARS
from tests.findings.corpora import MadeClaim, MadeDigest, MadePaper, make_tables

CHOSEN = [VIEWS[name] for name in ("digests", "published years", "before all")]


def draw_all(scope: Scope) -> dict[str, Picture]:
    """The pictures of team sizes and gains, by name."""
    gains = compute_gain_sizes(scope)
    return {
        "sizes": plot_team_sizes_over_time(compute_team_sizes_over_time(scope), scope),
        "bins": plot_team_size_bins_over_time(compute_team_size_bins_over_time(scope), scope),
        "kinds": plot_team_kinds_over_time(compute_team_kinds_over_time(scope), scope),
        "per paper": plot_claims_per_paper(compute_claims_per_paper(scope), scope),
        "terms": plot_gain_terms(compute_gain_terms(scope), scope),
        "gain sizes": plot_gain_sizes(gains, compute_median_gains(gains, scope), scope),
        "gains over time": plot_gains_over_time(compute_gains_over_time(gains, scope), scope),
    }


@pytest.mark.parametrize("case", CASES)
def test_every_corpus_can_be_drawn(case: str) -> None:
    made = make_tables(*CASES[case])
    for view in CHOSEN:
        for name, picture in draw_all(compute_scope(made, check_parameters(**view))).items():
            picture.figure.draw_without_rendering()
            assert picture.alt.endswith("."), name
            for word in ("nan", "None", "NaT", "<NA>", "inf "):
                assert word not in picture.alt, (name, picture.alt)


@pytest.fixture(scope="module")
def made() -> Tables:
    """Three digests: many teams and gains that differ, all alike, and one paper alone."""
    rows = [
        [(n, float(n)) for n in range(1, 25)],
        [(4, 7.0)] * 20,
        [(60, 30.0)],
    ]
    papers, digests = [], []
    for at, row in enumerate(rows):
        on = date(2024, 1, 1) + timedelta(days=60 * at)
        names = tuple(f"paper {at}-{number}" for number in range(len(row)))
        for name, (authors, gain) in zip(names, row, strict=True):
            papers.append(MadePaper(name, on, authors, claims=(MadeClaim(gain),)))
        digests.append(MadeDigest(f"digest {at}", on, names))
    return make_tables(papers, digests)


@pytest.fixture(scope="module")
def pictures(made: Tables) -> dict[str, Picture]:
    return draw_all(compute_scope(made, check_parameters(**DIGESTS)))


def list_lengths(figure: Figure, panel: int) -> list[float]:
    """Heights of all upright lines of a panel."""
    lines = [c for c in figure.axes[panel].collections if isinstance(c, LineCollection)]
    return [float(np.ptp(segment[:, 1])) for line in lines for segment in line.get_segments()]


@pytest.mark.parametrize(
    ("name", "panel", "whiskers"), [("sizes", 1, 1), ("gains over time", 0, 1)]
)
def test_a_missing_interval_has_no_whisker(
    pictures: dict[str, Picture], name: str, panel: int, whiskers: int
) -> None:
    lengths = list_lengths(pictures[name].figure, panel)
    assert len(lengths) == whiskers
    assert min(lengths) > 0


def test_a_median_without_interval_is_hollow(made: Tables) -> None:
    scope = compute_scope(made, check_parameters(**DIGESTS, start="2024-02-01"))
    gains = compute_gain_sizes(scope)
    figure = plot_gain_sizes(gains, compute_median_gains(gains, scope), scope).figure
    assert figure.axes[0].lines[-1].get_markerfacecolor() == "white"
    assert list_lengths(figure, 0) == []


def test_each_bar_holds_all_papers_and_thin_ones_are_pale(pictures: dict[str, Picture]) -> None:
    shares, counts = pictures["bins"].figure.axes[:2]
    tops: dict[float, float] = {}
    for bar in shares.patches:
        tops[bar.get_x()] = tops.get(bar.get_x(), 0.0) + bar.get_height()
    assert list(tops.values()) == pytest.approx([1.0] * 3)
    assert [bar.get_height() for bar in counts.patches] == [24, 20, 1]
    last = max(tops)
    assert {bar.get_alpha() for bar in shares.patches if bar.get_x() == last} == {0.35}
    assert pictures["bins"].figure.get_supxlabel().endswith("Pale: fewer than 5 listings.")


def test_alt_texts_tell_values(pictures: dict[str, Picture]) -> None:
    assert "Median: 12.5 in 2024-01-01 to 60 in 2024-04-30" in pictures["sizes"].alt
    assert "Teams of 10 or more: 62% in 2024-01-01 to 100%" in pictures["kinds"].alt
    assert "0: 0 (0%); 1: 45 (100%)" in pictures["per paper"].alt
    assert "Gains stated as 'up to': percent 0% (0% to 7.9%)" in pictures["terms"].alt
    assert "Percent: 12.5 in 2024-01-01 to 30 in 2024-04-30" in pictures["gains over time"].alt
    assert "Authors 50+: 0% in 2024-01-01 to 100% in 2024-04-30" in pictures["bins"].alt


def test_papers_without_facts_are_no_empty_selection() -> None:
    tables = make_tables(*CASES["nothing known, twelve times"])
    found = draw_all(compute_scope(tables, check_parameters(**DIGESTS)))
    for name in ("sizes", "kinds"):
        assert found[name].alt == "No listing in the chosen dates has a known author count."
    assert found["terms"].alt == "No claimed gain was found."
    assert found["gain sizes"].alt == "No claimed gain of a known size."
    empty = compute_scope(tables, check_parameters(**YEARS))
    assert {
        picture.alt for name, picture in draw_all(empty).items() if name in ("bins", "terms")
    } == {"No paper has a date within the chosen dates."}


@pytest.mark.parametrize("ends", [(3.0, 3.0), (4.0, 6.0), (0.5, 12.0), (2.0, 700.0), (1e-6, 1e9)])
def test_log_ticks_are_plain_and_few(ends: tuple[float, float]) -> None:
    axes = Figure().subplots()
    set_log_axis(axes, *ends)
    low, high = axes.get_ylim()
    assert low < ends[0]
    assert high > ends[1]
    ticks = [tick for tick in axes.get_yticks() if low <= tick <= high]
    assert 1 <= len(ticks) <= 8
