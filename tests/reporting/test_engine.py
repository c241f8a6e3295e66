"""Forked kernels: what they make is what plain ones make, and they end as those do."""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.reporting import ReportingError
from analysis.reporting.execute import ExecutionError, Limits, execute_template, isolate_kernels
from analysis.reporting.kernels import choice
from analysis.reporting.kernels.choice import FORKED, PLAIN, choose_engine
from analysis.reporting.kernels.client import KernelServer, fork_kernel
from analysis.reporting.kernels.engine import ForkingProvisioner, use_door
from tests.conftest import PROJECT
from tests.reporting.samples import FIGURE, HEADLINES, make_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
LIMITS = Limits(60, 60)
PROCESS = re.compile(r"ipykernel_\d+")
SURROUNDINGS = """\
import gc, locale, logging, os, signal, socket, sys, threading, warnings
import matplotlib as mpl, matplotlib.pyplot as plt, numpy as np, pandas as pd
from analysis import figures, tables

group = os.getpgrp() == os.getpid() == os.getsid(0)
parent = int(os.environ["JPY_PARENT_PID"]) == os.getppid()
names = sorted(set(os.environ) - {"JE_ARROW_MALLOC_CONF"})
handlers = [str(signal.getsignal(one)) for one in sorted(signal.valid_signals())]
open_files = sorted(os.readlink(f"/proc/self/fd/{n}").split(":")[0].split("/")[0]
                    for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}"))
print(os.getcwd(), [os.path.basename(one) for one in sys.argv[:2]], sys.argv[3:], sys.path[:2])
print(__name__, sys.modules["__main__"].__dict__ is globals())
print(sorted(k for k in globals() if "_" not in k))
print(group, parent, names, os.environ["OMP_NUM_THREADS"], os.environ["MPLBACKEND"])
print(handlers, repr(sys.stdin.read() if hasattr(sys.stdin, "read") else None))
print(plt.get_backend(), dict(mpl.rcParams) == dict(mpl.rcParamsDefault), mpl.is_interactive())
print(*sorted(map(str, warnings.filters)), sep="; ")
print(np.random.get_state()[0], np.geterr(), pd.get_option("display.max_rows"))
print(logging.getLogger().handlers, logging.getLogger().level, locale.getlocale())
print(sorted(one.name for one in threading.enumerate()), gc.isenabled(), gc.get_threshold())
print(sys.flags, sys.getrecursionlimit(), socket.getdefaulttimeout())"""
DRAW = """\
fig, ax = plt.subplots(figsize=(1, 1))
ax.plot([1, 2])
plt.show()"""
WARN = """\
import warnings
warnings.warn("too few papers")
warnings.warn("gone soon", DeprecationWarning)
[1, 2, 3]"""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Kernels of this process come from one server, and are isolated as a worker's."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as private:
        patch.setattr(os, "environ", os.environ.copy())
        os.environ.pop("MPLBACKEND", None)
        isolate_kernels(Path(private))
        server = KernelServer()
        use_door(server.door)
        yield
        use_door(None)
        server.stop()


def execute(folder: Path, engine: str, *sources: str, limits: Limits = LIMITS) -> Any:
    folder.mkdir(exist_ok=True)
    template = folder / "one.ipynb"
    nbformat.write(make_notebook(*sources), template)
    # A name of its own for the output, so that two engines can be compared.
    return execute_template(template, folder / f"{engine}.ipynb", {"seed": 5}, limits, engine)


def strip(notebook: Any) -> Any:
    """A notebook without the moments at which its cells were executed."""
    content = json.loads(nbformat.writes(notebook))
    del content["metadata"]["papermill"]
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            # Where IPython says that a cell lies there is the number of the process.
            output["text"] = [PROCESS.sub("ipykernel", line) for line in output.get("text", [])]
        del cell["id"]
        for key in ("papermill", "execution"):
            cell["metadata"].pop(key, None)
    return content


def text_of(notebook: Any, cell: int = -1) -> str:
    return "".join(one.text for one in notebook.cells[cell].outputs if one.output_type == "stream")


