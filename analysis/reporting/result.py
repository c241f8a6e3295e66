"""What became of an unattended run: for its exit code, its message, and whoever is to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from analysis.reporting.outcome import NotebookFailure


class ExitCode(IntEnum):
    """How a run ended. A run stopped by a signal has 128 and the signal's number."""

    DONE = 0
    """Published, or nothing to do."""
    NOTEBOOK_FAILED = 1
    """A notebook failed: its run is not published."""
    WRONG_USAGE = 2
    """A run, notebook or parameter that is not there or not allowed."""
    NO_TABLES = 3
    """The tables could not be built; the old ones stay."""
    LOCKED = 4
    """Another run is at work."""
    SYSTEM_REFUSED = 5
    """Disk full, no permission, no such folder."""
    NOT_TOLD = 6
    """All as with DONE, but somebody who is to be told of it could not be."""
    DEFECT = 70
    """An error that nobody foresaw; the log has the details."""


class StoppedBySignalError(BaseException):
    """A signal asks the process to end. Not an Exception: nothing but the end may catch it."""

    def __init__(self, signal: int, name: str) -> None:
        super().__init__(name)
        self.signal = signal
        self.name = name


class NoTablesError(Exception):
    """The tables could not be built; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class HeadlineChange:
    """A headline that differs between two manifests of a run; None where one has none.

    `before` and `after` hold the headline's fields.
    """

    notebook: str
    label: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class TablesResult:
    """What became of the tables. `reason` says why they were built, empty if they were not."""

    reason: str = ""
    n_parsed: int = 0
    n_extracted: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What became of one declared run.

    `executed` gives the reason by notebook, `kept` the notebooks that were up to date;
    `published` is the folder of the reports if they were replaced, and `changes` are the
    headlines that differ from those published before.
    """

    run: str
    executed: Mapping[str, str]
    kept: tuple[str, ...]
    failures: tuple[NotebookFailure, ...] = ()
    published: Path | None = None
    changes: tuple[HeadlineChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What became of a start of `run`: `message` is one line, `errors` name each trouble.

    `recovered` tells of a run before that ended without a result, empty where none did;
    `untold` says who could not be told of this one, and why.
    """

    exit_code: int
    message: str
    as_of: datetime
    seconds: float
    tables: TablesResult
    runs: tuple[RunOutcome, ...] = ()
    errors: tuple[str, ...] = ()
    log: Path | None = None
    recovered: str = ""
    untold: tuple[str, ...] = ()
