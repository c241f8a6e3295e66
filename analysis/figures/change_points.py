"""Pictures of change points: what was tested, with the level before and the level after."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.notes import explain_marks
from analysis.figures.points import MANY_POINTS, draw_series
from analysis.figures.style import (
    SKY,
    VERMILION,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    mark_gaps,
    new_figure,
    set_date_axis,
    set_percent_axis,
    styled,
)
from analysis.findings.change_points import LevelChange, LevelChanges
from analysis.findings.scope import Scope
from analysis.series import MISSING_STATES
from analysis.stats.change_points import ChangePoint
from analysis.wording import count_of, format_percent, format_pvalue

MOST_PANELS = 12
_COLUMNS = 3


def plot_change_points(changes: LevelChanges, scope: Scope) -> Picture:
    """One panel per share whose level changed, the surest first; or why there is none."""
    if not changes.n_tests:
        return draw_nothing(f"No levels to draw: {changes.why_untested}.")
    if not changes.found:
        return draw_nothing("No levels to draw: no change point was detected.")
    shown = changes.found[:MOST_PANELS]
    columns = min(len(shown), _COLUMNS)
    rows = math.ceil(len(shown) / columns)
    with styled():
        figure = new_figure(WIDTH, 0.9 + (1.85 if columns == _COLUMNS else 2.4) * rows)
        panels = figure.subplots(rows, columns, squeeze=False)
        for axes, change in zip(panels.flat, shown, strict=False):
            _draw_change(axes, change, scope, 7 if columns == 1 else 4)
        for axes in panels.flat[len(shown) :]:
            axes.set_axis_off()
        add_note(figure, _explain(shown, scope))
    return Picture(figure, _tell(changes, shown))


def _draw_change(axes: Axes, change: LevelChange, scope: Scope, most_ticks: int) -> None:
    series = change.series
    if _is_dense(series):
        mark_gaps(axes, scope.grid)
        solid = series[series["nobs"].gt(0) & ~series["is_small"]]
        axes.plot(solid["date"], solid["proportion"], ".", color=SKY, markersize=3.5)
    else:
        draw_series(axes, series, scope.grid)
    result, split = change.result, change.split
    if isinstance(result, ChangePoint) and split is not None:
        known = series.loc[series["nobs"] > 0, "date"]
        levels = [result.before, result.before, result.after, result.after]
        ends = pd.Series([known.min(), split.date, split.date, known.max()])
        axes.plot(ends, levels, color=VERMILION, linewidth=2.2, zorder=5)
    width = 80 if most_ticks > 4 else 27
    axes.set_title(textwrap.shorten(change.label, width, placeholder="…"), fontsize=9)
    set_date_axis(axes, scope.grid, most_ticks)
    set_percent_axis(axes, _find_top(change))


def _is_dense(series: pd.DataFrame) -> bool:
    """Whether whiskers would hide one another."""
    return bool(series["proportion"].notna().sum() > 2 * MANY_POINTS)


def _find_top(change: LevelChange) -> float:
    """The scale ends at the highest well-founded value; whiskers of thin periods may leave it."""
    solid = change.series[~change.series["is_small"]]
    heights = solid["proportion" if _is_dense(change.series) else "ci_upper"]
    result = change.result
    levels = [result.before, result.after] if isinstance(result, ChangePoint) else []
    return float(max([*heights.dropna(), *levels], default=0.0))


def _explain(shown: tuple[LevelChange, ...], scope: Scope) -> str:
    series = pd.concat([change.series for change in shown])
    marks = explain_marks(scope, series)
    if _is_dense(shown[0].series):
        marks = f"Points: {scope.period_name} of {scope.parameters.min_papers} papers or more."
        if scope.grid["state"].isin(MISSING_STATES).any():
            marks += " Grey bands: no digest read."
    seen = "first listed" if scope.counted == "listing" else "published"
    scale = ", each panel on its own scale" if len(shown) > 1 else ""
    shares = f"Shares of the papers {seen} in a period{scale}."
    return f"{shares} Thick line: level before and after.\n{marks}"


def _tell(changes: LevelChanges, shown: tuple[LevelChange, ...]) -> str:
    told = ". ".join(_tell_change(change) for change in shown)
    left = len(changes.found) - len(shown)
    more = f" {count_of(left, 'further change')} not drawn." if left else ""
    return (
        f"Panels of shares over time for {count_of(len(shown), 'share')} whose level changed, of "
        f"{changes.n_tests} tested, with the levels before and after. {told}.{more}"
    )


def _tell_change(change: LevelChange) -> str:
    result, split = change.result, change.split
    if not isinstance(result, ChangePoint) or split is None:
        return change.label
    return (
        f"{change.label} {format_percent(result.before)} up to {split.last_before}, "
        f"{format_percent(result.after)} from {split.first_after} on, "
        f"p {format_pvalue(change.pvalue_adjusted)}"
    )
