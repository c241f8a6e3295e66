"""Reading parts on a Dask cluster.

Its workers read the files themselves and write packs themselves: they need the same folders
under the same names, and the same code. Only what the index says of a pack comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from distributed import Client, LocalCluster, as_completed

from analysis.corpus.errors import CorpusError
from analysis.corpus.packing.cache import hash_reading_code
from analysis.corpus.packing.entries import Entry, Task, read_task
from analysis.corpus.packing.workers import Reader
from analysis.facts import Taxonomy

LOCAL = "dask"
"""In the place of an address: a cluster of this machine's own, for the time of a build."""
_RETRIES = 3
TIMEOUT = 20.0
"""Seconds in which a scheduler has to answer."""


def read_on_cluster(scheduler: str, jobs: int) -> Reader:
    """Give a reader that works on the cluster at `scheduler`, such as tcp://host:8786.

    LOCAL stands for a cluster of `jobs` processes here. The reader raises CorpusError where
    the cluster cannot be reached, has other code, or has not the same folders. A task whose
    worker is lost is read by another.
    """

    def read(tasks: Sequence[Task], taxonomy: Taxonomy) -> Iterator[tuple[Entry, ...]]:
        if not tasks:
            return
        with ExitStack() as stack:
            client = stack.enter_context(_connect(scheduler, jobs, stack))
            _check_code(client)
            # Sent once to each worker, not with every task.
            shared = client.scatter(taxonomy, broadcast=True, hash=False)
            futures = client.map(read_task, tasks, taxonomy=shared, pure=False, retries=_RETRIES)
            packs = dict(zip(futures, tasks, strict=True))
            for future in as_completed(futures):  # type: ignore[no-untyped-call]
                entries: tuple[Entry, ...] = future.result()
                _check_pack(packs[future], entries)
                yield entries

    return read


def _connect(scheduler: str, jobs: int, stack: ExitStack) -> Client:
    if scheduler == LOCAL:
        cluster = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=jobs,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
        )
        return Client(stack.enter_context(cluster))  # type: ignore[no-untyped-call]
    try:
        return Client(scheduler, timeout=TIMEOUT)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        problem = f"{scheduler}: no Dask scheduler answers there ({error})."
        raise CorpusError(f"{problem} Start one, or build without --scheduler.") from error


def _check_code(client: Client) -> None:
    here = hash_reading_code()
    others = [worker for worker, code in client.run(hash_reading_code).items() if code != here]
    if others:
        raise CorpusError(
            f"{', '.join(sorted(others))}: other code or libraries than here. Install the same"
            " version of this project there."
        )


def _check_pack(task: Task, entries: Sequence[Entry]) -> None:
    if any(entry.n_rows for entry in entries) and not task.pack.exists():
        raise CorpusError(
            f"{task.pack.parent}: what workers wrote there is not here. All machines need the"
            " digests and the output under the same names, on a shared file system."
        )
