"""A run that nobody watches: build what changed, execute what changed, publish, record.

Whatever happens, `perform_run` gives a result that says so, the published reports and the
tables are the old or the new ones, complete, and the next run goes on from there.
"""

from __future__ import annotations

import signal
import traceback
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path

from analysis.corpus import find_changes, find_sources, list_left_out
from analysis.corpus.errors import CorpusError
from analysis.digests import SourcesError
from analysis.exchange import LockedError, Owner, find_lock, hold_lock
from analysis.reporting import ReportingError, run_reports
from analysis.reporting.freshness import find_outdated, list_notebooks
from analysis.reporting.heal import clear_leftovers, recover_published
from analysis.reporting.history import compare_manifests, prune_history
from analysis.reporting.index import export_index, is_current
from analysis.reporting.kernels.choice import choose_engine
from analysis.reporting.notices.config import read_notify
from analysis.reporting.order import Order
from analysis.reporting.origin import find_origin
from analysis.reporting.outcome import NotebookFailure
from analysis.reporting.pool import prepare_workers
from analysis.reporting.publish import LOCK_FILE, RunManifest, forget_failed, read_manifest
from analysis.reporting.result import (
    ExitCode,
    NoTablesError,
    RunOutcome,
    RunResult,
    StoppedBySignalError,
    TablesResult,
)
from analysis.reporting.runlog import RunLog
from analysis.reporting.runs import (
    PROJECT_SITE,
    RUNS_FILE,
    Run,
    Site,
    read_runs,
    read_site,
    select_runs,
)
from analysis.reporting.summary import summarise

Reasons = Mapping[str, Mapping[str, str]]
"""Why notebooks have to be executed, by the names of run and notebook."""


@dataclass(slots=True)
class _Work:
    """A run under way: what it is to do, and what has become of it so far."""

    order: Order
    log: RunLog
    as_of: datetime
    site: Site = PROJECT_SITE
    tables: TablesResult = field(default_factory=TablesResult)
    runs: list[RunOutcome] = field(default_factory=list)
    recovered: str = ""


def perform_run(order: Order) -> RunResult:
    """Do what `order` asks for, under locks on the reports and the tables.

    Returns the result, also of what failed, of a signal raised as StoppedBySignalError, and
    of errors that nobody foresaw; raises nothing.
    """
    work = _Work(order, RunLog(order.output, order.clock), order.clock())
    errors: tuple[str, ...]
    with ExitStack() as locks:
        try:
            _do_work(work, locks)
            errors = tuple(str(failure) for run in work.runs for failure in run.failures)
            code = int(ExitCode.NOTEBOOK_FAILED if errors else ExitCode.DONE)
        # Also what is no Exception: nobody would see the traceback of a scheduled run.
        except BaseException as error:
            code, text = _judge(error)
            errors = (text,)
            if code == ExitCode.DEFECT:
                work.log.write(traceback.format_exc())
        return _conclude(work, code, errors)


def _conclude(work: _Work, code: int, errors: tuple[str, ...]) -> RunResult:
    """Log how a run ended, and give its result."""
    for line in errors:
        work.log.write(f"error: {line}")
    message = summarise(code, errors, work.tables, work.runs)
    work.log.write(f"ended, exit code {code}: {message}")
    return RunResult(
        exit_code=code,
        message=message,
        as_of=work.as_of,
        seconds=round((work.order.clock() - work.as_of).total_seconds(), 3),
        tables=work.tables,
        runs=tuple(work.runs),
        errors=errors,
        log=work.log.path if work.log.is_written else None,
        recovered=work.recovered,
    )


def _judge(error: BaseException) -> tuple[int, str]:
    """The exit code for an error, and the error in words."""
    code, text = int(ExitCode.DEFECT), f"{type(error).__name__}: {error}"
    match error:
        case StoppedBySignalError():
            code, text = 128 + error.signal, f"stopped by {error.name}"
        case KeyboardInterrupt():
            code, text = 128 + signal.SIGINT, "stopped by the keyboard"
        case LockedError():
            code, text = ExitCode.LOCKED, str(error)
        case NoTablesError():
            code, text = ExitCode.NO_TABLES, str(error)
        case ReportingError(__cause__=OSError()):
            code, text = ExitCode.SYSTEM_REFUSED, str(error)
        case ReportingError():
            code, text = ExitCode.WRONG_USAGE, str(error)
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            code, text = ExitCode.SYSTEM_REFUSED, f"{where}{error.strerror or error}"
    return code, text


def _do_work(work: _Work, locks: ExitStack) -> None:
    path = work.order.notebooks_dir / RUNS_FILE
    declared, work.site = read_runs(path), read_site(path)
    # What is wrong there is to be known before hours of work, as with all of the file.
    read_notify(path)
    order = replace(work.order, topics=work.order.topics or work.site.topics)
    work.order = order
    chosen = select_runs(declared, order.runs)
    for lock in (order.output / LOCK_FILE, find_lock(order.tables_dir)):
        left = locks.enter_context(hold_lock(lock, work.as_of, order.wait, order.tell))
        _begin(work, lock, left)
    _mend(work, declared)
    work.tables = _refresh_tables(work)
    _report(work, chosen)
    for run in chosen:
        for moment in prune_history(run.name, order.keep, order.output):
            work.log.write(f"run {run.name}: {moment} is gone from the history")
    index = [(run, list_notebooks(run, order.notebooks_dir)) for run in declared]
    if not is_current(order.output, index, work.site):
        export_index(order.output, index, work.site)


