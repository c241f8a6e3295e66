"""Pictures of how announced release changes: trends of its kinds, and where a change came from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from analysis.figures.points import draw_ratios
from analysis.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SKY,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    new_figure,
    styled,
)
from analysis.findings.release_change import (
    PARTS,
    Half,
    ReleaseChange,
    format_change,
)
from analysis.findings.release_trends import ReleaseTrends
from analysis.findings.scope import Scope
from analysis.stats.decomposition import Decomposition
from analysis.stats.results import Estimate, Result, TooLittleData
from analysis.wording import (
    count_of,
    format_estimate,
    format_level,
    format_reason,
    format_share_result,
)

_BAR = 0.55


@dataclass(frozen=True, slots=True)
class _Step:
    """A bar of the waterfall, from `start` to `end`, its whisker and the words above it."""

    name: str
    start: float
    end: float
    whisker: tuple[float, float] | None
    words: str
    color: str
    hatch: str = ""

    @property
    def top(self) -> float:
        """The highest thing drawn."""
        return max(self.start, self.end, *(self.whisker or ()))

    @property
    def bottom(self) -> float:
        """The lowest thing drawn."""
        return min(self.start, self.end, *(self.whisker or ()))


def plot_release_trends(trends: ReleaseTrends, scope: Scope) -> Picture:
    """Odds ratios per year of announced release and of its kinds, or why there are none."""
    tested = [(t.label, t.result) for t in trends.trends if isinstance(t.result, Estimate)]
    if not tested:
        return draw_nothing(f"No trend could be tested: {trends.why_untested}.")
    changing = {one.label for one in trends.changing}
    with styled():
        figure = new_figure(WIDTH, 1.2 + 0.28 * max(len(tested), 3))
        axes = figure.subplots()
        draw_ratios(axes, tested, changing)
        axes.set_xlabel("odds ratio per year (log scale; right of 1: rising)")
        level = format_level(scope.parameters.confidence_level)
        note = "Blue: holds at 0.05 after adjusting for the number of tests."
        add_note(figure, f"Whiskers: {level} interval, each by itself. {note}")
    told = "; ".join(f"{label} {format_estimate(result)}" for label, result in tested)
    holding = "; ".join(label for label, _ in tested if label in changing) or "none"
    return Picture(
        figure,
        f"Forest plot of odds ratios per year for {count_of(len(tested), 'kind')} of announcement: "
        f"{told}. Holding after adjusting for the number of tests: {holding}.",
    )


def plot_release_change(change: ReleaseChange, scope: Scope) -> Picture:
    """Waterfall from the earlier half's announced rate to the later half's, by its two parts."""
    split = change.split
    if isinstance(split, TooLittleData):
        return draw_nothing(f"The change cannot be split: {format_reason(split)}.")
    steps = _lay_steps(change, split, scope)
    with styled():
        figure = new_figure(WIDTH, 3.9)
        axes = figure.subplots()
        for at, step in enumerate(steps):
            _draw_step(axes, at, step)
        for at, step in enumerate(steps[:-1]):
            axes.hlines(step.end, at, at + 1, color=GREY, linewidth=0.8, linestyle=":", zorder=1)
        _set_scale(axes, steps)
        axes.set_xticks(range(len(steps)), [step.name for step in steps])
        axes.grid(visible=False, axis="x")
        axes.set_ylabel(f"{scope.counted}s that announce\nreleased code")
        level = format_level(scope.parameters.confidence_level)
        add_note(figure, f"Whiskers: {level} interval, of a part around the end of its step.")
    return Picture(figure, _tell_change(change, split))


def _lay_steps(change: ReleaseChange, split: Decomposition, scope: Scope) -> list[_Step]:
    first = _lay_rate("earlier half", change.before, scope)
    last = _lay_rate("later half", change.after, scope)
    within = _lay_part("within", first.end, split.within, (SKY, "//"))
    return [first, within, _lay_part("mix", within.end, split.mix, (ORANGE, "..")), last]


def _lay_rate(name: str, half: Half, scope: Scope) -> _Step:
    measured = half.measured
    rate = measured.estimate if isinstance(measured, Estimate) else math.nan
    where = half.label.replace(" to ", "\nto ")
    return _Step(
        f"{name}\n{where}\nn={measured.nobs:,}",
        0.0,
        rate,
        _find_whisker(measured, 0.0),
        format_share_result(measured).replace(" (", "\n("),
        BLUE,
    )


def _lay_part(part: str, start: float, result: Estimate, look: tuple[str, str]) -> _Step:
    return _Step(
        PARTS[part].replace(" ", "\n", 1),
        start,
        start + result.estimate,
        _find_whisker(result, start),
        format_change(result).replace(" (", " points\n("),
        *look,
    )


def _find_whisker(result: Result, start: float) -> tuple[float, float] | None:
    if isinstance(result, TooLittleData) or not result.has_interval:
        return None
    return start + result.ci_lower, start + result.ci_upper


def _draw_step(axes: Axes, at: int, step: _Step) -> None:
    axes.bar(
        at,
        step.end - step.start,
        _BAR,
        bottom=step.start,
        color=step.color,
        hatch=step.hatch,
        edgecolor="white",
        zorder=2,
    )
    # A part of next to nothing still needs a mark where it ends.
    axes.hlines(step.end, at - _BAR / 2, at + _BAR / 2, color=step.color, linewidth=1.5, zorder=3)
    if step.whisker:
        axes.vlines(at, *step.whisker, color=INK, linewidth=1.4, zorder=4)
    axes.annotate(
        step.words,
        (at, step.top),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=9,
    )


def _set_scale(axes: Axes, steps: list[_Step]) -> None:
    """Shares from 0, with room for words above and for whiskers that reach below 0."""
    low, high = min(step.bottom for step in steps), max(step.top for step in steps)
    low, room = min(low, 0.0), 0.22 * (high - min(low, 0.0))
    axes.set_ylim(low, high + max(room, 0.02))
    axes.yaxis.set_major_formatter(FuncFormatter(_label_share))
    axes.axhline(0, color=INK, linewidth=1)


def _label_share(share: float, _: int) -> str:
    # No rate lies beyond 0% and 100%: whiskers of parts may, and the scale then names nothing.
    return f"{100 * share:.3g}%" if -1e-9 <= share <= 1 + 1e-9 else ""


def _tell_change(change: ReleaseChange, split: Decomposition) -> str:
    return (
        "Waterfall of the announced rate: "
        f"{format_share_result(change.before.measured)} in {change.before.label}; "
        f"{PARTS['within']} {format_change(split.within)} points; "
        f"{PARTS['mix']} {format_change(split.mix)} points; "
        f"{format_share_result(change.after.measured)} in {change.after.label}."
    )
