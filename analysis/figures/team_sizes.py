"""Pictures of team size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.figures.log_axis import set_log_axis
from analysis.figures.notes import explain_marks
from analysis.figures.points import MANY_POINTS, draw_series, label_nobs
from analysis.figures.style import (
    BLUE,
    GREY,
    LIGHT,
    ORANGE,
    PALE,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    mark_gaps,
    new_figure,
    set_count_axis,
    set_date_axis,
    set_percent_axis,
    styled,
    tell_range,
)
from analysis.findings.scope import Scope
from analysis.findings.team_kinds import KIND_LABELS
from analysis.series import MISSING_STATES, TEAM_SIZE_BINS, UNKNOWN_TEAM_SIZE
from analysis.wording import count_of, format_number, format_percent

_BIN_COLORS = {
    **dict(zip(TEAM_SIZE_BINS, sns.color_palette("viridis_r", len(TEAM_SIZE_BINS)), strict=True)),
    UNKNOWN_TEAM_SIZE: LIGHT,
}


def plot_team_size_distribution(distribution: pd.DataFrame, scope: Scope) -> Picture:
    """Bars of papers per team-size bin; unknown sizes stand apart, so that all add up."""
    total = int(distribution["count"].sum())
    if total == 0:
        return draw_nothing(scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 3.4)
        axes = figure.subplots()
        colors = [
            GREY if name == UNKNOWN_TEAM_SIZE else BLUE for name in distribution["team_size_bin"]
        ]
        bars = axes.bar(distribution["team_size_bin"], distribution["count"], color=colors)
        axes.bar_label(bars, fmt="{:,.0f}", fontsize=9, padding=2)
        axes.set_xlabel("authors per paper")
        axes.set_ylabel(f"{scope.counted}s")
        set_count_axis(axes)
        axes.grid(visible=False, axis="x")
        note = f"The bars add up to all {count_of(total, scope.counted)}."
        add_note(figure, f"{note} Bars of several sizes are higher for that alone.")
    return Picture(
        figure, f"Bar chart of {scope.counted}s per team size. {_tell_bins(distribution)}."
    )


def plot_team_sizes_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """Median and mean with intervals, and the middle half of the papers, at the true dates."""
    known = series[series["median"].notna()]
    if known.empty:
        return draw_nothing(f"No {scope.counted} in the chosen dates has a known author count.")
    with styled():
        figure = new_figure(WIDTH, 5.4)
        medians, means = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        width = min(9.0, 300 / len(known))
        medians.vlines(known["date"], known["q25"], known["q75"], color=PALE, linewidth=width)
        draw_series(medians, series, scope.grid, "median")
        medians.set_ylabel("median authors")
        label_nobs(medians, known.assign(nobs=known["known"]))
        draw_series(means, _rename_mean(series), scope.grid, "mean", ORANGE)
        means.set_ylabel("mean authors\n(log scale)")
        top = find_top_of_sizes(known)
        medians.set_ylim(0, top * 1.05 + 1)
        set_log_axis(means, *_find_ends(known, ["mean", "mean_lower", "mean_upper"]))
        bars = f"Bars: middle half of the {scope.counted}s of known size."
        if (known["q75"] > top).any():
            bars += " Those that leave the panel are cut."
        add_note(figure, f"{bars}\n{explain_marks(scope, _join_bounds(series))}")
    alt = (
        f"Median and mean authors per paper over {len(scope.grid)} {scope.period_name}, with "
        f"quartiles and intervals. Median: {tell_range(series, 'median', format_number)}. "
        f"Mean: {tell_range(series, 'mean', format_number)}."
    )
    return Picture(figure, alt)


def plot_team_size_bins_over_time(bins: pd.DataFrame, scope: Scope) -> Picture:
    """Stacked shares of all team sizes per period, and below them the papers they stand on."""
    if bins["proportion"].isna().all():
        return draw_nothing(scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 4.8)
        shares, counts = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
        first = bins.drop_duplicates("period")
        for axes in (shares, counts):
            mark_gaps(axes, scope.grid)
        starts, widths = _place_bars(scope)
        _stack(shares, bins, starts, widths)
        nobs = first["nobs"].astype("Float64").to_numpy(dtype=float, na_value=0.0)
        counts.bar(starts, nobs, width=widths, align="edge", color=GREY, linewidth=0)
        counts.set_ylabel(f"{scope.counted}s")
        set_count_axis(counts)
        label_nobs(shares, first)
        set_percent_axis(shares, 1.0)
        shares.set_ylabel(f"share of {scope.counted}s")
        set_date_axis(counts, scope.grid)
        shares.grid(visible=False, axis="x")
        _add_legend(shares)
        add_note(figure, _explain_stack(bins, scope))
    return Picture(figure, _tell_stack(bins, scope))


def plot_team_kinds_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """Shares of single authors and of large teams, one panel each, with whiskers."""
    if series["proportion"].isna().all():
        return draw_nothing(f"No {scope.counted} in the chosen dates has a known author count.")
    with styled():
        figure = new_figure(WIDTH, 5.0)
        panels = figure.subplots(len(KIND_LABELS), 1, sharex=True)
        told = []
        for axes, (kind, label) in zip(panels, KIND_LABELS.items(), strict=True):
            rows = series[series["team_kind"].eq(kind)]
            draw_series(axes, rows, scope.grid)
            set_percent_axis(axes, _find_top(rows))
            axes.set_ylabel(label)
            told.append(f"{label.capitalize()}: {tell_range(rows, 'proportion', format_percent)}")
        label_nobs(panels[0], series.drop_duplicates("period"))
        shares = f"Shares of the {scope.counted}s of known size; the scales differ."
        add_note(figure, f"{shares} {explain_marks(scope, series)}")
    what = f"Shares over {len(scope.grid)} {scope.period_name}, with intervals"
    return Picture(figure, f"{what}. {'. '.join(told)}.")


def find_top_of_sizes(known: pd.DataFrame) -> float:
    """Where a scale of median sizes ends: at the highest mark, but for a few far above the usual.

    `known` has median, q75 and ci_upper. All medians are inside; of hundreds of periods one with a
    paper of hundreds of authors would press all others to the ground.
    """
    highest = _find_ends(known, ["q75", "ci_upper"])[1]
    usual = 3 * float(known["q75"].quantile(0.95))
    return max(float(known["median"].max()), min(highest, usual))


def _find_top(rows: pd.DataFrame) -> float:
    """The highest bound of well-founded periods; whiskers of thin ones may leave the panel."""
    bounds = rows["ci_upper"].where(~rows["is_small"].astype(bool))
    return float(max(rows["proportion"].max(), bounds.max(), 0.0, key=np.nan_to_num))


def _find_ends(known: pd.DataFrame, columns: list[str]) -> tuple[float, float]:
    marks = known[columns].to_numpy(dtype=float)
    return float(np.nanmin(marks)), float(np.nanmax(marks))


def _rename_mean(series: pd.DataFrame) -> pd.DataFrame:
    return series.assign(ci_lower=series["mean_lower"], ci_upper=series["mean_upper"])


def _join_bounds(series: pd.DataFrame) -> pd.DataFrame:
    """A lower bound only where median and mean both have one, for the note on marks."""
    return series.assign(ci_lower=series["ci_lower"].where(series["mean_lower"].notna()))


def _place_bars(scope: Scope) -> tuple[pd.Series[pd.Timestamp], pd.Series[pd.Timedelta]]:
    """Left edge and width of each period's bar; a single digest gets a width that can be seen."""
    start, end = scope.grid["start"], scope.grid["end"] + pd.Timedelta(days=1)
    least = max((end.max() - start.min()) / 60, pd.Timedelta(days=1))
    if scope.grid["digest_id"].eq("").all():
        return start, (end - start) * (0.92 if len(start) <= MANY_POINTS else 1.0)
    gaps = start.diff()[lambda gap: gap > pd.Timedelta(0)]
    width = min(least, max(gaps.min() * 0.9, least / 4)) if len(gaps) else least
    return start - width / 2, pd.Series(width, index=start.index)


