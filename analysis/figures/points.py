"""Estimates with whiskers: over time, and ranked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.notes import choose_window
from analysis.figures.style import (
    BLUE,
    DENSE,
    GREY,
    INK,
    mark_gaps,
    set_date_axis,
    set_ratio_axis,
)
from analysis.findings.rows import iterate_rows
from analysis.series import find_partial_periods
from analysis.stats.results import Estimate

MANY_POINTS = 24
"""More points than this are drawn smaller."""


def draw_series(
    axes: Axes,
    series: pd.DataFrame,
    grid: pd.DataFrame,
    value: str = "proportion",
    color: str = BLUE,
) -> None:
    """Draw one series over time: a point and a whisker per period at its true date.

    `series` has period, date, `value`, ci_lower, ci_upper, is_small. Points from few papers are
    hollow and grey, those of periods known only in part hollow diamonds, and the line joins
    neither; a point without an interval has no whisker. Of more than DENSE points there are small
    dots, and a line that sums up neighbours; those of shares by `count` and `nobs`.
    """
    mark_gaps(axes, grid)
    if series[value].notna().sum() > DENSE:
        _draw_dense(axes, series, value, color)
        set_date_axis(axes, grid)
        return
    is_small = series["is_small"].astype(bool)
    is_partial = series["period"].map(find_partial_periods(grid)).astype(bool) & ~is_small
    solid = series[value].where(~is_small & ~is_partial)
    axes.plot(series["date"], solid, color=color, linewidth=1, alpha=0.45, zorder=2)
    known = series[value].notna()
    # Many points at full size would hide their own whiskers.
    size = 5.5 if known.sum() <= MANY_POINTS else 3.5
    _draw_points(axes, series[known & is_small], value, (GREY, "white", "o"), size - 1)
    _draw_points(axes, series[known & is_partial], value, (color, "white", "D"), size)
    _draw_points(axes, series[known & ~is_small & ~is_partial], value, (color, color, "o"), size)
    set_date_axis(axes, grid)


def _draw_dense(axes: Axes, series: pd.DataFrame, value: str, color: str) -> None:
    is_small = series["is_small"].astype(bool)
    for chosen, ink in ((is_small, GREY), (~is_small, color)):
        dots = series[chosen & series[value].notna()]
        if not dots.empty:
            (drawn,) = axes.plot(
                dots["date"], dots[value], ".", color=ink, markersize=3.5, alpha=0.4
            )
            # A share of 0% or 100% lies on the panel's edge; a scale of sizes may be cut.
            drawn.set_clip_on(value != "proportion")
    known = series[series[value].notna()]
    solid = known[~is_small[known.index]]
    line = _sum_up(solid, value, choose_window(len(known)))
    axes.plot(solid["date"], line, color=color, linewidth=1.8, zorder=4)


def _sum_up(known: pd.DataFrame, value: str, window: int) -> pd.Series[float]:
    """Each point with its neighbours: their papers pooled for a share, else their median."""

    def look_around(column: str) -> Any:
        return known[column].astype(float).rolling(window, center=True, min_periods=1)

    if value == "proportion":
        shares: pd.Series[float] = look_around("count").sum() / look_around("nobs").sum()
        return shares
    medians: pd.Series[float] = look_around(value).median()
    return medians


def _draw_points(
    axes: Axes, points: pd.DataFrame, value: str, look: tuple[str, str, str], size: float
) -> None:
    """Points with whiskers; `look` is the colour of the edge, of the face, and the marker."""
    if points.empty:
        # An unclipped line without points would claim room at the axes' origin.
        return
    color, face, marker = look
    whiskers = points[points["ci_lower"].notna()]
    axes.vlines(
        whiskers["date"],
        whiskers["ci_lower"],
        whiskers["ci_upper"],
        color=color,
        linewidth=0.8 if color == GREY else 1.6,
        alpha=0.75,
        zorder=3,
    )
    axes.plot(
        points["date"],
        points[value],
        linestyle="none",
        marker=marker,
        markersize=size,
        markerfacecolor=face,
        markeredgecolor=color,
        clip_on=False,
        zorder=4,
    )


def label_nobs(axes: Axes, series: pd.DataFrame, most_labels: int = 8) -> None:
    """Write each period's number of papers above the plot, where there is room for all."""
    known = series[series["nobs"].fillna(0) > 0]
    if len(known) > most_labels:
        return
    transform = axes.get_xaxis_transform()
    for cell in iterate_rows(known):
        axes.text(
            cell.date,
            1.01,
            f"n={cell.nobs:,}",
            transform=transform,
            ha="center",
            va="bottom",
            fontsize=8,
            color=GREY,
        )


def draw_ranked(axes: Axes, frame: pd.DataFrame, color: str = BLUE) -> None:
    """Draw shares with whiskers, one row each, the first row of `frame` on top.

    `frame` has label, count, nobs, proportion, ci_lower, ci_upper, and maybe is_small: rows
    from few papers are then hollow and grey.
    """
    at = np.arange(len(frame))[::-1]
    is_small = frame.get("is_small", pd.Series(False, index=frame.index)).to_numpy()
    for chosen, ink, face in ((~is_small, color, color), (is_small, GREY, "white")):
        rows, y = frame[chosen], at[chosen]
        if rows.empty:
            # An unclipped line without points would claim room at the axes' origin.
            continue
        known = rows["ci_lower"].notna().to_numpy()
        bounds = rows[known]
        axes.hlines(y[known], bounds["ci_lower"], bounds["ci_upper"], color=ink, linewidth=2)
        axes.plot(
            rows["proportion"],
            y,
            "o",
            color=ink,
            markerfacecolor=face,
            markersize=6,
            # A share of 0% or 100% lies on the panel's edge.
            clip_on=False,
        )
    labels = [f"{row.label}  {row.count:,}/{row.nobs:,}" for row in iterate_rows(frame)]
    axes.set_yticks(at, labels)
    axes.set_ylim(-0.6, len(frame) - 0.4)
    axes.grid(visible=False, axis="y")


def draw_ratios(axes: Axes, rows: list[tuple[str, Estimate]], highlighted: set[str]) -> None:
    """Draw ratios per year with whiskers on a log scale around 1, the first row on top.

    A whisker that reaches far beyond all estimates is cut at the panel's edge.
    """
    at = np.arange(len(rows))[::-1]
    axes.axvline(1, color=INK, linewidth=1)
    low, high = _find_limits([result for _, result in rows])
    for y, (label, result) in zip(at, rows, strict=True):
        color = BLUE if label in highlighted else GREY
        ends = np.clip([result.ci_lower, result.ci_upper], low / 2, high * 2)
        axes.hlines(y, *ends, color=color, linewidth=2)
        axes.plot(result.estimate, y, "o", color=color, markersize=6)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    set_ratio_axis(axes)
    axes.set_yticks(at, [label for label, _ in rows])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.grid(visible=False, axis="y")


def _find_limits(results: list[Estimate]) -> tuple[float, float]:
    """Both ends of a ratio axis: the bounds, as far as they are within 30 times an estimate."""
    estimates = np.clip([result.estimate for result in results], 1e-12, 1e12)
    lowest, highest = min(1.0, estimates.min()), max(1.0, estimates.max())
    low = max(min(result.ci_lower for result in results), lowest / 30)
    high = min(max(result.ci_upper for result in results), highest * 30)
    return min(low, lowest) / 1.1, max(high, highest) * 1.1
