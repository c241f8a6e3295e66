"""Faults at chosen points of a run, and what must hold after each.

Every trial begins with a project that has published reports of two digests and was given a
third. A run meets the fault; then another run has to set everything right by itself.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.corpus import CorpusError, read_tables
from analysis.provenance import hash_file
from tests.corpus.pages import write_pages
from tests.faults.project import NEW_PAGE, Project, make_project
from tests.reporting.samples import read_files

RUN = "by-digest"
_TABLES = ("digests", "listings", "papers", "topics", "releases", "claims", "cache/entries")
Snapshot = Mapping[str, bytes]


@dataclass(frozen=True)
class Fault:
    """A fault: `where` is the point (an event, a time or a number of free bytes)."""

    kind: str
    where: str
    meet: Callable[[Project], bool]
    """Runs a project into the fault; tells whether it happened."""
    spoils: bool = False
    """Whether the fault itself changes tables or published files."""
    mutes: bool = False
    """Whether the log cannot be written either."""


@dataclass(frozen=True)
class Trial:
    """What became of one fault: `problems` is empty where nothing was lost."""

    fault: Fault
    happened: bool
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """Where trials begin: the project, what it had published, and how long a run is."""

    project: Project
    published: Snapshot
    index: bytes
    n_points: Mapping[str, int]
    seconds: float


def prepare_ground(folder: Path, *, count: bool = True) -> Ground:
    """Make the project, publish once, add a digest, and count the points of a run."""
    project = make_project(folder / "ground")
    done = project.run_json()
    assert done["exit_code"] == 0, done
    write_pages({"c.txt": NEW_PAGE}, project.raw)
    n_points = {
        role: count_points(project.copy(folder / f"count-{role}"), role)
        for role in ("main", "worker", "kernel")
        if count
    }
    index = (project.reports / "index.html").read_bytes()
    return Ground(project, read_files(project.reports / RUN), index, n_points, done["seconds"])


def count_points(project: Project, role: str) -> int:
    """Count the points of a whole run of a project in one kind of process."""
    path = project.root.with_name(f"{project.root.name}.number")
    project.run(fault={"role": role, "at": 0, "do": "", "token": "", "count": str(path)})
    return int(path.read_text())


def at_event(kind: str, role: str, at: int, do: str, *files: str) -> Fault:
    """A fault at the `at`-th event of the processes of one role."""

    def meet(project: Project) -> bool:
        token = project.root.with_name(f"{project.root.name}.token")
        names = [str(project.root / name) for name in files]
        spec = {"role": role, "at": at, "do": do, "token": str(token), "files": names}
        project.run("--jobs", "1", fault=spec)
        return token.exists()

    mutes = do.startswith("E")
    return Fault(kind, f"event {at} of {role}", meet, spoils=bool(files), mutes=mutes)


def at_time(kind: str, seconds: float, sent: signal.Signals) -> Fault:
    """A signal to the run that many seconds after its start."""

    def meet(project: Project) -> bool:
        started = project.start()
        try:
            started.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            started.send_signal(sent)
            started.communicate(timeout=300)
            return True
        return False

    return Fault(kind, f"{seconds:.2f} s", meet)


def with_room(kind: str, n_bytes: int) -> Fault:
    """A disk that has `n_bytes` left; needs the right to mount one."""

    def meet(project: Project) -> bool:
        filler = project.root / "filler"
        free = os.statvfs(project.root)
        with filler.open("wb") as file:
            file.write(b"\0" * max(0, free.f_bavail * free.f_frsize - n_bytes))
        done = project.run()
        filler.unlink()
        return done.returncode != 0

    return Fault(kind, f"{n_bytes} bytes left", meet, mutes=True)


def try_fault(fault: Fault, ground: Ground, root: Path) -> Trial:
    """Run a copy of the ground into a fault, check, run again, check again."""
    project = ground.project.copy(root)
    happened = fault.meet(project)
    problems = [*find_torn(project, ground, spoiled=fault.spoils)]
    was_cut_off = _count_lines(project, "begun:") > _count_lines(project, "ended, exit code")
    healing = project.run("--json", "--wait", "300")
    if healing.returncode:
        problems.append(f"the next run failed: {healing.stdout}{healing.stderr}")
    if was_cut_off and not fault.mutes and "ended without a result" not in project.log:
        problems.append("the log does not tell that a run was cut off")
    problems += find_unhealed(project, ground)
    shutil.rmtree(root)
    return Trial(fault, happened, tuple(problems))


def find_torn(project: Project, ground: Ground, *, spoiled: bool = False) -> Iterator[str]:
    """Name what is neither as it was nor completely new, after a run met a fault."""
    if not spoiled:
        now = read_files(project.reports / RUN)
        if now != ground.published and not is_complete(project.reports / RUN):
            yield "published reports are neither the old nor the new ones"
        try:
            read_tables(project.tables)
        except CorpusError as error:
            yield f"the tables are not readable: {error}"
    index = (project.reports / "index.html").read_bytes()
    if index != ground.index and b"<!-- made from " not in index:
        yield "the index is cut short"
    for dated in (project.reports / "history").glob("*/*"):
        if not spoiled and not is_complete(dated):
            yield f"{dated.name} in the history is incomplete"


def find_unhealed(project: Project, ground: Ground) -> Iterator[str]:
    """Name what the next run should have set right."""
    yield from find_torn(project, ground)
    folder = project.reports / RUN
    if not is_complete(folder) or '"c.txt"' not in (folder / "manifest.json").read_text():
        yield "the new digest is not published"
    unfinished = [
        path.name
        for parent in (project.reports, project.tables.parent)
        for path in parent.iterdir()
        if path.name.startswith(".") and path.name.rpartition(".")[2] not in ("lock", "gitkeep")
    ]
    if unfinished:
        yield f"unfinished work is left: {', '.join(unfinished)}"
    if (project.reports / "failed").exists():
        yield "notebooks that succeeded are kept as failed"
    if "exit code 0" not in project.log.splitlines()[-1]:
        yield "the log does not end with the success"
    again = project.run_json()
    if again["exit_code"] or any(run["executed"] for run in again["runs"]):
        yield f"a third run found something to do: {again['message']}"
    if lasting := find_lasting_processes(project):
        yield f"processes are left: {lasting}"


def is_complete(folder: Path) -> bool:
    """Whether a published run is all of one piece: its files are those of its manifest."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    files = {k: v for one in manifest["notebooks"].values() for k, v in one["files"].items()}
    there = set(read_files(folder)) - {"manifest.json"}
    return there == files.keys() and all(hash_file(folder / k) == v for k, v in files.items())


