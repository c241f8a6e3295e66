"""The metadata block behind a listing: who, a dot, when, and how many comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.digests.page.badge import find_badge, is_sure_badge, parse_badge
from analysis.digests.page.layout import Line, LineKind
from analysis.papers import PrintedDate

_METADATA = (LineKind.AUTHORS, LineKind.DOT, LineKind.DATE)


@dataclass(slots=True)
class Metadata:
    """A metadata block while it is read; without `lines` there is none."""

    organization: str | None = None
    n_authors: int | None = None
    printed_date: PrintedDate | None = None
    comments: int | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a page sets its listings."""

    uses_blanks: bool
    votes_first: bool
    """A lone number stands before titles; without blank lines it could be the comments."""


def split_at_metadata(body: Sequence[Line]) -> list[tuple[list[Line], Metadata]]:
    """Cut a page's body behind each metadata block.

    Returns pairs of text lines and the block behind them; the last may have none.
    """
    habits = _Habits(
        any(line.after_blank for line in body[1:]),
        bool(body) and body[0].kind is LineKind.NUMBER,
    )
    segments: list[tuple[list[Line], Metadata]] = []
    text: list[Line] = []
    metadata = Metadata()
    for index, line in enumerate(body):
        if _continues(line, metadata, habits):
            _add(line, metadata)
            continue
        if metadata.lines:
            segments.append((text, metadata))
            text, metadata = [], Metadata()
        if _begins(line, body[index + 1 : index + 2], habits):
            _take_badge(line, text, metadata, habits)
            _add(line, metadata)
        else:
            text.append(line)
    segments.append((text, metadata))
    return segments


def _begins(line: Line, following: Sequence[Line], habits: _Habits) -> bool:
    if line.kind is LineKind.DATE:
        return line.after_blank or not habits.uses_blanks
    if line.kind is LineKind.DOT:
        # A bullet in an abstract has text behind it.
        return bool(following) and following[0].kind in _METADATA
    return line.kind is LineKind.AUTHORS


def _continues(line: Line, metadata: Metadata, habits: _Habits) -> bool:
    if not metadata.lines:
        return False
    if line.kind is LineKind.AUTHORS:
        return metadata.n_authors is None and metadata.printed_date is None
    if line.kind in (LineKind.DOT, LineKind.DATE):
        return metadata.printed_date is None
    is_below_date = metadata.lines[-1].kind is LineKind.DATE and metadata.comments is None
    is_vote = habits.votes_first and not habits.uses_blanks
    is_set_below = not line.after_blank and not is_vote
    return line.kind is LineKind.NUMBER and is_below_date and is_set_below


def _take_badge(line: Line, text: list[Line], metadata: Metadata, habits: _Habits) -> None:
    """Take the organisation's badge, in place of the author count or before it."""
    n_lines = find_badge(text, habits.uses_blanks)
    if n_lines == 0 or line.kind is LineKind.DATE:
        return
    badge = text[-n_lines:]
    joined = " ".join(part.text for part in badge)
    if line.kind is LineKind.AUTHORS:
        is_in_block = habits.uses_blanks and not line.after_blank
        if not (is_in_block or is_sure_badge(joined)):
            return
    metadata.organization = parse_badge(joined)
    metadata.lines += badge
    del text[-n_lines:]


def _add(line: Line, metadata: Metadata) -> None:
    if line.kind is LineKind.AUTHORS:
        metadata.n_authors = line.count
    elif line.kind is LineKind.DATE:
        metadata.printed_date, metadata.comments = line.printed_date, line.count
    elif line.kind is LineKind.NUMBER:
        metadata.comments = line.count
    metadata.lines.append(line)
