"""A log scale on the y axis, for sizes of which a few are far larger than the rest."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from analysis.wording import format_number

_SHORT = 8
"""Up to this ratio of its ends an axis is short enough for evenly spaced numbers."""
_MOST_TICKS = 6


def set_log_axis(axes: Axes, low: float, high: float) -> None:
    """Put the y axis on a log scale from a little below `low` to a little above `high`, both > 0.

    Ticks are plain numbers.
    """
    low, high = low / 1.15, high * 1.15
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    if high / low <= _SHORT:
        axes.yaxis.set_major_locator(MaxNLocator(_MOST_TICKS - 1, steps=[1, 2, 5, 10]))
    else:
        subs = (1.0, 2.0, 5.0) if high / low <= 200 else (1.0,)
        axes.yaxis.set_major_locator(LogLocator(subs=subs, numticks=_MOST_TICKS))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda size, _: format_number(size)))
    axes.yaxis.set_minor_locator(NullLocator())
