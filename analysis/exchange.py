"""Putting a finished folder in the place of another, in one step where the system can."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


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
