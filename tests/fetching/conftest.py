"""A server, and a fetch from it that never sleeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analysis.fetching import DayRecord, Server, check_api_url, fetch_days, open_client
from tests.fetching.api import Api

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)


class Time:
    """A clock that moves only by being slept on, or by `step` at each look."""

    def __init__(self) -> None:
        self.now = NOW
        self.step = timedelta()
        self.sleeps: list[float] = []

    def clock(self) -> datetime:
        self.now += self.step
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += timedelta(seconds=seconds)


Fetch = Callable[..., list[DayRecord]]


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as api:
        yield api


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


@pytest.fixture
def make_server(api: Api, time: Time) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def make(delay: float = 0.0, read_timeout: float = 5.0) -> Server:
        client = open_client("digest-trends/test", read_timeout=read_timeout)
        servers.append(Server(client, check_api_url(api.url), delay, time.clock, time.sleep))
        return servers[-1]

    yield make
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture
def fetch(make_server: Callable[..., Server], raw: Path) -> Fetch:
    """Fetch days (as text) into `raw`; the records of all of them."""

    def call(*days: str, refresh: bool = False, **manners: float) -> list[DayRecord]:
        wanted = [date.fromisoformat(day) for day in days]
        server = make_server(**manners)
        return [outcome.record for outcome in fetch_days(wanted, raw, server, refresh=refresh)]

    return call
