"""The process that fuzzes one target, until it finds something or its time is up.

`atheris.Fuzz` never returns and ends the process, hence a process of its own:

    python -m benchmarks.fuzz.child TARGET [libFuzzer's options and folder of inputs]
"""

from __future__ import annotations

import gzip
import random
import sys

import atheris

with atheris.instrument_imports(include=["analysis"], enable_loader_override=False):
    from benchmarks.fuzz.targets import list_targets


def mutate_unpacked(content: bytes, max_size: int, seed: int) -> bytes:
    """Change what is in gzip, which no change of the packed bytes would reach."""
    if random.Random(seed).random() < 0.2:
        return bytes(atheris.Mutate(content, max_size))
    try:
        inside = gzip.decompress(content)
    except Exception:  # Whatever is no gzip is changed as it is.
        return bytes(atheris.Mutate(content, max_size))
    return gzip.compress(bytes(atheris.Mutate(inside, max_size)), 1, mtime=0)[:max_size]


def main() -> None:
    """Fuzz the target that the command line names."""
    name = sys.argv.pop(1)
    run, _ = list_targets()[name]
    mutator = {"custom_mutator": mutate_unpacked} if name == "gzip" else {}
    atheris.Setup(sys.argv, run, **mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
