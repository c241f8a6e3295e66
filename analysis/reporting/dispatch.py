"""Handing notebooks to worker processes, and holding out when one of those is killed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool

from analysis.reporting.execute import note_failure
from analysis.reporting.outcome import Progress
from analysis.reporting.pool import open_pool
from analysis.reporting.worker import Done, Failed, Task, run_task

Tasks = dict[str, dict[str, Task]]
"""The work, by the names of run and notebook."""
Results = dict[str, dict[str, Done | Failed]]
"""What became of it."""
_Name = tuple[str, str]
_KILLED = "its worker process was killed from outside (out of memory?)"


def run_tasks(tasks: Tasks, jobs: int, progress: Progress) -> Results:
    """Work on all notebooks, `jobs` side by side; one that fails does not stop the others.

    A killed worker takes the work of the others with it: what was unfinished is then done
    one by one, so that only the notebook that is killed again has failed.
    """
    results: Results = {run: {} for run in tasks}
    work = {(run, name): task for run in tasks for name, task in tasks[run].items()}
    for finished, ((run, name), result) in enumerate(_work_on(work, jobs), start=1):
        results[run][name] = result
        progress(finished, len(work), f"{run}/{name}")
    return results


def _work_on(work: Mapping[_Name, Task], jobs: int) -> Iterator[tuple[_Name, Done | Failed]]:
    if not work:
        return
    lost = []
    for name, result in _work_in_pool(work, min(jobs, len(work))):
        if result is None:
            lost.append(name)
        else:
            yield name, result
    for name in lost:
        for _, result in _work_in_pool({name: work[name]}, 1):
            yield name, result or _give_up(work[name])


def _work_in_pool(
    work: Mapping[_Name, Task], jobs: int
) -> Iterator[tuple[_Name, Done | Failed | None]]:
    """Give each result as it comes; None for what was lost with a killed worker."""
    with open_pool(jobs, _find_engine(work)) as pool:
        pending: dict[Future[Done | Failed], _Name] = {}
        lost = []
        for name, task in work.items():
            try:
                pending[pool.submit(run_task, task)] = name
            # A worker can be killed before all work is handed out.
            except BrokenProcessPool:
                lost.append(name)
        for future in as_completed(pending):
            try:
                yield pending[future], future.result()
            except BrokenProcessPool:
                yield pending[future], None
        yield from ((name, None) for name in lost)


def _find_engine(work: Mapping[_Name, Task]) -> str:
    """Give the engine that the tasks have in common."""
    (engine,) = {task.engine for task in work.values()}
    return engine


def _give_up(task: Task) -> Failed:
    note_failure(task.executed, _KILLED)
    return Failed(_KILLED)
