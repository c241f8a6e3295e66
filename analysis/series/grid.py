"""The grid of periods: all of them from first to last, each with its state."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from analysis.series.observations import DateAxis, Frequency, Observations

COLUMNS = ["label", "start", "end", "midpoint", "state", "is_cut", "n_digests", "digest_id"]

_FREQUENCIES = {
    Frequency.DAY: "D",
    Frequency.WEEK: "W-SUN",
    Frequency.MONTH: "M",
    Frequency.QUARTER: "Q",
    Frequency.YEAR: "Y",
}


class PeriodState(StrEnum):
    """What is known of a period. Counts are <NA> for the first two."""

    NO_DIGEST = "no_digest"
    FAILED = "failed"
    PARTIAL = "partial"
    READ = "read"


MISSING_STATES = (PeriodState.NO_DIGEST, PeriodState.FAILED)


def compute_grid(
    observations: Observations, digests: pd.DataFrame, frequency: Frequency | str
) -> pd.DataFrame:
    """Compute all periods from first to last, without gaps.

    `digests` is the table of digests. The grid reaches from the observations' start (else the
    first dated digest, or the first publication) to their end (else the last). One row per
    period, index `period` from 0: label, start and end (inclusive days), midpoint, state
    (a PeriodState value), is_cut (a calendar period that the data cover only in part, weekends
    aside), n_digests, digest_id (at frequency `digest`, else ""). On the publication axis every
    period has state `read`: a period without papers is known to be empty of listed papers, and
    one that outlasts the last digest is cut.
    Raises ValueError for an unknown frequency, or `digest` on the publication axis.
    """
    frequency = Frequency(frequency)
    dated = _select_dated(digests, observations)
    if frequency is Frequency.DIGEST:
        if observations.date_axis is not DateAxis.DIGEST_DATE:
            raise ValueError("frequency 'digest' goes only with the date axis 'digest_date'")
        return _as_grid(_describe_digests(dated))
    window = _find_window(observations, dated)
    if window is None:
        return _as_grid(pd.DataFrame(columns=COLUMNS))
    periods = pd.period_range(*window, freq=_FREQUENCIES[frequency])
    if observations.date_axis is DateAxis.PUBLICATION_DATE:
        covered = _find_published_cover(observations, dated, periods)
        grid = _describe_calendar(periods, covered, frequency)
        return _as_grid(grid.assign(state=PeriodState.READ.value, n_digests=0))
    grid = _describe_calendar(periods, _find_digest_cover(observations, dated), frequency)
    days = dated["digest_date"].dt.to_period(_FREQUENCIES[frequency])
    groups = dated.groupby(periods.get_indexer(pd.PeriodIndex(days)))["state"]
    states = groups.agg(_combine_states).reindex(grid.index, fill_value=PeriodState.NO_DIGEST.value)
    sizes = groups.size().reindex(grid.index, fill_value=0)
    # A period without any digest is missing, not known in part.
    is_cut = grid["is_cut"] & states.ne(PeriodState.NO_DIGEST)
    return _as_grid(grid.assign(state=states, n_digests=sizes, is_cut=is_cut))


def assign_periods(observations: Observations, grid: pd.DataFrame) -> pd.Series[int]:
    """Assign each observation its period: the grid's index, aligned with `observations.rows`.

    Raises ValueError where an observation lies on no period, so that none is lost.
    """
    rows = observations.rows
    if grid["digest_id"].ne("").any():
        positions = pd.Index(grid["digest_id"]).get_indexer(pd.Index(rows["digest_id"]))
    else:
        days, starts, ends = (
            dates.to_numpy("datetime64[D]") for dates in (rows["date"], grid["start"], grid["end"])
        )
        positions = np.searchsorted(starts, days, side="right") - 1
        positions = np.where(np.searchsorted(ends, days) > positions, -1, positions)
    if (positions < 0).any():
        raise ValueError("the grid does not cover every observation; make both from one window")
    return pd.Series(positions, index=rows.index, name="period", dtype="int64")


def find_partial_periods(grid: pd.DataFrame) -> pd.Series[bool]:
    """Tell the periods that are known only in part, aligned with the grid.

    Either the data cover not all of their days, or not all of their digests were read whole.
    """
    return (grid["is_cut"] | grid["state"].eq(PeriodState.PARTIAL)).rename("is_partial")


def fill_grid(
    counts: pd.DataFrame,
    observations: Observations,
    grid: pd.DataFrame,
    key: str,
    names: list[str],
) -> pd.DataFrame:
    """Lay counts by (period, `key`) on every period and name: absent is 0, missing is <NA>.

    `counts` is indexed by (period, key). Returns period, label, date (the midpoint), state,
    `key`, the columns of `counts` (Int64, or Float64 where they are fractions) and nobs, the
    observations in the period (Int64).
    """
    full = pd.MultiIndex.from_product([grid.index, names], names=["period", key])
    frame = counts.reindex(full, fill_value=0).reset_index()
    nobs = assign_periods(observations, grid).value_counts().reindex(grid.index, fill_value=0)
    where = grid.assign(nobs=nobs).loc[frame["period"]].reset_index(drop=True)
    missing = where["state"].isin(MISSING_STATES)
    for name in counts.columns:
        dtype = pd.Float64Dtype() if frame[name].dtype.kind == "f" else pd.Int64Dtype()
        frame[name] = frame[name].astype(dtype).mask(missing)
    frame["nobs"] = where["nobs"].astype("Int64").mask(missing)
    for position, name in enumerate(("label", "midpoint", "state"), start=1):
        frame.insert(position, name, where[name])
    return frame.rename(columns={"midpoint": "date"})


def _select_dated(digests: pd.DataFrame, observations: Observations) -> pd.DataFrame:
    dates = digests["digest_date"]
    inside = dates.notna()
    if observations.date_axis is DateAxis.DIGEST_DATE:
        if observations.start is not None:
            inside &= dates >= observations.start
        if observations.end is not None:
            inside &= dates <= observations.end
    return digests[inside].sort_values(["digest_date", "digest_id"]).reset_index(drop=True)


def _describe_digests(dated: pd.DataFrame) -> pd.DataFrame:
    days = dated["digest_date"]
    label = days.dt.strftime("%Y-%m-%d")
    # Two digests of one day stay two periods and need two labels.
    number = label.groupby(label).cumcount() + 1
    label = label.where(number == 1, label + " (" + number.astype(str) + ")")
    return pd.DataFrame(
        {
            "label": label,
            "start": days,
            "end": days,
            "midpoint": days,
            "state": dated["state"],
            "is_cut": False,
            "n_digests": 1,
            "digest_id": dated["digest_id"],
        }
    )


def _find_window(
    observations: Observations, dated: pd.DataFrame
) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last day of the grid, None where there is nothing to lay out."""
    on_digests = observations.date_axis is DateAxis.DIGEST_DATE
    days = dated["digest_date"] if on_digests else observations.rows["date"]
    first = days.min() if observations.start is None else observations.start
    last = days.max() if observations.end is None else observations.end
    return None if pd.isna(first) or pd.isna(last) else (first, last)


