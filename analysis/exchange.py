"""Changing a folder that others read: one writer at a time, and in one step."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RETRY = 0.1
"""Seconds between two looks at a lock that another process holds."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock: process, machine, and since when (with time zone)."""

    pid: int
    host: str
    since: datetime

    def describe(self, now: datetime) -> str:
        """Name the process and how long it has held the lock."""
        age = timedelta(seconds=max(0, round((now - self.since).total_seconds())))
        return f"process {self.pid} on {self.host}, since {self.since:%Y-%m-%d %H:%M:%S %Z} ({age})"


class LockedError(Exception):
    """Another process is at work on the folder; the message says which."""


@contextmanager
def hold_lock(
    path: Path, now: datetime, wait: float = 0.0, tell: Callable[[str], None] = lambda _: None
) -> Iterator[Owner | None]:
    """Hold the lock `path`, a file that is made if need be, while the block runs.

    The system lets go of it when the process ends, however that ends. Gives the owner that
    ended without letting go itself, None where there was none. Where another process holds
    it, tells so once and waits up to `wait` seconds; then raises LockedError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + wait
        told = False
        while not _try_lock(file):
            owner = _read_owner(file)
            who = owner.describe(now) if owner else "another process, which has just begun"
            if time.monotonic() >= deadline:
                raise LockedError(f"{path.parent} is being worked on by {who}")
            if not told:
                tell(f"waiting for {who}")
                told = True
            time.sleep(_RETRY)
        left = _read_owner(file)
        _write_owner(file, Owner(os.getpid(), socket.gethostname(), now))
        try:
            yield left
        finally:
            os.ftruncate(file, 0)
    finally:
        os.close(file)


def find_lock(folder: Path) -> Path:
    """Where the lock of a folder lies that is replaced as a whole: beside it."""
    folder = folder.resolve()
    return folder.with_name(f".{folder.name}.lock")


def _try_lock(file: int) -> bool:
    # Without such locks (outside POSIX), starting only one writer is up to the user.
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_owner(file: int) -> Owner | None:
    """Read who is noted in a lock's file; None where nobody is, or not yet."""
    try:
        noted: dict[str, Any] = json.loads(os.pread(file, 1000, 0))
        return Owner(noted["pid"], noted["host"], datetime.fromisoformat(noted["since"]))
    except (ValueError, KeyError, TypeError):
        return None


def _write_owner(file: int, owner: Owner) -> None:
    text = json.dumps(asdict(owner) | {"since": owner.since.isoformat()})
    os.ftruncate(file, 0)
    # The note serves messages only: a full disk is no reason not to go on.
    with suppress(OSError):
        os.pwrite(file, text.encode(), 0)


def put_in_place(new: Path, place: Path) -> None:
    """Make the folder `new` stand at `place`; what stood there stands at `new` afterwards.

    Both must be on one file system. Readers of `place` see the old or the new folder,
    complete; where the system cannot exchange two folders, there may be none for a moment,
    and `recover_place` undoes or finishes what a process killed in it left.
    """
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        aside = _aside(place)
        place.rename(aside)
        try:
            new.rename(place)
        except OSError:
            aside.rename(place)
            raise
        aside.rename(new)


def recover_place(place: Path) -> None:
    """Bring `place` back where a process was killed while it put a new folder there."""
    aside = _aside(place)
    if aside.exists() and not place.exists():
        aside.rename(place)
    elif aside.exists():
        shutil.rmtree(aside, ignore_errors=True)


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}-old")


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders by Linux's renameat2; False where it is not to be had."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    failed: int = rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    return failed == 0
