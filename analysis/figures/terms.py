"""Pictures of terms that emerge, fade and come in bursts."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.dates import date2num

from analysis.figures.points import draw_ratios
from analysis.figures.style import (
    BLUE,
    GREY,
    INK,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    mark_gaps,
    new_figure,
    set_date_axis,
    styled,
)
from analysis.findings.scope import Scope
from analysis.findings.term_bursts import TermBurst, TermBursts
from analysis.findings.terms import TermChange, TermChanges
from analysis.series import MISSING_STATES
from analysis.stats.results import TooLittleData
from analysis.wording import count_of, format_estimate, format_level, format_percent

_LABEL = 32
_INCHES_PER_ROW = 0.26


def plot_term_changes(changes: TermChanges, scope: Scope) -> Picture:
    """Odds ratios of the terms that emerged and faded most, or why there are none."""
    shown = [*changes.emerged, *reversed(changes.faded)]
    if changes.shortage:
        return draw_nothing(_tell_shortage("No terms could be compared", changes.shortage))
    if not shown or changes.windows is None:
        return draw_nothing("No terms could be compared: none is frequent enough.")
    earlier, later = changes.windows
    with styled():
        figure = new_figure(WIDTH, 1.5 + _INCHES_PER_ROW * len(shown))
        axes = figure.subplots()
        labels = {change.term: _label_change(change) for change in shown}
        rows = [(labels[change.term], change.result) for change in shown]
        draw_ratios(axes, rows, {labels[change.term] for change in shown if change.holds})
        if changes.emerged and changes.faded:
            axes.axhline(len(changes.faded) - 0.5, color=GREY, linewidth=0.8, linestyle=":")
        axes.set_xlabel("odds ratio, later to earlier window (log scale; right of 1: emerging)")
        level = format_level(scope.parameters.confidence_level)
        add_note(
            figure,
            f"Behind a term: {scope.counted}s that hold it, of {earlier.nobs:,} from "
            f"{earlier.first} to {earlier.last} and of {later.nobs:,} from {later.first} to "
            f"{later.last}.\nThese hold {earlier.terms_each:.0f} and {later.terms_each:.0f} terms "
            f"each on average. Whiskers: {level} interval, each term by itself.\nBlue: holds at "
            f"0.05 after adjusting for {count_of(changes.n_tests, 'test')}.",
        )
    return Picture(figure, _tell_changes(changes, scope))


def plot_term_bursts(bursts: TermBursts, scope: Scope) -> Picture:
    """Bars from first to last period of each burst, at true dates, or why there are none."""
    if bursts.shortage:
        return draw_nothing(_tell_shortage("No term could be searched for bursts", bursts.shortage))
    if not bursts.shown:
        return draw_nothing(
            f"No burst holds at 0.05 after adjusting for {count_of(bursts.n_tests, 'test')}."
        )
    with styled():
        figure = new_figure(WIDTH, 1.4 + _INCHES_PER_ROW * max(len(bursts.shown), 3))
        axes = figure.subplots()
        mark_gaps(axes, scope.grid)
        set_date_axis(axes, scope.grid)
        for y, burst in enumerate(reversed(bursts.shown)):
            _draw_burst(axes, burst, y)
        _mark_history(axes, bursts, scope)
        labels = [_label_burst(burst) for burst in reversed(bursts.shown)]
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(-0.6, len(labels) - 0.4)
        axes.grid(visible=False, axis="y")
        add_note(figure, _explain_bursts(bursts, scope))
    return Picture(figure, _tell_bursts(bursts, scope))


def _draw_burst(axes: Axes, burst: TermBurst, y: int) -> None:
    """One bar per burst, from its first day to its last; the outline keeps a single day visible."""
    starts, ends = (
        date2num([getattr(span, name) for span in burst.spans])  # type: ignore[no-untyped-call]
        for name in ("start", "end")
    )
    # One shape for all: of hundreds of digests a term can have as many bursts.
    look: dict[str, Any] = {"color": BLUE, "edgecolor": BLUE, "linewidth": 1}
    axes.broken_barh(list(zip(starts, ends + 1 - starts, strict=True)), (y - 0.275, 0.55), **look)


def _mark_history(axes: Axes, bursts: TermBursts, scope: Scope) -> None:
    """A line where the search begins; what lies before sets the base rates."""
    assert bursts.windows is not None
    searched = scope.grid[scope.grid["label"] == bursts.windows[1].first]
    axes.axvline(searched["start"].iloc[0], color=INK, linewidth=1, linestyle="--")


def _label_change(change: TermChange) -> str:
    return f"{_shorten(change.term)}  {change.earlier:,} \N{RIGHTWARDS ARROW} {change.later:,}"


def _label_burst(burst: TermBurst) -> str:
    """The term, its share before, and its share within its bursts."""
    count, nobs = (sum(getattr(span, name) for span in burst.spans) for name in ("count", "nobs"))
    before, within = format_percent(burst.base_rate), format_percent(count / nobs)
    return f"{_shorten(burst.term)}  {before} \N{RIGHTWARDS ARROW} {within}, n={count:,}"


def _explain_bursts(bursts: TermBursts, scope: Scope) -> str:
    assert bursts.windows is not None
    history, searched = bursts.windows
    note = (
        f"Behind a term: its share of the {history.nobs:,} {scope.counted}s before the dashed "
        f"line, its share within its bursts, and the {scope.counted}s there that hold it.\nBars: "
        f"its bursts. They hold at 0.05 after adjusting for {count_of(bursts.n_tests, 'test')}.\n"
        f"Before the line {scope.counted}s hold {history.terms_each:.0f} terms each on average, "
        f"after it {searched.terms_each:.0f}. A paper counts once, where it is first."
    )
    has_gaps = scope.grid["state"].isin(MISSING_STATES).any()
    return f"{note} Grey bands: no digest read." if has_gaps else note


def _tell_shortage(what: str, shortage: TooLittleData) -> str:
    return f"{what}: {shortage.reason}; {shortage.needed}."


def _tell_changes(changes: TermChanges, scope: Scope) -> str:
    assert changes.windows is not None
    emerged, faded = changes.n_holding
    told = [
        f"{name}: {'; '.join(f'{one.term} {format_estimate(one.result)}' for one in chosen[:5])}"
        for name, chosen in (
            ("Furthest above 1", changes.emerged),
            ("Furthest below 1", changes.faded),
        )
        if chosen
    ]
    return (
        f"Forest plot of odds ratios of terms, {scope.counted}s of {changes.windows[1].first} to "
        f"{changes.windows[1].last} against those of {changes.windows[0].first} to "
        f"{changes.windows[0].last}. Of {count_of(changes.n_tests, 'term')} tested, "
        f"{emerged:,} emerged and {faded:,} faded after adjusting. {'. '.join(told)}."
    )


def _tell_bursts(bursts: TermBursts, scope: Scope) -> str:
    told = "; ".join(
        f"{one.term} {' and '.join(f'{s.first} to {s.last}' for s in one.spans)}"
        for one in bursts.shown
    )
    return (
        f"Bars over time of bursts of {count_of(len(bursts.shown), 'term')}, the earliest first, "
        f"over {len(scope.grid)} {scope.period_name}. {told}."
    )


def _shorten(term: str) -> str:
    return term if len(term) <= _LABEL else f"{term[: _LABEL - 1].rstrip()}…"
