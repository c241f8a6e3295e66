"""What changed since the last report of the same run.

Both reports count mostly the same papers, so that nothing here is a test: a value is only
said to lie outside the interval that the earlier report gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime

from analysis.findings.state import Measure, State
from analysis.reporting.provenance import InputFile
from analysis.reporting.runs import Value
from analysis.reporting.state import format_bounds, format_value
from analysis.wording import count_of

MOST_NAMES = 5
"""Files named one by one; of more, the rest is counted."""
IMPLIED = frozenset({"digest", "listing"})
"""Counts that a summary leaves out: they follow those of files and papers."""
NO_PLACE = frozenset({"tables_dir"})
"""Parameters that say where numbers lie, not which."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One report of a run, as far as it is compared; `state` is None if it recorded none."""

    as_of: datetime
    parameters: Mapping[str, Value]
    inputs: tuple[InputFile, ...]
    state: State | None


@dataclass(frozen=True, slots=True)
class Files:
    """Digest files that came, went or have other content now: how many, and the first names."""

    what: str
    number: int
    names: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.number - len(self.names)


@dataclass(frozen=True, slots=True)
class Count:
    """A count in both reports."""

    what: str
    before: int
    after: int

    @property
    def change(self) -> str:
        """The difference in words, `3 more papers`."""
        difference = self.after - self.before
        number = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}"
        return f"{number} {self.what}{'' if abs(difference) == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Move:
    """A number that says something else now; `before` and `after` are it with its interval."""

    label: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Summary:
    """One kind of change, and the labels of the numbers that it is true of."""

    what: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """What a report says of the last one of its run.

    `before` is when that was made, None if none is on record. `differences` says why numbers
    cannot be compared; `counts` and `moves` are then empty. `top_topics` is how many topics
    count as the largest.
    """

    before: AwareDatetime | None = None
    differences: tuple[str, ...] = ()
    files: tuple[Files, ...] = ()
    counts: tuple[Count, ...] = ()
    moves: tuple[Move, ...] = ()
    top_topics: int = 0

    @property
    def is_nothing_new(self) -> bool:
        """Whether the last report could be compared and said the same."""
        is_told = self.differences or self.files or self.counts or self.moves
        return self.before is not None and not is_told


def compare_reports(before: Snapshot | None, after: Snapshot) -> Since:
    """Say what changed from one report of a run to the next; linear in what both record."""
    if before is None:
        return Since()
    files = tuple(_compare_files(before.inputs, after.inputs))
    differences = tuple(_list_differences(before, after))
    if differences or before.state is None or after.state is None:
        return Since(before.as_of, differences, files)
    old, new = before.state, after.state
    return Since(
        before=before.as_of,
        files=files,
        counts=tuple(count for count in _list_counts(old, new) if count.before != count.after),
        moves=(*_compare_topics(old, new), *_compare_measures(old, new)),
        top_topics=new.top_topics,
    )


def summarise_since(since: Since) -> tuple[Summary, ...]:
    """What changed, one line per kind of change; nothing where nothing did."""
    counted = [count_of(one.number, one.what) for one in since.files]
    counted += [one.change for one in since.counts if one.what not in IMPLIED]
    told = [Summary(f"not comparable, {'; '.join(since.differences)}")] if since.differences else []
    told += [Summary(", ".join(counted))] if counted else []
    labels: dict[str, list[str]] = {}
    for move in since.moves:
        labels.setdefault(move.what, []).append(move.label)
    return (*told, *(Summary(what, tuple(names)) for what, names in labels.items()))


def _compare_files(before: Sequence[InputFile], after: Sequence[InputFile]) -> Iterator[Files]:
    """Files are the same by their content: a new name alone is no new digest."""
    old, new = ({one.sha256: one.name for one in files} for files in (before, after))
    came, went = ({**one} for one in (new, old))
    for sha256 in old.keys() & new.keys():
        del came[sha256], went[sha256]
    altered = set(came.values()) & set(went.values())
    for what, names in (
        ("new digest file", set(came.values()) - altered),
        ("altered digest file", altered),
        ("removed digest file", set(went.values()) - altered),
    ):
        if names:
            yield Files(what, len(names), tuple(sorted(names)[:MOST_NAMES]))


def _list_differences(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """What decides the numbers of both reports and is not the same."""
    names = [name for name in {**before.parameters, **after.parameters} if name not in NO_PLACE]
    for name in names:
        old, new = (_tell(one.parameters.get(name)) for one in (before, after))
        if old != new:
            yield f"{name} was {old}, is {new}"
    if before.state is None:
        yield "the last report recorded no numbers"
        return
    basis = after.state.basis if after.state else {}
    for name, value in basis.items():
        if before.state.basis.get(name) != value:
            yield f"{name} changed"


def _tell(value: Value | None) -> str:
    return "not there" if value is None else "empty" if value == "" else str(value)


def _list_counts(old: State, new: State) -> Iterator[Count]:
    """Counts of digests and papers; no names, as papers are not on record one by one."""
    yield Count("digest", old.sources.n_read, new.sources.n_read)
    yield Count("paper", old.sources.n_papers, new.sources.n_papers)
    yield Count("listing", old.sources.n_listings, new.sources.n_listings)
    yield Count("unreadable file", old.sources.n_failed, new.sources.n_failed)


def _compare_topics(old: State, new: State) -> Iterator[Move]:
    """Topics that entered or left the largest, and those there whose share moved."""
    before, after = ({one.key: one for one in state.topics} for state in (old, new))
    was_top, is_top = ([one.key for one in state.largest] for state in (old, new))
    top = f"the top {new.top_topics} of topics"
    for key in is_top:
        if key not in was_top:
            yield _move(f"entered {top}", before.get(key), after[key])
    for key in was_top:
        if key not in is_top:
            yield _move(f"left {top}", before[key], after.get(key))
    for key in is_top:
        if key in was_top and (what := _find_move(before[key], after[key])):
            yield _move(what, before[key], after[key])


def _compare_measures(old: State, new: State) -> Iterator[Move]:
    before = {one.key: one for one in old.measures}
    for one in new.measures:
        if one.key in before and (what := _find_move(before[one.key], one)):
            yield _move(what, before[one.key], one)


def _find_move(before: Measure, after: Measure) -> str:
    """How a number moved; empty where it lies within its earlier interval, or had none."""
    if before.value is None or after.value is None:
        known = (before.value is not None, after.value is not None)
        return {(False, True): "known now", (True, False): "not known any more"}.get(known, "")
    if before.ci_lower is None or before.ci_upper is None:
        return ""
    if before.ci_lower <= after.value <= before.ci_upper:
        return ""
    side = "above" if after.value > before.ci_upper else "below"
    return f"{side} its earlier interval"


def _move(what: str, before: Measure | None, after: Measure | None) -> Move:
    label = after.label if after else before.label if before else ""
    return Move(label, what, _show(before), _show(after))


def _show(measure: Measure | None) -> str:
    """A measure with its interval, `23% (18% to 29%)`."""
    if measure is None:
        return "not found"
    bounds = format_bounds(measure)
    if measure.value is None:
        return format_value(measure)
    return f"{format_value(measure)} ({bounds or 'no interval'})"
