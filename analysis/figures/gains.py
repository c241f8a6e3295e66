"""Pictures of claimed gains; unit classes always apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.log_axis import set_log_axis
from analysis.figures.notes import explain_marks, explain_whiskers
from analysis.figures.points import draw_ranked, draw_series, label_nobs
from analysis.figures.style import (
    BLUE,
    GREY,
    INK,
    LIGHT,
    MOST_DOTS,
    SKY,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    new_figure,
    set_count_axis,
    set_percent_axis,
    set_ratio_axis,
    styled,
    tell_range,
)
from analysis.findings.claimed_gains import UNIT_LABELS, GainSizes
from analysis.findings.claims_per_paper import ClaimsPerPaper
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.papers import MetricFamily
from analysis.stats.results import Estimate
from analysis.wording import (
    count_of,
    format_estimate,
    format_level,
    format_number,
    format_percent,
    format_share,
)


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


def plot_claims_per_paper(found: ClaimsPerPaper, scope: Scope) -> Picture:
    """Bars of papers by how many numbers they claim; they add up to all papers."""
    shares = found.distribution
    total = int(shares["count"].sum())
    if total == 0:
        return draw_nothing(scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 3.0)
        axes = figure.subplots()
        colors = [GREY if name == "0" else BLUE for name in shares["claims"]]
        bars = axes.bar(shares["claims"], shares["count"], color=colors)
        labels = [
            f"{row.count:,} ({format_percent(row.proportion)})" for row in iterate_rows(shares)
        ]
        axes.bar_label(bars, labels, fontsize=9, padding=2)
        set_count_axis(axes)
        axes.set_xlabel("claims in numbers in one abstract")
        axes.set_ylabel(f"{scope.counted}s")
        axes.grid(visible=False, axis="x")
        add_note(figure, f"The bars add up to all {count_of(total, scope.counted)}.")
    told = "; ".join(
        f"{name}: {label}" for name, label in zip(shares["claims"], labels, strict=True)
    )
    mean = format_estimate(found.mean)
    what = f"Bar chart of {scope.counted}s by number of claims"
    return Picture(figure, f"{what}. {told}. Mean claims: {mean}.")


def plot_gain_terms(terms: pd.DataFrame, scope: Scope) -> Picture:
    """Shares per unit class, two panels: gains told as a best case, papers that name a cost."""
    if not terms["nobs"].sum():
        return draw_nothing("No claimed gain was found." if scope.nobs else scope.nothing)
    titles = {"up_to": "Gains stated as 'up to'", "cost": f"{scope.counted}s with gain and cost"}
    told = []
    with styled():
        figure = new_figure(WIDTH, 2.7)
        panels = figure.subplots(1, len(titles))
        for axes, (term, title) in zip(panels, titles.items(), strict=True):
            rows = terms[terms["term"].eq(term) & terms["nobs"].gt(0)]
            draw_ranked(axes, rows)
            solid = rows["ci_upper"].where(~rows["is_small"].astype(bool))
            set_percent_axis(axes, max(rows["proportion"].max(), solid.fillna(0).max()), "x")
            axes.set_title(title[0].upper() + title[1:], fontsize=10)
            shares = ", ".join(
                f"{row.label} {format_share(row.proportion, row.ci_lower, row.ci_upper)}"
                for row in iterate_rows(rows)
            )
            told.append(f"{title[0].upper()}{title[1:]}: {shares}")
        note = explain_whiskers(scope, terms[terms["nobs"].gt(0)])
        if terms["is_small"][terms["nobs"] > 0].any():
            note += f" Hollow, grey: of fewer than {scope.parameters.min_papers}."
        add_note(figure, note)
    return Picture(figure, f"Two dot plots by unit class, with intervals. {'. '.join(told)}.")


def plot_gain_sizes(gains: tuple[GainSizes, ...], medians: pd.DataFrame, scope: Scope) -> Picture:
    """Every claimed gain and their medians by metric family, one panel per unit class."""
    families = _families(gains)
    if not families:
        return draw_nothing("No claimed gain of a known size." if scope.nobs else scope.nothing)
    with styled():
        figure = new_figure(WIDTH, 1.6 + 0.5 * max(len(families), 2))
        panels = figure.subplots(1, len(gains), sharey=True)
        for axes, one in zip(panels, gains, strict=True):
            own = medians[medians["unit"].eq(UNIT_LABELS[one.unit])]
            _draw_sizes(axes, one, own, families)
        panels[0].set_yticks(range(len(families)), families)
        panels[0].set_ylim(-0.7, len(families) - 0.3)
        level = format_level(scope.parameters.confidence_level)
        note = (
            f"Small dots: claimed gains. Large dot and line: their median and its {level} interval"
        )
        add_note(figure, f"{note}\n(hollow: no interval, the table says why). Log scales.")
    told = "; ".join(_tell_sizes(one) for one in gains)
    return Picture(figure, f"Strip plots of the sizes of claimed gains by metric family: {told}.")


def plot_gains_over_time(series: pd.DataFrame, scope: Scope) -> Picture:
    """Median claimed gain per period, one panel per unit class, each on a log scale of its own."""
    units = [unit for unit, rows in series.groupby("unit", sort=False) if rows["median"].any()]
    if not units:
        return draw_nothing("No claimed gain of a known size." if scope.nobs else scope.nothing)
    told = []
    with styled():
        figure = new_figure(WIDTH, 1.0 + 1.7 * len(units))
        panels = figure.subplots(len(units), 1, sharex=True, squeeze=False)[:, 0]
        for axes, unit in zip(panels, units, strict=True):
            rows = series[series["unit"].eq(unit)]
            draw_series(axes, rows, scope.grid, "median")
            set_log_axis(axes, *_find_ends(rows))
            name = UNIT_LABELS[str(unit)]
            axes.set_ylabel(f"median gain,\n{name} (log)")
            label_nobs(axes, rows.assign(nobs=rows["gains"]))
            told.append(f"{name.capitalize()}: {tell_range(rows, 'median', format_number)}")
        counted = f"Of {scope.counted}s, only those with a gain of the unit class are counted."
        add_note(figure, f"{counted}\n{explain_marks(scope, series)}")
    what = f"Median claimed gain over {len(scope.grid)} {scope.period_name} by unit class"
    return Picture(figure, f"{what}, with intervals. {'. '.join(told)}.")


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
        set_count_axis(axes, "x")
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


def _draw_sizes(axes: Axes, one: GainSizes, medians: pd.DataFrame, families: list[str]) -> None:
    axes.set_title(f"{UNIT_LABELS[one.unit]} (n={len(one.sizes):,})", fontsize=10)
    if one.sizes.empty:
        axes.text(0.5, 0.5, "no gains", transform=axes.transAxes, ha="center", color=GREY)
        axes.set_xticks([])
        return
    row = one.sizes["metric_family"].map({family: at for at, family in enumerate(families)})
    spread = _spread_dots(one.sizes)
    # Many dots in full ink would be one blot.
    alpha = 0.6 if len(one.sizes) <= 100 else 0.3
    (dots,) = axes.plot(one.sizes["size"], row + spread, "o", color=SKY, markersize=3, alpha=alpha)
    dots.set_rasterized(len(one.sizes) > MOST_DOTS)
    for found in iterate_rows(medians[medians["metric_family"].isin(families)]):
        _draw_median(axes, found, families.index(found.metric_family))
    set_ratio_axis(axes, 5)
    axes.grid(visible=False, axis="y")


def _draw_median(axes: Axes, found: Any, at: int) -> None:
    result, face = found.result, "white"
    if isinstance(result, Estimate) and result.has_interval:
        axes.hlines(at, result.ci_lower, result.ci_upper, color=INK, linewidth=2, zorder=3)
        face = INK
    axes.plot(found.median, at, "o", color=INK, markerfacecolor=face, markersize=5, zorder=4)


def _spread_dots(sizes: pd.DataFrame) -> pd.Series[float]:
    """How far each dot is moved off its row: dots of like size side by side, fullest at 0.4.

    By rank, not at random: the same data give the same picture.
    """
    bins = np.round(np.log10(sizes["size"]) * 10)
    groups = sizes.groupby([sizes["metric_family"], bins])["size"]
    rank, size = groups.cumcount(), groups.transform("size")
    fullest = size.groupby(sizes["metric_family"]).transform("max")
    step = np.minimum(0.08, 0.8 / fullest)
    return (rank - (size - 1) / 2) * step


def _find_ends(rows: pd.DataFrame) -> tuple[float, float]:
    """Lowest and highest mark of well-founded periods, all medians included."""
    bounds = rows[["ci_lower", "ci_upper"]].where(~rows["is_small"].astype(bool))
    marks = np.concatenate([rows["median"].to_numpy(dtype=float), bounds.to_numpy().ravel()])
    return float(np.nanmin(marks)), float(np.nanmax(marks))
