"""How fast facts are read: all three extractors against simpler work on the same text.

The papers of the project's own digests are repeated in a file, one a line, title and abstract
with a tab between. All sides read that text, in turns; each figure is the median over the rounds:

- three extractors, which stream the file line by line, in one process and in two;
- each extractor alone, without reading the file;
- ten patterns of `re`, one pandas `.apply` each;
- reading, decoding and splitting the same text into lines;
- quantulum3 on a part of the abstracts, where it is installed.

Peak memory is that of a process of its own. `--alone FILE` is how such a process is called.

    python benchmarks/extract.py [--rounds N] [--sizes N,N]
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from analysis.digests import find_digest_files, read_digests
from analysis.facts import (
    Taxonomy,
    extract_all_facts,
    extract_claims,
    extract_release,
    load_taxonomy,
)
from analysis.facts.topics import extract_all_topics

PROJECT = Path(__file__).resolve().parents[1]
PATTERNS = (
    r"\b\d+(?:\.\d+)?\s?%",
    r"\b\d+(?:\.\d+)?\s?(?:x|times)\b",
    r"\b(?:improv|increas|boost)\w*",
    r"\b(?:reduc|decreas|lower)\w*",
    r"\b(?:outperform|surpass|exceed)\w*",
    r"\bfrom \d+(?:\.\d+)?%? to \d+(?:\.\d+)?%?",
    r"https?://\S+",
    r"\b(?:code|models?|data) (?:is|are|will be) (?:publicly )?(?:available|released)\b",
    r"\b(?:transformer|diffusion|language model|reinforcement learning)s?\b",
    r"\b(?:state[- ]of[- ]the[- ]art|benchmark|dataset)s?\b",
)
QUANTULUM_SAMPLE = 40
ALONE_SAMPLE = 20_000
BATCH = 512
BARS = {"quantulum3": 500.0, "ten patterns": 2.0, "lines": 1 / 25, "one process": 1.4}
MEMORY_BAR = 150.0


def main() -> None:
    """Measure at both sizes and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--sizes", default="20000,200000")
    arguments.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.alone is not None:
        extract_all(given.alone)
        print(read_peak_memory())
        return
    sizes = [int(size) for size in given.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="extract-bench-") as scratch:
        files = {size: write_abstracts(Path(scratch), size) for size in sizes}
        for size, path in files.items():
            report(path, size, given.rounds)


def write_abstracts(folder: Path, size: int) -> Path:
    """Repeat the digests' papers up to `size` lines; gives the file."""
    digests = read_digests({p.name: p for p in find_digest_files(PROJECT / "data" / "raw")}, {})
    papers = {x.title: x.abstract for digest in digests.digests for x in digest.listings}
    lines = [
        f"{' '.join(title.split())}\t{' '.join(abstract.split())}\n"
        for title, abstract in papers.items()
    ]
    path = folder / f"{size}.tsv"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(islice(cycle(lines), size))
    return path


