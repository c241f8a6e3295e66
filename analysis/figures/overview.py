"""All four subjects on one page."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.notes import explain_marks
from analysis.figures.points import draw_ranked, draw_series
from analysis.figures.style import (
    BLUE,
    PALE,
    WIDTH,
    Picture,
    add_note,
    draw_message,
    explain_no_topic,
    new_figure,
    set_date_axis,
    set_percent_axis,
    styled,
    tell_range,
)
from analysis.figures.team_sizes import find_top_of_sizes
from analysis.findings.overview import Overview
from analysis.findings.scope import Scope
from analysis.wording import format_number, format_percent


def plot_overview(overview: Overview, scope: Scope) -> Picture:
    """Four panels: topics, team size, announced release, claims."""
    with styled():
        figure = new_figure(WIDTH, 6.4)
        halves = figure.subfigures(2, 1, squeeze=False, height_ratios=(5, 4), hspace=0.05)
        topics = halves[0, 0].subplots()
        sizes, releases, claims = halves[1, 0].subplots(1, 3)
        _draw_topics(topics, overview.topics[overview.topics["count"] > 0].head(8), scope)
        _draw_sizes(sizes, overview.team_sizes, scope)
        _draw_rate(releases, overview.releases, scope, "Announce code")
        _draw_rate(claims, overview.claims, scope, "Claim numbers")
        shares = f"Shares: of all {scope.counted}s of a period. Bars: middle half of the teams."
        add_note(figure, f"{shares} {explain_marks(scope, overview.releases)}")
    told = {
        "announce released code": tell_range(overview.releases, "proportion", format_percent),
        "claim a gain or cost in numbers": tell_range(
            overview.claims, "proportion", format_percent
        ),
    }
    alt = (
        f"Four panels: the largest topics by share of {scope.counted}s; median team size over "
        f"{len(scope.grid)} {scope.period_name}: "
        f"{tell_range(overview.team_sizes, 'median', format_number)}; "
        + "; ".join(f"share of {scope.counted}s that {what}: {how}" for what, how in told.items())
        + f". Overall: {overview.summary}"
    )
    return Picture(figure, alt)


def _draw_topics(axes: Axes, shares: pd.DataFrame, scope: Scope) -> None:
    axes.set_title("Largest topics")
    if shares.empty:
        draw_message(axes, explain_no_topic(scope))
        return
    draw_ranked(axes, shares)
    set_percent_axis(axes, shares["ci_upper"].fillna(shares["proportion"]).max(), "x")


def _draw_sizes(axes: Axes, series: pd.DataFrame, scope: Scope) -> None:
    axes.set_title("Median team size")
    known = series[series["median"].notna()]
    if known.empty:
        draw_message(axes, "No known author counts.")
        return
    width = min(6.0, 90 / len(known))
    axes.vlines(known["date"], known["q25"], known["q75"], color=PALE, linewidth=width)
    draw_series(axes, series, scope.grid, "median", BLUE)
    axes.set_ylim(0, find_top_of_sizes(known) + 1.5)
    set_date_axis(axes, scope.grid, 5)


def _draw_rate(axes: Axes, series: pd.DataFrame, scope: Scope, title: str) -> None:
    axes.set_title(title)
    known = series[series["proportion"].notna()]
    if known.empty:
        draw_message(axes, f"No {scope.counted}s.")
        return
    draw_series(axes, series, scope.grid)
    set_percent_axis(axes, known["ci_upper"].fillna(known["proportion"]).max())
    set_date_axis(axes, scope.grid, 5)
