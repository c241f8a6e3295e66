"""Notes below figures: what whiskers, dots, lines and bands mean, as far as they occur."""

from __future__ import annotations

import pandas as pd

from analysis.figures.style import DENSE
from analysis.findings.scope import Scope
from analysis.series import MISSING_STATES, find_partial_periods
from analysis.wording import format_level

_NARROW = 0.05
"""A whisker shorter than this part of the panel may be hidden by its dot."""
_PANEL_KEYS = ("topic", "release_kind", "team_kind", "unit")
"""Columns of which each value has a panel of its own."""


def explain_marks(scope: Scope, series: pd.DataFrame) -> str:
    """What whiskers, dots, lines, hollow points, diamonds and grey bands mean, if they occur.

    `series` has period, is_small, ci_lower and either proportion or median.
    """
    value = "proportion" if "proportion" in series else "median"
    known = series[series[value].notna()]
    few = f"fewer than {scope.parameters.min_papers} {scope.counted}s."
    parts = []
    panels = _split_panels(known)
    dense = [len(panel) for panel in panels if len(panel) > DENSE]
    if dense:
        parts.append(
            f"Dots: single {scope.period_name}, whose intervals are in the table. "
            f"Line: {'about ' * (min(dense) < max(dense))}{choose_window(max(dense))} neighbouring "
            f"ones, {'pooled' if value == 'proportion' else 'their median'}."
        )
        if known["is_small"].any():
            parts.append(f"Grey: {few}")
    if len(dense) < len(panels) or not panels:
        parts += [explain_whiskers(scope, known), *_explain_points(scope, known, value, few)]
    if scope.grid["state"].isin(MISSING_STATES).any():
        parts.append("Grey bands: no digest read.")
    return " ".join(parts)


def explain_whiskers(scope: Scope, known: pd.DataFrame, apart: str = "") -> str:
    """What whiskers are, and where they are not seen; `apart` is what else is to be said of them.

    `known` has ci_lower and ci_upper. Of many papers an interval is shorter than its dot is wide.
    """
    told = f"Whiskers: {format_level(scope.parameters.confidence_level)} interval{apart}."
    lengths = (known["ci_upper"] - known["ci_lower"]).astype(float)
    if (lengths < _NARROW * known["ci_upper"].astype(float).max()).any():
        told += " One shorter than its dot is not seen."
    return told


def choose_window(n_points: int) -> int:
    """How many neighbouring points of a dense series the line through it sums up, an odd number."""
    return n_points // 40 * 2 + 1


def _split_panels(known: pd.DataFrame) -> list[pd.DataFrame]:
    keys = [key for key in _PANEL_KEYS if key in known]
    return [panel for _, panel in known.groupby(keys)] if keys else [known]


def _explain_points(scope: Scope, known: pd.DataFrame, value: str, few: str) -> list[str]:
    """What points without a whisker, hollow ones and diamonds mean, as far as they occur."""
    parts = []
    if known["ci_lower"].isna().any():
        # Of thousands of papers the median can be the same number in every resample.
        heaped = ", or all resamples alike" if value == "median" else ""
        parts.append(f"No whisker: too few for an interval{heaped}.")
    if known["is_small"].any():
        parts.append(f"Hollow, grey: {few}")
    partial = known["period"].map(find_partial_periods(scope.grid)).astype(bool)
    if (partial & ~known["is_small"].astype(bool)).any():
        parts.append("Diamonds: periods known in part.")
    return parts
