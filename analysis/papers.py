"""The vocabulary: what a digest, a listing, a paper and its facts are, as frozen types.

Every other room speaks in these words. Nothing here computes anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class DateMethod(StrEnum):
    """How a date's year became known."""

    STATED = "stated"
    """The source prints the year."""
    PROVED = "proved"
    """Printed without a year; another digest prints the same paper's date with one."""
    EARLIEST = "earliest"
    """The earliest year that the known dates allow: a lower bound, not a proof."""
    PINNED = "pinned"
    """Set by hand in SOURCES.yml."""
    UNRESOLVED = "unresolved"
    """Nothing known allows a year."""


class ReleaseStatus(StrEnum):
    """What an abstract says of its code."""

    RELEASED = "released"
    PROMISED = "promised"
    NONE = "none"


class ClaimKind(StrEnum):
    """How a claimed gain is stated."""

    DELTA = "delta"
    RATIO = "ratio"
    FROM_TO = "from_to"
    SHARE = "share"


class Unit(StrEnum):
    """Unit class of a claim; classes are never pooled."""

    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"
    RAW = "raw"


class MetricFamily(StrEnum):
    """What kind of thing a claim's metric measures."""

    QUALITY = "quality"
    SPEED = "speed"
    MEMORY = "memory"
    SIZE = "size"
    COMPUTE = "compute"
    COST = "cost"
    DATA = "data"
    OTHER = "other"


class Direction(StrEnum):
    """How a claim's metric moves."""

    UP = "up"
    DOWN = "down"


class Effect(StrEnum):
    """Whether a claim favours the paper's method."""

    GAIN = "gain"
    COST = "cost"
    NEUTRAL = "neutral"


class Bound(StrEnum):
    """How exactly a claim states its number."""

    EXACT = "exact"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    ABOUT = "about"


class TextField(StrEnum):
    """Where in a paper a span lies."""

    TITLE = "title"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as a page prints it; `year` is None where the page leaves it out."""

    month: int
    day: int
    year: int | None = None

    def __str__(self) -> str:
        tail = "" if self.year is None else f", {self.year}"
        return f"{date(2000, self.month, 1):%b} {self.day}{tail}"


@dataclass(frozen=True, slots=True)
class Listing:
    """One paper as one digest lists it.

    `position` counts from 1 within the digest; `first_line` and `last_line` are
    1-based and inclusive. Fields that the digest leaves out are None.
    """

    position: int
    title: str
    abstract: str
    first_line: int
    last_line: int
    n_authors: int | None = None
    organization: str | None = None
    printed_date: PrintedDate | None = None
    publication_date: date | None = None
    publication_date_method: DateMethod | None = None
    comments: int | None = None
    votes: int | None = None
    arxiv_id: str | None = None
    """Without its version; where known, it identifies the paper, whatever its title."""


@dataclass(frozen=True, slots=True)
class ParseIssue:
    """An input line or field that could not be explained.

    `line` is 1-based, 0 for the whole file.
    """

    source_file: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One capture of a list of papers: a whole file, or the `part` of a file that holds many."""

    source_file: str
    sha256: str
    source_format: str
    listings: tuple[Listing, ...]
    n_lines: int
    """Non-blank input lines, each accounted for as banner, field or parse issue.

    Formats of records count records here; the rows of JSON are its line numbers as well.
    """
    n_unexplained: int = 0
    """Those of them that are neither banner nor field."""
    printed_date: PrintedDate | None = None
    digest_date: date | None = None
    date_method: DateMethod = DateMethod.UNRESOLVED
    date_evidence: str = ""
    issues: tuple[ParseIssue, ...] = ()
    part: str = ""
    """Tells the digests of one file apart, without any `#`; empty where the file is one."""

    @property
    def digest_id(self) -> str:
        """What tables key by, see `to_digest_id`."""
        return to_digest_id(self.source_file, self.part)


def to_digest_id(source_file: str, part: str = "") -> str:
    """The file's name and, where the file holds many digests, `#` and the part.

    Each `#` of the name is doubled: a file may be called what a part of another one is.
    """
    name = source_file.replace("#", "##")
    return f"{name}#{part}" if part else name


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (end exclusive) of a paper's title or abstract."""

    field: TextField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic of a paper with the matched strings that speak for it, and where they stand."""

    topic: str
    terms: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What an abstract announces of its artifacts. `evidence` is None when status is none."""

    status: ReleaseStatus = ReleaseStatus.NONE
    code_urls: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A number stated as a difference or ratio against something else.

    `quote` is `abstract[start:end]`. Percentages, points, factors and raw amounts stay
    in their own `unit`. For kind from_to, `value` is None and `from_value`, `to_value`
    are set; a range has its second number in `high`.
    """

    quote: str
    start: int
    end: int
    kind: ClaimKind
    value: float | None
    high: float | None
    from_value: float | None
    to_value: float | None
    unit: Unit
    metric: str
    metric_family: MetricFamily
    direction: Direction
    effect: Effect
    bound: Bound
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is read out of one paper's title and abstract."""

    topics: tuple[TopicMatch, ...] = ()
    release: Release = field(default_factory=Release)
    claims: tuple[Claim, ...] = ()
