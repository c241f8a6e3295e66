"""Small template notebooks and projects made of them, for tests of reporting."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import yaml

PARAMETERS = """\
date_axis: str = "digest_date"  # which date a paper counts at: digest_date or publication_date
frequency: str = "digest"  # length of a period
seed: int = 1  # of the bootstrap
tables_dir: str = ""  # folder of built tables; empty for the project's own
"""
CHECK = """\
from analysis.parameters import check_parameters

options = check_parameters(date_axis=date_axis, frequency=frequency, seed=seed)"""
HEADLINES = """\
from analysis.reporting.display import Headline, show_headlines

show_headlines([Headline("Papers", "202", "", f"by {options.date_axis}, seed {options.seed}")])"""
FIGURE = """\
from types import SimpleNamespace

from analysis.reporting.display import show_caveat, show_figure

drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><circle r="9"/></svg>'
show_figure(SimpleNamespace(savefig=lambda file, **_: file.write(drawing)), "A circle in a corner.")
show_caveat("A circle is no trend.")"""

STATE = """\
from datetime import date
from pathlib import Path

from analysis.findings.state import SHARE, Measure, Sources, State
from analysis.reporting.display import show_state

found = float(Path("found.txt").read_text()) if Path("found.txt").exists() else 0.2
rate = Measure(key="rate", label="A rate", unit=SHARE, nobs=100, counted="paper", value=found,
               ci_lower=found - 0.1, ci_upper=found + 0.1,
               series=((date(2026, 4, 1), "April", found),))
sources = Sources(n_read=1, n_partial=0, n_failed=0, n_undated=0, n_listings=9, n_papers=9,
                  first=date(2026, 4, 1), last=date(2026, 4, 1), n_weekdays=1, n_missing=0,
                  gap=None, n_gap=0)
show_state(State(confidence_level=0.95, period_name="digests", min_papers=5, top_topics=3,
                 sources=sources, topics=(), measures=(rate,), basis={}))"""

RUNS = {
    "runs": {
        "by-digest": {
            "title": "By digest",
            "description": "Every digest on its day.",
            "parameters": {"date_axis": "digest_date", "frequency": "digest"},
        },
        "by-publication-year": {
            "title": "By publication year",
            "description": "Every paper in its year.",
            "parameters": {"date_axis": "publication_date", "frequency": "year"},
        },
    }
}


def make_notebook(
    *sources: str, title: str = "A question", parameters: str = PARAMETERS
) -> nbformat.NotebookNode:
    """A template notebook: its title, its parameters, then a code cell per source."""
    make_code = nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        }
    )
    notebook.cells = [
        nbformat.v4.new_markdown_cell(f"# {title}\n\nWhat it is about."),
        make_code(parameters, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_markdown_cell("## Findings"),
        *(make_code(source) for source in sources),
    ]
    return notebook


def make_project(folder: Path, notebooks: dict[str, nbformat.NotebookNode]) -> Path:
    """A project folder with notebooks, the two declared runs and built tables."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "runs.yml").write_text(yaml.safe_dump(RUNS), encoding="utf-8")
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    (folder / "tables").mkdir()
    inputs = [{"name": "000.txt", "sha256": "5eed" * 16, "state": "read"}]
    manifest = json.dumps({"inputs": inputs, "tables": {}})
    (folder / "tables" / "manifest.json").write_text(manifest, encoding="utf-8")
    return folder


def read_files(folder: Path) -> dict[str, bytes]:
    """The content of all files below a folder, by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
