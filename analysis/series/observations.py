"""Which papers count, and at which date: one row per observation on either date axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray


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

    def select(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Give these columns of the table `name`."""
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
    papers = tables.select("papers", ["paper_id", "n_authors", "publication_date"])
    listed = _join_listings(tables, papers)
    if axis is DateAxis.DIGEST_DATE:
        total, rows = len(listed), listed[~_find_repeats(listed)]
        rows = rows.assign(date=rows["digest_date"])
        age = (rows["date"] - rows["publication_date"]).dt.days.astype("Int64")
    else:
        rows = _join_first(papers, listed)
        total, age = len(rows), pd.Series(pd.NA, index=rows.index, dtype="Int64")
    rows = rows.assign(age_days=age)
    dated = rows[rows["date"].notna()]
    inside = dated[_is_inside(dated["date"], first, last)]
    return Observations(
        rows=_sort(inside, ["date", "digest_id", "paper_id"])[COLUMNS].reset_index(drop=True),
        date_axis=axis,
        start=first,
        end=last,
        n_total=total,
        n_undated=len(rows) - len(dated),
        n_outside=len(dated) - len(inside),
        n_repeated=total - len(rows),
    )


def number_ids(ids: pd.Series[Any]) -> NDArray[np.int64]:
    """Number ids so that numbers compare as the ids do; an unknown id is -1.

    Takes no time for categorical ids, as tables give them out.
    """
    return np.asarray(ids.astype("category").cat.codes, dtype=np.int64)


def number_together(
    one: pd.Series[Any], other: pd.Series[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number two columns of ids so that the same ids have the same numbers, from 0."""
    if one.dtype == other.dtype and isinstance(one.dtype, pd.CategoricalDtype):
        return number_ids(one), number_ids(other)
    both = pd.factorize(pd.concat([one.astype("str"), other.astype("str")]))[0].astype(np.int64)
    return both[: len(one)], both[len(one) :]


def _join_listings(tables: ObservedTables, papers: pd.DataFrame) -> pd.DataFrame:
    """Listings with the date of their digest and the facts of their paper."""
    dates = tables.select("digests", ["digest_id", "digest_date"])
    listings = tables.select("listings", ["digest_id", "paper_id"])
    return listings.merge(dates, on="digest_id", how="left", validate="many_to_one").merge(
        papers, on="paper_id", how="left", validate="many_to_one"
    )


def _find_repeats(listed: pd.DataFrame) -> NDArray[np.bool_]:
    """Marks the listings of a paper that its digest has listed before."""
    digests, papers = (number_ids(listed[name]) for name in ("digest_id", "paper_id"))
    return pd.Series(digests * (papers.max(initial=0) + 1) + papers).duplicated().to_numpy()


def _join_first(papers: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Papers with the first digest that lists each; undated digests come last."""
    first = _sort(listed, ["digest_date", "digest_id"]).drop_duplicates("paper_id")
    rows = papers.merge(
        first[["paper_id", "digest_id"]], on="paper_id", how="left", validate="one_to_one"
    )
    return rows.assign(date=rows["publication_date"])


def _sort(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows in the order of dates and ids, unknown dates last."""
    columns = [
        number_ids(rows[key]) if key.endswith("_id") else _count_days(rows[key]) for key in keys
    ]
    return rows.iloc[np.lexsort(columns[::-1])]


def _count_days(dates: pd.Series[pd.Timestamp]) -> NDArray[np.int64]:
    days = dates.to_numpy("datetime64[D]")
    return np.where(np.isnat(days), np.iinfo(np.int64).max, days.astype(np.int64))


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
