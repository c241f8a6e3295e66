"""What faults do to a run: hundreds of them, injected at points all over a run.

After each, published reports are byte for byte the old ones or completely the new ones, the
tables can be read, and the next run heals everything by itself. Prints a line for each trial,
then a table. Takes about half an hour on an idle machine.

    python -m benchmarks.faults [--number N] [--seed S] [--only KIND ...]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.campaign import Ground, Trial, list_faults, prepare_ground, try_fault, with_room

FULL = "disk full"
ROOM = 600_000
"""Free bytes that are more than enough for a run of the small project."""


def main() -> int:
    """Run the campaign; the exit code tells if anything was lost."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--number", type=int, default=20, help="faults of each kind")
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--only", nargs="*", default=[], help="only these kinds of faults")
    options = arguments.parse_args()
    injected, survived = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="digests-faults-") as scratch:
        folder = Path(scratch)
        ground = prepare_ground(folder)
        print(f"points: {dict(ground.n_points)}, a run takes {ground.seconds:.1f} s", flush=True)
        faults = list_faults(ground, options.number, options.seed)
        trials = (
            try_fault(fault, ground, folder / f"trial-{i}")
            for i, fault in enumerate(faults)
            if not options.only or fault.kind in options.only
        )
        for trial in trials:
            note(trial, injected, survived)
        if not options.only or FULL in options.only:
            fill_disks(ground, folder / "disk", options.number, injected, survived)
    print("| fault | injected | survived | lost |\n|---|---|---|---|")
    for kind, number in injected.items():
        print(f"| {kind} | {number} | {survived[kind]} | {number - survived[kind]} |")
    return 0 if injected == survived else 1


def note(trial: Trial, injected: Counter[str], survived: Counter[str]) -> None:
    """Count a trial whose fault happened, and tell how it went."""
    kind = trial.fault.kind
    # A run whose fault did not happen has to end as well as any other.
    injected[kind] += trial.happened or bool(trial.problems)
    survived[kind] += trial.happened and not trial.problems
    state = "survived" if trial.happened else "did not happen"
    if trial.problems:
        state = f"LOST: {'; '.join(trial.problems)}"
    print(f"{kind}, {trial.fault.where}: {state}", flush=True)


def fill_disks(
    ground: Ground, disk: Path, number: int, injected: Counter[str], survived: Counter[str]
) -> None:
    """Let runs find a real disk too small, where this user may mount one."""
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        print("no right to mount a small disk: left out", flush=True)
        return
    try:
        for i in range(number // 2):
            fault = with_room(FULL, ROOM * i * 2 // number)
            note(try_fault(fault, ground, disk / "project"), injected, survived)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


if __name__ == "__main__":
    sys.exit(main())
