"""Pictures of code release: announced rates, never actual ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.figures.notes import explain_marks, explain_whiskers
from analysis.figures.points import MANY_POINTS, draw_ranked, draw_series, label_nobs
from analysis.figures.style import (
    BLUE,
    GREY,
    LIGHT,
    ORANGE,
    SKY,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    explain_no_topic,
    new_figure,
    set_count_axis,
    set_percent_axis,
    styled,
    tell_range,
)
from analysis.findings.release_kinds import ANNOUNCED, KIND_LABELS
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.series import RELEASE_KINDS
from analysis.wording import count_of, format_percent, format_share

KIND_STYLES = {
    "linked": (BLUE, ""),
    "stated": (SKY, "//"),
    "promised": (ORANGE, ".."),
    "none": (LIGHT, ""),
}


def plot_release_shares(shares: pd.DataFrame, scope: Scope) -> Picture:
    """One bar of all papers, parted by what they announce of their code."""
    total = int(shares["count"].sum())
    if total == 0:
        return draw_nothing(scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 1.7)
        axes = figure.subplots()
        _draw_parts(axes, shares)
        axes.set_yticks([])
        set_percent_axis(axes, 1.0, "x")
        axes.set_xlabel(f"share of {count_of(total, scope.counted)}")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=9)
    told = "; ".join(
        f"{KIND_LABELS[row.release_kind]} "
        f"{format_share(row.proportion, row.ci_lower, row.ci_upper)}"
        for row in iterate_rows(shares)
    )
    return Picture(
        figure, f"Bar of all {count_of(total, scope.counted)} by announced release. {told}."
    )


def plot_releases_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """Announced release rate with whiskers above, the counts behind it below."""
    if series["proportion"].isna().all():
        return draw_nothing(scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 4.8)
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        draw_series(upper, series, scope.grid)
        set_percent_axis(upper, series["ci_upper"].fillna(series["proportion"]).max())
        upper.set_ylabel(f"{scope.counted}s that announce\nreleased code")
        label_nobs(upper, series)
        _draw_stack(lower, series, scope)
        add_note(figure, explain_marks(scope, series))
    alt = (
        f"Share of {scope.counted}s that announce released code over {len(scope.grid)} "
        f"{scope.period_name} with intervals, and the counts behind it by kind: "
        f"{tell_range(series, 'proportion', format_percent)}."
    )
    return Picture(figure, alt)


def plot_release_by_topic(rates: pd.DataFrame, scope: Scope) -> Picture:
    """Announced release rate of each top topic, with whiskers."""
    if rates.empty:
        return draw_nothing(explain_no_topic(scope))
    with styled():
        figure = new_figure(WIDTH, 1.1 + 0.3 * max(len(rates), 3))
        axes = figure.subplots()
        draw_ranked(axes, rates)
        set_percent_axis(axes, rates["ci_upper"].fillna(rates["proportion"]).max(), "x")
        axes.set_xlabel(f"share of the topic's {scope.counted}s that announce released code")
        note = explain_whiskers(scope, rates, ", each topic by itself")
        if rates["is_small"].any():
            note += f" Hollow, grey: fewer than {scope.parameters.min_papers} {scope.counted}s."
        add_note(figure, note)
    told = "; ".join(
        f"{row.label} {format_share(row.proportion, row.ci_lower, row.ci_upper)}"
        for row in iterate_rows(rates)
    )
    return Picture(figure, f"Dot plot of announced release rates by topic, with intervals. {told}.")


def plot_release_kinds_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """One panel per kind of announcement on one scale, and the papers that each is a share of."""
    if series["proportion"].isna().all():
        return draw_nothing(scope.nothing)
    parts = {kind: series[series["release_kind"].eq(kind)] for kind in ANNOUNCED}
    with styled():
        figure = new_figure(WIDTH, 6.2)
        *panels, lowest = figure.subplots(4, 1, sharex=True, height_ratios=(3, 3, 3, 2))
        top = _find_top(pd.concat(parts.values()))
        for axes, (kind, part) in zip(panels, parts.items(), strict=True):
            draw_series(axes, part, scope.grid, color=KIND_STYLES[kind][0])
            set_percent_axis(axes, top)
            axes.set_title(KIND_LABELS[kind], fontsize=9.5)
        _draw_nobs(lowest, parts["linked"], scope)
        add_note(figure, f"Shares of all {scope.counted}s. {explain_marks(scope, series)}")
    told = ". ".join(
        f"{KIND_LABELS[kind].capitalize()}: {tell_range(part, 'proportion', format_percent)}"
        for kind, part in parts.items()
    )
    what = f"Small multiples over {len(scope.grid)} {scope.period_name}, one per kind of"
    return Picture(
        figure, f"{what} announcement, as shares of all {scope.counted}s with intervals. {told}."
    )


def plot_release_kinds_by_topic(rates: pd.DataFrame, scope: Scope) -> Picture:
    """One panel per kind of announcement on one scale, one row per top topic, with whiskers."""
    if rates.empty:
        return draw_nothing(explain_no_topic(scope))
    parts = {kind: rates[rates["release_kind"].eq(kind)] for kind in ANNOUNCED}
    n_topics = rates["topic"].nunique()
    with styled():
        figure = new_figure(WIDTH, 1.3 + 0.3 * max(n_topics, 3))
        panels = figure.subplots(1, len(parts), sharex=True)
        for axes, (kind, part) in zip(panels, parts.items(), strict=True):
            draw_ranked(axes, part, KIND_STYLES[kind][0])
            # Three panels side by side have no room for "released" before each.
            axes.set_title(KIND_LABELS[kind].removeprefix("released, "), fontsize=9.5)
            axes.set_yticks(axes.get_yticks(), [])
        labels = [f"{row.label}  n={row.nobs:,}" for row in iterate_rows(parts["linked"])]
        panels[0].set_yticks(panels[0].get_yticks(), labels)
        set_percent_axis(panels[0], _find_top(rates), "x")
        whiskers = explain_whiskers(scope, rates, ", each by itself")
        note = f"Shares of the topic's {scope.counted}s. {whiskers}"
        if rates["is_small"].any():
            note += f" Hollow, grey: fewer than {scope.parameters.min_papers} {scope.counted}s."
        add_note(figure, note)
    told = ". ".join(_tell_kind(kind, part) for kind, part in parts.items())
    return Picture(figure, f"Dot plots by kind of announcement and topic, with intervals. {told}.")


def _draw_parts(axes: Axes, shares: pd.DataFrame) -> None:
    left = 0.0
    for row, count in zip(iterate_rows(shares), shares["count"], strict=True):
        color, hatch = KIND_STYLES[row.release_kind]
        label = f"{KIND_LABELS[row.release_kind]} ({count:,})"
        look: dict[str, Any] = {
            "color": color,
            "hatch": hatch,
            "edgecolor": "white",
            "label": label,
        }
        axes.barh(0, row.proportion, left=left, **look)
        left += row.proportion


def _find_bar_width(dates: pd.Series[pd.Timestamp]) -> float:
    """Days that a bar spans: as the shortest distance between periods allows."""
    gaps = dates.diff().dt.days.dropna()
    gap = float(gaps[gaps > 0].min()) if (gaps > 0).any() else 30.0
    span = (dates.max() - dates.min()).days
    # Days over years would be thinner than a pixel: bars then touch or overlap a little.
    return max(min(gap * 0.7, max(span * 0.05, 1.0)), span / 250)


def _draw_stack(axes: Axes, series: pd.DataFrame, scope: Scope) -> None:
    """Bars of counts by release kind."""
    dates = series["date"]
    width = _find_bar_width(dates)
    bottom = pd.Series(0.0, index=series.index)
    for kind in RELEASE_KINDS:
        color, hatch = KIND_STYLES[kind]
        count = series[kind].astype("Float64").fillna(0).astype(float)
        drawn = count > 0
        axes.bar(
            dates[drawn],
            count[drawn],
            width=width,
            bottom=bottom[drawn],
            linewidth=0.5 if drawn.sum() <= MANY_POINTS else 0,
            color=color,
            hatch=hatch,
            edgecolor="white",
        )
        bottom += count
    axes.set_ylabel(f"{scope.counted}s")
    set_count_axis(axes)
    axes.grid(visible=False, axis="x")
    # Not from the bars: a kind without any has none to take the colour from.
    handles = [
        Patch(facecolor=color, hatch=hatch, edgecolor="white", label=KIND_LABELS[kind])
        for kind, (color, hatch) in KIND_STYLES.items()
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, fontsize=8.5)


def _draw_nobs(axes: Axes, series: pd.DataFrame, scope: Scope) -> None:
    """Bars of the papers that shares are shares of."""
    known = series[series["nobs"].fillna(0) > 0]
    axes.bar(
        known["date"],
        known["nobs"].astype(float),
        width=_find_bar_width(series["date"]),
        color=GREY,
        linewidth=0,
    )
    axes.set_title(f"{scope.counted}s in all", fontsize=9.5)
    set_count_axis(axes)
    axes.grid(visible=False, axis="x")


def _find_top(rates: pd.DataFrame) -> float:
    """The scale ends at the highest well-founded bound; whiskers of thin rows may leave it."""
    solid = rates[~rates["is_small"].astype(bool)]
    bounds = solid["ci_upper"].fillna(solid["proportion"]).dropna()
    return float(max(bounds.max() if len(bounds) else 0.0, rates["proportion"].max()))


def _tell_kind(kind: str, part: pd.DataFrame) -> str:
    low, high = (part.iloc[at] for at in (part["proportion"].argmin(), part["proportion"].argmax()))
    told = (
        f"{row['label']} {format_share(row['proportion'], row['ci_lower'], row['ci_upper'])}"
        for row in (low, high)
    )
    return f"{KIND_LABELS[kind].capitalize()}: lowest {', highest '.join(told)}"
