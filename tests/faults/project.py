"""A small project of its own, run from the command line as a scheduler would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import yaml

from tests.conftest import PROJECT
from tests.corpus.pages import OTHER_ABSTRACT, PAGES, write_pages
from tests.digests.pages import Entry, print_page
from tests.reporting.samples import CHECK, FIGURE, RUNS, make_notebook

COUNT_PAPERS = """\
import json
from pathlib import Path

from analysis.reporting.display import Headline, show_headlines

tables = json.loads(Path("../data/processed/manifest.json").read_text())["tables"]
papers = str(tables["papers"]["rows"])
show_headlines([Headline("Papers", papers, "", "all of them")])"""
NEW_PAGE = print_page(
    Entry("Drying Figs", OTHER_ABSTRACT, 3, None, "Mar 3, 2024"), capture="May 3, 2026"
)
_INJECTION = Path(__file__).parent / "injection"


@dataclass(frozen=True)
class Project:
    """A folder with code, digests and two notebooks; `root` may be copied elsewhere."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def tables(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def log(self) -> str:
        return (self.reports / "run.log").read_text(encoding="utf-8")

    def start(
        self,
        *words: str,
        command: str = "run",
        python: Sequence[str] = (),
        fault: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> subprocess.Popen[str]:
        """Start a command in a process group of its own, with no more of an environment
        than cron gives."""
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(self.root)}
        if fault is not None:
            environment["PYTHONPATH"] += os.pathsep + str(_INJECTION)
            environment["FAULT"] = json.dumps({"root": str(self.root), **fault})
        return subprocess.Popen(
            [sys.executable, *python, "-m", "analysis", command, *words],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **options,
        )

    def run(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        started = self.start(*words, **options)
        out, err = started.communicate(timeout=600)
        return subprocess.CompletedProcess(started.args, started.returncode, out, err)

    def run_json(self, *words: str) -> dict[str, Any]:
        """Run and give the result that it prints."""
        result: dict[str, Any] = json.loads(self.run("--json", *words).stdout)
        return result

    def copy(self, root: Path) -> Project:
        shutil.copytree(self.root, root, symlinks=True)
        return Project(root)

    def write_notebook(self, name: str, *sources: str) -> None:
        nbformat.write(make_notebook(*sources), self.notebooks / f"{name}.ipynb")


def make_project(root: Path, runs: Sequence[str] = ("by-digest",)) -> Project:
    """A project that was never run. `runs` are those of the sample runs to declare."""
    project = Project(root)
    shutil.copytree(PROJECT / "analysis", root / "analysis")
    (root / "data" / "gold").mkdir(parents=True)
    shutil.copy(PROJECT / "data" / "gold" / "error_rates.json", root / "data" / "gold")
    write_pages(PAGES, project.raw)
    project.notebooks.mkdir()
    declared = {"runs": {name: RUNS["runs"][name] for name in runs}}
    (project.notebooks / "runs.yml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    project.write_notebook("00_one", COUNT_PAPERS)
    project.write_notebook("01_two", CHECK, FIGURE)
    return project
