"""Pictures of claimed gains; unit classes always apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.points import draw_series, label_nobs
from analysis.figures.style import (
    BLUE,
    GREY,
    LIGHT,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    explain_marks,
    new_figure,
    set_percent_axis,
    set_ratio_axis,
    styled,
    tell_range,
)
from analysis.findings.claimed_gains import UNIT_LABELS, GainSizes
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.papers import MetricFamily
from analysis.stats.results import Estimate
from analysis.wording import count_of, format_estimate, format_level, format_number, format_percent


def plot_claims_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """Share of papers with a quantified claim, with whiskers at the true dates."""
    known = series[series["proportion"].notna()]
    if known.empty:
        return draw_nothing(scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 3.4)
        axes = figure.subplots()
        draw_series(axes, series, scope.grid)
        set_percent_axis(axes, known["ci_upper"].fillna(known["proportion"]).max())
        axes.set_ylabel(f"{scope.counted}s with a claim in numbers")
        label_nobs(axes, series)
        add_note(figure, explain_marks(scope, series))
    alt = (
        f"Share of {scope.counted}s that claim a gain or cost in numbers, over {len(scope.grid)} "
        f"{scope.period_name}, with intervals: {tell_range(series, 'proportion', format_percent)}."
    )
    return Picture(figure, alt)


def plot_gain_sizes(gains: tuple[GainSizes, ...], scope: Scope) -> Picture:
    """Every claimed gain by metric family, one panel per unit class, each on a log scale."""
    families = _families(gains)
    if not families:
        return draw_nothing("No claimed gain of a known size." if scope.nobs else scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 1.6 + 0.5 * max(len(families), 2))
        panels = figure.subplots(1, len(gains), sharey=True)
        for axes, one in zip(panels, gains, strict=True):
            _draw_sizes(axes, one, families)
        panels[0].set_yticks(range(len(families)), families)
        panels[0].set_ylim(-0.7, len(families) - 0.3)
        level = format_level(scope.parameters.confidence_level)
        note = "Dots: claimed gains. Line and band: median of all and its"
        add_note(figure, f"{note} {level} interval. Log scales; units are never pooled.")
    told = "; ".join(_tell_sizes(one) for one in gains)
    return Picture(figure, f"Strip plots of the sizes of claimed gains by metric family: {told}.")


def plot_claims_by_unit(by_unit: pd.DataFrame, scope: Scope) -> Picture:
    """Claims per unit class: gains, costs and neutral findings."""
    if not by_unit["claims"].sum():
        return draw_nothing("No claim in numbers was found." if scope.nobs else scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 2.6)
        axes = figure.subplots()
        at = np.arange(len(by_unit))[::-1]
        left = np.zeros(len(by_unit))
        styles = (("gains", BLUE, ""), ("costs", GREY, "//"), ("neutral", LIGHT, ""))
        for name, color, hatch in styles:
            count = by_unit[name].to_numpy(dtype=float)
            axes.barh(at, count, left=left, color=color, hatch=hatch, edgecolor="white", label=name)
            left += count
        axes.set_yticks(at, by_unit["unit"])
        for y, total in zip(at, left, strict=True):
            axes.text(total, y, f" {total:,.0f}", va="center", fontsize=9)
        axes.set_xlabel(f"claims, counted with each of {count_of(scope.nobs, scope.counted)}")
        axes.grid(visible=False, axis="y")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=9)
    told = "; ".join(
        f"{row.unit}: {row.gains} gains, {row.costs} costs, {row.neutral} neutral"
        for row in iterate_rows(by_unit)
    )
    return Picture(figure, f"Bar chart of claims by unit. {told}.")


def _families(gains: tuple[GainSizes, ...]) -> list[str]:
    found = {family for one in gains for family in one.sizes["metric_family"]}
    return [family.value for family in reversed(MetricFamily) if family in found]


def _tell_sizes(one: GainSizes) -> str:
    unit, n_gains = UNIT_LABELS[one.unit], count_of(len(one.sizes), "gain")
    if one.sizes.empty:
        return f"{unit}: no gains"
    low, high = (format_number(size) for size in (one.sizes["size"].min(), one.sizes["size"].max()))
    return f"{unit}: median {format_estimate(one.median)} over {n_gains}, from {low} to {high}"


def _draw_sizes(axes: Axes, one: GainSizes, families: list[str]) -> None:
    axes.set_title(f"{UNIT_LABELS[one.unit]} (n={len(one.sizes):,})", fontsize=10)
    if one.sizes.empty:
        axes.text(0.5, 0.5, "no gains", transform=axes.transAxes, ha="center", color=GREY)
        axes.set_xticks([])
        return
    row = one.sizes["metric_family"].map({family: at for at, family in enumerate(families)})
    # A fixed spread by rank, not at random: the same data give the same picture.
    spread = (one.sizes.groupby("metric_family").cumcount() % 7 - 3) * 0.08
    if isinstance(one.median, Estimate):
        if one.median.has_interval:
            axes.axvspan(one.median.ci_lower, one.median.ci_upper, color=LIGHT, alpha=0.6)
        axes.axvline(one.median.estimate, color=GREY, linewidth=1.5)
    axes.plot(one.sizes["size"], row + spread, "o", color=BLUE, markersize=4, alpha=0.6)
    set_ratio_axis(axes, 5)
    axes.grid(visible=False, axis="y")