@pytest.mark.usefixtures("door")
def test_both_engines_make_the_same_notebook(tmp_path: Path) -> None:
    sources = (SURROUNDINGS, DRAW, HEADLINES.replace("options.", ""), FIGURE, WARN)
    forked, plain = (strip(execute(tmp_path, engine, *sources)) for engine in (FORKED, PLAIN))
    for mine, other in zip(forked["cells"], plain["cells"], strict=True):
        assert mine == other
    assert forked == plain
    kinds = {
        key
        for cell in forked["cells"]
        for one in cell.get("outputs", ())
        for key in one.get("data", ())
    }
    assert {"image/png", "image/svg+xml"} <= kinds


@pytest.mark.usefixtures("door")
def test_each_kernel_has_a_process_a_namespace_and_chance_of_its_own(tmp_path: Path) -> None:
    source = """\
import os, random, numpy, uuid, pandas
print(os.getpid(), "kept" in globals(), hasattr(pandas, "kept"))
print(random.random(), numpy.random.random(), uuid.uuid4())
kept = pandas.kept = True"""
    first, second = (text_of(execute(tmp_path, FORKED, source)).split() for _ in range(2))
    assert first[1:3] == second[1:3] == ["False", "False"]
    assert not {first[0], *first[3:]} & {second[0], *second[3:]}


