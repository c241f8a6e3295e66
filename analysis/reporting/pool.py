"""Worker processes that load the notebook libraries once and share them."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

WORKER_MODULE = "analysis.reporting.worker"


def prepare_workers() -> None:
    """Begin to load the workers' libraries in a process that workers are then forked from.

    Returns at once. Where the system cannot do so, workers load them by themselves.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.get_context("forkserver").set_forkserver_preload([WORKER_MODULE])
        import_module("multiprocessing.forkserver").ensure_running()


@contextmanager
def open_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool of `jobs` worker processes; on an error they are ended at once."""
    # A server that forks has no threads, whatever this process has: forking those is unsafe.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    start_worker = import_module(WORKER_MODULE).start_worker
    lifeline, end = context.Pipe(duplex=False)
    with (
        lifeline,
        end,
        tempfile.TemporaryDirectory(prefix="digests-", ignore_cleanup_errors=True) as private,
    ):
        pool = ProcessPoolExecutor(jobs, context, start_worker, (lifeline, Path(private)))
        try:
            yield pool
        except BaseException:
            end.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
