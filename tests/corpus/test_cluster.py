"""Reading on a Dask cluster: the same tables, also where a worker is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from analysis.corpus import CorpusError, Inputs, build_tables
from analysis.corpus.packing import cache as cache_module
from analysis.corpus.packing.cluster import read_on_cluster
from analysis.corpus.packing.entries import Entry, Task
from analysis.facts import Taxonomy
from analysis.provenance import hash_libraries
from tests.corpus.test_streaming import build_into


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture
def many_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "PART_SIZE", 1000)


@pytest.mark.usefixtures("many_tasks")
@pytest.mark.parametrize("is_killed", [False, True])
def test_a_cluster_changes_nothing(
    seed_files: dict[str, Path], tmp_path: Path, cluster: LocalCluster, is_killed: bool
) -> None:
    alone = build_into(tmp_path / "alone", seed_files)
    read = read_on_cluster(cluster.scheduler_address, 2)

    def read_and_kill(tasks: Sequence[Task], taxonomy: Taxonomy) -> Iterator[tuple[Entry, ...]]:
        assert len(tasks) == len(seed_files)
        for number, entries in enumerate(read(tasks, taxonomy)):
            if number == 0 and is_killed:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            yield entries

    assert build_into(tmp_path / "cluster", seed_files, read=read_and_kill) == alone


def test_a_cluster_that_is_not_there_is_named(
    seed_files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taxonomy: Taxonomy
) -> None:
    monkeypatch.setattr("analysis.corpus.packing.cluster.TIMEOUT", 0.2)
    inputs = Inputs(seed_files, {}, {}, taxonomy)
    read = read_on_cluster("tcp://127.0.0.1:9", 2)
    with pytest.raises(CorpusError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers"):
        build_tables(inputs, tmp_path, lambda items, _: items, read=read)


def test_workers_with_other_code_are_refused(
    seed_files: dict[str, Path], tmp_path: Path, cluster: LocalCluster, taxonomy: Taxonomy
) -> None:
    inputs = Inputs(seed_files, {}, {}, taxonomy)
    read = read_on_cluster(cluster.scheduler_address, 2)
    with Client(cluster.scheduler_address) as client:
        other = min(client.scheduler_info()["workers"])
        found = "hash_libraries"
        client.run(setattr, cache_module, found, lambda: "others", workers=[other])
        try:
            with pytest.raises(CorpusError, match=f"^{other}: other code or libraries than here"):
                build_tables(inputs, tmp_path, lambda items, _: items, read=read)
        finally:
            client.run(setattr, cache_module, found, hash_libraries, workers=[other])
