"""Axes, gaps and words that all figures share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.figures.notes import explain_marks
from analysis.figures.points import draw_ratios, draw_series
from analysis.figures.releases import plot_releases_over_time
from analysis.figures.style import (
    mark_gaps,
    set_date_axis,
    set_percent_axis,
    set_ratio_axis,
    styled,
    tell_range,
)
from analysis.findings.code_release import compute_releases_over_time
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import check_parameters
from analysis.stats.results import Estimate
from analysis.wording import format_percent
from tests.findings.corpora import make_tables, plant_corpus


def _grid(first: str, last: str) -> pd.DataFrame:
    return pd.DataFrame({"start": [pd.Timestamp(first)], "end": [pd.Timestamp(last)]})


@pytest.mark.parametrize(
    ("first", "last", "most", "labels"),
    [
        ("2025-03-14", "2026-04-20", 7, ["Apr\n2025", "Jul", "Oct", "Jan\n2026", "Apr"]),
        ("2010-01-01", "2025-12-31", 9, ["2010", "2012", "2014", "2016", "2018", "2020", "2022"]),
        (
            "2024-01-01",
            "2024-01-01",
            5,
            ["17 Dec\n2023", "24 Dec", "31 Dec", "7 Jan\n2024", "14 Jan"],
        ),
    ],
)
def test_date_ticks_name_their_year(first: str, last: str, most: int, labels: list[str]) -> None:
    axes = Figure().subplots()
    set_date_axis(axes, _grid(first, last), most)
    assert [label.get_text() for label in axes.get_xticklabels()][:7] == labels


@pytest.mark.parametrize("years", [0, 0.1, 0.5, 1, 2, 5, 15, 60, 300])
@pytest.mark.parametrize("most", [4, 5, 7])
def test_date_ticks_are_few(years: float, most: int) -> None:
    axes = Figure().subplots()
    last = pd.Timestamp("1970-03-05") + pd.Timedelta(days=years * 365)
    set_date_axis(axes, _grid("1970-03-05", str(last.date())), most)
    assert 1 <= len(axes.get_xticks()) <= most


@pytest.mark.parametrize("bounds", [(0.7, 1.6), (0.9, 6.2), (0.03, 40), (1e-6, 1e9), (1e-12, 1)])
def test_ratio_ticks_are_plain_and_few(bounds: tuple[float, float]) -> None:
    axes = Figure().subplots()
    axes.set_xlim(bounds)
    set_ratio_axis(axes)
    assert 2 <= len(axes.get_xticks()) <= 7
    assert all(bounds[0] <= tick <= bounds[1] for tick in axes.get_xticks())


def test_endless_whiskers_do_not_squeeze_the_others() -> None:
    results = [
        ("wide", Estimate(ci_lower=0.0, ci_upper=np.inf, estimate=3.0, **_REST)),
        ("narrow", Estimate(ci_lower=0.8, ci_upper=1.2, estimate=1.0, **_REST)),
    ]
    axes = Figure().subplots()
    draw_ratios(axes, results, set())
    low, high = axes.get_xlim()
    assert 0.01 < low < 0.8
    assert 3 < high < 200


_REST = {"confidence_level": 0.95, "nobs": 9, "method": "none"}


@pytest.mark.parametrize(
    ("top", "limit"), [(0.0, 0.05), (0.03, 0.05), (0.31, 0.35), (0.99, 1.0), (1.0, 1.0)]
)
def test_percent_axis_starts_at_0_and_ends_round(top: float, limit: float) -> None:
    axes = Figure().subplots()
    set_percent_axis(axes, top)
    assert axes.get_ylim() == pytest.approx((0, limit))


@pytest.fixture(scope="module")
def monthly() -> Scope:
    """Digests every sixty days: every second month has none."""
    tables = make_tables(*plant_corpus((0.2, 0.6, 0.1, 0.5)))
    return compute_scope(tables, check_parameters(date_axis="digest_date", frequency="month"))


def test_gaps_are_shaded_once_each(monthly: Scope) -> None:
    axes = Figure().subplots()
    mark_gaps(axes, monthly.grid)
    assert monthly.grid["state"].eq("no_digest").sum() == 3
    assert len(axes.patches) == 3


def test_neighbouring_gaps_are_one_band(monthly: Scope) -> None:
    grid = monthly.grid.assign(
        state=["read", "no_digest", "failed", "no_digest", "read", "read", "read"]
    )
    axes = Figure().subplots()
    mark_gaps(axes, grid)
    assert len(axes.patches) == 1


def test_no_line_crosses_a_gap(monthly: Scope) -> None:
    series = compute_releases_over_time(monthly)
    axes = Figure().subplots()
    with styled():
        draw_series(axes, series, monthly.grid)
    line = np.asarray(axes.lines[0].get_ydata(), dtype=float)
    assert np.isnan(line).tolist() == [False, True] * 3 + [False]


def test_thin_points_are_hollow_and_explained(monthly: Scope) -> None:
    series = compute_releases_over_time(monthly).assign(is_small=[True, *[False] * 6])
    note = explain_marks(monthly, series)
    assert note == (
        "Whiskers: 95% interval. Hollow, grey: fewer than 5 listings. Grey bands: no digest read."
    )
    axes = Figure().subplots()
    draw_series(axes, series, monthly.grid)
    faces = [line.get_markerfacecolor() for line in axes.lines[1:]]
    assert faces == ["white", "#0072B2"]


def test_points_of_partial_periods_are_diamonds_off_the_line(monthly: Scope) -> None:
    grid = monthly.grid.assign(state=[*monthly.grid["state"][:-1], "partial"])
    scope = replace(monthly, grid=grid)
    series = compute_releases_over_time(scope)
    assert explain_marks(scope, series) == (
        "Whiskers: 95% interval. Diamonds: periods known in part. Grey bands: no digest read."
    )
    axes = Figure().subplots()
    draw_series(axes, series, grid)
    joined, diamonds, _ = axes.lines
    assert np.isnan(np.asarray(joined.get_ydata(), dtype=float)[-1])
    assert (diamonds.get_marker(), diamonds.get_markerfacecolor()) == ("D", "white")


def test_every_kind_keeps_its_colour_in_the_legend(monthly: Scope) -> None:
    figure = plot_releases_over_time(compute_releases_over_time(monthly), monthly).figure
    legend = figure.axes[1].get_legend()
    assert legend is not None
    colours = [handle.get_facecolor() for handle in legend.get_patches()]
    assert len(set(colours)) == 4


def test_a_series_in_words() -> None:
    series = pd.DataFrame({"label": ["a", "b", "c"], "share": [0.2, np.nan, 0.1]})
    assert tell_range(series, "share", format_percent) == (
        "20% in a to 10% in c; lowest 10% in c, highest 20% in a; 1 of 3 periods have no value"
    )
    assert tell_range(series[:1], "share", format_percent) == (
        "20% in a, the only period with a value"
    )
    assert tell_range(series[1:2], "share", format_percent) == "no values"
