"""What is asked of an unattended run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.reporting.outcome import Progress


@dataclass(frozen=True, slots=True)
class Order:
    """What to run. `runs` are names, none for all; times are in seconds.

    `describe_code` and `clock` give the description of the code and the present moment,
    with time zone; `wait` is how long to wait for another run to end; `keep` how many dated
    runs stay of each; with `force`, everything is read and executed anew. `engine` decides how
    kernels are started, None for the fastest way that works here.
    """

    runs: Sequence[str]
    raw: Path
    topics: Path | None
    tables_dir: Path
    notebooks_dir: Path
    output: Path
    describe_code: Callable[[], Mapping[str, Any]]
    clock: Callable[[], datetime]
    jobs: int
    force: bool
    wait: float
    keep: int
    cell_timeout: float
    notebook_timeout: float
    engine: str | None
    progress: Progress
    show_reading: Callable[[Sequence[Any], str], Iterable[Any]]
    tell: Callable[[str], None]
