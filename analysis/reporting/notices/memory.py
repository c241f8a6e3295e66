"""Who has heard of a failure and not yet that all works again: a small file beside the reports.

It is written before a failure is told, and again after somebody was told that all works. A
process killed between leaves a name too many: that one is told once more, never not at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from analysis.reporting.publish import write_atomically

MEMORY_FILE = "notices.json"
_VERSION = 1


def read_waiting(output: Path) -> dict[str, str]:
    """Give the ways by which people wait to hear that all works, each with since when.

    Empty where nothing is on record, or nothing that can be read.
    """
    try:
        noted = json.loads((output / MEMORY_FILE).read_text(encoding="utf-8"))
        return {str(way): str(since) for way, since in noted["waiting"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write_waiting(output: Path, waiting: Mapping[str, str]) -> None:
    """Record who waits, where that is not on record yet. Raises OSError."""
    if read_waiting(output) != dict(waiting):
        content = json.dumps({"version": _VERSION, "waiting": dict(waiting)})
        write_atomically(output / MEMORY_FILE, content + "\n")
