"""Bodies that are too large, too slow, or packed so as to be either; what is held is bounded."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from itertools import chain, repeat
from pathlib import Path

import pytest

from analysis.fetching import DayState
from analysis.fetching import client as client_module
from analysis.fetching.waiting import ATTEMPTS
from tests.digests.api_days import print_day
from tests.fetching.api import Api, make_rows, send, send_without_end
from tests.fetching.conftest import Fetch, Time

DAY = "2025-03-17"
BODY = print_day(make_rows(DAY, 1, 2))


def test_a_slow_drip_ends_by_the_clock(api: Api, fetch: Fetch, time: Time) -> None:
    time.step = timedelta(seconds=10)
    api.always = send_without_end(b" ")
    [record] = fetch(DAY)
    assert record.error == "not complete after 120 s"
    assert len(api.asked) == ATTEMPTS


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_without_end_is_refused_early(
    api: Api, fetch: Fetch, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(client_module, "LARGEST_ANSWER", 200_000)
    part = gzip.compress(b" " * 10_000_000) if packed else b" " * 50_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    api.always = send_without_end(part, headers)
    [record] = fetch(DAY)
    assert record.error == "larger than 200,000 bytes"
    assert len(api.asked) == 1


@pytest.mark.parametrize("after_the_end", [False, True])
def test_packed_nothing_without_end_ends_by_the_clock(
    api: Api, fetch: Fetch, time: Time, after_the_end: bool
) -> None:
    time.step = timedelta(seconds=10)
    packer = zlib.compressobj(wbits=31)
    head = packer.compress(BODY) + packer.flush(zlib.Z_SYNC_FLUSH)
    empty = packer.flush(zlib.Z_FULL_FLUSH)
    rest = b"\0" * 50 if after_the_end else empty
    first = head + packer.flush() if after_the_end else head

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        for part in chain([first], repeat(rest)):
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    api.always = act
    [record] = fetch(DAY)
    assert record.error == "not complete after 120 s"
    assert len(api.asked) == ATTEMPTS


def test_a_packed_answer_that_is_cut_off_is_asked_for_again(api: Api, fetch: Fetch) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    packed = gzip.compress(BODY)
    api.faults.append(send(200, packed[:-9], {"Content-Encoding": "gzip"}))
    api.faults.append(send(200, packed[:40] + b"~~~~" + packed[44:], {"Content-Encoding": "gzip"}))
    [record] = fetch(DAY)
    assert record.state is DayState.FETCHED
    assert len(api.asked) == 3


def test_a_small_answer_does_not_unpack_to_more_than_is_refused(
    api: Api, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "LARGEST_ANSWER", 200_000)
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 60_000
    api.always = send(200, bomb, {"Content-Encoding": "gzip"})
    tracemalloc.start()
    [record] = fetch(DAY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert record.error == "larger than 200,000 bytes"
    assert peak < 10_000_000


def test_a_drip_ends_by_a_clock_that_is_set_back(
    api: Api, fetch: Fetch, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "LARGEST_ANSWER", 2000)
    time.step = timedelta(seconds=10)
    tell, shifts = time.clock, chain([timedelta()] * 4, repeat(timedelta(days=-365)))
    monkeypatch.setattr(time, "clock", lambda: tell() + next(shifts))
    api.always = send_without_end(b" ")
    [record] = fetch(DAY)
    assert record.error == "not complete after 120 s"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate"])
def test_only_one_packing_is_unpacked(api: Api, fetch: Fetch, encoding: str) -> None:
    api.faults.append(send(200, gzip.compress(BODY), {"Content-Encoding": encoding}))
    assert fetch(DAY)[0].error == "packed in a way that was not asked for"


def test_a_packed_answer_is_unpacked(api: Api, fetch: Fetch, raw: Path) -> None:
    api.faults.append(send(200, gzip.compress(BODY), {"Content-Encoding": "gzip"}))
    assert fetch(DAY)[0].state is DayState.FETCHED
    assert (raw / f"{DAY}.json").read_bytes() == BODY
