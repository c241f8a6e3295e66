"""Tables of what was read, and how well."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.data_quality import Coverage
from analysis.findings.rows import iterate_rows
from analysis.tables.cells import say_if_empty
from analysis.wording import DASH, format_day, format_level, format_number

_MOST_DIGESTS = 300
"""Rows of a table of digests: for each day of many years there may be one."""


def tabulate_ages(coverage: Coverage) -> pd.DataFrame:
    """One row per digest: listings of known age, and their median age."""
    frame = _choose_digests(coverage)
    table = pd.DataFrame(
        {
            "File": frame["source_file"],
            "Date": [DASH if pd.isna(day) else format_day(day) for day in frame["digest_date"]],
            "Listings": frame["listings"],
            "Of known age": frame["of_known_age"],
            "Median age (years)": _ages(frame),
        }
    )
    return _say_what_is_left_out(table, coverage)


def tabulate_accuracy(accuracy: pd.DataFrame) -> pd.DataFrame:
    """One row per gold set, fact and measure: value with interval, and what it is counted on."""
    level = format_level(accuracy.attrs["confidence_level"])
    frame = pd.DataFrame(
        {
            "Labels": [f"{row.gold_set} ({row.papers} papers)" for row in iterate_rows(accuracy)],
            "Fact": accuracy["fact"],
            "Measure": accuracy["measure"],
            f"Value ({level} interval)": [_score_cell(row) for row in iterate_rows(accuracy)],
            "Right": accuracy["count"],
            "Of": accuracy["nobs"],
        }
    )
    return say_if_empty(frame, "no labelled paper is here")


def tabulate_coverage(coverage: Coverage) -> pd.DataFrame:
    """One row per digest file."""
    frame = _choose_digests(coverage)
    table = pd.DataFrame(
        {
            "File": frame["source_file"],
            "State": frame["state"],
            "Date": [DASH if pd.isna(day) else format_day(day) for day in frame["digest_date"]],
            "Found by": frame["date_method"],
            "Listings": frame["listings"],
            "Lines": frame["lines"],
            "Unexplained": frame["unexplained"],
            "Without metadata": frame["without_metadata"],
            "Median age (years)": _ages(frame),
        }
    )
    return _say_what_is_left_out(table, coverage)


def tabulate_date_evidence(coverage: Coverage) -> pd.DataFrame:
    """One row per digest file: how its date was found."""
    frame = _choose_digests(coverage)
    table = pd.DataFrame(
        {
            "File": frame["source_file"],
            "Found by": frame["date_method"],
            "Evidence": frame["date_evidence"],
        }
    )
    return _say_what_is_left_out(table, coverage)


def tabulate_missing_values(missing: pd.DataFrame) -> pd.DataFrame:
    """One row per field of papers."""
    names = {"field": "Field", "known": "Papers known", "unknown": "Unknown", "note": "Note"}
    return missing.rename(columns=names)


def tabulate_issues(issues: pd.DataFrame, most: int = 50) -> pd.DataFrame:
    """The first parse issues, long texts cut."""
    names = {"source_file": "File", "line": "Line", "reason": "Reason", "text": "Text"}
    shown = issues.head(most).rename(columns=names)
    shown["Text"] = [text if len(text) <= 80 else text[:79] + "…" for text in shown["Text"]]
    return say_if_empty(shown, "no parse issues")


def _choose_digests(coverage: Coverage) -> pd.DataFrame:
    """All digests; of very many those not read as a whole and the last ones, in their order."""
    frame = coverage.digests
    if len(frame) <= _MOST_DIGESTS:
        return frame
    is_read = (frame["state"] == "read").to_numpy()
    dates = frame["digest_date"].fillna(pd.Timestamp.min).to_numpy()
    first = np.lexsort((-dates.astype("int64"), is_read))[:_MOST_DIGESTS]
    return frame.iloc[np.sort(first)]


def _say_what_is_left_out(table: pd.DataFrame, coverage: Coverage) -> pd.DataFrame:
    n_more = len(coverage.digests) - len(table)
    if not n_more:
        return table
    rest = dict.fromkeys(table.columns, DASH) | {"File": f"{n_more:,} more, not shown"}
    return pd.concat([table.astype(object), pd.DataFrame([rest])], ignore_index=True)


def _ages(frame: pd.DataFrame) -> list[str]:
    return [DASH if pd.isna(age) else format_number(age) for age in frame["median_age"]]


def _score_cell(row: Any) -> str:
    if pd.isna(row.value):
        return DASH
    bounds = "" if pd.isna(row.ci_lower) else f" ({row.ci_lower:.3f} to {row.ci_upper:.3f})"
    return f"{row.value:.3f}{bounds}"
