"""Which papers count, and at which date: one row per observation on either date axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

import pandas as pd


class DateAxis(StrEnum):
    """The date at which a paper counts."""

    DIGEST_DATE = "digest_date"
    """Once per digest that lists it."""
    PUBLICATION_DATE = "publication_date"
    """Once overall, when it was published."""


class Frequency(StrEnum):
    """How long a period is; `digest` makes every digest a period of its own."""

    DIGEST = "digest"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class ObservedTables(Protocol):
    """The tables that observations are drawn from."""

    @property
    def digests(self) -> pd.DataFrame:
        """One row per digest."""
        ...

    @property
    def listings(self) -> pd.DataFrame:
        """One row per paper in a digest."""
        ...

    @property
    def papers(self) -> pd.DataFrame:
        """One row per paper."""
        ...


@dataclass(frozen=True, slots=True)
class Observations:
    """Papers at dates, and what was left out on the way.

    `rows` has one row per observation, sorted by date: paper_id, date (datetime64), digest_id
    (on the publication axis the first digest that lists the paper), n_authors (Int64),
    publication_date (datetime64), age_days (Int64: date minus publication date, on the digest
    axis only, else <NA>). `n_undated` observations have no date on the axis, `n_outside` lie
    outside start..end, `n_repeated` were listed twice in one digest: with the rows they sum to
    `n_total`, the listings on the digest axis and the papers on the publication axis.
    """

    rows: pd.DataFrame
    date_axis: DateAxis
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    n_total: int
    n_undated: int
    n_outside: int
    n_repeated: int

    def with_rows(self, rows: pd.DataFrame) -> Observations:
        """Return the same observations with fewer rows; those left out count as outside."""
        return replace(self, rows=rows, n_outside=self.n_outside + len(self.rows) - len(rows))


COLUMNS = ["paper_id", "date", "digest_id", "n_authors", "publication_date", "age_days"]


def select_observations(
    tables: ObservedTables,
    date_axis: DateAxis | str,
    start: date | None = None,
    end: date | None = None,
) -> Observations:
    """Select the papers that count on an axis from `start` to `end`, both inclusive.

    Nothing is dropped silently: the result counts what has no date, lies outside, or repeats
    within one digest. Raises ValueError for an unknown axis or a start after the end.
    """
    axis = DateAxis(date_axis)
    first, last = _as_day(start), _as_day(end)
    if first is not None and last is not None and first > last:
        raise ValueError(f"start {start} is after end {end}")
    listed = _join_listings(tables)
    if axis is DateAxis.DIGEST_DATE:
        total, rows = len(listed), listed.drop_duplicates(["digest_id", "paper_id"])
        rows = rows.assign(date=rows["digest_date"])
        age = (rows["date"] - rows["publication_date"]).dt.days.astype("Int64")
    else:
        rows = _join_papers(tables.papers, listed)
        total, age = len(rows), pd.Series(pd.NA, index=rows.index, dtype="Int64")
    rows = rows.assign(age_days=age)
    dated = rows[rows["date"].notna()]
    inside = dated[_is_inside(dated["date"], first, last)]
    return Observations(
        rows=inside.sort_values(["date", "digest_id", "paper_id"])[COLUMNS].reset_index(drop=True),
        date_axis=axis,
        start=first,
        end=last,
        n_total=total,
        n_undated=len(rows) - len(dated),
        n_outside=len(dated) - len(inside),
        n_repeated=total - len(rows),
    )


def _join_listings(tables: ObservedTables) -> pd.DataFrame:
    """Listings with the date of their digest and the facts of their paper."""
    facts = tables.papers[["paper_id", "n_authors", "publication_date"]]
    dates = tables.digests[["digest_id", "digest_date"]]
    return (
        tables.listings[["digest_id", "paper_id"]]
        .merge(dates, on="digest_id", how="left", validate="many_to_one")
        .merge(facts, on="paper_id", how="left", validate="many_to_one")
    )


def _join_papers(papers: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Papers with the first digest that lists each; undated digests come last."""
    first = listed.sort_values(["digest_date", "digest_id"]).drop_duplicates("paper_id")
    rows = papers[["paper_id", "n_authors", "publication_date"]].merge(
        first[["paper_id", "digest_id"]], on="paper_id", how="left", validate="one_to_one"
    )
    return rows.assign(date=rows["publication_date"])


def _is_inside(
    dates: pd.Series[pd.Timestamp], first: pd.Timestamp | None, last: pd.Timestamp | None
) -> pd.Series[bool]:
    inside = pd.Series(True, index=dates.index)
    if first is not None:
        inside &= dates >= first
    if last is not None:
        inside &= dates <= last
    return inside


def _as_day(day: date | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day).normalize()
