"""Mending what a run that was killed left behind, before the next one begins.

To be called by the holder of the locks only: to anybody else, another's unfinished work
looks like a leftover.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from analysis.exchange import recover_place
from analysis.reporting.history import record_run
from analysis.reporting.publish import INDEX_FILE, STAGING_PREFIX, find_unfinished


def clear_leftovers(output: Path, tables_dir: Path) -> list[str]:
    """Remove unfinished work beside the reports and the tables; gives a line for each."""
    found = [
        *output.glob(f"{STAGING_PREFIX}*"),
        *tables_dir.parent.glob(f".{tables_dir.name}-new-*"),
        *[path for path in [find_unfinished(output / INDEX_FILE)] if path.exists()],
    ]
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    return [f"removed unfinished work of a run that was killed: {path}" for path in found]


def recover_published(output: Path, runs: Iterable[str]) -> list[str]:
    """Bring back published runs caught between two renames, and complete the history."""
    told = []
    for run in runs:
        recover_place(output / run)
        had = (output / run).exists()
        if had and record_run(run, output) is None:
            told.append(f"run {run}: the published manifest is damaged; all is made anew")
    return told
