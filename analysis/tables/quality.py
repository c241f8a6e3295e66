"""Tables of what was read, and how well."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.findings.data_quality import Coverage
from analysis.findings.rows import iterate_rows
from analysis.tables.cells import say_if_empty
from analysis.wording import DASH, format_day, format_level, format_number


def tabulate_ages(coverage: Coverage) -> pd.DataFrame:
    """One row per digest: listings of known age, and their median age."""
    frame = coverage.digests
    return pd.DataFrame(
        {
            "File": frame["source_file"],
            "Date": [DASH if pd.isna(day) else format_day(day) for day in frame["digest_date"]],
            "Listings": frame["listings"],
            "Of known age": frame["of_known_age"],
            "Median age (years)": _ages(frame),
        }
    )


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
    frame = coverage.digests
    return pd.DataFrame(
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


def tabulate_date_evidence(coverage: Coverage) -> pd.DataFrame:
    """One row per digest file: how its date was found."""
    frame = coverage.digests
    return pd.DataFrame(
        {
            "File": frame["source_file"],
            "Found by": frame["date_method"],
            "Evidence": frame["date_evidence"],
        }
    )


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


def _ages(frame: pd.DataFrame) -> list[str]:
    return [DASH if pd.isna(age) else format_number(age) for age in frame["median_age"]]


def _score_cell(row: Any) -> str:
    if pd.isna(row.value):
        return DASH
    bounds = "" if pd.isna(row.ci_lower) else f" ({row.ci_lower:.3f} to {row.ci_upper:.3f})"
    return f"{row.value:.3f}{bounds}"
