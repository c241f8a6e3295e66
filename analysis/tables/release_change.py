"""Tables of how announced release changes: corrected, as trends, and split by topic."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.findings.release_change import (
    PARTS,
    Half,
    ReleaseChange,
    format_change,
    format_points,
)
from analysis.findings.release_trends import ReleaseTrends
from analysis.findings.rows import iterate_rows
from analysis.findings.scope import Scope
from analysis.stats.results import Estimate, Result, TooLittleData
from analysis.tables.cells import explain, make_trend_cells, name_counted, name_level
from analysis.wording import DASH, count_of, format_percent, format_share_result

_TOO_LITTLE = "too little data"


def tabulate_release_correction(correction: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The announced rate as measured and corrected, side by side, over all and per half."""
    level = name_level(scope)
    return pd.DataFrame(
        {
            "Of": correction["label"],
            name_counted(scope): [result.nobs for result in correction["measured"]],
            f"As measured ({level} interval)": [
                format_share_result(result) for result in correction["measured"]
            ],
            f"Corrected ({level} interval)": [
                format_share_result(result) for result in correction["corrected"]
            ],
            "Note": [explain(result) for result in correction["corrected"]],
        }
    )


def tabulate_release_trends(trends: ReleaseTrends, scope: Scope) -> pd.DataFrame:
    """One row per kind of announcement: odds ratio per year, p-values, smallest detectable."""
    return pd.DataFrame(
        [
            {
                "The abstract says": one.label,
                name_counted(scope): one.count,
                "Of": one.result.nobs,
                **make_trend_cells(one.result, "Odds ratio", scope, one.pvalue_adjusted),
            }
            for one in trends.trends
        ]
    )


def tabulate_release_change(change: ReleaseChange, scope: Scope) -> pd.DataFrame:
    """Both halves' rates, the change between them, and its two parts, with intervals."""
    rows = [
        _tell_half("earlier half", change.before),
        _tell_half("later half", change.after),
    ]
    split = change.split
    if isinstance(split, TooLittleData):
        rows.append(("change", split.nobs, _TOO_LITTLE, explain(split)))
    else:
        rows += [
            _tell_part("change", split.whole),
            _tell_part(PARTS["within"], split.within, split.whole.note),
            _tell_part(PARTS["mix"], split.mix, split.whole.note),
        ]
    heads = ["What", name_counted(scope), f"Announced rate ({name_level(scope)} interval)", "Note"]
    return pd.DataFrame(rows, columns=heads)


def tabulate_release_contributions(change: ReleaseChange, scope: Scope) -> pd.DataFrame:
    """One row per topic, the largest part of the change first; the rows add up to the last."""
    topics = change.topics
    if topics.empty:
        return pd.DataFrame({"Topic": [_TOO_LITTLE]})
    shown = topics.head(scope.parameters.top_topics)
    rest = topics.iloc[len(shown) :]
    rows = [_contribution(row.label, row, _tell_rates(row)) for row in iterate_rows(shown)]
    if len(rest):
        rows.append(_contribution(count_of(len(rest), "other topic"), rest.sum(), (DASH, DASH)))
    rates = (_tell_rate(change.before.measured), _tell_rate(change.after.measured))
    return pd.DataFrame([*rows, _contribution("sum", topics.sum(), rates)])


def _tell_part(name: str, part: Estimate, told: str = "") -> tuple[str, int, str, str]:
    # One note for all three, where it is the same, is read sooner than three.
    note = "" if part.note == told else part.note
    return name, part.nobs, f"{format_change(part)} points", note


def _contribution(label: str, part: Any, rates: tuple[str, str]) -> dict[str, str]:
    return {
        "Topic": label,
        "Share, earlier half": format_percent(round(part.share_before, 9)),
        "Share, later half": format_percent(round(part.share_after, 9)),
        "Rate, earlier half": rates[0],
        "Rate, later half": rates[1],
        "Within, points": format_points(part.within, 2),
        "Mix, points": format_points(part.mix, 2),
        "Both, points": format_points(part.within + part.mix, 2),
    }


def _tell_rates(row: Any) -> tuple[str, str]:
    before, after = (
        DASH if pd.isna(rate) else format_percent(round(rate, 9))
        for rate in (row.rate_before, row.rate_after)
    )
    return before, after


def _tell_rate(measured: Result) -> str:
    return DASH if isinstance(measured, TooLittleData) else format_percent(measured.estimate)


def _tell_half(name: str, half: Half) -> tuple[str, int, str, str]:
    rate = format_share_result(half.measured)
    return f"{name}: {half.label}", half.measured.nobs, rate, explain(half.measured)
