"""The log of unattended runs: one file beside the reports, a line for everything that happened."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

LOG_FILE = "run.log"
_LIMIT = 1_000_000
"""Bytes from which on a new file is begun; the one before is kept."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""All but tab and line feed; the last two ranges turn the direction of writing."""


def show_controls(text: str) -> str:
    """Show control characters by their codes: the terminal that shows a text would obey them."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


class RunLog:
    """Appends lines with time and process to the log at `path`.

    A log that cannot be written must not end the run that it would tell of; `is_written`
    says whether the last line went in.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self.path = folder / LOG_FILE
        self.is_written = False
        self._clock = clock

    def write(self, text: str) -> None:
        """Append a text, its further lines indented."""
        head = f"{self._clock().isoformat(timespec='seconds')} [{os.getpid()}] "
        lines = show_controls(text.rstrip()).replace("\n", "\n    ")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(f"{head}{lines}\n")
            self.is_written = True
        except OSError:
            self.is_written = False

    def rotate(self) -> None:
        """Begin a new file where the present one has grown long; only for a lock's holder."""
        with suppress(OSError):
            if self.path.stat().st_size > _LIMIT:
                self.path.replace(self.path.with_suffix(".log.1"))
