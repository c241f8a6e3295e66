"""Fuzz the readers, guided by coverage, and tell what none of them may do.

Each way in starts from small valid samples and is fuzzed in a process of its own: page text,
the API's JSON, arXiv's metadata, dumps, saved pages, gzip; the facts of any text; SOURCES.yml;
whole builds. A run must end in digests that add up and fit into tables, or in the documented
error. Whatever else it raises is a finding, and so is a run of more than 20 seconds or of
more than a gigabyte. Ends with a table, and with the bytes of each finding for a test.

    python -m benchmarks.fuzz [--seconds N] [--format NAME ...] [--seed S]
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from benchmarks.fuzz.targets import list_targets

LONGEST_RUN = 20
MOST_MEGABYTES = 1024
LONGEST_INPUT = 20_000
MOST_FINDINGS = 3
"""Of one target; a finding ends the process, and the next one soon meets it again."""
GRACE = 60
"""Seconds beyond its own limits after which a process is ended from outside."""
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_RAISED = re.compile(r"=== Uncaught Python exception: ===\n(.*?)\n\s*\n", re.DOTALL)
_ENDED = re.compile(r"==\d+== ?ERROR: libFuzzer: (.*)")
_WORD = re.compile(rb"[A-Za-z_:/-]{3,24}|[^\sA-Za-z0-9]{2,8}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a run did that none may do, and its bytes."""

    told: str
    content: bytes


@dataclass(slots=True)
class Tally:
    """How a target fared."""

    n_runs: int = 0
    seconds: float = 0
    findings: list[Finding] = field(default_factory=list)


def main() -> int:
    """Fuzz all targets asked for, one after another; the exit code tells if any failed."""
    targets = list_targets()
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=int, default=60, help="for each format")
    arguments.add_argument("--format", action="append", choices=targets, help="only this one")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    tallies: dict[str, Tally] = {}
    for name in options.format or targets:
        with tempfile.TemporaryDirectory(prefix="digests-fuzz-") as scratch:
            samples = targets[name][1]
            tallies[name] = fuzz(name, samples, options.seconds, options.seed, Path(scratch))
        for finding in tallies[name].findings:
            print(f"{name}: {finding.told}\n{finding.content!r}\n", flush=True)
    print("| target | seconds | runs | findings |\n|---|---|---|---|")
    for name, tally in tallies.items():
        row = f"{tally.seconds:.0f} | {tally.n_runs:,} | {len(tally.findings)}"
        print(f"| {name} | {row} |")
    return 1 if any(tally.findings or not tally.n_runs for tally in tallies.values()) else 0


def fuzz(name: str, samples: Iterable[bytes], seconds: int, seed: int, scratch: Path) -> Tally:
    """Fuzz a target for some seconds; after a finding, go on with what was learnt."""
    inputs, artifacts, files = (scratch / part for part in ("inputs", "artifacts", "files"))
    for folder in (inputs, artifacts, files):
        folder.mkdir()
    write_samples(samples, inputs, scratch / "words")
    tally, start = Tally(), monotonic()
    while len(tally.findings) < MOST_FINDINGS and (left := seconds - round(tally.seconds)) > 0:
        output = run_child(name, left, seed + len(tally.findings), scratch)
        tally.n_runs += int(found[1]) if (found := _RUNS.search(output)) else 0
        tally.seconds = monotonic() - start
        finding = read_finding(output, artifacts)
        if finding is None:
            break
        tally.findings.append(finding)
    return tally


def write_samples(samples: Iterable[bytes], inputs: Path, words: Path) -> None:
    """Write samples to start from, and their words for the fuzzer to make others with."""
    found: set[bytes] = set()
    for number, sample in enumerate(samples):
        (inputs / f"sample-{number}").write_bytes(sample)
        found.update(_WORD.findall(sample))
    quoted = ("".join(f"\\x{byte:02x}" for byte in word) for word in sorted(found))
    words.write_text("".join(f'"{word}"\n' for word in quoted), encoding="ascii")


def run_child(name: str, seconds: int, seed: int, scratch: Path) -> str:
    """Run one fuzzing process to its end; gives what it printed."""
    limits = [f"-max_total_time={seconds}", f"-timeout={LONGEST_RUN}", f"-seed={seed}"]
    limits += [f"-rss_limit_mb={MOST_MEGABYTES}", f"-max_len={LONGEST_INPUT}"]
    places = [f"-artifact_prefix={scratch / 'artifacts'}/", f"-dict={scratch / 'words'}"]
    command = [sys.executable, "-m", "benchmarks.fuzz.child", name, *limits, *places]
    try:
        done = subprocess.run(
            [*command, "-print_final_stats=1", "-verbosity=1", str(scratch / "inputs")],
            env={**os.environ, "TMPDIR": str(scratch / "files")},
            capture_output=True,
            check=False,
            timeout=seconds + LONGEST_RUN + GRACE,
        )
    except subprocess.TimeoutExpired:
        return "==0== ERROR: libFuzzer: the process did not end by itself"
    output = (done.stdout + done.stderr).decode(errors="replace")
    if done.returncode and not _ENDED.search(output) and not _RAISED.search(output):
        output += f"\n==0== ERROR: libFuzzer: exit code {done.returncode}: {output[-2000:]}"
    return output


def read_finding(output: str, artifacts: Path) -> Finding | None:
    """What a process found before it ended; None where its time ran out in peace."""
    raised, ended = _RAISED.search(output), _ENDED.search(output)
    if raised is None and ended is None:
        return None
    told = (raised or ended)[1].strip()
    written = sorted(artifacts.iterdir())
    content = written[0].read_bytes() if written else b""
    for path in written:
        path.unlink()
    return Finding(told, content)


if __name__ == "__main__":
    sys.exit(main())
