"""Days asked for one after another, each compared with what is there, written and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from analysis.digests import DigestError
from analysis.fetching.answers import DayAnswer, DayFile, ask_day, count_lacking, join, read_file
from analysis.fetching.client import Server, Validators
from analysis.fetching.days import is_complete
from analysis.fetching.errors import FetchError, ServerAwayError
from analysis.fetching.records import DayRecord, DayState, read_records, write_records
from analysis.fetching.store import write_atomically
from analysis.provenance import hash_file

MOST_FAILURES = 5
"""Days that fail one after another before the server is left alone."""
_KNOWN = (DayState.FETCHED, DayState.NONE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A day's record, and whether the server was asked for it this time."""

    record: DayRecord
    was_asked: bool


def fetch_days(
    days: Iterable[date],
    folder: Path,
    server: Server,
    *,
    refresh: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Bring a folder's files for these days up to date, and give each day's outcome.

    The folder is the caller's alone meanwhile (see `hold_lock`). Days that are known are not
    asked for, with `refresh` only whether they changed. Each day is written and recorded
    before the next is asked for, so that an end at any moment loses none. Raises
    ServerAwayError where no further day should be asked for.
    """
    records = read_records(folder, tell)
    failures = 0
    for day in days:
        if failures == MOST_FAILURES:
            raise ServerAwayError(f"{failures} days one after another failed.")
        outcome = _fetch_day(day, folder, server, records.get(day), refresh)
        if outcome.record != records.get(day):
            records[day] = outcome.record
            write_records(folder, records)
        yield outcome
        if outcome.was_asked:
            failures = failures + 1 if outcome.record.state is DayState.FAILED else 0


def _fetch_day(
    day: date, folder: Path, server: Server, record: DayRecord | None, refresh: bool
) -> Outcome:
    now, path = server.clock(), folder / f"{day}.json"
    # Until the server has answered, a day that nobody recorded is one that has failed.
    old = record or DayRecord(day, DayState.FAILED, str(server.url), now)
    sha256 = hash_file(path) or None
    # By a clock that was ahead, a day can have been over that was not.
    is_known = old.state in _KNOWN and old.asked_at <= now
    if is_known and old.sha256 == sha256 and not refresh:
        return Outcome(old, was_asked=False)
    failed = replace(old, state=DayState.FAILED, asked_at=now)
    try:
        known = _read_known(path, day, is_ours=old.sha256 is not None)
    except FetchError as error:
        return Outcome(replace(failed, error=str(error)), was_asked=False)
    is_same = known is not None and (old.sha256, old.source) == (sha256, str(server.url))
    validators = Validators(old.etag, old.last_modified) if is_same else Validators()
    base = _describe(failed, known, str(server.url), validators)
    try:
        answer = ask_day(server, day, validators)
        kept = _keep(path, base, known, answer, now) if answer else _settle(base, [], now)
    except FetchError as error:
        kept = replace(base, error=str(error))
    return Outcome(kept, was_asked=True)


def _read_known(path: Path, day: date, is_ours: bool) -> DayFile | None:
    """The day's file as it is; None where there is none.

    A file of ours that was damaged is as good as none. One that somebody else put there is
    not ours to replace: FetchError.
    """
    try:
        return read_file(path.read_bytes(), day)
    except FileNotFoundError:
        return None
    except DigestError as error:
        if is_ours:
            return None
        raise FetchError(f"{path.name} is there and no digest; move it out of the way") from error


def _describe(
    record: DayRecord, known: DayFile | None, source: str, validators: Validators
) -> DayRecord:
    """The record with what the day's file holds before the server has answered."""
    return replace(
        record,
        source=source,
        n_papers=known.n_papers if known else 0,
        n_unread=known.digest.n_unexplained if known else 0,
        # A file of ours that is damaged or gone stays ours.
        sha256=known.digest.sha256 if known else record.sha256,
        etag=validators.etag,
        last_modified=validators.last_modified,
        error=None,
    )


def _keep(
    path: Path, base: DayRecord, known: DayFile | None, answer: DayAnswer, now: datetime
) -> DayRecord:
    """Write what is fuller, or as full and newer; no paper that is known is ever lost."""
    file = answer.file
    reasons = [answer.cut] if answer.cut else []
    if known is not None:
        n_lacking, n_new = count_lacking(file, known)
        if n_lacking:
            papers = "1 paper" if n_lacking == 1 else f"{n_lacking} papers"
            reasons.append(f"{papers} of the file not in the answer")
            file = join(file, known, base.day) if n_new and known.holds_rows else known
    elif not file.digest.n_lines:
        return _settle(replace(base, sha256=None, fetched_at=None), reasons, now)
    if known is None or file.content != known.content:
        write_atomically(path, file.content)
        base = replace(base, fetched_at=now)
    validators = answer.validators if file is answer.file else Validators()
    held = _describe(base, file, base.source, validators)
    return _settle(held, reasons, now)


def _settle(record: DayRecord, reasons: Sequence[str], now: datetime) -> DayRecord:
    """Decide the state: by what the answer lacks, then by whether the day was over."""
    reasons = list(reasons)
    if not is_complete(record.day, now):
        reasons.append("the day was not over")
    if reasons:
        return replace(record, state=DayState.PARTIAL, error="; ".join(reasons))
    return replace(record, state=DayState.FETCHED if record.n_papers else DayState.NONE)