def _begin(work: _Work, lock: Path, left: Owner | None) -> None:
    if lock.name == LOCK_FILE:
        work.log.rotate()
        work.log.write(f"begun: {', '.join(work.order.runs) or 'all runs'}")
    if left is not None:
        work.recovered = f"the run before ended without a result: {left.describe(work.as_of)}"
        work.log.write(f"{work.recovered}; its lock {lock} is taken over")


def _mend(work: _Work, declared: Sequence[Run]) -> None:
    order = work.order
    for line in [
        *clear_leftovers(order.output, order.tables_dir),
        *recover_published(order.output, [run.name for run in declared]),
    ]:
        work.log.write(line)


def _refresh_tables(work: _Work) -> TablesResult:
    """Build the tables if anything that decides them changed. Raises NoTablesError, OSError."""
    order = work.order
    try:
        sources = find_sources(order.raw, order.topics)
    except FileNotFoundError as error:
        raise NoTablesError(str(error)) from error
    reason = "forced" if order.force else find_changes(sources, order.tables_dir)
    if not reason:
        return TablesResult(left_out=list_left_out(order.tables_dir))
    work.log.write(f"tables: built because {reason}")
    # Where tables change, notebooks are executed, and what that takes loads slowly.
    prepare_workers(choose_engine(order.engine))
    corpus, facts = import_module("analysis.corpus"), import_module("analysis.facts")
    try:
        build = corpus.rebuild_tables(
            order.raw,
            order.topics,
            order.tables_dir,
            sources=sources,
            code=order.describe_code(),
            as_of=work.as_of,
            progress=order.show_reading,
            read=corpus.read_in_processes(order.jobs, work.log.write),
            anew=order.force,
        )
    except (CorpusError, SourcesError, facts.TaxonomyError) as error:
        raise NoTablesError(str(error)) from error
    for failure in build.errors:
        work.log.write(f"left out: {failure}")
    left_out = tuple(failure.source_file for failure in build.errors)
    work.log.write(f"tables: {build.n_parsed} digests and {build.n_extracted} papers read anew")
    return TablesResult(reason, build.n_parsed, build.n_extracted, left_out)


def _report(work: _Work, chosen: Sequence[Run]) -> None:
    """Execute what is outdated of the chosen runs, and publish the runs that succeeded."""
    order = work.order
    outdated = _find_all_outdated(order, chosen, work.site)
    before = {run.name: _read_published(run.name, order.output) for run in chosen}
    for name, reasons in outdated.items():
        for notebook, reason in reasons.items():
            work.log.write(f"run {name}, notebook {notebook}: executed because {reason}")
    wanted = [run.name for run in chosen if outdated[run.name] or not _is_complete(run, order)]
    failures: tuple[NotebookFailure, ...] = ()
    try:
        if wanted:
            failures = _execute(work, {name: tuple(outdated[name]) for name in wanted})
    finally:
        # Also where the disk was full after the first run.
        work.runs = [
            _describe_run(run, work, outdated[run.name], before[run.name], failures)
            for run in chosen
        ]


def _execute(work: _Work, outdated: Mapping[str, Sequence[str]]) -> tuple[NotebookFailure, ...]:
    """Execute the notebooks named by run; gives those that failed."""
    order = work.order
    outcome = run_reports(
        tuple(outdated),
        notebooks_dir=order.notebooks_dir,
        tables_dir=order.tables_dir,
        output=order.output,
        code=order.describe_code(),
        as_of=work.as_of,
        jobs=order.jobs,
        cell_timeout=order.cell_timeout,
        notebook_timeout=order.notebook_timeout,
        keep=order.keep,
        progress=order.progress,
        outdated=outdated,
        engine=order.engine,
    )
    for folder in outcome.published:
        work.log.write(f"published {folder}")
    return outcome.failures


def _describe_run(
    run: Run,
    work: _Work,
    executed: Mapping[str, str],
    before: RunManifest | None,
    failures: Sequence[NotebookFailure],
) -> RunOutcome:
    """Tell what became of a run, of which `before` had been published."""
    order = work.order
    after = _read_published(run.name, order.output)
    is_new = after is not None and after.as_of == work.as_of
    names = list_notebooks(run, order.notebooks_dir)
    return RunOutcome(
        run=run.name,
        executed=executed,
        kept=tuple(name for name in names if name not in executed),
        failures=tuple(failure for failure in failures if failure.run == run.name),
        published=order.output / run.name if is_new else None,
        changes=compare_manifests(before, after) if is_new and after else (),
    )


def _is_complete(run: Run, order: Order) -> bool:
    """Whether the published run has exactly the declared notebooks, in their order."""
    manifest = _read_published(run.name, order.output)
    names = list_notebooks(run, order.notebooks_dir)
    return manifest is not None and tuple(manifest.notebooks) == names


def _find_all_outdated(order: Order, chosen: Sequence[Run], site: Site) -> Reasons:
    if order.force:
        return {
            run.name: dict.fromkeys(list_notebooks(run, order.notebooks_dir), "forced")
            for run in chosen
        }
    origin = find_origin(order.tables_dir, site)
    outdated = {}
    for run in chosen:
        reasons = find_outdated(run, order.notebooks_dir, order.output, origin)
        names = list_notebooks(run, order.notebooks_dir)
        forget_failed(run.name, [n for n in names if n not in reasons], order.output)
        outdated[run.name] = reasons
    return outdated


def _read_published(run: str, output: Path) -> RunManifest | None:
    try:
        return read_manifest(output / run)
    except ReportingError:
        return None
