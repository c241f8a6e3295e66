"""What is asked of reporting and what comes back, as frozen types without heavy imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Progress = Callable[[int, int, str], None]
"""Called with the notebooks finished, their total, and the one that finished last."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to report: see `analysis.reporting.run_reports` for the fields."""

    runs: Sequence[str]
    notebooks: Sequence[str]
    overrides: Mapping[str, str]
    notebooks_dir: Path
    tables_dir: Path
    output: Path
    code: Mapping[str, Any]
    as_of: datetime
    jobs: int
    cell_timeout: float
    notebook_timeout: float
    keep: int
    progress: Progress
    outdated: Mapping[str, Sequence[str]] | None
    engine: str


@dataclass(frozen=True, slots=True)
class NotebookFailure:
    """A notebook that did not become a report.

    `cell` is the number in the brackets of `In [n]` in the notebook kept at `kept`, None
    when the trouble is not a cell's; `source_line` is that cell's first line.
    """

    run: str
    notebook: str
    cause: str
    cell: int | None
    source_line: str
    kept: Path | None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f", cell In [{self.cell}] `{self.source_line}`"
        kept = "" if self.kept is None else f" (kept in {self.kept})"
        return f"run {self.run}, notebook {self.notebook}{cell}: {self.cause}{kept}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the runs asked for.

    `published` are the folders of the runs whose reports were replaced; a run with a
    failure is not among them. `index` is None when nothing was published.
    """

    published: tuple[Path, ...]
    failures: tuple[NotebookFailure, ...]
    index: Path | None
