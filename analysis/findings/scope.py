"""What a notebook speaks of: its observations and grid, chosen by its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus import Tables
from analysis.parameters import Parameters
from analysis.series import (
    DateAxis,
    Frequency,
    Observations,
    assign_periods,
    compute_grid,
    compute_release_kinds,
    compute_topic_marks,
    number_ids,
    number_together,
    select_observations,
)
from analysis.stats.designs import TrendSettings
from analysis.wording import count_of, format_day, format_percent

CLAIM_COLUMNS = [
    *("paper_id", "value", "high", "unit", "kind"),
    *("metric_family", "direction", "effect", "bound"),
]
OLD_IN_DAYS = 365
DAYS_PER_YEAR = 365.2425

_PERIOD_NAMES = {
    Frequency.DIGEST: "digests",
    Frequency.DAY: "days",
    Frequency.WEEK: "weeks",
    Frequency.MONTH: "months",
    Frequency.QUARTER: "quarters",
    Frequency.YEAR: "years",
}


@dataclass(frozen=True)
class Scope:
    """The tables, the observations chosen from them, their grid, and the parameters.

    `periods` holds each observation's period; `complete` marks the observations in periods
    that the data cover whole, which trends are tested on.
    """

    tables: Tables
    parameters: Parameters
    observations: Observations
    grid: pd.DataFrame
    periods: pd.Series[int]
    complete: NDArray[np.bool_]

    @cached_property
    def paper_numbers(self) -> NDArray[np.int64]:
        """Each observation's paper as a number, for what asks only which are the same."""
        return number_ids(self.rows["paper_id"])

    @cached_property
    def topic_marks(self) -> pd.DataFrame:
        """Which topics (columns) each observation's paper has."""
        topics = self.tables.select("topics", ["paper_id", "topic"])
        return compute_topic_marks(self.observations, topics)

    @cached_property
    def release_kinds(self) -> pd.Series[str]:
        """What each observation announces: one of RELEASE_KINDS."""
        releases = self.tables.select("releases", ["paper_id", "status", "code_urls"])
        return compute_release_kinds(self.observations, releases)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims of all papers, without their texts."""
        return self.tables.select("claims", CLAIM_COLUMNS)

    def mark_papers(self, papers: pd.Series[Any]) -> pd.Series[bool]:
        """Which observations are of `papers`, ids that may repeat."""
        observed, chosen = number_together(self.rows["paper_id"], papers)
        marks = np.zeros(max(observed.max(initial=-1), chosen.max(initial=-1)) + 1, dtype=bool)
        marks[chosen] = True
        return pd.Series(marks[observed].tolist(), index=self.rows.index, dtype=bool)

    @property
    def rows(self) -> pd.DataFrame:
        """One row per observation."""
        return self.observations.rows

    @property
    def nobs(self) -> int:
        """Number of observations."""
        return len(self.observations.rows)

    @property
    def counted(self) -> str:
        """What an observation is: a listing counts once per digest, a paper once in all."""
        is_listing = self.observations.date_axis is DateAxis.DIGEST_DATE
        return "listing" if is_listing else "paper"

    @property
    def period_name(self) -> str:
        """The plural word for a period."""
        return _PERIOD_NAMES[Frequency(self.parameters.frequency)]

    @property
    def nothing(self) -> str:
        """What to say where there is no observation."""
        return f"No {self.counted} has a date within the chosen dates."

    @property
    def years(self) -> float:
        """Years from the first to the last observation that trends are tested on."""
        dates = self.rows["date"][self.complete]
        return (dates.max() - dates.min()).days / DAYS_PER_YEAR if len(dates) else 0.0

    @property
    def settings(self) -> TrendSettings:
        """How trends are tested here."""
        return TrendSettings(
            confidence_level=self.parameters.confidence_level, period_name=self.period_name
        )


def compute_scope(tables: Tables, parameters: Parameters) -> Scope:
    """Choose the observations and lay the grid that `parameters` ask for."""
    observations = select_observations(
        tables, parameters.date_axis, parameters.start_date, parameters.end_date
    )
    digests = tables.select("digests", ["digest_id", "digest_date", "state"])
    grid = compute_grid(observations, digests, parameters.frequency)
    periods = assign_periods(observations, grid)
    cut = set(grid.index[grid["is_cut"]])
    complete = ~periods.isin(cut).to_numpy(dtype=bool)
    return Scope(tables, parameters, observations, grid, periods, complete)


def describe_scope(scope: Scope) -> str:
    """What is counted, from when to when, and what is left out, in a few sentences."""
    rows, observations = scope.rows, scope.observations
    papers = count_of(np.unique(scope.paper_numbers).size, "distinct paper")
    what = f"{papers}, each counted once at its publication date"
    if observations.date_axis is DateAxis.DIGEST_DATE:
        digests = count_of(_count_digests(scope), "dated digest")
        what = f"{count_of(len(rows), 'listing')} of {papers} in {digests}"
    when = ""
    if len(rows):
        when = f", {format_day(rows['date'].min())} to {format_day(rows['date'].max())}"
    parts = [f"{what}{when}.", _describe_left_out(observations), *_describe_limits(scope)]
    return " ".join(parts)


def describe_selection(scope: Scope) -> str:
    """Why trends over this axis may speak of the selection, in one sentence."""
    if scope.observations.date_axis is DateAxis.PUBLICATION_DATE:
        return (
            "Papers are those that the saved digests list: how many of each year are listed is "
            "the digests' choice, not the field's output."
        )
    return describe_old_share(scope.rows["age_days"])


def describe_old_share(ages: pd.Series[Any]) -> str:
    """How many listings are of old papers, and what that means for trends over digest dates.

    `ages` holds one age in days per listing, missing where unknown.
    """
    known = ages.dropna().astype(float)
    if known.empty:
        return (
            "No listed paper has a known age: whether these digests list new papers or are "
            "search results is open."
        )
    old = float((known > OLD_IN_DAYS).mean())
    share = (
        f"{format_percent(old)} of the {count_of(len(known), 'listing')} of known age "
        f"({len(ages):,} in all) are of papers over a year old"
    )
    if old < 0.5:
        return (
            f"{share}. Shares are of what the digests list, which is their editors' choice, not of "
            "all papers of the time."
        )
    return (
        f"{share}: these digests are search results, not lists of new papers, so changes "
        "between them speak of the searches, not of the field."
    )


def _count_digests(scope: Scope) -> int:
    """Digests that were read and lie within the chosen dates, those without listings too."""
    digests = scope.tables.select("digests", ["state", "digest_date"])
    observations = scope.observations
    dates = digests["digest_date"][digests["state"].ne("failed")].dropna()
    first, last = observations.start, observations.end
    inside = dates.between(
        dates.min() if first is None else first, dates.max() if last is None else last
    )
    return int(inside.sum())


def _describe_left_out(observations: Observations) -> str:
    parts = []
    if observations.n_undated:
        parts.append(f"{observations.n_undated:,} without a date on this axis")
    if observations.n_outside:
        parts.append(f"{observations.n_outside:,} outside the chosen dates")
    if observations.n_repeated:
        parts.append(f"{observations.n_repeated:,} listed twice in one digest")
    if not parts:
        return f"None of {observations.n_total:,} is left out."
    return f"Left out of {observations.n_total:,}: {', '.join(parts)}."


def _describe_limits(scope: Scope) -> list[str]:
    """What else a reader must know of the counting: recurring papers, cut periods, bad files."""
    told = []
    if scope.observations.date_axis is DateAxis.DIGEST_DATE and scope.nobs:
        told.append("A paper counts once in every digest that lists it.")
    cut = scope.periods[~scope.complete]
    if len(cut):
        labels = scope.grid["label"][sorted(set(cut))]
        told.append(
            f"Trend tests leave out {count_of(len(cut), scope.counted)} in {', '.join(labels)}, "
            "covered only in part."
        )
    n_failed = int(scope.tables.select("digests", ["state"])["state"].eq("failed").sum())
    if n_failed:
        told.append(f"{count_of(n_failed, 'file')} could not be read.")
    return told
