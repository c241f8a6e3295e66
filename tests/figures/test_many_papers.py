"""Figures of many papers and many periods: dots, whiskers and numbers that stay readable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.figures.notes import choose_window, explain_marks, explain_whiskers
from analysis.figures.points import draw_ranked, draw_series, label_nobs
from analysis.figures.quality import plot_ages
from analysis.figures.style import DENSE, add_note, set_count_axis
from analysis.figures.team_sizes import find_top_of_sizes
from analysis.findings.code_release import compute_releases_over_time
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import check_parameters
from tests.findings.corpora import make_tables, plant_corpus


@pytest.fixture(scope="module")
def scope() -> Scope:
    return compute_scope(make_tables(*plant_corpus((0.4,) * 4)), check_parameters())


def _series(n_periods: int, **columns: object) -> pd.DataFrame:
    """A share of one in four, or one in two in every other period, of 400 papers each."""
    days = pd.date_range("2024-01-01", periods=n_periods, freq="D")
    count = np.resize([100, 200], n_periods)
    frame = pd.DataFrame({"period": 0, "date": days, "count": count, "nobs": 400})
    share = frame["count"] / 400
    bounds = {"ci_lower": share - 0.1, "ci_upper": share + 0.1, "is_small": False}
    return frame.assign(proportion=share, **bounds).assign(**columns)


def _draw(series: pd.DataFrame, scope: Scope, value: str = "proportion") -> Figure:
    figure = Figure()
    draw_series(figure.subplots(), series, scope.grid, value)
    return figure


def test_hundreds_of_periods_are_dots_with_a_line_through_them(scope: Scope) -> None:
    series = _series(DENSE + 1)
    (axes,) = _draw(series, scope).axes
    assert not axes.collections
    dots, line = axes.lines
    assert len(dots.get_xdata()) == DENSE + 1
    middle = np.asarray(line.get_ydata(), dtype=float)[20:-20]
    window = choose_window(DENSE + 1)
    assert middle.min() >= 0.25 + 0.125 * (1 - 1 / window)
    assert middle.max() <= 0.375 + 0.125 / window


def test_as_many_periods_as_can_be_told_apart_keep_their_whiskers(scope: Scope) -> None:
    (axes,) = _draw(_series(DENSE), scope).axes
    assert len(axes.collections[0].get_paths()) == DENSE


def test_a_line_pools_papers_not_periods(scope: Scope) -> None:
    few = np.resize([True, False], DENSE * 2)
    series = _series(DENSE * 2).assign(nobs=np.where(few, 4, 400), count=np.where(few, 4, 0))
    line = _draw(series.assign(proportion=few.astype(float)), scope).axes[0].lines[-1]
    assert np.asarray(line.get_ydata(), dtype=float).max() < 0.03


def test_thin_periods_are_grey_and_not_in_the_line(scope: Scope) -> None:
    thin = np.arange(DENSE * 2) % 4 == 0
    axes = _draw(_series(DENSE * 2, is_small=thin), scope).axes[0]
    grey, _, line = axes.lines
    assert len(grey.get_xdata()) == thin.sum()
    assert len(line.get_xdata()) == (~thin).sum()


def test_the_note_tells_what_a_dense_panel_shows(scope: Scope) -> None:
    thin = np.arange(DENSE * 2) % 4 == 0
    assert explain_marks(scope, _series(DENSE * 2, is_small=thin)) == (
        "Dots: single digests, whose intervals are in the table. Line: 13 neighbouring ones, "
        "pooled. Grey: fewer than 5 listings."
    )
    medians = _series(DENSE * 2).rename(columns={"proportion": "median"})
    assert explain_marks(scope, medians).endswith("13 neighbouring ones, their median.")


@pytest.mark.parametrize(("value", "is_cut"), [("proportion", False), ("median", True)])
def test_dots_on_the_edge_are_whole_where_no_scale_is_cut(
    scope: Scope, value: str, is_cut: bool
) -> None:
    series = _series(DENSE * 2).rename(columns={"proportion": value})
    assert _draw(series, scope, value).axes[0].lines[0].get_clip_on() is is_cut


def test_panels_are_dense_each_by_itself(scope: Scope) -> None:
    parts = [_series(n).assign(topic=name) for n, name in ((DENSE * 2, "llm"), (DENSE, "agents"))]
    note = explain_marks(scope, pd.concat(parts))
    assert note.startswith("Dots: single digests,")
    assert "Whiskers: 95% interval." in note


@pytest.mark.parametrize(("reach", "is_told"), [(0.1, False), (0.001, True)])
def test_whiskers_that_dots_hide_are_told(scope: Scope, reach: float, is_told: bool) -> None:
    series = _series(5)
    series["ci_lower"], series["ci_upper"] = (series["proportion"] + d for d in (-reach, reach))
    assert ("shorter than its dot" in explain_whiskers(scope, series)) is is_told


def test_a_median_without_interval_need_not_be_of_too_few(scope: Scope) -> None:
    series = compute_releases_over_time(scope).rename(columns={"proportion": "median"})
    note = explain_marks(scope, series.assign(ci_lower=np.nan))
    assert "No whisker: too few for an interval, or all resamples alike." in note


def test_thousands_are_set_apart() -> None:
    axes = Figure().subplots()
    row = {"label": "llm", "count": 79_992, "nobs": 202_653, "proportion": 0.4}
    draw_ranked(axes, pd.DataFrame([row | {"ci_lower": 0.39, "ci_upper": 0.41}]))
    assert axes.get_yticklabels()[0].get_text() == "llm  79,992/202,653"
    label_nobs(axes, pd.DataFrame({"date": [0], "nobs": [72_996]}))
    assert axes.texts[0].get_text() == "n=72,996"
    axes.set_xlim(0, 150_000)
    set_count_axis(axes, "x")
    axes.figure.draw_without_rendering()
    assert "100,000" in [label.get_text() for label in axes.get_xticklabels()]


@pytest.mark.parametrize("top", [1, 2, 7, 613])
def test_counts_have_ticks_at_whole_numbers(top: int) -> None:
    axes = Figure().subplots()
    axes.set_ylim(0, top)
    set_count_axis(axes)
    assert all(tick == round(tick) for tick in axes.get_yticks())


def test_one_huge_team_does_not_press_all_medians_to_the_ground() -> None:
    usual = pd.DataFrame({"median": 7.0, "q75": 10.0, "ci_upper": 8.0}, index=range(200))
    assert find_top_of_sizes(usual) == 10
    usual.loc[5, "q75"] = 340.0
    assert find_top_of_sizes(usual) == pytest.approx(30)
    usual.loc[6, "median"] = 50.0
    assert find_top_of_sizes(usual) == 50


def _ages(days: list[float]) -> pd.DataFrame:
    day = pd.Timestamp("2025-03-03")
    return pd.DataFrame({"digest_id": "made", "digest_date": day, "age_days": days})


def test_ages_within_a_year_are_told_in_days() -> None:
    axes = plot_ages(_ages([0, 2, 3, 40])).figure.axes[0]
    assert axes.get_xlabel() == "days from publication to listing"
    assert 40 < axes.get_xlim()[1] < 50
    axes = plot_ages(_ages([0, 2, 3, 800])).figure.axes[0]
    assert axes.get_xlabel() == "years from publication to listing"


def test_the_fullest_age_has_the_highest_pile_and_rows_stay_apart() -> None:
    dots = plot_ages(_ages([1.0] * 4000 + [30.0] * 400 + [90.0])).figure.axes[0].lines[0]
    age, height = (np.asarray(side, dtype=float) for side in dots.get_data())
    reach = [np.ptp(height[age == day]) for day in (1, 30, 90)]
    assert reach[0] > 5 * reach[1] > reach[2] == 0
    assert np.abs(height).max() < 0.4


def test_a_pile_of_mixed_ages_lies_evenly_on_its_row() -> None:
    rows = pd.concat([_ages([0.0] * 500 + [1.0] * 500), _ages([400.0])])
    dots = plot_ages(rows).figure.axes[0].lines[0]
    age, height = (np.asarray(side, dtype=float) for side in dots.get_data())
    assert abs(height[age == age.min()].mean()) < 0.01


def test_long_notes_are_broken_within_the_width_of_the_figure() -> None:
    figure = Figure(figsize=(8, 3))
    add_note(figure, f"{'many words ' * 30}\nA short line.")
    *broken, last = figure.get_supxlabel().splitlines()
    assert len(broken) > 2
    assert last == "A short line."
    assert max(len(line) for line in broken) <= 112


def test_the_note_is_of_the_scope_that_is_drawn(scope: Scope) -> None:
    monthly = replace(scope, parameters=check_parameters(frequency="month"))
    assert "single months" in explain_marks(monthly, _series(DENSE * 2))
