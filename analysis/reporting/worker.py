"""What a worker process does: execute one notebook and export its report.

Importing this module loads papermill and nbconvert, once for all notebooks of a worker.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import nbformat

from analysis.findings.state import State
from analysis.reporting.errors import ReportingError
from analysis.reporting.execute import (
    ExecutionError,
    Limits,
    execute_template,
    isolate_kernels,
    note_failure,
)
from analysis.reporting.export import ReportContext, export_report
from analysis.reporting.kernels.engine import use_door
from analysis.reporting.since import Since


@dataclass(frozen=True, slots=True)
class Task:
    """One notebook of one run to execute and export; `made_from` is for the record alone."""

    template: Path
    executed: Path
    report: Path
    parameters: Mapping[str, Any]
    limits: Limits
    context: ReportContext
    made_from: Mapping[str, str]
    engine: str


@dataclass(frozen=True, slots=True)
class Done:
    """A notebook that was executed and exported."""

    title: str
    headlines: list[dict[str, Any]]
    state: State | None
    since: Since | None
    duration_seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A notebook that was not: `cell` and `source_line` as in ExecutionError."""

    cause: str
    cell: int | None = None
    source_line: str = ""


def start_worker(lifeline: Connection, private_dir: Path, door: socket.socket | None) -> None:
    """Prepare a worker process; `private_dir` is for its kernels' files.

    `door` is where to ask for forked kernels, None where only plain ones are wanted.

    The process ends at once when the other end of `lifeline` closes: because the work is
    broken off, or because the process that asked for it is gone, even if it was killed.
    """
    threading.Thread(target=_end_with, args=(lifeline, private_dir), daemon=True).start()
    isolate_kernels(private_dir)
    use_door(door)
    # What goes wrong is told in the result; papermill would print it to the terminal as well.
    logging.getLogger("papermill").setLevel(logging.CRITICAL)


def _end_with(lifeline: Connection, private_dir: Path) -> None:
    lifeline.poll(None)
    # Nobody else is left to do so if the process that made it was killed.
    shutil.rmtree(private_dir, ignore_errors=True)
    # Kernels watch this process in turn, and end with it.
    os._exit(1)


def run_task(task: Task) -> Done | Failed:
    """Execute a template notebook and export its report into the staged files of `task`."""
    try:
        notebook = execute_template(
            task.template, task.executed, task.parameters, task.limits, task.engine
        )
        report = export_report(notebook, task.context)
        # papermill notes the machine's own paths, which mean nothing to other readers.
        notebook.metadata.papermill.update(
            input_path=task.template.name, output_path=task.executed.name
        )
        nbformat.write(notebook, task.executed)  # type: ignore[no-untyped-call]
        task.report.write_text(report.html, encoding="utf-8")
    except ExecutionError as error:
        return Failed(error.cause, error.cell, error.source_line)
    except ReportingError as error:
        return _fail(task, str(error))
    # One notebook's trouble, such as a full disk, must not end the others.
    except Exception as error:
        return _fail(task, f"{type(error).__name__}: {error}")
    return Done(
        title=report.title,
        headlines=report.headlines,
        state=report.state,
        since=report.since,
        duration_seconds=notebook.metadata.papermill.duration,
    )


def _fail(task: Task, cause: str) -> Failed:
    note_failure(task.executed, cause)
    return Failed(cause)
