"""One visual language: colours, sizes, axes, and how missing and thin data look."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator, PercentFormatter, StrMethodFormatter

from analysis.findings.scope import Scope
from analysis.series import MISSING_STATES
from analysis.wording import format_number

# Okabe & Ito (2008): told apart with any common colour blindness.
BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#56B4E9",
    "#CC79A7",
)
INK, GREY, LIGHT = "#222222", "#767676", "#D9D9D9"
PALE = "#B5D8EE"
"""The spread of papers; not grey, which is for what is missing."""
WIDTH = 8.0
"""Width of a figure in inches: the reading width of a report."""
MOST_DOTS = 5_000
"""More dots in one place are drawn as an image: as shapes they would make a report heavy."""
DENSE = 120
"""Of more periods in a panel, dots and whiskers would hide one another: a line sums them up."""

_NOTE_WIDTH = 112
"""Letters of a note that stand side by side."""

_DECADES = [10.0**power for power in range(-12, 16)]
_RATIO_TICKS = (
    _DECADES,
    sorted(step * decade for decade in _DECADES for step in (1, 3)),
    sorted(step * decade for decade in _DECADES for step in (1, 2, 5)),
    sorted(
        step * decade / 10 for decade in _DECADES for step in (10, 12, 15, 20, 30, 40, 50, 60, 80)
    ),
)


class Picture(NamedTuple):
    """A figure with its text alternative: what is shown, its range, the main change."""

    figure: Figure
    alt: str


_STYLE: dict[str, Any] = {
    "figure.dpi": 100,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    # A dollar sign in a title is a dollar sign.
    "text.parse_math": False,
    "svg.hashsalt": "digest-trends",
    "savefig.bbox": "tight",
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the project's style, leaving the caller's settings alone.

    The figures are made without pyplot, so that none stays open.
    """
    style: Any = {**sns.axes_style("whitegrid"), **_STYLE}
    with mpl.rc_context(style):
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, in inches, that belongs to no window."""
    return Figure(figsize=(width, height), layout="constrained")


def set_percent_axis(axes: Axes, top: float, axis: str = "y") -> None:
    """A percent scale from 0 to a round limit above `top` (a share), at most 100%."""
    limit = min(1.0, float(np.ceil(max(top * 1.05, 0.05) * 20) / 20))
    if axis == "y":
        axes.set_ylim(0, limit)
    else:
        axes.set_xlim(0, limit)
    scale = axes.yaxis if axis == "y" else axes.xaxis
    # Whole percents only: a tick at 2.5% would be labelled 2%.
    scale.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    scale.set_major_formatter(PercentFormatter(xmax=1, decimals=0))


def set_count_axis(axes: Axes, axis: str = "y") -> None:
    """Ticks at whole numbers, their thousands set apart."""
    scale = axes.yaxis if axis == "y" else axes.xaxis
    scale.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=True))
    scale.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def set_date_axis(axes: Axes, grid: pd.DataFrame, most_ticks: int = 7) -> None:
    """A time axis with true distances, spanning the grid with a margin at both ends.

    The first tick and each first tick of a year name the year.
    """
    axes.grid(visible=False, axis="x")
    if grid.empty:
        return
    first, last = grid["start"].min(), grid["end"].max()
    margin = max((last - first) * 0.04, pd.Timedelta(days=15))
    low, high = first - margin, last + margin
    axes.set_xlim(low, high)
    ticks = _choose_ticks(low, high, most_ticks)
    axes.set_xticks(np.array(ticks, dtype="datetime64[s]"), _label_dates(ticks))


def _choose_ticks(low: pd.Timestamp, high: pd.Timestamp, most: int) -> list[pd.Timestamp]:
    """First days of years, months or single days, as dense as `most` allows."""
    days = pd.date_range(low.ceil("D"), high, freq="D")
    months = days[days.day == 1]
    years = months[months.month == 1]
    choices = [days[::step] for step in (1, 2, 7, 14)]
    choices += [months[(months.month - 1) % step == 0] for step in (1, 2, 3, 4, 6)]
    choices += [years[years.year % step == 0] for step in (1, 2, 5, 10, 20, 50, 100)]
    return list(next((ticks for ticks in choices if len(ticks) <= most), choices[-1]))


def _label_dates(ticks: list[pd.Timestamp]) -> list[str]:
    """Years alone where every tick is one; else months or days, the year where it changes."""
    if all((tick.month, tick.day) == (1, 1) for tick in ticks):
        return [f"{tick.year}" for tick in ticks]
    has_days = any(tick.day != 1 for tick in ticks)
    labels = [f"{tick.day} {tick:%b}" if has_days else f"{tick:%b}" for tick in ticks]
    years = [None, *(tick.year for tick in ticks)]
    return [
        f"{label}\n{tick.year}" if tick.year != before else label
        for label, tick, before in zip(labels, ticks, years, strict=False)
    ]


def mark_gaps(axes: Axes, grid: pd.DataFrame) -> None:
    """Shade periods without a readable digest: missing is not zero.

    Neighbouring periods are one band: thousands of days would be thousands of shapes.
    """
    is_gap = grid["state"].isin(MISSING_STATES)
    # A single failed digest among years of digests would be thinner than a pixel.
    least = (grid["end"].max() - grid["start"].min()) / 300 if len(grid) else pd.Timedelta(0)
    runs = (is_gap != is_gap.shift()).cumsum()[is_gap]
    for _, run in grid[is_gap].groupby(runs):
        start, end = run["start"].iloc[0], run["end"].iloc[-1] + pd.Timedelta(days=1)
        axes.axvspan(start, max(end, start + least), color=LIGHT, alpha=0.5, linewidth=0)


def set_ratio_axis(axes: Axes, most_ticks: int = 7) -> None:
    """A log scale on the x axis with ticks that are plain numbers, dense on short ranges."""
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    choices = [[tick for tick in ticks if low <= tick <= high] for ticks in _RATIO_TICKS]
    ticks = next((ticks for ticks in choices if len(ticks) >= 3), choices[-1])
    # Over many decades every tick's number would run into the next one's.
    ticks = ticks[:: math.ceil(len(ticks) / most_ticks)] if ticks else ticks
    axes.set_xticks(ticks, [_label_ratio(tick) for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())


def _label_ratio(tick: float) -> str:
    return format_number(tick) if 1e-3 <= tick < 1e5 else f"{tick:.0e}"


def tell_range(series: pd.DataFrame, value: str, tell: Callable[[float], str]) -> str:
    """A series in words: its first and last value, the lowest and the highest, and gaps.

    `series` has label and `value`; NaN where a period has none.
    """
    known = series[series[value].notna()]
    if known.empty:
        return "no values"
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return f"{tell(first[value])} in {first['label']}, the only period with a value"
    low, high = (known.iloc[at] for at in (known[value].argmin(), known[value].argmax()))
    told = (
        f"{tell(first[value])} in {first['label']} to {tell(last[value])} in {last['label']}; "
        f"lowest {tell(low[value])} in {low['label']}, highest {tell(high[value])} in "
        f"{high['label']}"
    )
    gaps = len(series) - len(known)
    return f"{told}; {gaps} of {len(series)} periods have no value" if gaps else told


def draw_message(axes: Axes, message: str) -> None:
    """Say in an empty panel why it is empty."""
    axes.set_axis_off()
    text = axes.text(
        0.5,
        0.5,
        message,
        transform=axes.transAxes,
        ha="center",
        va="center",
        color=GREY,
        wrap=True,
    )
    # A long message wraps at the figure's edge; the layout must not make room for it unwrapped.
    text.set_in_layout(False)


def explain_no_topic(scope: Scope) -> str:
    """Why a picture of topics is empty."""
    return "No topic was found in any title or abstract." if scope.nobs else scope.nothing


def draw_nothing(message: str) -> Picture:
    """A figure that holds only the words why it is empty."""
    with styled():
        figure = new_figure(WIDTH, 1.2)
        draw_message(figure.subplots(), message)
    return Picture(figure, message)


def add_note(figure: Figure, text: str) -> None:
    """Lines below the figure: what marks mean, what is counted; long ones go on below."""
    # A line longer than the figure is wide would make all of it smaller.
    text = "\n".join(textwrap.fill(line, _NOTE_WIDTH) for line in text.splitlines())
    figure.supxlabel(text, x=0.01, ha="left", fontsize=8.5, color=GREY)
