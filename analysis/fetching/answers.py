"""What the API answers for a day: pages of rows, put together and judged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.digests import DigestError, PaperKey, group_listings, parse_digests
from analysis.digests.api.api_fields import read_day
from analysis.digests.api.json_text import load_json, parse_printed_row
from analysis.digests.decode import decode_text
from analysis.fetching.client import Answer, Server, Validators
from analysis.fetching.errors import FetchError, TransientError
from analysis.papers import Digest

PAGE_ROWS = 50
"""The API's own page size. It is asked for by number, so that a full page is known as one."""
_MOST_PAGES = 20
_JSON = "api-json"


@dataclass(frozen=True, slots=True)
class DayFile:
    """The bytes of one day and the digest that they are."""

    content: bytes
    digest: Digest

    @property
    def holds_rows(self) -> bool:
        """Whether it is an API's answer, whose rows can be put with those of another."""
        return self.digest.source_format == _JSON

    @property
    def n_papers(self) -> int:
        """The number of distinct papers."""
        return len(set(group_listings(self.digest.listings)))


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """What the API says of a day; `cut` says why pages are missing.

    The validators are empty where they do not stand for all of the bytes.
    """

    file: DayFile
    validators: Validators
    cut: str | None = None


def ask_day(server: Server, day: date, known: Validators) -> DayAnswer | None:
    """All pages of a day; None where nothing changed since `known`.

    A further page that cannot be had leaves the answer cut. Raises FetchError, where there
    is no usable first page, and ServerAwayError.
    """
    answer = server.ask(_params(day, 0), known, lambda content: _read_page(content, day))
    if answer.body is None:
        return None
    if not _may_go_on(answer):
        return DayAnswer(answer.body, answer.validators)
    return _ask_further(server, day, answer.body)


def _ask_further(server: Server, day: date, file: DayFile) -> DayAnswer:
    for page in range(1, _MOST_PAGES):
        known = file
        try:
            answer = server.ask(
                _params(day, page), Validators(), lambda content: _read_page(content, day)
            )
            if answer.body is not None:
                file = join(known, answer.body, day)
        except FetchError as error:
            return DayAnswer(known, Validators(), f"page {page + 1}: {error}")
        # A server that knows no pages gives the first one again and again.
        if file is known or not _may_go_on(answer):
            return DayAnswer(file, Validators())
    return DayAnswer(file, Validators(), f"more than {_MOST_PAGES} pages")


def read_file(content: bytes, day: date) -> DayFile:
    """Bytes as the digest of a day. Raises DigestError."""
    # A file of many digests is none of a day; the first says as well what it is.
    return DayFile(content, parse_digests(content, f"{day}.json")[0])


def join(first: DayFile, second: DayFile, day: date) -> DayFile:
    """The rows of one file and those of another that it lacks; `first` itself where it lacks none.

    Raises FetchError where the two cannot be put into one.
    """
    keys = _group(first, second)
    known = set(keys[0])
    added = {
        listing.first_line
        for listing, key in zip(second.digest.listings, keys[1], strict=True)
        if key not in known
    }
    rows, others = _load_rows(first.content, day), _load_rows(second.content, day)
    read = {listing.first_line for listing in second.digest.listings}
    try:
        # A row that nobody can read yet is no paper, but somebody may read it one day.
        more = [
            row
            for number, row in enumerate(others, start=1)
            if number in added or (number not in read and row not in rows)
        ]
        return _dump(rows + more, day) if more else first
    except (RecursionError, DigestError) as error:
        raise FetchError(f"rows that cannot be put into one file: {error}") from error


def count_lacking(file: DayFile, known: DayFile) -> tuple[int, int]:
    """How many papers of `known` are not in `file`, and how many of `file` are new."""
    keys, others = (set(group) for group in _group(file, known))
    return len(others - keys), len(keys - others)


def _group(one: DayFile, other: DayFile) -> tuple[list[PaperKey], list[PaperKey]]:
    n_first = len(one.digest.listings)
    keys = group_listings([*one.digest.listings, *other.digest.listings])
    return keys[:n_first], keys[n_first:]


def _params(day: date, page: int) -> dict[str, str]:
    # Sorted by trend, the API leaves the date aside: no order is asked for.
    params = {"date": day.isoformat(), "limit": str(PAGE_ROWS)}
    return params | ({"p": str(page)} if page else {})


def _may_go_on(answer: Answer[DayFile]) -> bool:
    n_rows = answer.body.digest.n_lines if answer.body else 0
    return answer.has_next or n_rows >= PAGE_ROWS


def _read_page(content: bytes, day: date) -> DayFile:
    """One answer's bytes, judged. Raises FetchError where it is not what was asked for."""
    rows = _load_rows(content, day)
    try:
        file = read_file(content, day)
    except DigestError as error:
        raise FetchError(error.problem) from error
    if not file.holds_rows:
        raise FetchError("the answer is no list of rows")
    told = {found for row in rows if (found := _find_day(row)) is not None}
    stated = told or {file.digest.digest_date or day}
    if day not in stated:
        raise FetchError(f"the answer is for {min(stated)}, not for {day}")
    return file


def _load_rows(content: bytes, day: date) -> list[Any]:
    """The rows of an answer or file. Raises FetchError; a body cut off may come whole later."""
    try:
        answer = load_json(decode_text(content, f"{day}.json"), f"{day}.json")
    except DigestError as error:
        raise TransientError(f"no JSON was answered: {error.problem}") from error
    rows = answer.get("data") if isinstance(answer, dict) else answer
    if not isinstance(rows, list):
        raise FetchError("the answer is no list of rows")
    return rows


def _find_day(row: Any) -> date | None:
    """The day on which a row's paper was put on the list, where the row tells."""
    try:
        fields = parse_printed_row(row) if isinstance(row, str) else row
        return read_day(fields["paper"]["submittedOnDailyAt"])
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _dump(rows: Sequence[Any], day: date) -> DayFile:
    lines = ",\n".join(json.dumps(row) for row in rows)
    return read_file(f"[\n{lines}\n]\n".encode(), day)
