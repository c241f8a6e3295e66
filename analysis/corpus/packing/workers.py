"""Reading parts side by side, on the cores of this machine."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

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


def read_in_processes(jobs: int) -> Reader:
    """Give a reader that works in `jobs` processes, or here where there is little to read.

    What a killed process leaves unread is read once more, in this process.
    """

    def read(tasks: Sequence[Task], taxonomy: Taxonomy) -> Iterator[tuple[Entry, ...]]:
        if jobs == 1 or len(tasks) < 2:
            yield from read_here(tasks, taxonomy)
            return
        lost = list(tasks)
        for task, entries in _read_in_pool(tasks, taxonomy, min(jobs, len(tasks))):
            lost.remove(task)
            yield entries
        yield from read_here(lost, taxonomy)

    return read


def _read_in_pool(
    tasks: Sequence[Task], taxonomy: Taxonomy, jobs: int
) -> Iterator[tuple[Task, tuple[Entry, ...]]]:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    with ProcessPoolExecutor(jobs, context, _keep_taxonomy, (taxonomy,)) as pool:
        pending: dict[Future[tuple[Entry, ...]], Task] = {}
        try:
            for task in tasks:
                pending[pool.submit(_read_kept, task)] = task
            for future in as_completed(pending):
                yield pending[future], future.result()
        # A process that the system killed takes the others with it.
        except BrokenProcessPool:
            return
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _keep_taxonomy(taxonomy: Taxonomy) -> None:
    _taxonomy[:] = [taxonomy]
    # Reading makes no cycles, and looking for them among so many new objects takes time.
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD)


def _read_kept(task: Task) -> tuple[Entry, ...]:
    return read_task(task, _taxonomy[0])