def find_lasting_processes(project: Project, seconds: float = 60.0) -> list[str]:
    """Processes of the project's runs that do not end by themselves."""
    mark = f"PYTHONPATH={project.root}".encode()
    lasting = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark not in (path / "environ").read_bytes():
                continue
            handle = os.pidfd_open(int(path.name))
            if not select.select([handle], [], [], seconds)[0]:
                lasting.append((path / "cmdline").read_bytes().decode(errors="replace"))
            os.close(handle)
    return lasting


def _count_lines(project: Project, text: str) -> int:
    return project.log.count(text) if (project.reports / "run.log").exists() else 0


def list_faults(ground: Ground, number: int, seed: int) -> list[Fault]:
    """`number` faults of each kind, spread over the whole of a run."""
    chance = random.Random(seed)
    events = {role: _spread(n, number, chance) for role, n in ground.n_points.items()}
    faults = []
    for name in ("SIGKILL", "SIGTERM"):
        sent = signal.Signals[name]
        times = [chance.uniform(0, ground.seconds) for _ in range(number // 2 + 2)]
        faults += [at_event(name, "main", at, name) for at in events["main"][::2]]
        faults += [at_time(name, seconds, sent) for seconds in times]
    for role in ("kernel", "worker"):
        faults += [at_event(f"{role} killed", role, at, "SIGKILL") for at in events[role]]
    faults += [at_event("disk full", "main", at, "ENOSPC") for at in events["main"][::2]]
    faults += [at_event("folders not writable", "main", at, "EACCES") for at in events["main"]]
    for at in events["main"]:
        table = f"data/processed/{chance.choice(_TABLES)}.parquet"
        manifest = chance.choice(["data/processed", f"reports/{RUN}"]) + "/manifest.json"
        faults.append(at_event("truncated Parquet file", "main", at, "truncate", table))
        faults.append(at_event("corrupt manifest", "main", at, "garble", manifest))
    return faults


def _spread(n_points: int, number: int, chance: random.Random) -> list[int]:
    """`number` of the points 1 to `n_points`, one from each stretch of equal length."""
    width = n_points / number
    return [1 + int(width * (i + chance.random())) for i in range(number)]
