"""Reading parts side by side, on the cores of this machine."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from importlib import import_module

from analysis.corpus.packing.entries import Entry, Task, read_task
from analysis.facts import Taxonomy

Reader = Callable[[Sequence[Task], Taxonomy], Iterator[tuple[Entry, ...]]]
"""Reads tasks, in any order, and yields what was read in each."""

_GC_THRESHOLD = 100_000
_taxonomy: list[Taxonomy] = []


def read_here(tasks: Sequence[Task], taxonomy: Taxonomy) -> Iterator[tuple[Entry, ...]]:
    """Read tasks one after another in this process."""
    for task in tasks:
        yield read_task(task, taxonomy)


def read_in_processes(jobs: int, tell: Callable[[str], None] = lambda _: None) -> Reader:
    """Give a reader that works in `jobs` processes, or here where there is little to read.

    What a killed process leaves unread is read once more, in this process; so is everything
    where the system starts no processes, and `tell` is told why.
    """
    if jobs > 1:
        _prepare_processes()

    def read(tasks: Sequence[Task], taxonomy: Taxonomy) -> Iterator[tuple[Entry, ...]]:
        if jobs == 1 or len(tasks) < 2:
            yield from read_here(tasks, taxonomy)
            return
        lost = list(tasks)
        for task, entries in _read_in_pool(tasks, taxonomy, min(jobs, len(tasks)), tell):
            lost.remove(task)
            yield entries
        yield from read_here(lost, taxonomy)

    return read


def _read_in_pool(
    tasks: Sequence[Task], taxonomy: Taxonomy, jobs: int, tell: Callable[[str], None]
) -> Iterator[tuple[Task, tuple[Entry, ...]]]:
    with ExitStack() as stack:
        try:
            pool = stack.enter_context(_open_pool(taxonomy, jobs))
            pending = _submit(tasks, pool)
        # Temporary folders, sockets, semaphores, threads: each can be refused, in its own way.
        except (OSError, EOFError, RuntimeError) as error:
            tell(f"digests are read one after another: no processes can be started ({error}).")
            return
        try:
            for future in as_completed(pending):
                yield pending[future], future.result()
        # A process that the system killed takes the others with it.
        except BrokenProcessPool:
            return
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _prepare_processes() -> None:
    """Begin to load this code in a process that the others are then forked from.

    Returns at once: whoever reads has files to look through before.
    """
    # Where this fails, so will the pool, which tells.
    with suppress(OSError, EOFError, RuntimeError):
        if _can_fork():
            multiprocessing.get_context("forkserver").set_forkserver_preload([__name__])
            import_module("multiprocessing.forkserver").ensure_running()


def _can_fork() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def _open_pool(taxonomy: Taxonomy, jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver" if _can_fork() else "spawn")
    return ProcessPoolExecutor(jobs, context, _keep_taxonomy, (taxonomy,))


def _submit(
    tasks: Sequence[Task], pool: ProcessPoolExecutor
) -> dict[Future[tuple[Entry, ...]], Task]:
    try:
        return {pool.submit(_read_kept, task): task for task in tasks}
    except BaseException:
        # Those begun are waited for: read twice at once, a task would write its pack twice.
        pool.shutdown(cancel_futures=True)
        raise


def _keep_taxonomy(taxonomy: Taxonomy) -> None:
    _taxonomy[:] = [taxonomy]
    # Reading makes no cycles, and looking for them among so many new objects takes time.
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD)


def _read_kept(task: Task) -> tuple[Entry, ...]:
    return read_task(task, _taxonomy[0])
