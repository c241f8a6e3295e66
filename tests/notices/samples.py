"""Results of runs, made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.reporting.notices.config import Email
from analysis.reporting.notices.message import Notice, build_notice
from analysis.reporting.notices.occasion import Difference, Outcome
from analysis.reporting.outcome import NotebookFailure
from analysis.reporting.result import RunOutcome, RunResult, TablesResult

AS_OF = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
FAILURE = NotebookFailure("by-digest", "01_two", "ZeroDivisionError: by zero", 3, "x = 1 / 0", None)
PUBLISHED = RunOutcome(
    "by-digest", {"05_overview": "forced"}, (), published=Path("reports/by-digest")
)
FAILED = RunOutcome("by-digest", {"01_two": "forced"}, ("00_one",), failures=(FAILURE,))
UP_TO_DATE = RunOutcome("by-digest", {}, ("05_overview",))
CHANGED = Difference(
    "by-digest", "02_three", "Ratio", "1 (no trend detected)", "2 (rising)", significant=True
)
MOVED = Difference("by-digest", "02_three", "Papers", "9", "10", significant=False)


def make_result(*runs: RunOutcome, code: int = 0, **values: Any) -> RunResult:
    message = "failed: by-digest not published" if code else "published by-digest"
    errors = tuple(str(failure) for run in runs for failure in run.failures)
    filled = {"message": message, "errors": errors, **values}
    return RunResult(
        exit_code=code, as_of=AS_OF, seconds=1.5, tables=TablesResult(), runs=runs, **filled
    )


def make_notice(outcome: Outcome = Outcome.SUCCESS, **values: Any) -> Notice:
    return build_notice(make_result(PUBLISHED, **values), outcome, [CHANGED, MOVED])


def make_email(**values: Any) -> Email:
    declared = {"to": ["you@example.org"], "from": "Robot <robot@example.org>", **values}
    return Email.model_validate(declared)
