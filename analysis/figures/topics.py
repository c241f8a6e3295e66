"""Pictures of topic frequency."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from analysis.figures.notes import explain_marks, explain_whiskers
from analysis.figures.points import draw_ranked, draw_ratios, draw_series
from analysis.figures.style import (
    LIGHT,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    explain_no_topic,
    new_figure,
    set_date_axis,
    set_percent_axis,
    styled,
    tell_range,
)
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.findings.topic_frequency import TopicTrends
from analysis.stats.results import Estimate
from analysis.wording import count_of, format_estimate, format_level, format_percent, format_share


def plot_topic_shares(shares: pd.DataFrame, scope: Scope) -> Picture:
    """Rank topics by their share of papers, with whiskers."""
    chosen = shares[shares["count"] > 0].head(scope.parameters.top_topics)
    if chosen.empty:
        return draw_nothing(explain_no_topic(scope))
    with styled():
        figure = new_figure(WIDTH, 1.1 + 0.3 * max(len(chosen), 3))
        axes = figure.subplots()
        draw_ranked(axes, chosen)
        set_percent_axis(axes, chosen["ci_upper"].fillna(chosen["proportion"]).max(), "x")
        axes.set_xlabel(f"share of {scope.counted}s (a paper can have several topics)")
        add_note(figure, explain_whiskers(scope, chosen))
    told = "; ".join(
        f"{row.label} {format_share(row.proportion, row.ci_lower, row.ci_upper)}"
        for row in iterate_rows(chosen)
    )
    what = f"Dot plot of topic shares of {count_of(scope.nobs, scope.counted)}"
    return Picture(figure, f"{what}, largest first, with intervals. {told}.")


def plot_topic_shares_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """One small panel per topic, all on one scale, with whiskers at the true dates."""
    topics = list(dict.fromkeys(series["topic"]))
    if not topics:
        return draw_nothing(explain_no_topic(scope))
    n_columns = 3
    n_rows = math.ceil(len(topics) / n_columns)
    with styled():
        figure = new_figure(WIDTH, 0.7 + 1.85 * n_rows)
        panels = figure.subplots(n_rows, n_columns, sharey=True, squeeze=False)
        top = _highest(series)
        for axes, topic in zip(panels.flat, topics, strict=False):
            chosen = series[series["topic"] == topic]
            draw_series(axes, chosen, scope.grid)
            axes.set_title(_shorten(chosen["topic_label"].iloc[0]), fontsize=9)
            set_date_axis(axes, scope.grid, 5)
            set_percent_axis(axes, top)
        for axes in panels.flat[len(topics) :]:
            axes.set_axis_off()
        shares = f"Shares of all {scope.counted}s of a period."
        add_note(figure, f"{shares} {explain_marks(scope, series)}")
    return Picture(figure, _tell_series(series, topics, scope))


def plot_topic_trends(trends: TopicTrends, scope: Scope) -> Picture:
    """Odds ratios per year with intervals, or why there are none."""
    tested = [(t.label, t.result) for t in trends.trends if isinstance(t.result, Estimate)]
    changing = {trend.label for trend in trends.changing}
    if not tested:
        return draw_nothing(f"No trend could be tested: {trends.why_untested}.")
    with styled():
        figure = new_figure(WIDTH, 1.2 + 0.28 * len(tested))
        axes = figure.subplots()
        draw_ratios(axes, tested, changing)
        axes.set_xlabel("odds ratio per year (log scale; right of 1: rising)")
        level = format_level(scope.parameters.confidence_level)
        note = "Blue: holds at 0.05 after adjusting for the number of tests."
        add_note(figure, f"Whiskers: {level} interval, each topic by itself. {note}")
    return Picture(figure, _tell_trends(tested, changing))


def plot_topic_pairs(pairs: pd.DataFrame, scope: Scope) -> Picture:
    """Heat map: of the papers with the row's topic, how many have the column's."""
    size = len(pairs)
    if size == 0:
        return draw_nothing(explain_no_topic(scope))
    off_diagonal = pairs.mask(np.eye(size, dtype=bool))
    with styled():
        figure = new_figure(WIDTH, 2.1 + 0.42 * max(size, 3))
        _draw_pairs(figure.subplots(), off_diagonal)
        what = f"Of the {scope.counted}s with the row's topic, the share that also have the"
        add_note(figure, f"{what} column's.")
    return Picture(figure, _tell_pairs(off_diagonal, scope))


def _draw_pairs(axes: Axes, pairs: pd.DataFrame) -> None:
    counts = zip(pairs.index, pairs.attrs["count"], strict=True)
    sns.heatmap(
        pairs,
        ax=axes,
        cmap="Blues",
        vmin=0,
        vmax=float(np.nanmax(pairs.to_numpy(), initial=0.1)),
        annot=pairs.map(lambda share: "" if np.isnan(share) else f"{share:.0%}"),
        fmt="",
        annot_kws={"fontsize": 8},
        cbar=False,
        linewidths=1,
        yticklabels=[f"{name} (n={count:,})" for name, count in counts],
        xticklabels=[_shorten(str(name), 26) for name in pairs.columns],
    )
    axes.grid(visible=False)
    # Grey where a topic meets itself, so that it does not pass for a share of 0%.
    axes.set_facecolor(LIGHT)
    axes.set_xticklabels(axes.get_xticklabels(), rotation=40, ha="right")


def _highest(series: pd.DataFrame) -> float:
    """The scale ends at the highest well-founded bound; whiskers of thin periods may leave it."""
    solid = series[~series["is_small"].astype(bool)]
    bounds = solid["ci_upper"].fillna(solid["proportion"]).dropna()
    rest = series["proportion"].dropna()
    return float(max(bounds.max() if len(bounds) else 0, rest.max() if len(rest) else 0))


def _tell_trends(tested: list[tuple[str, Estimate]], changing: set[str]) -> str:
    ends = [tested[0], tested[-1]] if len(tested) > 1 else tested
    told = " to ".join(f"{label} {format_estimate(result)}" for label, result in ends)
    holding = [f"{label} {format_estimate(r)}" for label, r in tested if label in changing]
    return (
        f"Forest plot of odds ratios per year for {count_of(len(tested), 'topic')}, the strongest "
        f"rise first: {told}. After adjusting for the number of tests, "
        f"{'; '.join(holding) or 'none'} {'holds' if len(holding) < 2 else 'hold'}."
    )


def _tell_series(series: pd.DataFrame, topics: list[str], scope: Scope) -> str:
    told = [
        f"{chosen['topic_label'].iloc[0]} {tell_range(chosen, 'proportion', format_percent)}"
        for topic in topics
        for chosen in [series[series["topic"] == topic]]
    ]
    return (
        f"Small multiples of topic shares over {len(scope.grid)} {scope.period_name}, one panel "
        f"for each of {count_of(len(topics), 'topic')}, with intervals. {'. '.join(told)}."
    )


def _tell_pairs(off_diagonal: pd.DataFrame, scope: Scope) -> str:
    shares = off_diagonal.rename_axis("row").reset_index().melt("row", var_name="column")
    largest = shares.dropna().sort_values("value", ascending=False).head(3)
    told = "; ".join(
        f"{row.value:.0%} of the {scope.counted}s on {row.row} are also on {row.column}"
        for row in iterate_rows(largest)
    )
    return f"Heat map of topics that occur together. {told or 'No pairs'}."


def _shorten(label: str, most: int = 27) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
