"""Pictures of what was read, and how well."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.figures.style import (
    BLUE,
    GREY,
    MOST_DOTS,
    WIDTH,
    Picture,
    add_note,
    draw_nothing,
    new_figure,
    styled,
)
from analysis.findings.scope import DAYS_PER_YEAR
from analysis.wording import count_of, format_day, format_number

MOST_ROWS = 30
"""Digests that can have a row each; more make a figure longer than a page."""
_GOLDEN = (5**0.5 - 1) / 2
_PILES = 100
"""Places side by side in a row; a dot is about as wide as one."""


def plot_ages(ages: pd.DataFrame) -> Picture:
    """Age of every paper at its listing, one row per digest; the tick is the median.

    `ages` has digest_id, digest_date, age_days (NaN where unknown). More digests than fit a page
    share a row per year.
    """
    dated = ages[ages["digest_date"].notna()].sort_values("digest_date")
    known = dated["age_days"].dropna()
    if known.empty:
        return draw_nothing("No listing has a known age: capture or publication dates are missing.")
    groups = list(dated.groupby(_name_rows(dated), sort=False)["age_days"])
    with styled():
        figure = new_figure(WIDTH, 1.2 + 0.5 * max(len(groups), 2))
        axes = figure.subplots()
        # Papers listed within days would all lie on the first hundredth of a year.
        unit, days = ("years", DAYS_PER_YEAR) if known.max() >= DAYS_PER_YEAR else ("days", 1.0)
        low, high = _find_limits(known / days, least=1.0 if unit == "years" else 7.0)
        for at, (_, age) in enumerate(reversed(groups)):
            _draw_ages(axes, at, age.dropna().to_numpy(dtype=float) / days, (high - low) / _PILES)
        labels = [f"{name}  {age.count():,}/{len(age):,}" for name, age in reversed(groups)]
        axes.set_yticks(range(len(groups)), labels)
        axes.set_ylim(-0.6, len(groups) - 0.4)
        axes.set_xlim(low, high)
        axes.set_xlabel(f"{unit} from publication to listing")
        axes.grid(visible=False, axis="y")
        add_note(figure, "Numbers: listings of known age / listings. Tick: median age.")
    told = "; ".join(_tell_ages(str(name), age) for name, age in groups)
    return Picture(figure, f"Age of papers when listed, by {_row_word(dated)}. {told}.")


def _find_limits(ages: pd.Series[float], least: float) -> tuple[float, float]:
    """From 0, or the youngest where dates contradict, to the oldest, but at least to `least`."""
    low, high = min(0.0, float(ages.min())), max(least, float(ages.max()))
    margin = 0.02 * (high - low)
    return low - margin, high + margin


def _row_word(dated: pd.DataFrame) -> str:
    return "digest" if dated["digest_id"].nunique() <= MOST_ROWS else "year of the digest"


def _name_rows(dated: pd.DataFrame) -> pd.Series[str]:
    """The row that each listing stands in: its digest's day, or the year where they are many."""
    if _row_word(dated) != "digest":
        years: pd.Series[str] = dated["digest_date"].dt.strftime("%Y")
        return years
    frame = dated[["digest_id"]].assign(day=[format_day(day) for day in dated["digest_date"]])
    # Two digests of one day are two rows.
    number = frame.groupby("day")["digest_id"].transform(lambda ids: pd.factorize(ids)[0] + 1)
    return frame["day"] + (" (" + number.astype(str) + ")").where(number > 1, "")


def _draw_ages(axes: Axes, at: int, ages: NDArray[np.float64], width: float) -> None:
    """Dots of like age one above the other, in piles `width` wide: the fuller, the higher."""
    if not ages.size:
        return
    piles = pd.Series(ages // width)
    rank, size = piles.groupby(piles).cumcount(), piles.groupby(piles).transform("size")
    # Steps of the golden section spread any stretch of ranks over the whole height: as ages come,
    # those of one day would lie below those of the next.
    height = (size - 1) * min(0.07, 0.6 / size.max())
    spread = ((rank * _GOLDEN + 0.5) % 1 - 0.5) * height
    (dots,) = axes.plot(ages, at + spread.to_numpy(), "o", color=BLUE, markersize=4, alpha=0.5)
    dots.set_rasterized(ages.size > MOST_DOTS)
    median = float(np.median(ages))
    axes.plot([median, median], [at - 0.35, at + 0.35], color=GREY, linewidth=2.5)


def _tell_ages(name: str, age: pd.Series[float]) -> str:
    known = f"{age.count():,} of {count_of(len(age), 'listing')} of known age"
    if not age.count():
        return f"{name}: {known}"
    low, median, high = (
        format_number(days / DAYS_PER_YEAR) for days in (age.min(), age.median(), age.max())
    )
    return f"{name}: median {median} years, from {low} to {high}, {known}"
