"""Pictures of team size."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.points import label_nobs
from analysis.figures.style import (
    BLUE,
    GREY,
    PALE,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    mark_gaps,
    new_figure,
    set_date_axis,
    styled,
    tell_range,
)
from analysis.findings.scope import Scope
from analysis.series import MISSING_STATES
from analysis.wording import count_of, format_level, format_number


def plot_team_size_distribution(distribution: pd.DataFrame, scope: Scope) -> Picture:
    """Bars of papers per team-size bin; unknown sizes stand apart, so that all add up."""
    total = int(distribution["count"].sum())
    if total == 0:
        return draw_nothing(scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 3.4)
        axes = figure.subplots()
        colors = [GREY if name == "unknown" else BLUE for name in distribution["team_size_bin"]]
        bars = axes.bar(distribution["team_size_bin"], distribution["count"], color=colors)
        axes.bar_label(bars, fontsize=9, padding=2)
        axes.set_xlabel("authors per paper")
        axes.set_ylabel(f"{scope.counted}s")
        axes.grid(visible=False, axis="x")
        add_note(figure, f"The bars add up to all {count_of(total, scope.counted)}.")
    return Picture(
        figure, f"Bar chart of {scope.counted}s per team size. {_tell_bins(distribution)}."
    )


def plot_team_sizes_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """Median with its interval, and the middle half of the papers, at the true dates."""
    known = series[series["median"].notna()]
    if known.empty:
        return draw_nothing(f"No {scope.counted} in the chosen dates has a known author count.")
    with styled():
        figure = new_figure(WIDTH, 3.6)
        axes = figure.subplots()
        mark_gaps(axes, scope.grid)
        _draw_medians(axes, known)
        axes.set_ylabel("authors per paper")
        set_date_axis(axes, scope.grid)
        label_nobs(axes, known.assign(nobs=known["known"]))
        level = format_level(scope.parameters.confidence_level)
        note = f"Dot: median; line: its {level} interval; bar: middle half of the {scope.counted}s."
        add_note(figure, f"{note}\n{_explain_rest(known, scope)}".strip())
    alt = (
        f"Median authors per paper over {len(scope.grid)} {scope.period_name}, with quartiles and "
        f"intervals: {tell_range(series, 'median', format_number)}."
    )
    return Picture(figure, alt)


def _draw_medians(axes: Axes, known: pd.DataFrame) -> None:
    width = min(9.0, 300 / len(known))
    axes.vlines(known["date"], known["q25"], known["q75"], color=PALE, linewidth=width)
    inner = known[known["ci_lower"].notna()]
    axes.vlines(inner["date"], inner["ci_lower"], inner["ci_upper"], color=BLUE, linewidth=2)
    for is_small, face in ((False, BLUE), (True, "white")):
        chosen = known[known["is_small"].astype(bool) == is_small]
        axes.plot(chosen["date"], chosen["median"], "o", markerfacecolor=face, markeredgecolor=BLUE)
    highest = float(np.nanmax(known[["q75", "ci_upper"]].to_numpy(dtype=float)))
    axes.set_ylim(0, highest * 1.05 + 1)


def _explain_rest(known: pd.DataFrame, scope: Scope) -> str:
    """Hollow dots, missing lines and grey bands, as far as they occur."""
    parts = []
    if known["is_small"].any():
        parts.append(f"Hollow: fewer than {scope.parameters.min_papers} of known size.")
    if known["ci_lower"].isna().any():
        parts.append("No line: no interval, the table says why.")
    if scope.grid["state"].isin(MISSING_STATES).any():
        parts.append("Grey bands: no digest read.")
    return " ".join(parts)


def _tell_bins(distribution: pd.DataFrame) -> str:
    pairs = zip(distribution["team_size_bin"], distribution["count"], strict=True)
    return ", ".join(f"{name}: {count}" for name, count in pairs)
