"""Where the system starts no processes, digests are read in this one, and it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from analysis.corpus import Inputs, build_tables, read_in_processes
from analysis.corpus.packing import cache as cache_module
from analysis.corpus.packing import workers as workers_module
from analysis.facts import Taxonomy
from tests.corpus.test_streaming import build_into

BUILD = """
import sys
from pathlib import Path

import analysis.corpus.packing.cache as cache
from analysis.corpus import Inputs, build_tables, read_in_processes
from analysis.facts import load_taxonomy

cache.PART_SIZE = 1
files = {path.name: path for path in sorted(Path(sys.argv[1]).glob("*.txt"))}
inputs = Inputs(files, {}, {}, load_taxonomy())
build_tables(inputs, Path(sys.argv[2]), lambda items, _: items, read=read_in_processes(2, print))
"""


@pytest.fixture
def many_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "PART_SIZE", 1)


@pytest.mark.usefixtures("many_tasks")
@pytest.mark.parametrize("n_begun", [0, 2])
@pytest.mark.parametrize(
    "error", [BrokenPipeError(32, "Broken pipe"), EOFError("no answer"), RuntimeError("no thread")]
)
def test_without_processes_digests_are_read_here_and_it_is_told(
    seed_files: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    n_begun: int,
) -> None:
    alone = build_into(tmp_path / "alone", seed_files)
    told: list[str] = []

    class Pool(ProcessPoolExecutor):
        n_left = n_begun

        def submit(self, *args, **kwargs):
            if not self.n_left:
                raise error
            self.n_left -= 1
            return super().submit(*args, **kwargs)

    monkeypatch.setattr(workers_module, "ProcessPoolExecutor", Pool)
    read = read_in_processes(2, told.append)
    assert build_into(tmp_path / "two", seed_files, read=read) == alone
    assert told == [f"digests are read one after another: no processes can be started ({error})."]


@pytest.mark.usefixtures("many_tasks")
def test_an_error_of_reading_is_none_of_starting(
    seed_files: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    taxonomy: Taxonomy,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(workers_module, "_read_kept", fill_the_disk)
    inputs = Inputs(seed_files, {}, {}, taxonomy)
    with pytest.raises(OSError, match="No space left"):
        build_tables(
            inputs, tmp_path, lambda items, _: items, read=read_in_processes(2, told.append)
        )
    assert told == []


def fill_the_disk(_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forkserver, whose socket needs a place")
def test_a_folder_for_temporary_files_that_holds_no_socket_is_no_hindrance(
    project: Path, tmp_path: Path
) -> None:
    # Names of sockets have about a hundred characters at most.
    temporary, output = tmp_path / ("t" * 120), tmp_path / "tables"
    temporary.mkdir()
    output.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", BUILD, project / "data" / "raw", output],
        env=os.environ | {"TMPDIR": str(temporary)},
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("digests are read one after another: no processes can be")
    assert (output / "papers.parquet").exists()
