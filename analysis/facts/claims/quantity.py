"""What a quantity is: a number or a range with its mark, and the tokens that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """What is written with a number."""

    NONE = "none"
    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"
    FRACTION = "fraction"


@dataclass(slots=True)
class Quantity:
    """A number or a range in a sentence: tokens `first` to `last` (exclusive) hold it."""

    first: int
    last: int
    value: float
    mark: Mark
    high: float | None = None
    sign: str = ""
    spelled_range: bool = False
    """Written 'a to b', which is a range or two ends of a change."""
    change_verb: bool = False
    """The number is itself a verb of change: doubles, halved."""
    at_least: bool = False
    """Written '30+'."""
    scale: str = ""
    """What a bare number counts in: the k of '128k', the b of '7B'."""
