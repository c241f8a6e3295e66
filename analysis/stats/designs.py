"""What a trend test is given: rows with a date, a period and a cluster each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.stats.clustering import Grouping, group_rows
from analysis.stats.labels import Labels, find_firsts, label
from analysis.stats.results import format_count, require_level

DAYS_PER_YEAR = 365.2425

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSettings:
    """How sure, and from how much, a trend is tested.

    Below `min_periods` periods, `min_clusters` clusters, or `min_events` clusters with and
    without the event, the answer is TooLittleData. `period_name` is the plural word for a
    period in messages ("digests", "months"). Raises ValueError for a level outside (0, 1) or
    fewer than 3 periods or clusters, from which no error can be estimated.
    """

    confidence_level: float = 0.95
    min_periods: int = 8
    min_clusters: int = 8
    min_events: int = 10
    period_name: str = "periods"

    def __post_init__(self) -> None:
        require_level(self.confidence_level)
        if min(self.min_periods, self.min_clusters) < 3 or self.min_events < 1:
            raise ValueError("a trend needs at least 3 periods, 3 clusters and 1 event")


DEFAULT_SETTINGS = TrendSettings()


@dataclass(frozen=True, slots=True)
class TrendData:
    """Rows ready to be fitted; all arrays have shape (n,).

    `years` are decimal years from an arbitrary origin; `dates` (of `years`), `periods` and
    `clusters` are labels counted from 0. A row stands for `counts` observations.
    """

    values: Floats
    years: Floats
    dates: Labels
    periods: Labels
    clusters: Labels
    counts: Floats

    @property
    def nobs(self) -> int:
        """Number of observations."""
        return int(self.counts.sum())

    @property
    def n_periods(self) -> int:
        """Number of distinct periods."""
        return int(self.periods.max(initial=-1)) + 1

    @property
    def n_clusters(self) -> int:
        """Number of distinct clusters."""
        return int(self.clusters.max(initial=-1)) + 1

    @property
    def grouping(self) -> Grouping:
        """The rows by cohort (the first period of their cluster) and by period."""
        return group_rows(self.periods, self.clusters)

    @property
    def span_in_years(self) -> float:
        """Years from the first to the last date; 0 without rows."""
        return float(np.ptp(self.years)) if self.years.size else 0.0

    @property
    def years_per_unit(self) -> float:
        """Years in one unit of the second column of `design`."""
        return math.sqrt(np.average((self.years - self._mean_year) ** 2, weights=self.counts))

    @property
    def design(self) -> Floats:
        """Intercept and date, (n, 2); the date has mean 0 and standard deviation 1."""
        scaled = (self.years - self._mean_year) / self.years_per_unit
        return np.column_stack([np.ones(self.years.size), scaled])

    @property
    def _mean_year(self) -> float:
        return float(np.average(self.years, weights=self.counts))

    def fold(self) -> TrendData:
        """The same data with one row for all observations alike.

        Those are of one date, period, cohort and value: no fit and no variance tells them apart.
        What were clusters are cohorts then, so count clusters before.
        """
        cohorts = self.grouping.cohorts
        rows = self.dates
        for labels in (self.periods, cohorts, label(self.values)):
            rows = label(rows * (int(labels.max(initial=0)) + 1) + labels)
        firsts = find_firsts(rows)
        return TrendData(
            values=self.values[firsts],
            years=self.years[firsts],
            dates=self.dates[firsts],
            periods=self.periods[firsts],
            clusters=cohorts[firsts],
            counts=np.bincount(rows, weights=self.counts).astype(np.float64),
        )


def as_trend_data(
    values: ArrayLike,
    dates: ArrayLike,
    clusters: ArrayLike | None = None,
    periods: ArrayLike | None = None,
) -> TrendData:
    """Check and label the rows of a trend.

    `dates` are datetime64 or decimal years. `clusters` default to one per row, `periods` to the
    distinct dates. Raises ValueError for unequal lengths or an unknown value or date.
    """
    row = np.asarray(values, dtype=np.float64)
    years = as_years(dates)
    if row.ndim != 1 or row.shape != years.shape:
        raise ValueError(f"values have shape {row.shape}, dates {years.shape}")
    if not (np.all(np.isfinite(row)) and np.all(np.isfinite(years))):
        raise ValueError("values and dates must be known; leave unknown ones out")
    found = label(np.asarray(dates))
    return TrendData(
        values=row,
        years=years,
        dates=found,
        periods=found if periods is None else _as_labels(periods, row.size, "periods"),
        clusters=_as_labels(
            np.arange(row.size) if clusters is None else clusters, row.size, "clusters"
        ),
        counts=np.ones(row.size),
    )


def as_years(dates: ArrayLike) -> Floats:
    """Turn dates into decimal years; datetime64 counts from 1970, NaT becomes NaN."""
    array = np.asarray(dates)
    if array.dtype.kind != "M":
        return array.astype(np.float64)
    days = array.astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64) / DAYS_PER_YEAR)


def find_shortage(data: TrendData, settings: TrendSettings) -> tuple[str, str] | None:
    """Say what the rows lack for any trend test: a reason and what is needed, or None."""
    name = settings.period_name
    if data.nobs == 0:
        return f"no {name}: nothing to test", f"at least {settings.min_periods} {name}"
    if data.span_in_years == 0:
        return "all rows have one date: a trend needs several", f"{settings.min_periods} {name}"
    if data.n_periods < settings.min_periods:
        found, least = format_count(data.n_periods, name.removesuffix("s")), settings.min_periods
        return f"{found}: a trend test needs at least {least}", f"at least {least} {name}"
    if data.n_clusters < settings.min_clusters:
        return (
            f"{data.n_clusters} clusters: a trend test needs at least {settings.min_clusters}",
            f"at least {settings.min_clusters} clusters of rows",
        )
    if np.ptp(data.values) == 0:
        return (
            f"all {data.nobs} values are {data.values[0]:g}: there is nothing to compare",
            "values that differ",
        )
    return None


def _as_labels(values: ArrayLike, size: int, name: str) -> Labels:
    labels = label(values)
    if labels.shape != (size,):
        raise ValueError(f"{name} has shape {labels.shape}, values ({size},)")
    return labels
