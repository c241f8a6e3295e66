"""Executing one template notebook with papermill, in a kernel free of the user's own set-up."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets import default

from analysis.reporting.kernels.choice import FORKED, PLAIN
from analysis.reporting.kernels.engine import ForkingManager, register_engine
from analysis.reporting.kernels.preload import limit_threads
from analysis.reporting.publish import write_atomically

KERNEL_NAME = "python3"
START_TIMEOUT = 120
"""Seconds a kernel may take to start; a loaded machine needs many."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a cell, and a notebook from the start of its kernel, may take."""

    cell: float
    notebook: float


class ExecutionError(Exception):
    """A notebook that did not run to its end.

    `cell` is the number in the brackets of `In [n]`, None when no cell had started;
    `source_line` that cell's first line; `cause` the error in one line.
    """

    def __init__(self, cell: int | None, source_line: str, cause: str) -> None:
        super().__init__(cause)
        self.cell = cell
        self.source_line = source_line
        self.cause = cause


class OwnKernelManager(AsyncKernelManager):
    """Starts kernels with the running Python, whatever kernels the user has installed."""

    @default("kernel_spec_manager")
    def _no_user_kernels(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])

    @default("transport")
    def _no_ports(self) -> str:
        # Two kernels that start at the same moment can be given the same TCP port.
        return "ipc" if os.name == "posix" else "tcp"

    @default("connection_file")
    def _own_connection_file(self) -> str:
        # Sockets are named after this file; jupyter_client's own default would share one name.
        return str(Path(jupyter_runtime_dir()) / f"k-{uuid4().hex[:12]}.json")


class OwnForkingManager(ForkingManager, OwnKernelManager):
    """The same, with kernels that are forked where they can be."""


_ENGINES = {PLAIN: (None, OwnKernelManager), FORKED: (FORKED, OwnForkingManager)}
"""papermill's name of each engine, and the manager of its kernels."""


def isolate_kernels(private_dir: Path) -> None:
    """Make kernels started from this process ignore the user's Jupyter and IPython set-up.

    `private_dir` takes their connection files and profiles; its path should be short,
    since the system limits the length of a socket's name to about 100 characters.
    """
    os.environ["JUPYTER_RUNTIME_DIR"] = str(private_dir)
    os.environ["JUPYTER_CONFIG_DIR"] = str(private_dir / "config")
    os.environ["IPYTHONDIR"] = str(private_dir / "ipython")
    limit_threads(os.environ)


def execute_template(
    template: Path,
    output: Path,
    parameters: Mapping[str, Any],
    limits: Limits,
    engine: str = PLAIN,
) -> NotebookNode:
    """Execute the notebook `template` in its own folder and write it with its outputs.

    `parameters` replace defaults of its parameters cell; `engine` decides how its kernel is
    started (see `analysis.reporting.kernels`) and changes nothing else.
    Returns the executed notebook. Raises ExecutionError when a cell fails, takes too
    long, or the kernel dies; `output` then holds the notebook as far as it came, with the
    cause on top.
    """
    started: list[NotebookNode] = []
    deadline = time.monotonic() + limits.notebook
    register_engine()
    engine_name, kernel_manager_class = _ENGINES[engine]
    try:
        executed: NotebookNode = papermill.execute_notebook(
            _escape_braces(template),
            _escape_braces(output),
            parameters=dict(parameters),
            engine_name=engine_name,
            kernel_name=KERNEL_NAME,
            progress_bar=False,
            start_timeout=START_TIMEOUT,
            # Zero would mean no limit.
            timeout_func=lambda _: min(limits.cell, max(deadline - time.monotonic(), 0.001)),
            kernel_manager_class=kernel_manager_class,
            resources={"metadata": {"path": str(template.parent)}},
            on_cell_execute=lambda cell, cell_index: started.append(cell),
            # All outputs have arrived by then, and a polite farewell takes half a second.
            shutdown_kernel="immediate",
        )
        return executed
    except PapermillExecutionError as error:
        cause = _in_one_line(f"{error.ename}: {error.evalue}")
        note_failure(output, cause)
        raise ExecutionError(error.exec_count, _first_line(error.source), cause) from error
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
        cause = _explain_kernel_error(error, limits, is_late=time.monotonic() >= deadline)
        note_failure(output, cause)
        source = started[-1].source if started else ""
        raise ExecutionError(len(started) or None, _first_line(source), cause) from error


def _explain_kernel_error(error: Exception, limits: Limits, *, is_late: bool) -> str:
    """Put into one line why a kernel gave no answer."""
    if isinstance(error, CellTimeoutError):
        what, limit = ("notebook", limits.notebook) if is_late else ("cell", limits.cell)
        return f"timeout: the {what} took longer than {limit:g} seconds"
    if isinstance(error, DeadKernelError):
        return "the kernel died (killed from outside, or out of memory)"
    return _in_one_line(f"{type(error).__name__}: {error}")


def note_failure(output: Path, cause: str) -> None:
    """Put the cause on top of a notebook that did not become a report.

    What was written may be cut short, or there may be no room for more: it then stays as it is.
    """
    try:
        notebook = nbformat.read(output, as_version=4)  # type: ignore[no-untyped-call]
        note = nbformat.v4.new_markdown_cell(f"**This notebook stopped:** {cause}")  # type: ignore[no-untyped-call]
        notebook.cells.insert(0, note)
        text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
        write_atomically(output, text)
    except (OSError, ValueError, AttributeError, KeyError):
        return


def _escape_braces(path: Path) -> str:
    """Give the path as papermill wants it: it fills in names between braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _first_line(source: str) -> str:
    """Give the first line of a cell that is neither blank nor a comment."""
    lines = [line.strip() for line in source.splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
