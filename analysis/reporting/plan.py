"""The plan: which notebooks are executed for which runs with which values, all of it checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.corpus import DEFAULT_TABLES
from analysis.reporting.errors import ReportingError
from analysis.reporting.origin import TABLES_PARAMETER
from analysis.reporting.outcome import Request
from analysis.reporting.parameters import Template, check_known, read_templates, resolve_parameters
from analysis.reporting.runs import (
    RUNS_FILE,
    Run,
    Site,
    Value,
    read_runs,
    read_site,
    select_runs,
)


@dataclass(frozen=True, slots=True)
class PlannedNotebook:
    """A notebook to execute. `given` are the values that replace its defaults."""

    template: Template
    given: Mapping[str, Value]
    overridden: tuple[str, ...]
    """Names of parameters that the user set to another value than the declared run has."""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run to execute. `all_notebooks` are the names of all its notebooks, planned or not."""

    run: Run
    all_notebooks: tuple[str, ...]
    notebooks: tuple[PlannedNotebook, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be executed, and everything that is declared, for the index."""

    planned: tuple[PlannedRun, ...]
    declared: tuple[tuple[Run, tuple[str, ...]], ...]
    tables_dir: Path
    site: Site


def plan_runs(request: Request) -> Plan:
    """Settle and check everything that can be checked before a notebook runs.

    Raises ReportingError for what is not there or cannot be used.
    """
    path = request.notebooks_dir / RUNS_FILE
    templates = {one.name: one for one in read_templates(request.notebooks_dir)}
    runs = read_runs(path)
    names = {run.name: _list_notebooks(run, templates, path) for run in runs}
    chosen = select_runs(runs, request.runs)
    selected = {
        run.name: _select(templates, names[run.name], _list_wanted(request, run)) for run in chosen
    }
    everything = [template for found in selected.values() for template in found]
    if not everything and request.outdated is None:
        wanted, here = ", ".join(request.notebooks), ", ".join(selected)
        raise ReportingError(f"--notebook: {wanted} is no notebook of {here}")
    check_known(request.overrides, everything, "-p")
    tables_dir = Path(request.overrides.get(TABLES_PARAMETER) or request.tables_dir).resolve()
    planned = [
        PlannedRun(
            run,
            names[run.name],
            tuple(_plan(run, one, request, tables_dir) for one in selected[run.name]),
        )
        for run in chosen
        if selected[run.name] or request.outdated is not None
    ]
    declared = tuple((run, names[run.name]) for run in runs)
    return Plan(tuple(planned), declared, tables_dir, read_site(path))


def _list_notebooks(run: Run, templates: Mapping[str, Template], path: Path) -> tuple[str, ...]:
    """Give the names of a run's notebooks; check them and the parameters declared for them."""
    where = f"{path}: run {run.name!r}"
    names = tuple(templates) if run.notebooks is None else tuple(run.notebooks)
    _check_names(names, templates, where)
    if TABLES_PARAMETER in run.parameters:
        # The report would name the input files of other tables than its notebook read.
        raise ReportingError(f"{where}: {TABLES_PARAMETER} is set for all runs at once, by -p")
    check_known(run.parameters, [templates[name] for name in names], where)
    return names


def _list_wanted(request: Request, run: Run) -> Sequence[str] | None:
    """Give the notebooks of a run that are asked for, None for all of them."""
    if request.outdated is not None:
        return request.outdated.get(run.name, ())
    return request.notebooks or None


def _select(
    templates: Mapping[str, Template], names: Sequence[str], wanted: Sequence[str] | None
) -> list[Template]:
    """Give the templates called `names`, of these only the wanted ones."""
    _check_names(wanted or (), templates, "--notebook")
    return [templates[name] for name in names if wanted is None or name in wanted]


def _check_names(names: Sequence[str], templates: Mapping[str, Template], where: str) -> None:
    for name in names:
        if name not in templates:
            raise ReportingError(f"{where}: no notebook {name!r}; there are {', '.join(templates)}")


def _plan(run: Run, template: Template, request: Request, tables_dir: Path) -> PlannedNotebook:
    """Settle the values of one notebook of a run."""
    overrides = {k: v for k, v in request.overrides.items() if k != TABLES_PARAMETER}
    given = resolve_parameters(run, template, overrides)
    declared = {name: one.default for name, one in template.parameters.items()} | run.parameters
    overridden = tuple(k for k in overrides if k in given and given[k] != declared[k])
    if tables_dir != DEFAULT_TABLES:
        if TABLES_PARAMETER not in template.parameters:
            raise ReportingError(
                f"notebook {template.name} has no parameter {TABLES_PARAMETER}:"
                f" it cannot read the tables in {tables_dir}"
            )
        given[TABLES_PARAMETER] = str(tables_dir)
    return PlannedNotebook(template, given, overridden)
