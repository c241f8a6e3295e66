"""The index of published reports: every run with its notebooks, dates and headline numbers.

A comment at its end tells what it was made from, so that a stale or damaged one is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.provenance import hash_file, hash_parts, hash_text
from analysis.reporting.errors import ReportingError
from analysis.reporting.glance import Glance, find_glance
from analysis.reporting.pages import check_self_contained, create_environment
from analysis.reporting.publish import INDEX_FILE, RunManifest, read_manifest, write_atomically
from analysis.reporting.runs import PROJECT_SITE, Run, Site

INDEX_TEMPLATE = "site_index.html.j2"
_CODE = ("analysis/reporting", "analysis/findings/state.py", "analysis/wording.py")


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

    @property
    def glance(self) -> Glance | None:
        """The run's numbers with their course, if a report recorded them."""
        return find_glance(self.manifest)


def export_index(
    output: Path, runs: Sequence[tuple[Run, Sequence[str]]], site: Site = PROJECT_SITE
) -> Path:
    """Write the index of all published runs and give its path.

    `runs` are the declared runs, each with the names of its notebooks; runs that are
    published but no longer declared follow them. `site` has the index's title and logo.
    """
    made_from = _hash_state(output, runs, site)
    indexed = [_read_declared(output, run, notebooks) for run, notebooks in runs]
    indexed += _read_undeclared(output, {run.name for run, _ in runs})
    template = create_environment().get_template(INDEX_TEMPLATE)
    page = template.render(runs=indexed, site=site)
    check_self_contained(page)
    write_atomically(output / INDEX_FILE, page + _sign(page, made_from))
    return output / INDEX_FILE


def is_current(
    output: Path, runs: Sequence[tuple[Run, Sequence[str]]], site: Site = PROJECT_SITE
) -> bool:
    """Whether the index is the one that `export_index` would write."""
    try:
        text = (output / INDEX_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    page, comment, _ = text.rpartition(_COMMENT)
    return bool(comment) and text == page + _sign(page, _hash_state(output, runs, site))


_COMMENT = "<!-- made from "


def _sign(page: str, made_from: str) -> str:
    return f"{_COMMENT}{made_from}, page {hash_text(page)} -->\n"


def _hash_state(output: Path, runs: Sequence[tuple[Run, Sequence[str]]], site: Site) -> str:
    """Hash everything that the index shows, and the code that shows it."""
    declared = [(run.model_dump_json(), list(notebooks)) for run, notebooks in runs]
    published = {
        path.parent.name: hash_file(path) for path in sorted(output.glob("*/manifest.json"))
    }
    code = hash_parts(_CODE)
    return hash_text(f"{declared}{published}{site.model_dump_json()}{code}")


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
