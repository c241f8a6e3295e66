"""The change of the announced rate between two halves: papers changed, or their topics?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluation.error_rates import ErrorRates
from analysis.findings.code_release import ReleaseSummary
from analysis.findings.release_correction import correct_share
from analysis.findings.release_kinds import RELEASED, compute_kinds
from analysis.findings.scope import Scope
from analysis.findings.shares import estimate_share
from analysis.findings.topic_frequency import label_topic
from analysis.series import UNASSIGNED
from analysis.stats.decomposition import DECOMPOSED, Decomposition, decompose_change
from analysis.stats.results import Estimate, Result, TooLittleData
from analysis.wording import MINUS

NO_TOPIC = "no topic found"
PARTS = {"within": "change within topics", "mix": "change of the topic mix"}


@dataclass(frozen=True, slots=True)
class Half:
    """The earlier or the later half of the complete periods: from when to when, and its rate.

    `label` names its first and last period, or says that there is none.
    """

    label: str
    n_periods: int
    measured: Result
    corrected: Result


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """The change of the announced rate between the halves, split by topic.

    `topics` has one row per topic with papers in either half, the largest part first: topic,
    label, share_before, share_after (fractions of the half's papers, which sum to 1),
    rate_before, rate_after (NaN without papers), within, mix. It is empty where there is too
    little data.
    """

    before: Half
    after: Half
    split: Decomposition | TooLittleData
    topics: pd.DataFrame


def compute_release_change(scope: Scope, rates: ErrorRates) -> ReleaseChange:
    """Split the change of the announced rate between two halves into topics' rates and their mix.

    The halves are the earlier and the later half of the complete periods with papers, by date;
    of an odd number, the one in the middle goes to the half with fewer papers. What papers
    announce plays no part in this. A paper with k topics counts 1/k in each, one without any
    in a group of its own; whole papers are resampled. The halves' rates are also corrected for
    the errors that `rates` tells; the split is of the rates as measured.
    """
    halves = _assign_halves(scope)
    released = compute_kinds(scope).isin(RELEASED)
    weights = _weigh_topics(scope)
    before, after = (_describe_half(scope, released, halves == at, rates) for at in (0, 1))
    chosen = halves >= 0
    split = _find_shortage(scope, before, after) or decompose_change(
        released[chosen].to_numpy(dtype=float),
        weights[chosen].to_numpy(dtype=float),
        halves[chosen].astype(float),
        scope.paper_numbers[chosen],
        scope.parameters.confidence_level,
        seed=scope.parameters.seed,
    )
    return ReleaseChange(before, after, split, _list_topics(scope, split, list(weights.columns)))


def compute_release_correction(
    summary: ReleaseSummary, change: ReleaseChange, scope: Scope
) -> pd.DataFrame:
    """The announced rate as measured and corrected: over all, and in each half.

    Returns label, measured, corrected (each an Estimate or TooLittleData).
    """
    rows = [(f"all {scope.counted}s", summary.released, summary.corrected)]
    for name, half in (("earlier half", change.before), ("later half", change.after)):
        rows.append((f"{name}: {half.label}", half.measured, half.corrected))
    return pd.DataFrame(rows, columns=["label", "measured", "corrected"])


def format_points(difference: float, digits: int = 1) -> str:
    """A difference of shares in percentage points with its sign: `+2.5`."""
    text = f"{100 * difference:+.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", MINUS)


def format_change(result: Estimate) -> str:
    """A difference of shares with its interval, in percentage points."""
    if not result.has_interval:
        return f"{format_points(result.estimate)} (no interval)"
    bounds = f"{format_points(result.ci_lower)} to {format_points(result.ci_upper)}"
    return f"{format_points(result.estimate)} ({bounds})"


def _assign_halves(scope: Scope) -> NDArray[np.int64]:
    """0 or 1 per observation for the half that it lies in, -1 for one in a cut period."""
    periods = scope.periods.to_numpy()
    sizes = pd.Series(periods[scope.complete]).value_counts().sort_index()
    first = len(sizes) // 2
    if len(sizes) % 2 and sizes.iloc[:first].sum() <= sizes.iloc[first + 1 :].sum():
        first += 1
    halves = np.where(np.isin(periods, sizes.index[:first]), 0, 1)
    return np.where(scope.complete, halves, -1)


def _weigh_topics(scope: Scope) -> pd.DataFrame:
    """Fractions of every observation in its topics; without any, it is whole in UNASSIGNED."""
    marks = scope.topic_marks
    held = np.column_stack([marks.to_numpy(), ~marks.to_numpy().any(axis=1)])
    weights = held / held.sum(axis=1, keepdims=True)
    return pd.DataFrame(weights, index=marks.index, columns=[*marks.columns, UNASSIGNED])


def _describe_half(
    scope: Scope, released: pd.Series[bool], chosen: NDArray[np.bool_], rates: ErrorRates
) -> Half:
    labels = scope.grid["label"].reindex(sorted(set(scope.periods[chosen])))
    measured = estimate_share(scope, released[chosen])
    corrected = correct_share(scope, measured, rates)
    if labels.empty:
        return Half("no complete period", 0, measured, corrected)
    first, last = labels.iloc[0], labels.iloc[-1]
    name = first if len(labels) == 1 else f"{first} to {last}"
    return Half(name, len(labels), measured, corrected)


def _find_shortage(scope: Scope, before: Half, after: Half) -> TooLittleData | None:
    """Why there are no two halves; None where there are."""
    found = before.n_periods + after.n_periods
    if found >= 2:
        return None
    periods = "no complete period" if found == 0 else "1 complete period"
    return TooLittleData(
        reason=f"{periods} with {scope.counted}s: two halves need at least 2",
        needed="at least 2 complete periods",
        nobs=before.measured.nobs + after.measured.nobs,
        method=DECOMPOSED,
    )


def _list_topics(
    scope: Scope, split: Decomposition | TooLittleData, names: list[str]
) -> pd.DataFrame:
    columns = ["share_before", "share_after", "rate_before", "rate_after", "within", "mix"]
    if isinstance(split, TooLittleData):
        return pd.DataFrame(columns=["topic", "label", *columns])
    found: dict[str, Any] = {
        "topic": names,
        "label": [NO_TOPIC if name == UNASSIGNED else label_topic(scope, name) for name in names],
        **{name: getattr(split, name) for name in columns[:4]},
        "within": split.group_within,
        "mix": split.group_mix,
    }
    frame = pd.DataFrame(found)
    frame = frame[(frame["share_before"] > 0) | (frame["share_after"] > 0)]
    size = frame[["within", "mix"]].abs().sum(axis=1)
    order = size.sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)
