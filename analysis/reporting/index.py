"""The index of published reports: every run with its notebooks, dates and headline numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.reporting.errors import ReportingError
from analysis.reporting.pages import check_self_contained, create_environment
from analysis.reporting.publish import INDEX_FILE, RunManifest, read_manifest, write_atomically
from analysis.reporting.runs import Run

INDEX_TEMPLATE = "site_index.html.j2"


@dataclass(frozen=True, slots=True)
class IndexedRun:
    """A run as the index lists it.

    `manifest` is None when nothing is published or its manifest cannot be read, which
    `problem` then says; `missing` are notebooks that have no report in a published run.
    """

    name: str
    title: str
    description: str
    manifest: RunManifest | None
    missing: tuple[str, ...]
    problem: str = ""


def export_index(output: Path, runs: Sequence[tuple[Run, Sequence[str]]]) -> Path:
    """Write the index of all published runs and give its path.

    `runs` are the declared runs, each with the names of its notebooks; runs that are
    published but no longer declared follow them.
    """
    indexed = [_read_declared(output, run, notebooks) for run, notebooks in runs]
    indexed += _read_undeclared(output, {run.name for run, _ in runs})
    template = create_environment().get_template(INDEX_TEMPLATE)
    page = template.render(runs=indexed)
    check_self_contained(page)
    write_atomically(output / INDEX_FILE, page)
    return output / INDEX_FILE


def _read_declared(output: Path, run: Run, notebooks: Sequence[str]) -> IndexedRun:
    """Read what is published of a declared run."""
    try:
        manifest = read_manifest(output / run.name)
    except ReportingError:
        problem = "The reports of this run are damaged; make them again."
        return IndexedRun(run.name, run.title, run.description, None, (), problem)
    if manifest is None:
        problem = "No reports were made yet."
        return IndexedRun(run.name, run.title, run.description, None, (), problem)
    missing = tuple(name for name in notebooks if name not in manifest.notebooks)
    return IndexedRun(run.name, run.title, run.description, manifest, missing)


def _read_undeclared(output: Path, declared: set[str]) -> list[IndexedRun]:
    """Read the published runs that are not declared any more; damaged ones are passed over."""
    found = []
    for path in sorted(output.glob("*/manifest.json")):
        if path.parent.name in declared:
            continue
        try:
            manifest = read_manifest(path.parent)
        except ReportingError:
            continue
        if manifest is not None:
            note = "This run is no longer declared; its reports are not made anew."
            title, description = manifest.title, manifest.description
            found.append(IndexedRun(manifest.run, title, description, manifest, (), note))
    return found
