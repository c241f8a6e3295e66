"""What all commands share: messages, progress, JSON lines and where the project is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import click
from tqdm import tqdm

from analysis.exchange import LockedError, hold_lock
from analysis.reporting.runlog import show_controls


def say(message: str) -> None:
    """Print a line for the person at the terminal; results alone go to standard output.

    Names of files and what servers answer are in it, with whatever characters they have.
    """
    click.echo(show_controls(message), err=True)


def show_progress(items: Sequence[Any], label: str) -> Iterable[Any]:
    """Wrap a long loop in a progress bar on standard error; silent off a terminal."""
    return tqdm(items, desc=label, unit="", leave=False, disable=not sys.stderr.isatty())


def to_printable(name: str) -> str:
    """Replace what of a file name is no text (a file system allows any bytes)."""
    return os.fsencode(name).decode("utf-8", errors="replace")


class NotebookBar:
    """A progress bar over notebooks, made when the first one is done; silent off a terminal."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __call__(self, done: int, total: int, name: str) -> None:
        """Show how many notebooks are done, and the one that was last."""
        bar = self._bar or tqdm(total=total, unit="notebook", disable=not sys.stderr.isatty())
        bar.set_postfix_str(name)
        bar.update(done - bar.n)
        if done == total:
            bar.close()
        self._bar = bar


@contextmanager
def hold_folder(lock: Path, now: datetime) -> Iterator[None]:
    """Hold a lock while the block runs; where another process has it, leave with its name."""
    try:
        with hold_lock(lock, now):
            yield
    except LockedError as error:
        raise click.ClickException(f"{error}. Try again when it is done.") from error


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Open standard output, or a file that appears under its name only when complete."""
    if path is None:
        if isinstance(sys.stdout, TextIOWrapper):
            # Titles are in all scripts, terminals' encodings are not.
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
        return
    partial = path.with_name(f".{path.name}.partial")
    try:
        stream = partial.open("w", encoding="utf-8")
    except OSError as error:
        problem = f"{path}: cannot be written ({error.strerror}). Name another --output."
        raise click.ClickException(problem) from error
    try:
        with stream:
            yield stream
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_json_line(row: dict[str, Any], stream: TextIO) -> None:
    """Write one JSON object and a line feed; dates as ISO strings."""
    stream.write(json.dumps(row, ensure_ascii=False, default=_to_json) + "\n")


def as_row(record: Any, names: Sequence[str] | None = None) -> dict[str, Any]:
    """A frozen record's fields as a dictionary, not descending into them."""
    chosen = names or [field.name for field in fields(record)]
    return {name: getattr(record, name) for name in chosen}


def _to_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