def _find_published_cover(
    observations: Observations, dated: pd.DataFrame, periods: pd.PeriodIndex
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day on which a published paper could have been seen and selected.

    Only a chosen start cuts the first period; the last ends with the last digest at the latest,
    for what was published later is in no digest.
    """
    first = periods[0].start_time if observations.start is None else observations.start
    ends = [day for day in (observations.end, dated["digest_date"].max()) if not pd.isna(day)]
    return first, min(ends, default=observations.rows["date"].max())


def _find_digest_cover(
    observations: Observations, dated: pd.DataFrame
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day that the digests speak for, within the chosen dates.

    Digests saved once a week speak for the days between them: a month is cut only where a
    digest of the usual rhythm, the median gap between digests, is missing at its edge.
    """
    days = dated["digest_date"].drop_duplicates()
    gaps = np.diff(days.to_numpy("datetime64[D]")).astype(int)
    slack = pd.Timedelta(days=float(np.median(gaps)) - 1 if gaps.size else 0)
    firsts = [days.min() - slack, observations.start]
    lasts = [days.max() + slack, observations.end]
    return (
        max(day for day in firsts if not pd.isna(day)),
        min(day for day in lasts if not pd.isna(day)),
    )


def _describe_calendar(
    periods: pd.PeriodIndex, window: tuple[pd.Timestamp, pd.Timestamp], frequency: Frequency
) -> pd.DataFrame:
    start = periods.start_time.normalize()
    end = periods.end_time.normalize()
    before = np.busday_count(start.to_numpy("datetime64[D]"), np.datetime64(window[0], "D"))
    day = np.timedelta64(1, "D")
    after = np.busday_count(
        np.datetime64(window[1], "D") + day, end.to_numpy("datetime64[D]") + day
    )
    return pd.DataFrame(
        {
            "label": _label_periods(periods, frequency),
            "start": start,
            "end": end,
            "midpoint": (start + (end - start) / 2).normalize(),
            "is_cut": (before > 0) | (after > 0),
            "digest_id": "",
        }
    )


def _label_periods(periods: pd.PeriodIndex, frequency: Frequency) -> list[str]:
    if frequency is Frequency.WEEK:
        return list(periods.start_time.strftime("%G-W%V"))
    formats = {Frequency.DAY: "%Y-%m-%d", Frequency.MONTH: "%Y-%m", Frequency.YEAR: "%Y"}
    return list(periods.strftime(formats.get(frequency, "%Y-Q%q")))


def _combine_states(states: pd.Series[str]) -> str:
    """Failed only if nothing was read, read only if all was."""
    found = set(states)
    if found == {PeriodState.FAILED.value}:
        return PeriodState.FAILED.value
    return (
        PeriodState.READ.value if found == {PeriodState.READ.value} else PeriodState.PARTIAL.value
    )


def _as_grid(frame: pd.DataFrame) -> pd.DataFrame:
    types: dict[str, Any] = {
        "label": "str",
        "start": "datetime64[s]",
        "end": "datetime64[s]",
        "midpoint": "datetime64[s]",
        "state": "str",
        "is_cut": "bool",
        "n_digests": "int64",
        "digest_id": "str",
    }
    return frame[COLUMNS].astype(types).rename_axis("period")