def read_papers(path: Path) -> Iterator[tuple[str, str]]:
    """Stream (title, abstract) from a file of such lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            title, _, abstract = line.partition("\t")
            yield title, abstract.rstrip("\n")


def report(path: Path, size: int, rounds: int) -> None:
    """Time every side in turns and print the table of one size."""
    sides: dict[str, Callable[[Path], float]] = {
        "three extractors": time_extractors,
        "claims alone": time_claims,
        "release alone": time_release,
        "topics alone": time_topics,
        "one process": time_one_process,
        "two processes": time_two_processes,
        "ten patterns": time_patterns,
        "lines": time_lines,
        "quantulum3": make_quantulum(),
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    memory: list[float] = []
    for number in range(rounds):
        # Turned round every time, so that no side always finds the warmer machine.
        for name in sorted(sides, reverse=bool(number % 2)):
            times[name].append(sides[name](path))
        memory.append(measure_memory(path))
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    show(medians, statistics.median(memory), size, rounds)


def show(medians: dict[str, float], memory: float, size: int, rounds: int) -> None:
    """Print one size: microseconds per abstract, abstracts per second, and the bars."""
    print(f"\n{size} abstracts, {rounds} rounds, {os.cpu_count()} cores")
    for name, seconds in medians.items():
        if seconds > 0:
            print(f"  {name:18s} {seconds * 1e6:11.2f} us/abstract {1 / seconds:12.0f} /s")
    own = medians["three extractors"]
    for name in ("quantulum3", "ten patterns", "lines"):
        if medians[name] > 0:
            print(f"  times {name:14s} {medians[name] / own:9.3f}  (bar {BARS[name]:g})")
        else:
            print(f"  {name} is not installed: pip install {name}, in an environment of its own")
    gain = medians["one process"] / medians["two processes"]
    print(f"  two against one process {gain:6.2f}  (bar {BARS['one process']:g})")
    print(f"  peak memory {memory:18.0f} MB  (bar {MEMORY_BAR:g})")


def extract_all(path: Path, part: int = 0, parts: int = 1) -> int:
    """Read the facts of every `parts`-th line; gives how many claims there were."""
    return sum(extract_part(path, load_taxonomy(), part, parts))


def extract_part(path: Path, taxonomy: Taxonomy, part: int, parts: int) -> Iterator[int]:
    """Yield the number of claims of every `parts`-th line of the file, from `part` on."""
    papers = islice(read_papers(path), part, None, parts)
    yield from (len(facts.claims) for facts in extract_all_facts(papers, taxonomy))


def time_extractors(path: Path) -> float:
    """Stream the file through all three extractors, which are loaded already."""
    taxonomy = load_taxonomy()
    return time_per_line(path, lambda path: sum(extract_part(path, taxonomy, 0, 1)))


def time_one_process(path: Path) -> float:
    """The same in a process of its own, its start included."""
    return time_processes(path, 1)


def time_two_processes(path: Path) -> float:
    """The same with half of the lines in each of two processes."""
    return time_processes(path, 2)


def time_processes(path: Path, count: int) -> float:
    """Share the lines out to `count` processes; gives seconds per line."""

    def share_out(path: Path) -> None:
        with multiprocessing.Pool(count) as pool:
            pool.starmap(extract_all, [(path, part, count) for part in range(count)])

    return time_per_line(path, share_out)


def time_claims(path: Path) -> float:
    """Read claims only, of abstracts that are in memory already."""
    return time_alone(path, lambda title, abstract: extract_claims(abstract))


def time_release(path: Path) -> float:
    """Read the release only."""
    return time_alone(path, lambda title, abstract: extract_release(abstract, title))


def time_topics(path: Path) -> float:
    """Read topics only, of many papers at once as a stream does."""
    taxonomy = load_taxonomy()
    papers = list(islice(read_papers(path), ALONE_SAMPLE))
    begin = time.perf_counter()
    for start in range(0, len(papers), BATCH):
        extract_all_topics(papers[start : start + BATCH], taxonomy)
    return (time.perf_counter() - begin) / len(papers)


def time_alone(path: Path, extract: Callable[[str, str], object]) -> float:
    """Time one extractor on at most so many lines of the file; gives seconds per line."""
    papers = list(islice(read_papers(path), ALONE_SAMPLE))
    begin = time.perf_counter()
    for title, abstract in papers:
        extract(title, abstract)
    return (time.perf_counter() - begin) / len(papers)


def time_patterns(path: Path) -> float:
    """Search ten patterns, one `.apply` each, on abstracts that are in memory already."""
    # Not at the top: its memory would count as that of the extractors.
    import pandas as pd  # noqa: PLC0415

    abstracts = pd.Series([abstract for _, abstract in read_papers(path)])
    compiled = [re.compile(pattern, re.IGNORECASE) for pattern in PATTERNS]
    begin = time.perf_counter()
    for pattern in compiled:
        abstracts.apply(pattern.findall)
    return (time.perf_counter() - begin) / len(abstracts)


def time_lines(path: Path) -> float:
    """Read, decode and split the text into lines."""
    begin = time.perf_counter()
    lines = path.read_bytes().decode("utf-8").splitlines()
    return (time.perf_counter() - begin) / len(lines)


def time_per_line(path: Path, work: Callable[[Path], object]) -> float:
    """Time `work` on the file; gives seconds per line."""
    begin = time.perf_counter()
    work(path)
    return (time.perf_counter() - begin) / int(path.stem)


def make_quantulum() -> Callable[[Path], float]:
    """Give what times quantulum3 on the first abstracts; 0 seconds where it is absent."""
    try:
        parser = importlib.import_module("quantulum3.parser")
    except ImportError:
        return lambda path: 0.0

    def parse(path: Path) -> float:
        abstracts = [abstract for _, abstract in islice(read_papers(path), QUANTULUM_SAMPLE)]
        begin = time.perf_counter()
        for abstract in abstracts:
            parser.parse(abstract)
        return (time.perf_counter() - begin) / len(abstracts)

    return parse


def measure_memory(path: Path) -> float:
    """Peak memory in MB of a process that only streams the file through the extractors."""
    command = [sys.executable, __file__, "--alone", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def read_peak_memory() -> float:
    """Peak resident memory of this process in MB."""
    # getrusage would count the parent's memory too, which a fork carries over.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


if __name__ == "__main__":
    main()
