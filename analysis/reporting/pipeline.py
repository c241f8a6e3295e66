"""The pipeline from declared runs to published reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.provenance import hash_file
from analysis.reporting.dispatch import run_tasks
from analysis.reporting.display import Headline
from analysis.reporting.errors import ReportingError
from analysis.reporting.execute import Limits
from analysis.reporting.export import ReportContext, ShownParameter
from analysis.reporting.history import find_last, prune_history, record_run
from analysis.reporting.index import export_index
from analysis.reporting.inputs import read_provenance
from analysis.reporting.origin import TABLES_PARAMETER, Origin, find_origin
from analysis.reporting.outcome import NotebookFailure, Outcome, Request
from analysis.reporting.plan import PlannedNotebook, PlannedRun, plan_runs
from analysis.reporting.provenance import Provenance
from analysis.reporting.publish import (
    PublishedNotebook,
    RunManifest,
    executed_path,
    forget_failed,
    keep_failed,
    open_staging,
    publish_run,
    read_manifest,
    report_path,
)
from analysis.reporting.runs import Change, Site
from analysis.reporting.since import Snapshot
from analysis.reporting.worker import Done, Failed, Task


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all reports of a start have in common."""

    provenance: Provenance
    origin: Origin
    site: Site


def run_pipeline(request: Request) -> Outcome:
    """Execute, export and publish what `request` asks for; see `run_reports`."""
    plan = plan_runs(request)
    provenance = read_provenance(plan.tables_dir, request.code, request.as_of)
    # Found before anything is executed: what changes meanwhile is noticed by the next run.
    shared = _Shared(provenance, find_origin(plan.tables_dir, plan.site), plan.site)
    published, failures = [], []
    try:
        with open_staging(request.output) as staging:
            tasks = {
                one.run.name: _prepare(one, staging / one.run.name, shared, request)
                for one in plan.planned
            }
            results = run_tasks(tasks, request.jobs, request.progress)
            for planned in plan.planned:
                run = planned.run.name
                failed = _keep_failures(run, tasks[run], results[run], request.output)
                failures.extend(failed)
                if not failed:
                    folder = staging / run
                    published.append(_publish(planned, folder, tasks[run], results[run], request))
        index = export_index(request.output, plan.declared, plan.site) if published else None
    except OSError as error:
        raise ReportingError(f"{error.filename or request.output}: {error.strerror}") from error
    return Outcome(tuple(published), tuple(failures), index)


def _prepare(
    planned: PlannedRun, folder: Path, shared: _Shared, request: Request
) -> dict[str, Task]:
    """Describe the work on a run's notebooks, and make the staged folders that it goes to."""
    (folder / executed_path("")).parent.mkdir(parents=True)
    last = find_last(planned.run.name, request.output)
    return {
        one.template.name: Task(
            template=one.template.path,
            executed=folder / executed_path(one.template.name),
            report=folder / report_path(one.template.name),
            parameters=one.given,
            limits=Limits(request.cell_timeout, request.notebook_timeout),
            context=_describe(planned, one, shared, last),
            made_from=shared.origin.describe(planned.run, one.template.path, one.given),
            engine=request.engine,
        )
        for one in planned.notebooks
    }


def _describe(
    planned: PlannedRun, notebook: PlannedNotebook, shared: _Shared, last: RunManifest | None
) -> ReportContext:
    """Collect what a report says beyond its notebook's content."""
    given, parameters = notebook.given, notebook.template.parameters
    shown = tuple(
        ShownParameter(
            name=name,
            value=given.get(name, parameter.default),
            comment=parameter.comment,
            # A folder's path belongs into the details, not on top of the page.
            given=name in given and name != TABLES_PARAMETER,
        )
        for name, parameter in parameters.items()
    )
    declared = {name: one.default for name, one in parameters.items()} | planned.run.parameters
    changes = tuple(Change(name, given[name], declared[name]) for name in notebook.overridden)
    name = notebook.template.name
    before = _take_snapshot(last.notebooks.get(name) if last else None)
    return ReportContext(planned.run, name, shown, changes, shared.provenance, shared.site, before)


def _take_snapshot(published: PublishedNotebook | None) -> Snapshot | None:
    """Keep of a published report what the next one is compared with."""
    if published is None:
        return None
    inputs = tuple(published.inputs)
    return Snapshot(published.as_of, published.parameters, inputs, published.state)


def _keep_failures(
    run: str, tasks: Mapping[str, Task], results: Mapping[str, Done | Failed], output: Path
) -> list[NotebookFailure]:
    """Keep the failed notebooks of a run aside and describe what happened to each."""
    failures = []
    for name, task in tasks.items():
        result = results[name]
        if isinstance(result, Failed):
            kept = keep_failed(task.executed, run, name, output)
            where = result.cell, result.source_line, kept
            failures.append(NotebookFailure(run, name, result.cause, *where))
    return failures


def _publish(
    planned: PlannedRun,
    folder: Path,
    tasks: Mapping[str, Task],
    results: Mapping[str, Done | Failed],
    request: Request,
) -> Path:
    """Publish the staged `folder` of a run of which no notebook failed, and give its new place."""
    done = {
        name: _record(result, tasks[name], folder)
        for name, result in results.items()
        if isinstance(result, Done)
    }
    # Only where notebooks were left out does the published run still count for something.
    partly = len(done) < len(planned.all_notebooks)
    published = read_manifest(request.output / planned.run.name) if partly else None
    known = {**(published.notebooks if published else {}), **done}
    manifest = RunManifest(
        run=planned.run.name,
        title=planned.run.title,
        description=planned.run.description,
        as_of=request.as_of,
        notebooks={name: known[name] for name in planned.all_notebooks if name in known},
    )
    publish_run(folder, manifest, request.output)
    record_run(planned.run.name, request.output)
    prune_history(planned.run.name, request.keep, request.output)
    forget_failed(planned.run.name, done, request.output)
    return request.output / planned.run.name


def _record(result: Done, task: Task, folder: Path) -> PublishedNotebook:
    """Give what the run manifest says of a notebook."""
    context, provenance = task.context, task.context.provenance
    files = [path.relative_to(folder).as_posix() for path in (task.report, task.executed)]
    return PublishedNotebook(
        title=result.title,
        as_of=provenance.as_of,
        duration_seconds=round(result.duration_seconds, 3),
        parameters={one.name: one.value for one in context.parameters},
        changes=list(context.changes),
        inputs=list(provenance.inputs),
        packages=provenance.packages,
        commit=provenance.commit,
        headlines=[Headline(**headline) for headline in result.headlines],
        made_from=dict(task.made_from),
        files={name: hash_file(folder / name) for name in files},
        state=result.state,
        since=result.since,
    )
