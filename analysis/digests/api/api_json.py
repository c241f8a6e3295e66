"""The Daily Papers API's JSON: a list of rows, one per paper of a day.

Over the years rows came as objects or as Python's print of them, bare or wrapped with a
status, a date and a count, and with ever more keys. Lines are rows here: a listing's
lines and an issue's line are the row's number. A row that cannot be read never stops the
others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from analysis.digests.api.api_fields import (
    Account,
    Object,
    find_named_day,
    read_authors,
    read_count,
    read_day,
    read_object,
    read_paper_id,
    read_text,
)
from analysis.digests.api.json_text import load_json, parse_printed_row, show_value
from analysis.digests.errors import DigestError
from analysis.papers import DateMethod, Digest, Listing

_ADVICE = (
    "Expected the Daily Papers API's answer: a list of rows with 'paper', 'title' and "
    "'publishedAt'. Fetch the day again, or move this file out of the folder."
)


@dataclass(slots=True)
class _Rows:
    """What the rows read so far hold."""

    listings: list[Listing] = field(default_factory=list)
    submission_days: Counter[date] = field(default_factory=Counter)
    n_unread: int = 0


def parse_api_json(text: str, source_file: str, sha256: str) -> Digest:
    """Read one answer of the API, dated by its rows, its own date or the file's name.

    Linear in the text. Raises DigestError where it is no JSON, or none of its rows is a
    paper; an empty list is a digest only where the date is known.
    """
    account = Account(source_file)
    rows, stated = _unwrap(load_json(text, source_file), account)
    read = _Rows()
    for account.row, row in enumerate(rows, start=1):
        _read_row(row, read, account)
    account.row = 0
    dated = _date_digest(read.submission_days, stated, account)
    if not read.listings and (rows or dated[0] is None):
        raise DigestError(source_file, "JSON that lists no paper.", _ADVICE)
    return Digest(
        source_file=source_file,
        sha256=sha256,
        source_format="api-json",
        listings=tuple(read.listings),
        n_lines=len(rows),
        n_unexplained=read.n_unread,
        digest_date=dated[0],
        date_method=dated[1],
        date_evidence=dated[2],
        issues=account.close(),
    )


def _unwrap(answer: Any, account: Account) -> tuple[list[Any], date | None]:
    """The rows of an answer, and the date that it states for all of them."""
    if isinstance(answer, list):
        return answer, None
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise DigestError(account.source_file, "JSON without a list of rows.", _ADVICE)
    account.check_keys("response", answer)
    count = account.take(answer, "count", read_count)
    if count is not None and count != len(rows):
        account.report(str(count), f"count: there are {len(rows)} rows")
    return rows, account.take(answer, "date", read_day)


def _read_row(row: Any, read: _Rows, account: Account) -> None:
    try:
        fields = read_object(parse_printed_row(row) if isinstance(row, str) else row)
    except ValueError as error:
        read.n_unread += 1
        account.report(show_value(row), f"a row that cannot be read: {error}")
        return
    paper = account.take(fields, "paper", read_object) or {}
    # The paper's title is as the page prints it; the row's keeps LaTeX that the page strips.
    title = account.take(paper, "title", read_text) or account.take(fields, "title", read_text)
    if title is None:
        read.n_unread += 1
        account.report(show_value(row), "a row without a title")
        return
    account.check_keys("row", fields)
    account.check_keys("paper", paper)
    submitted = account.take(paper, "submittedOnDailyAt", read_day)
    if submitted is not None:
        read.submission_days[submitted] += 1
    read.listings.append(_to_listing(fields, paper, title, len(read.listings) + 1, account))


def _to_listing(row: Object, paper: Object, title: str, position: int, account: Account) -> Listing:
    abstract = account.take(paper, "summary", read_text) or account.take(row, "summary", read_text)
    if abstract is None:
        account.report(title, "a listing without an abstract")
    if "\ufffd" in title or (abstract is not None and "\ufffd" in abstract):
        account.report(title, "characters that are no text were replaced by U+FFFD")
    published = account.take(paper, "publishedAt", read_day)
    return Listing(
        position=position,
        title=title,
        abstract=abstract or "",
        first_line=account.row,
        last_line=account.row,
        n_authors=_count_authors(paper, account),
        organization=_read_organization(row, paper, account),
        publication_date=published,
        publication_date_method=DateMethod.STATED if published else None,
        comments=account.take(row, "numComments", read_count),
        votes=account.take(paper, "upvotes", read_count),
        arxiv_id=account.take(paper, "id", read_paper_id),
    )


def _count_authors(paper: Object, account: Account) -> int | None:
    authors = account.take(paper, "authors", read_authors)
    # All authors at once; which of them has an unknown key does not matter.
    account.check_keys("author", dict.fromkeys(chain.from_iterable(authors or ())))
    # No paper has no author: an empty list says that nobody filled it.
    return len(authors) if authors else None


def _read_organization(row: Object, paper: Object, account: Account) -> str | None:
    """The name of the organization that the page prints as a badge."""
    for owner in (row, paper):
        badge = account.take(owner, "organization", read_object)
        if badge:
            account.check_keys("organization", badge)
            name = account.take(badge, "fullname", read_text)
            return name or account.take(badge, "name", read_text)
    return None


def _date_digest(
    days: Mapping[date, int], stated: date | None, account: Account
) -> tuple[date | None, DateMethod, str]:
    """The day of the list, how it was found, and the evidence.

    Rows tell when their paper was put on the list. Where they tell several days, the
    answer's own date or the file's name decides; without these the last of the days is
    the earliest possible one.
    """
    named = find_named_day(account.source_file)
    if len(days) == 1:
        [(day, count)] = days.items()
        for other, where in ((stated, "the answer's own date"), (named, "the file's name")):
            if other not in (None, day):
                account.report(f"{other}", f"{where} is not {day}, the day of submission")
        told = "1 row" if count == 1 else f"{count} rows"
        return day, DateMethod.STATED, f"submittedOnDailyAt of {told}"
    told = f"; submittedOnDailyAt names {len(days)} days" if days else "; no submittedOnDailyAt"
    if days:
        first, last = min(days), max(days)
        account.report(f"{first} to {last}", "rows that were submitted on several days")
    if stated or named:
        where = "the answer's own date" if stated else "the file's name"
        return stated or named, DateMethod.STATED, where + told
    if days:
        return max(days), DateMethod.EARLIEST, f"the last of {len(days)} days of submission"
    return None, DateMethod.UNRESOLVED, ""
