"""Which notebooks have to be executed, because something that decides their report changed.

Decided from the run manifests alone: loading what executes notebooks takes longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.provenance import hash_file
from analysis.reporting.errors import ReportingError
from analysis.reporting.origin import Origin
from analysis.reporting.publish import PublishedNotebook, RunManifest, read_manifest
from analysis.reporting.runs import GUIDE, Run


def list_notebooks(run: Run, notebooks_dir: Path) -> tuple[str, ...]:
    """Give the names of the notebooks of a declared run, whether they are there or not."""
    if run.notebooks is not None:
        return tuple(run.notebooks)
    stems = (path.stem for path in notebooks_dir.glob("*.ipynb"))
    return tuple(sorted(stem for stem in stems if stem != GUIDE))


def find_outdated(run: Run, notebooks_dir: Path, output: Path, origin: Origin) -> dict[str, str]:
    """Give the notebooks of a run that have to be executed, each with the reason."""
    names = list_notebooks(run, notebooks_dir)
    try:
        manifest = read_manifest(output / run.name)
    except ReportingError:
        return dict.fromkeys(names, "the published manifest is damaged")
    if manifest is None:
        return dict.fromkeys(names, "nothing is published")
    if unknown := _list_unknown(run, names, manifest):
        return dict.fromkeys(names, f"changed: parameters ({', '.join(unknown)})")
    reasons = {
        name: _find_reason(run, notebooks_dir / f"{name}.ipynb", output, manifest, origin)
        for name in names
    }
    return {name: reason for name, reason in reasons.items() if reason}


def _list_unknown(run: Run, names: tuple[str, ...], manifest: RunManifest) -> list[str]:
    """Parameters of a run that none of its published notebooks has: to be told, or new."""
    known = {key for name in names if name in manifest.notebooks
             for key in manifest.notebooks[name].parameters}  # fmt: skip
    return [name for name in run.parameters if name not in known]


def _find_reason(
    run: Run, template: Path, output: Path, manifest: RunManifest, origin: Origin
) -> str:
    """Say why a notebook has to be executed; empty where its report is up to date."""
    published = manifest.notebooks.get(template.stem)
    if published is None:
        return "new"
    if not published.files:
        return "it is not known what the published report was made from"
    if _find_damage(published.files, output / run.name):
        return "the published files are damaged or missing"
    now = origin.describe(run, template, _expect_given(run, published))
    changed = [name for name, value in now.items() if published.made_from.get(name) != value]
    return f"changed: {', '.join(changed)}" if changed else ""


def _expect_given(run: Run, published: PublishedNotebook) -> Mapping[str, str | int | float | bool]:
    """The declared values that the notebook takes, if it still has the parameters it had."""
    return {k: v for k, v in run.parameters.items() if k in published.parameters}


def _find_damage(files: Mapping[str, str], folder: Path) -> list[str]:
    return [name for name, sha256 in files.items() if hash_file(folder / name) != sha256]
