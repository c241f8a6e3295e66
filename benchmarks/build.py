"""What a build costs: papers a second, peak memory, and how both grow with the corpus.

Corpora are the papers of a folder repeated under other titles and identifiers, as one file of
arXiv's snapshot (`lines`) or as an answer of the Daily Papers API for each day (`days`). Each
build is a process of its own, with bytecode compiled before; its memory is the most that it and
its workers hold together (proportional set size, looked at several times a second).

- `build`, which reads files, extracts all facts and writes all tables, in one and two processes;
- the same on a Dask cluster of two workers on this machine, and whether the tables are equal;
- a further build after one file was added;
- six patterns of `re`, each in a pandas `.apply` over the same papers, from a JSON file of lines;
- loading the same papers as RIS with litstudy, by a Python that has it, if one is named.

    python -m benchmarks.build [--papers FOLDER] [--sizes N ...] [--rounds N] [--litstudy PYTHON]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from analysis.corpus import SCHEMAS
from analysis.provenance import hash_file
from benchmarks.corpora import read_papers, write_days, write_lines, write_ris
from benchmarks.report import compile_bytecode

PROJECT = Path(__file__).resolve().parents[1]
WIDER = PROJECT.parent / "shared" / "digests_api"
LOOK = 0.1
"""Seconds between two looks at the memory."""

AGAIN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from analysis.corpus import find_sources, read_in_processes, rebuild_tables
raw, output = Path(sys.argv[1]), Path(sys.argv[2])
build = rebuild_tables(
    raw, None, output, sources=find_sources(raw, None), code={}, as_of=datetime.now(UTC),
    progress=lambda items, _: items, read=read_in_processes(2),
)
print(build.n_parsed, "file read anew,", build.count_rows()["papers"], "papers")
"""

PANDAS = r"""
import re, sys
import pandas as pd
frame = pd.read_json(sys.argv[1], lines=True)
for pattern in (
    r"\b\d+(?:\.\d+)?\s?%", r"\b\d+(?:\.\d+)?\s?(?:x|times)\b",
    r"\b(?:improv|increas|boost|reduc|decreas|lower|outperform|surpass)\w*",
    r"https?://\S+", r"\b(?:code|models?|data) (?:is|are|will be) (?:publicly )?available\b",
    r"\b(?:transformer|diffusion|language model|reinforcement learning)s?\b",
):
    compiled = re.compile(pattern, re.IGNORECASE)
    frame["abstract"].apply(lambda text: compiled.findall(text))
"""


LITSTUDY = """
import sys, warnings
warnings.simplefilter("ignore")
import litstudy
assert len(litstudy.load_ris_file(sys.argv[1])) > 0
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the clock, and megabytes at most."""

    seconds: float
    megabytes: float


def main() -> int:
    """Measure all sizes and print a table; the exit code tells if the tables were equal."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = WIDER if WIDER.is_dir() else PROJECT / "data" / "raw"
    arguments.add_argument("--papers", type=Path, default=default)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000, 200_000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--litstudy", help="a Python that has litstudy")
    options = arguments.parse_args()
    compile_bytecode()
    papers = read_papers(options.papers)
    print("| papers | what | seconds | papers/s | peak MB |\n|---|---|---|---|---|", flush=True)
    all_equal = True
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="digests-build-") as scratch:
            folder = Path(scratch)
            write_lines(papers, size, folder / "lines" / "snapshot.jsonl")
            write_days(papers, size, folder / "days")
            write_ris(papers, size, folder / "papers.ris")
            all_equal &= measure_size(size, options.rounds, folder, options.litstudy)
    return 0 if all_equal else 1


def measure_size(size: int, rounds: int, folder: Path, litstudy: str | None) -> bool:
    """Measure everything on one corpus, in turns; tells if cluster and processes agree."""
    lines, days = folder / "lines", folder / "days"
    commands = {
        "lines, one process": build(lines, folder / "one", "--jobs", "1"),
        "lines, two processes": build(lines, folder / "two", "--jobs", "2"),
        "days, two processes": build(days, folder / "days-two", "--jobs", "2"),
        "lines, Dask with two workers": build(
            lines, folder / "dask", "--scheduler", "dask", "--jobs", "2"
        ),
        "pandas .apply, six patterns": call(PANDAS, lines / "snapshot.jsonl"),
    }
    if litstudy:
        commands["litstudy, loading RIS"] = [litstudy, "-c", LITSTUDY, str(folder / "papers.ris")]
    costs: dict[str, list[Cost]] = {what: [] for what in commands}
    for _ in range(rounds):
        for what, command in commands.items():
            costs[what].append(measure(command))
    for what, found in costs.items():
        tell(size, what, found)
    write_days(read_papers(days)[:1], 1, days / "new")
    again = measure(call(AGAIN, days, folder / "days-two"))
    tell(size, "days, one file added", [again])
    equal = all(
        hash_file(folder / "two" / f"{name}.parquet")
        == hash_file(folder / "dask" / f"{name}.parquet")
        for name in SCHEMAS
    )
    print(f"tables of cluster and processes: {'equal' if equal else 'DIFFERENT'}", flush=True)
    return equal


def build(raw: Path, output: Path, *options: str) -> list[str]:
    """The command for a build."""
    return [
        sys.executable,
        "-m",
        "analysis",
        "build",
        "--raw",
        str(raw),
        "--output",
        str(output),
        *options,
    ]


def call(code: str, *paths: Path) -> list[str]:
    """The command for some code that is given paths."""
    return [sys.executable, "-c", code, *map(str, paths)]


def measure(command: list[str]) -> Cost:
    """Run a command and give what it cost; show what it says if it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak = [0.0]
    watcher = threading.Thread(target=watch_memory, args=(process.pid, peak), daemon=True)
    watcher.start()
    told, _ = process.communicate()
    seconds = time.perf_counter() - begin
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command[:3])} failed:\n{told}")
    return Cost(seconds, peak[0])


def watch_memory(pid: int, peak: list[float]) -> None:
    """Note the most that a process and its descendants hold, until it ends."""
    while True:
        try:
            root = psutil.Process(pid)
            family = [root, *root.children(recursive=True)]
            held = sum(weigh(one) for one in family)
            has_ended = root.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return
        if has_ended:
            return
        peak[0] = max(peak[0], held / 1e6)
        time.sleep(LOOK)


def weigh(process: psutil.Process) -> int:
    """The bytes that a process holds, shared ones by its part; 0 when it has ended."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def tell(size: int, what: str, costs: list[Cost]) -> None:
    """Print a line of the table: medians, and the range of the seconds."""
    seconds = [cost.seconds for cost in costs]
    median = statistics.median(seconds)
    spread = f" ({min(seconds):.1f}-{max(seconds):.1f})" if len(costs) > 1 else ""
    megabytes = max(cost.megabytes for cost in costs)
    print(
        f"| {size:,} | {what} | {median:.1f}{spread} | {size / median:,.0f} | {megabytes:.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
