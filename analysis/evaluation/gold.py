"""Hand labels: reading the files that say what careful readers found in abstracts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.papers import Bound, ClaimKind, Direction, Effect, ReleaseStatus, Unit

_SUFFIX = "_gold"


class GoldError(ValueError):
    """A file of hand labels cannot be used; the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A labelled claim; an `optional` one counts neither as missed nor as extra."""

    quote: str
    kind: ClaimKind
    value: float | None
    high: float | None
    from_value: float | None
    to_value: float | None
    unit: Unit
    direction: Direction
    effect: Effect
    bound: Bound
    metric: str = ""
    start: int | None = None
    end: int | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldRelease:
    """What a careful reader finds released."""

    status: ReleaseStatus
    code_urls: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    quote: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldPaper:
    """The labels of one paper; `gold_set` names the file they stand in."""

    gold_set: str
    paper_id: str
    title: str
    topics: tuple[str, ...]
    topics_optional: tuple[str, ...]
    release: GoldRelease
    claims: tuple[GoldClaim, ...]
    source: str = ""
    """File that holds the paper's text, below a folder of wider data; empty in the project."""


def read_gold(path: Path) -> tuple[GoldPaper, ...]:
    """Read a file of hand labels in the shape of the labelling guide, one paper per line.

    Input: a JSON-lines file; blank lines are skipped. Output: the papers in file order;
    the gold set is the file's name without `_gold`. Raises GoldError, naming file and line,
    where a line is no JSON object or a field is missing or ill-typed, or an id comes twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read: {error}") from error
    papers: dict[str, GoldPaper] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            paper = _build_paper(path.stem.removesuffix(_SUFFIX), json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"field {error} is missing" if isinstance(error, KeyError) else str(error)
            raise GoldError(f"{path}, line {number}: {reason}") from error
        if paper.paper_id in papers:
            raise GoldError(f"{path}, line {number}: id {paper.paper_id!r} comes twice")
        papers[paper.paper_id] = paper
    return tuple(papers.values())


def _build_paper(gold_set: str, row: Mapping[str, Any]) -> GoldPaper:
    return GoldPaper(
        gold_set=gold_set,
        paper_id=str(row["id"]),
        title=str(row.get("title", "")),
        topics=tuple(map(str, row["topics"])),
        topics_optional=tuple(map(str, row.get("topics_optional", ()))),
        release=_build_release(row["release"]),
        claims=tuple(_build_claim(claim) for claim in row["claims"]),
        source=str(row.get("source", "")),
    )


def _build_release(row: Mapping[str, Any]) -> GoldRelease:
    return GoldRelease(
        status=ReleaseStatus(row["status"]),
        code_urls=tuple(row.get("code_urls", ())),
        artifacts=tuple(row.get("artifacts", ())),
        quote=row.get("quote", ""),
        optional=bool(row.get("optional", False)),
    )


def _build_claim(row: Mapping[str, Any]) -> GoldClaim:
    return GoldClaim(
        quote=row.get("quote") or "",
        start=row.get("start"),
        end=row.get("end"),
        kind=ClaimKind(row["kind"]),
        value=_number(row["value"]),
        high=_number(row["high"]),
        from_value=_number(row["from"]),
        to_value=_number(row["to"]),
        unit=Unit(row["unit"]),
        direction=Direction(row["direction"]),
        effect=Effect(row["effect"]),
        bound=Bound(row["bound"]),
        metric=row.get("metric") or "",
        optional=bool(row.get("optional", False)),
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