@pytest.mark.usefixtures("door")
def test_libraries_are_there_before_the_first_cell(tmp_path: Path) -> None:
    names = [
        line.split()[1].partition(" ")[0]
        for path in sorted((PROJECT / "notebooks").glob("0*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        for line in cell.source.splitlines()
        if cell.cell_type == "code" and line.startswith(("import ", "from "))
    ]
    assert len(set(names)) > 10
    executed = execute(tmp_path, FORKED, f"import sys\nprint(set({names}) - set(sys.modules))")
    assert text_of(executed) == "set()\n"


@pytest.mark.usefixtures("door")
def test_nothing_runs_beside_the_server_before_it_forks(tmp_path: Path) -> None:
    source = """\
import os
import re
from pathlib import Path
status = Path(f"/proc/{os.getppid()}/status").read_text()
print([line for line in status.splitlines() if line.startswith("Threads")])
print(len(os.listdir(f"/proc/{os.getppid()}/fd")))"""
    threads, files = text_of(execute(tmp_path, FORKED, source)).splitlines()
    assert "\\t1'" in threads
    # The standard ones, the door, and two of the kernel that looks.
    assert int(files) <= 6


FAILURES = {
    "dies": ("import os\nos._exit(9)", "the kernel died (killed from outside, or out of memory)"),
    "killed": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "the kernel died (killed from outside, or out of memory)",
    ),
    "hangs": ("while True: pass", "timeout: the cell took longer than 3 seconds"),
    "raises": ("1 / 0", "ZeroDivisionError: division by zero"),
}


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("what", FAILURES)
@pytest.mark.parametrize("engine", [FORKED, PLAIN])
def test_failures_are_told_alike(tmp_path: Path, what: str, engine: str) -> None:
    source, cause = FAILURES[what]
    limits = Limits(3, 60) if what == "hangs" else LIMITS
    with pytest.raises(ExecutionError) as failure:
        execute(tmp_path, engine, source, limits=limits)
    assert failure.value.cause == cause
    assert failure.value.source_line == source.splitlines()[0]


@pytest.mark.usefixtures("door")
def test_leaving_a_cell_with_sys_exit_is_alike(tmp_path: Path) -> None:
    ends = []
    for engine in (FORKED, PLAIN):
        try:
            ends.append(strip(execute(tmp_path, engine, "import sys\nsys.exit(3)", "print(1)")))
        except ExecutionError as error:
            ends.append((error.cause, error.cell, error.source_line))
    assert ends[0] == ends[1]


def wait_for_end(pid: int) -> None:
    """Wait until a process that is not our child has ended."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        assert select.select([handle], [], [], 60)[0], "the process is still there"
        os.close(handle)


ASK = """\
import os, sys, signal, select
from pathlib import Path
from analysis.reporting.kernels.client import KernelServer, fork_kernel

server = KernelServer()
arguments = ["-f", sys.argv[1] + "/k.json", "--transport=ipc"]
kernel = fork_kernel(server.door, arguments, Path.cwd(), {**os.environ, "HOME": sys.argv[1]})
print(server._process.pid, kernel.pid, flush=True)
sys.stdin.read()"""


@pytest.mark.parametrize("victim", ["asker", "server"])
def test_kernels_end_with_who_asked_for_them_and_with_the_server(
    tmp_path: Path, victim: str
) -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c", ASK, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")},
    )
    assert asker.stdin is not None
    assert asker.stdout is not None
    server, kernel = map(int, asker.stdout.readline().split())
    os.kill(asker.pid if victim == "asker" else server, signal.SIGKILL)
    wait_for_end(kernel)
    wait_for_end(server)
    asker.stdin.close()
    asker.wait()
    asker.stdout.close()


def test_a_kernel_ends_when_its_asker_lets_go_and_others_go_on(tmp_path: Path) -> None:
    server = KernelServer()
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")}
    kernels = []
    for name in ("one.json", "two.json"):
        words = ["-f", str(tmp_path / name), "--transport=ipc"]
        kernel = fork_kernel(server.door, words, tmp_path, environment)
        assert kernel is not None
        kernels.append(kernel)
    first, second = kernels
    first._connection.close()
    wait_for_end(first.pid)
    assert second.poll() is None
    second.kill()
    assert second.wait() == -signal.SIGKILL
    server.stop()


def test_without_a_server_a_plain_kernel_is_started(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # The end of the server that was killed is closed, as all see who hold the other one.
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    theirs.close()
    use_door(ours)
    try:
        executed = execute(tmp_path, FORKED, "print('fine')")
    finally:
        use_door(None)
        ours.close()
    assert text_of(executed) == "fine\n"
    assert "a plain one is started" in caplog.text


def test_papermill_finds_the_engine_and_starts_a_server_of_its_own(tmp_path: Path) -> None:
    nbformat.write(
        make_notebook("import os\nprint(os.environ['JPY_PARENT_PID'])"), tmp_path / "a.ipynb"
    )
    code = (
        "import papermill, os\n"
        "from analysis.reporting.kernels.engine import register_engine\n"
        "register_engine()\n"
        "nb = papermill.execute_notebook('a.ipynb', 'b.ipynb', engine_name='forked',"
        " progress_bar=False)\n"
        "print(int(nb.cells[-1].outputs[0].text) != os.getpid())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "True\n", done.stderr


def test_the_declared_entry_point_is_the_engine() -> None:
    content = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    declared = content["project"].get("entry-points", {}).get("papermill.engine")
    if declared is None:
        pytest.skip("pyproject.toml declares no engine")
    module, _, name = declared["forked"].partition(":")
    assert getattr(import_module(module), name).__name__ == "ForkedEngine"


def test_where_nothing_can_be_forked_the_plain_engine_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert choose_engine(None) == FORKED
    monkeypatch.setattr(choice.sys, "platform", "darwin")
    assert choose_engine(None) == choose_engine(PLAIN) == PLAIN
    with pytest.raises(ReportingError, match="needs Linux"):
        choose_engine(FORKED)
    with pytest.raises(ReportingError, match="no engine 'quick'"):
        choose_engine("quick")


@pytest.mark.parametrize(
    "command", [["R", "--slave"], ["/other/python", "-m", "ipykernel_launcher", "-f", "k.json"]]
)
def test_kernels_of_other_programs_are_started_by_jupyter(
    monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    started = []

    async def start(_: object, words: list[str], **__: object) -> dict[str, object]:
        started.append(words)
        return {}

    monkeypatch.setattr(LocalProvisioner, "launch_kernel", start)
    asyncio.run(ForkingProvisioner().launch_kernel(command))
    assert started == [command]
