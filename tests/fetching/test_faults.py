"""A server that fails, lies, sends too much or too slowly; and how patiently it is asked."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.digests import find_digest_files
from analysis.fetching import STATE_FILE, DayState, ServerAwayError, check_api_url
from analysis.fetching.waiting import ATTEMPTS, LONGEST_WAIT, read_wait
from tests.digests.api_days import print_day
from tests.fetching.api import Api, Fault, make_rows, send, send_cut
from tests.fetching.conftest import NOW, Fetch, Time

DAY = "2025-03-17"
DAYS = [f"2025-03-{day}" for day in range(10, 18)]
BODY = print_day(make_rows(DAY, 1, 2))
HTML = b"<!doctype html><html><body>Please sign in</body></html>"


def read_states(folder: Path) -> dict[str, str]:
    return {
        record["day"]: record["state"] for record in json.loads((folder / STATE_FILE).read_bytes())
    }


def test_requests_are_spaced_and_say_who_asks(api: Api, fetch: Fetch, time: Time) -> None:
    fetch(*DAYS[:4], delay=1.5)
    assert time.sleeps == [1.5, 1.5, 1.5]
    _, headers = api.asked[0]
    assert headers["user-agent"] == "digest-trends/test"
    assert headers["accept-encoding"] == "gzip"
    assert api.asked[0][0] == f"/api/daily_papers?date={DAYS[0]}&limit=50"


@pytest.mark.parametrize(
    "fault",
    [
        send(500),
        send(502),
        send(429),
        send(200, HTML, {"Content-Type": "text/html"}),
        send(200, BODY[:-30]),
        send(200, b""),
        send(200, b"\x00\xff" * 50),
        send(200, BODY, {"Content-Encoding": "gzip"}),
        send_cut(BODY, chunked=False),
        send_cut(BODY, chunked=True),
    ],
    ids=["500", "502", "429", "html", "cut", "empty", "noise", "gzip", "length", "chunk"],
)
def test_what_may_pass_is_asked_for_again_after_longer_and_longer(
    api: Api, fetch: Fetch, time: Time, fault: Fault
) -> None:
    api.days[DAY] = make_rows(DAY, 1, 2)
    api.faults.extend([fault] * (ATTEMPTS - 1))
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.FETCHED, 2)
    assert time.sleeps == [2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (send(500), "HTTP 500 Internal Server Error"),
        (send_cut(BODY, chunked=False), "RemoteProtocolError"),
        (send_cut(BODY, chunked=True), "RemoteProtocolError"),
        (send(200, BODY[:-30]), "broken or cut off"),
        (send(200, HTML), "no JSON"),
    ],
)
def test_what_does_not_pass_is_a_failed_day_and_no_file(
    api: Api, fetch: Fetch, raw: Path, fault: Fault, problem: str
) -> None:
    api.faults.extend([fault] * ATTEMPTS)
    api.days[DAYS[1]] = make_rows(DAYS[1], 1)
    failed, fetched = fetch(*DAYS[:2])
    assert failed.state is DayState.FAILED
    assert failed.error is not None
    assert problem in failed.error
    assert fetched.state is DayState.FETCHED
    assert read_states(raw) == {DAYS[0]: "failed", DAYS[1]: "fetched"}
    assert [path.name for path in find_digest_files(raw)] == [f"{DAYS[1]}.json"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b""),
        (400, b""),
        (403, HTML),
        (599 + 1, b""),
        (206, BODY),
        (304, b""),
        (302, b""),
        (200, b'{"error": "no"}'),
        (200, b"{}"),
        (200, b"3"),
        (200, b"[1, 2]"),
        (200, b'[{"rows": 1}]'),
        (200, b'[["a"]]'),
    ],
)
def test_what_will_not_change_is_asked_for_once(
    api: Api, fetch: Fetch, status: int, body: bytes
) -> None:
    api.faults.append(send(status, body))
    [record] = fetch(DAY)
    assert record.state is DayState.FAILED
    assert record.error
    assert len(api.asked) == 1


def test_messages_are_one_line_whatever_a_server_sends(api: Api, fetch: Fetch) -> None:
    for location in ("https://evil.example/" + "a" * 500, "https://evil.example/\x1b[2J\x85"):
        api.always = send(302, b"", {"Location": location})
        [record] = fetch(DAY)
        assert record.error is not None
        assert record.error.isprintable()
        assert len(record.error) < 200


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "header",
    [
        {"Retry-After": "37"},
        {"Retry-After": format_datetime(NOW + timedelta(seconds=37), usegmt=True)},
        {"RateLimit": '"api";r=0;t=37'},
    ],
)
def test_a_wait_that_is_asked_for_is_kept(
    api: Api, fetch: Fetch, time: Time, status: int, header: dict[str, str]
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    api.faults.append(send(status, b"", header))
    [record] = fetch(DAY)
    assert record.state is DayState.FETCHED
    assert time.sleeps == [37.0]


def test_a_short_wait_does_not_hasten(api: Api, fetch: Fetch, time: Time) -> None:
    api.faults.append(send(429, b"", {"Retry-After": "0"}))
    fetch(DAY, delay=1.0)
    assert time.sleeps == [2.0, 1.0]


def test_a_server_that_asks_for_a_long_wait_is_left_alone(
    api: Api, fetch: Fetch, raw: Path, time: Time
) -> None:
    api.faults.extend([None, send(429, b"", {"Retry-After": f"{LONGEST_WAIT + 1:.0f}"})])
    with pytest.raises(ServerAwayError, match="601 s"):
        fetch(*DAYS)
    assert len(api.asked) == 2
    assert time.sleeps == []
    assert read_states(raw) == {DAYS[0]: "none"}


def test_a_server_that_asks_for_waits_without_end_is_left_alone(
    api: Api, fetch: Fetch, time: Time
) -> None:
    api.always = send(429, b"", {"Retry-After": "60"})
    with pytest.raises(ServerAwayError, match="another 60 s"):
        fetch(*DAYS)
    assert len(api.asked) == ATTEMPTS
    assert time.sleeps == [60.0] * (ATTEMPTS - 1)


def test_a_server_that_is_down_is_left_alone_after_five_days(
    api: Api, fetch: Fetch, raw: Path
) -> None:
    api.always = send(500)
    with pytest.raises(ServerAwayError, match="5 days"):
        fetch(*DAYS)
    assert len(api.asked) == 5 * ATTEMPTS
    assert list(read_states(raw).values()) == ["failed"] * 5
    api.always = None
    assert {record.state for record in fetch(*DAYS)} == {DayState.NONE}


def test_failures_that_are_not_in_a_row_do_not_end_the_fetch(api: Api, fetch: Fetch) -> None:
    api.faults.extend([send(404)] * 4 + [None] + [send(404)] * 3)
    assert len(fetch(*DAYS)) == len(DAYS)


def test_silence_is_a_timeout(api: Api, fetch: Fetch) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    api.faults.append(lambda _: api.released.wait())
    [record] = fetch(DAY, read_timeout=0.05)
    assert record.state is DayState.FETCHED
    api.always = lambda _: api.released.wait()
    [record] = fetch(DAY, refresh=True, read_timeout=0.05)
    assert record.state is DayState.FAILED
    assert record.error is not None
    assert "ReadTimeout" in record.error


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_server_is_followed(api: Api, fetch: Fetch, status: int) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    api.faults.append(send(status, b"", {"Location": f"/api/new_papers?date={DAY}"}))
    assert fetch(DAY)[0].state is DayState.FETCHED
    assert api.asked[1][0].startswith("/api/new_papers")


def test_a_circle_of_redirects_ends(api: Api, fetch: Fetch) -> None:
    api.always = send(302, b"", {"Location": f"/api/daily_papers?date={DAY}"})
    assert fetch(DAY)[0].error == "redirected more than 3 times"
    assert len(api.asked) == 4


def test_a_redirect_to_another_server_is_refused(api: Api, fetch: Fetch) -> None:
    with Api() as other:
        for target in (other.url, other.url.replace("http:", "https:"), "//evil.example/"):
            api.faults.append(send(302, b"", {"Location": target}))
            [record] = fetch(DAY)
            assert record.error is not None
            assert record.error.startswith("redirected to another server")
        assert other.asked == []


def test_a_redirect_to_nowhere_is_refused(api: Api, fetch: Fetch) -> None:
    api.always = send(302, b"", {"Location": "http://[::"})
    assert fetch(DAY)[0].state is DayState.FAILED


def test_validators_that_are_none_are_not_sent_back(api: Api, fetch: Fetch) -> None:
    headers = {"ETag": "unquoted", "Last-Modified": "yesterday"}
    api.faults.append(send(200, BODY, headers))
    [record] = fetch(DAY)
    assert (record.etag, record.last_modified) == (None, None)
    api.days[DAY] = make_rows(DAY, 1, 2)
    fetch(DAY, refresh=True)
    assert not {"if-none-match", "if-modified-since"} & set(api.asked[1][1])


def test_another_server_is_not_asked_with_the_first_ones_names(
    api: Api, fetch: Fetch, raw: Path
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    fetch(DAY)
    state = (raw / STATE_FILE).read_text(encoding="utf-8")
    moved = re.sub(r"http://127[^\"]*", "https://mirror.example/api", state)
    (raw / STATE_FILE).write_text(moved, encoding="utf-8")
    fetch(DAY, refresh=True)
    assert "if-none-match" not in api.asked[1][1]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_header_gives_a_wait_or_none(retry: str, limit: str) -> None:
    wait = read_wait({"retry-after": retry, "ratelimit": limit}, NOW)
    assert wait is None or wait >= 0


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("Tue, 01 Apr 2025 12:01:00 GMT", 60),
        ("Tue, 01 Apr 2025 12:01:00 -0000", 60),
        ("Tue, 01 Apr 2025 11:00:00 GMT", 0),
        ("Tue, 99 Apr 2025 11:00:00 GMT", None),
        ("soon", None),
        ("-5", None),
        ("9" * 30, 10.0**9),
        ("1" * 5000, 10.0**9),
    ],
)
def test_dates_and_nonsense_in_retry_after(told: str, wait: float | None) -> None:
    assert read_wait({"retry-after": told}, NOW) == wait


@pytest.mark.parametrize(
    "url",
    [
        "http://papers.example/api",
        "ftp://papers.example/api",
        "papers.example",
        "",
        "https://",
        "https://me:secret@papers.example/api",
        "https://papers.example/api?token=1",
        "https://papers.example/api#x",
        "https://[::",
        "http://127.0.0.1.papers.example/",
    ],
)
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check_api_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://papers.example/api",
        "http://127.0.0.1:8/api",
        "http://[::1]:8/",
        "http://localhost/",
    ],
)
def test_https_and_this_machine_are_safe(url: str) -> None:
    assert str(check_api_url(url)) == url
