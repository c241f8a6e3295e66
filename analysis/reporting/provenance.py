"""Where a report's numbers come from: input files, package versions, code commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file the tables were built from; `state` is read, or failed for one that was no digest."""

    name: str
    sha256: str
    state: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a report records of its origin.

    `as_of` is the moment it was made, with time zone; `packages` has versions by name,
    Python's first; `commit` is None where the code is in no git checkout.
    """

    as_of: datetime
    inputs: tuple[InputFile, ...]
    packages: dict[str, str]
    commit: str | None
