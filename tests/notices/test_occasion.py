"""When something is told, and what makes a change significant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.findings.headlines import describe_verdict
from analysis.reporting.notices.occasion import is_significant, list_differences, list_occasions
from analysis.reporting.result import HeadlineChange
from analysis.stats.results import Estimate
from tests.notices.samples import CHANGED, FAILED, MOVED, PUBLISHED, UP_TO_DATE, make_result

LITTLE = {"value": "too little data", "interval": "5 digests: a trend test needs at least 8"}


def trend(ratio: float, pvalue: float, more: str = "") -> dict[str, str]:
    """A headline of a trend as notebooks make it."""
    estimate = Estimate(
        estimate=ratio, ci_lower=ratio / 2, ci_upper=ratio * 2, confidence_level=0.95,
        nobs=90, method="made up", pvalue=pvalue,
    )  # fmt: skip
    verdict = describe_verdict(estimate)
    return {"value": str(ratio), "interval": f"95% interval 1 to 2; {verdict}{more}", "note": ""}


def topics(number: int, note: str) -> dict[str, str]:
    return {"value": f"{number} of 9 tested", "interval": "p below 0.05", "note": note}


def share(value: str) -> dict[str, str]:
    return {"value": value, "interval": "95% interval 17% to 31%", "note": "61 of 262 listings"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (trend(1.2, 0.2), trend(1.2, 0.01), True),
        (trend(1.2, 0.01), trend(0.8, 0.01), True),
        (trend(0.8, 0.01), trend(0.8, 0.5), True),
        (trend(1.2, 0.01), trend(1.9, 0.0001), False),
        (trend(1.2, 0.3), trend(0.7, 0.06), False),
        (trend(1.2, 0.2), trend(1.2, 0.01, " (adjusted for 4 tests)"), True),
        (trend(1.2, 0.02), trend(1.2, 0.01, " after adjusting for 4 tests"), False),
        (LITTLE, trend(1.2, 0.2), True),
        (trend(1.2, 0.2), LITTLE, True),
        (LITTLE, {**LITTLE, "interval": "6 digests: a trend test needs at least 8"}, False),
        (share("23%"), share("24%"), False),
        (share("23%"), LITTLE, True),
        (share("23%"), {"value": "unknown"}, True),
        (topics(0, ""), topics(1, "rising: Graphs"), True),
        (topics(1, "rising: Graphs"), topics(1, "falling: Graphs"), True),
        (topics(1, "rising: Graphs"), topics(1, "rising: Theory"), True),
        (topics(2, "rising: Graphs, Text"), topics(2, "rising: Text, Graphs"), False),
        (
            topics(4, "rising: A, B, C and others; 3 topics had too little data to test"),
            topics(4, "rising: D, B, C and others; 2 topics had too little data to test"),
            False,
        ),
        ({}, {}, False),
    ],
)
def test_a_verdict_is_significant_and_a_small_move_is_not(
    before: dict[str, str], after: dict[str, str], expected: bool
) -> None:
    assert is_significant(HeadlineChange("n", "Label", before, after)) is expected


def test_a_headline_that_came_or_went_is_told_and_not_significant() -> None:
    for before, after in ((None, trend(2, 0.001)), (trend(2, 0.001), None)):
        assert not is_significant(HeadlineChange("n", "Label", before, after))


def test_runs_that_were_not_published_differ_in_nothing(tmp_path: Path) -> None:
    change = HeadlineChange("n", "Label", trend(1.2, 0.2), trend(1.2, 0.01))
    result = make_result(replace(FAILED, changes=(change,)), code=1)
    assert list_differences(result, tmp_path) == ()


def test_significant_differences_come_first(tmp_path: Path) -> None:
    moved = HeadlineChange("n", "Share", share("23%"), share("24%"))
    turned = HeadlineChange("n", "Ratio", trend(1.2, 0.2), trend(1.2, 0.01))
    run = replace(PUBLISHED, changes=(moved, turned))
    first, second = list_differences(make_result(run), tmp_path)
    assert (first.label, first.significant) == ("Ratio", True)
    assert first.before == "1.2 (95% interval 1 to 2; no trend detected, p 0.200)"
    assert (second.label, second.significant) == ("Share", False)
    assert second.after == "24% (95% interval 17% to 31%; 61 of 262 listings)"


@pytest.mark.parametrize("code", [1, 2, 3, 5, 70, 130, 143])
def test_every_failure_is_one(code: int) -> None:
    assert list_occasions(make_result(code=code), []) == {"failure"}


def test_another_run_at_work_is_no_failure() -> None:
    assert list_occasions(make_result(code=4), []) == set()


def test_nothing_to_do_is_no_occasion() -> None:
    assert list_occasions(make_result(UP_TO_DATE), []) == set()


def test_a_published_run_is_a_success_and_perhaps_a_change() -> None:
    result = make_result(PUBLISHED)
    assert list_occasions(result, [MOVED]) == {"success"}
    assert list_occasions(result, [MOVED, CHANGED]) == {"success", "change"}
    assert list_occasions(replace(result, exit_code=1), [CHANGED]) == {"failure", "change"}
