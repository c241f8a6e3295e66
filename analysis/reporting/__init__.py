"""Reporting: notebooks in, published reports out.

Notebooks import `analysis.reporting.display` through this package, so that nothing here
may load papermill or nbconvert before reports are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.reporting.errors import ReportingError
from analysis.reporting.kernels.choice import choose_engine
from analysis.reporting.outcome import NotebookFailure, Outcome, Progress, Request
from analysis.reporting.pool import dismiss_workers, prepare_workers

__all__ = [
    "CELL_TIMEOUT",
    "KEEP",
    "NOTEBOOK_TIMEOUT",
    "NotebookFailure",
    "Outcome",
    "ReportingError",
    "run_reports",
]

CELL_TIMEOUT = 1800.0
"""Seconds that a single cell may take."""
NOTEBOOK_TIMEOUT = 3600.0
"""Seconds that a notebook may take from the start of its kernel."""
KEEP = 30
"""Dated runs to keep of each run, if nothing else is asked for."""


def _stay_silent(done: int, total: int, name: str) -> None:
    """Report no progress."""


def run_reports(  # noqa: PLR0913
    runs: Sequence[str] = (),
    *,
    notebooks_dir: Path,
    tables_dir: Path,
    output: Path,
    code: Mapping[str, Any],
    as_of: datetime,
    jobs: int,
    overrides: Mapping[str, str] | None = None,
    notebooks: Sequence[str] = (),
    cell_timeout: float = CELL_TIMEOUT,
    notebook_timeout: float = NOTEBOOK_TIMEOUT,
    keep: int = KEEP,
    progress: Progress = _stay_silent,
    outdated: Mapping[str, Sequence[str]] | None = None,
    engine: str | None = None,
) -> Outcome:
    """Execute the notebooks of declared runs, export their reports and publish them.

    `runs` and `notebooks` are names, none for all. `notebooks_dir` holds the template
    notebooks and runs.yml, `tables_dir` the built tables. `overrides` are parameter
    values as typed by the user. `code` comes from `analysis.provenance.describe_code`;
    `as_of` is the moment to record, with time zone; the timeouts are in seconds; `keep` is
    how many dated runs stay in the history. `outdated` names the notebooks to execute by
    run, in the place of `notebooks`; the others of a run stay as they are published. `engine`
    decides how kernels are started, by default in the fastest way that works here; the reports
    are the same.

    A notebook that fails is told in the outcome and kept aside in `output`/failed, the
    others go on, and its run is not published. Raises ReportingError, before anything is
    executed, for runs, notebooks, parameters or tables that are not there or not usable.
    """
    # Loading the workers' libraries takes seconds; begin before this process loads its own.
    chosen = choose_engine(engine)
    prepare_workers(chosen)
    request = Request(
        runs=runs,
        notebooks=notebooks,
        overrides=overrides or {},
        notebooks_dir=notebooks_dir.resolve(),
        tables_dir=tables_dir.resolve(),
        output=output.resolve(),
        code=code,
        as_of=as_of,
        jobs=jobs,
        cell_timeout=cell_timeout,
        notebook_timeout=notebook_timeout,
        keep=keep,
        progress=progress,
        outdated=outdated,
        engine=chosen,
    )
    try:
        outcome: Outcome = import_module("analysis.reporting.pipeline").run_pipeline(request)
    finally:
        # Where there was nothing to execute after all.
        dismiss_workers()
    return outcome