def _stack(
    axes: Axes,
    bins: pd.DataFrame,
    starts: pd.Series[pd.Timestamp],
    widths: pd.Series[pd.Timedelta],
) -> None:
    wide = bins.pivot(index="period", columns="team_size_bin", values="proportion").fillna(0.0)
    is_small = bins.drop_duplicates("period")["is_small"].to_numpy(dtype=bool)
    bottom = pd.Series(0.0, index=wide.index)
    for name, color in _BIN_COLORS.items():
        for chosen, alpha in ((~is_small, 1.0), (is_small, 0.35)):
            drawn = chosen & wide[name].gt(0).to_numpy()
            axes.bar(
                starts[drawn],
                wide[name][drawn],
                width=widths[drawn],
                bottom=bottom[drawn],
                align="edge",
                color=color,
                alpha=alpha,
                linewidth=0,
            )
        bottom += wide[name]


def _add_legend(axes: Axes) -> None:
    handles = [Patch(facecolor=color, label=name) for name, color in _BIN_COLORS.items()]
    axes.legend(
        handles=handles[::-1],
        title="authors",
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        fontsize=8.5,
    )


def _explain_stack(bins: pd.DataFrame, scope: Scope) -> str:
    parts = [f"Each bar holds all {scope.counted}s of its period; no intervals are drawn."]
    if bins["is_small"][bins["proportion"].notna()].any():
        parts.append(f"Pale: fewer than {scope.parameters.min_papers} {scope.counted}s.")
    if scope.grid["state"].isin(MISSING_STATES).any():
        parts.append("Grey bands: no digest read.")
    return " ".join(parts)


def _tell_stack(bins: pd.DataFrame, scope: Scope) -> str:
    told = [
        f"{name}: {tell_range(rows, 'proportion', format_percent)}"
        for name, rows in bins.groupby("team_size_bin", sort=False)
        if rows["count"].fillna(0).sum() > 0
    ]
    what = f"Stacked shares of team sizes over {len(scope.grid)} {scope.period_name}"
    return f"{what}. Authors {'. Authors '.join(told)}."


def _tell_bins(distribution: pd.DataFrame) -> str:
    pairs = zip(distribution["team_size_bin"], distribution["count"], strict=True)
    return ", ".join(f"{name}: {count}" for name, count in pairs)
