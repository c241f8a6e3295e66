"""Days of more papers than a page holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.fetching import DayState
from tests.digests.api_days import print_day
from tests.fetching.api import Api, make_rows, send
from tests.fetching.conftest import Fetch

DAY = "2025-03-17"


def test_pages_are_put_together(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days[DAY] = make_rows(DAY, *range(1, 121))
    [record] = fetch(DAY)
    assert (record.state, record.n_papers, record.etag) == (DayState.FETCHED, 120, None)
    assert len(json.loads((raw / f"{DAY}.json").read_bytes())) == 120
    assert len(api.asked) == 3
    assert "if-none-match" not in api.asked[1][1]


def test_a_paper_that_slid_to_the_next_page_counts_once(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days[DAY] = make_rows(DAY, *range(1, 61))

    def slide(handler) -> None:
        api.answer(handler)
        api.days[DAY] = make_rows(DAY, 99) + api.days[DAY]

    api.faults.append(slide)
    [record] = fetch(DAY)
    assert record.n_papers == 60
    assert len(json.loads((raw / f"{DAY}.json").read_bytes())) == 60


@pytest.mark.parametrize("count", [50, 70])
def test_a_server_without_pages_is_asked_for_one_too_many_and_no_more(
    api: Api, fetch: Fetch, count: int
) -> None:
    api.always = send(200, print_day(make_rows(DAY, *range(1, count + 1))))
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.FETCHED, count)
    assert len(api.asked) == 2


def test_a_page_that_fails_leaves_the_day_partial(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days[DAY] = make_rows(DAY, *range(1, 61))
    api.faults.extend([None, send(404)])
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.PARTIAL, 50)
    assert record.error == "page 2: HTTP 404 Not Found"
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.FETCHED, 60)
    api.faults.extend([None, send(404)])
    [record] = fetch(DAY, refresh=True)
    assert (record.state, record.n_papers) == (DayState.PARTIAL, 60)


def test_pages_without_end_are_cut(api: Api, fetch: Fetch) -> None:
    api.days[DAY] = make_rows(DAY, *range(1, 1101))
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.PARTIAL, 1000)
    assert len(api.asked) == 20


def test_a_row_that_cannot_be_read_is_kept_and_counted(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days[DAY] = [*make_rows(DAY, *range(1, 61)), {"news": True}]
    [record] = fetch(DAY)
    assert (record.state, record.n_papers, record.n_unread) == (DayState.FETCHED, 60, 1)
    assert json.loads((raw / f"{DAY}.json").read_bytes())[-1] == {"news": True}
