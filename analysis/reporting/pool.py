"""Worker processes that load the notebook libraries once and share them."""

from __future__ import annotations

import multiprocessing
import socket
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from analysis.reporting.kernels.choice import FORKED
from analysis.reporting.kernels.client import KernelServer

WORKER_MODULE = "analysis.reporting.worker"


_prepared: list[KernelServer] = []
"""The server of kernels that waits for the next pool, if there is one."""


def prepare_workers(engine: str) -> None:
    """Begin to load the workers' libraries in a process that workers are then forked from,
    and, for forked kernels, those of notebooks in another one.

    Returns at once. Where the system cannot do so, workers load them by themselves.
    """
    if engine == FORKED and not _prepared:
        _prepared.append(KernelServer())
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.get_context("forkserver").set_forkserver_preload([WORKER_MODULE])
        import_module("multiprocessing.forkserver").ensure_running()


def dismiss_workers() -> None:
    """End what was prepared for kernels and not used."""
    while _prepared:
        _prepared.pop().kill()


@contextmanager
def open_pool(jobs: int, engine: str) -> Iterator[ProcessPoolExecutor]:
    """Give a pool of `jobs` worker processes; on an error they are ended at once."""
    # A server that forks has no threads, whatever this process has: forking those is unsafe.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    start_worker = import_module(WORKER_MODULE).start_worker
    lifeline, end = context.Pipe(duplex=False)
    with (
        _take_server(engine) as door,
        lifeline,
        end,
        tempfile.TemporaryDirectory(prefix="digests-", ignore_cleanup_errors=True) as private,
    ):
        pool = ProcessPoolExecutor(jobs, context, start_worker, (lifeline, Path(private), door))
        try:
            yield pool
        except BaseException:
            end.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _take_server(engine: str) -> Iterator[socket.socket | None]:
    """Give what to ask for forked kernels through, None for plain ones.

    The server lives no longer than the pool: another one loads the code as it is by then.
    """
    if engine != FORKED:
        yield None
        return
    server = _prepared.pop() if _prepared else KernelServer()
    try:
        yield server.door
    finally:
        server.stop()
