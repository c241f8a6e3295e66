"""Tables of terms that emerge, fade, are new, or come in bursts."""

from __future__ import annotations

import pandas as pd

from analysis.findings.scope import Scope
from analysis.findings.term_bursts import TermBursts
from analysis.findings.terms import TermChange, TermChanges
from analysis.stats.results import TooLittleData
from analysis.tables.cells import name_counted, name_level, say_if_empty
from analysis.wording import (
    DASH,
    count_of,
    format_estimate,
    format_number,
    format_percent,
    format_pvalue,
)


def tabulate_term_changes(changes: TermChanges, scope: Scope) -> pd.DataFrame:
    """The terms that emerged and faded most, with counts in both windows, and those without past.

    New terms have a count and no test.
    """
    earlier, later = _name_windows(changes, scope)
    ratio = f"Odds ratio ({name_level(scope)} interval)"
    rows = [
        {"Term": one.term, "Change": _name_change(one), earlier: f"{one.earlier:,}"}
        | {later: f"{one.later:,}", ratio: format_estimate(one.result)}
        | {"p": format_pvalue(one.result.pvalue), "p adjusted": format_pvalue(one.pvalue_adjusted)}
        for one in (*changes.emerged, *changes.faded)
    ]
    rows += [
        {"Term": one.term, "Change": "new, not tested", earlier: "0", later: f"{one.count:,}"}
        | {ratio: DASH, "p": DASH, "p adjusted": DASH}
        for one in changes.new
    ]
    columns = ["Term", "Change", earlier, later, ratio, "p", "p adjusted"]
    return say_if_empty(pd.DataFrame(rows, columns=columns), _explain_none(changes.shortage))


def tabulate_term_bursts(bursts: TermBursts, scope: Scope) -> pd.DataFrame:
    """One row per burst of the terms shown: its periods, its share, the share before."""
    rows = [
        {
            "Term": one.term,
            "Burst": span.first if span.first == span.last else f"{span.first} to {span.last}",
            f"{name_counted(scope)} with the term": f"{span.count:,} of {span.nobs:,}",
            "Share": format_percent(span.count / span.nobs),
            "Share before": f"{format_percent(one.base_rate)} ({one.base_count:,})",
            "Weight of the term": format_number(one.weight),
            "p adjusted": format_pvalue(one.pvalue_adjusted),
        }
        for one in bursts.shown
        for span in one.spans
    ]
    if rows:
        return pd.DataFrame(rows)
    return pd.DataFrame({"Term": [_explain_none(bursts.shortage)]})


def title_term_changes(changes: TermChanges) -> str:
    """The table's caption: how many terms were tested, hold, and are shown."""
    emerged, faded = changes.n_holding
    return (
        f"Terms that changed most, of {changes.n_tests:,} tested, of which {emerged:,} emerged and "
        f"{faded:,} faded after adjusting; {count_of(changes.n_new, 'new term')} besides"
    )


def title_term_bursts(bursts: TermBursts) -> str:
    """The table's caption: how many terms were searched, hold, and are shown."""
    return (
        f"Bursts of {count_of(len(bursts.shown), 'term')}, of {bursts.n_tests:,} searched, of "
        f"which {bursts.n_holding:,} have bursts that hold after adjusting"
    )


def _name_windows(changes: TermChanges, scope: Scope) -> tuple[str, str]:
    """Column heads that say which periods, and of how many."""
    if changes.windows is None:
        return f"{name_counted(scope)} earlier", f"{name_counted(scope)} later"
    earlier, later = (
        f"{name_counted(scope)} {one.first} to {one.last} (of {one.nobs:,})"
        for one in changes.windows
    )
    return earlier, later


def _name_change(change: TermChange) -> str:
    name = "emerged" if change.result.estimate > 1 else "faded"
    return name if change.holds else "not told from chance"


def _explain_none(shortage: TooLittleData | None) -> str:
    if shortage is None:
        return "none"
    return f"{shortage.reason}; {shortage.needed}"
