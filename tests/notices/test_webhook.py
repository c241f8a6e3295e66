"""Webhooks against a real HTTP server."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from analysis.reporting.notices.attempts import ATTEMPTS, LONGEST_PAUSE, TellError
from analysis.reporting.notices.settings import find_webhook
from analysis.reporting.notices.webhook import post_notice
from tests.notices.servers import (
    ENDPOINT,
    SECRETS,
    Certificates,
    Hook,
    find_leaks,
    serve_hook,
    serve_silence,
)

NOW = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)


def post(url: str, timeout: float = 10.0, **settings: str) -> list[float]:
    """Post something; gives the pauses that were made."""
    pauses: list[float] = []
    server = find_webhook({"DIGESTS_WEBHOOK_URL": url, **settings})
    post_notice({"text": "héllo"}, server, clock=lambda: NOW, sleep=pauses.append, timeout=timeout)
    return pauses


def test_it_arrives(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert post(hook.url) == []
    assert hook.posts == [{"text": "héllo"}]
    assert hook.paths == [ENDPOINT]
    assert not find_leaks([caplog.text], SECRETS)


def test_it_arrives_under_tls_by_an_own_authority(certificates: Certificates) -> None:
    with serve_hook(certificates) as hook:
        url = hook.url.replace("http:", "https:")
        post(url, DIGESTS_WEBHOOK_CA=str(certificates.ca))
        for trusted in (str(certificates.other), ""):
            with pytest.raises(TellError, match="certificate is not trusted"):
                post(url, DIGESTS_WEBHOOK_CA=trusted)
    assert len(hook.posts) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_what_may_pass_is_tried_again(hook: Hook, status: int) -> None:
    hook.answers = [(status, {}), (status, {})]
    assert post(hook.url) == [1.0, 2.0]
    assert len(hook.posts) == 3


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        ("7", 7.0),
        ("0", 1.0),
        ("86400", LONGEST_PAUSE),
        ("9" * 5000, LONGEST_PAUSE),
        ("Mon, 04 May 2026 07:00:09 GMT", 9.0),
        ("Mon, 04 May 2026 07:00:09 -0000", 9.0),
        ("Mon, 04 May 2020 07:00:09 GMT", 1.0),
        ("soon", 1.0),
        ("-5", 1.0),
        ("", 1.0),
    ],
)
def test_the_server_may_ask_to_wait_within_bounds(hook: Hook, asked: str, pause: float) -> None:
    hook.answers = [(429, {"Retry-After": asked})]
    assert post(hook.url) == [pause]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_final_no_is_not_tried_again(hook: Hook, status: int) -> None:
    hook.answers = [(status, {})]
    with pytest.raises(TellError) as caught:
        post(hook.url)
    assert str(caught.value) == f"the server answered {status}"
    assert len(hook.posts) == 1


def test_what_does_not_pass_is_told_after_a_few_attempts(hook: Hook) -> None:
    hook.answers = [(503, {})] * 10
    with pytest.raises(TellError, match="answered 503"):
        post(hook.url)
    assert len(hook.posts) == ATTEMPTS


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(hook: Hook, status: int) -> None:
    with serve_hook() as elsewhere:
        hook.answers = [(status, {"Location": elsewhere.url})]
        with pytest.raises(TellError, match="redirects are not followed"):
            post(hook.url)
        assert elsewhere.posts == []


def test_a_server_that_hangs_is_left() -> None:
    with serve_silence() as port, pytest.raises(TellError, match="no answer in time") as caught:
        post(f"http://127.0.0.1:{port}{ENDPOINT}", timeout=0.05)
    assert not find_leaks([repr(caught.value)], SECRETS)


def test_a_server_that_is_not_there() -> None:
    with serve_silence() as port:
        pass
    with pytest.raises(TellError) as caught:
        post(f"http://127.0.0.1:{port}{ENDPOINT}")
    assert str(caught.value).startswith("no connection: ")


def test_no_proxy_of_the_environment_gets_it(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_hook() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        post(hook.url)
        assert proxy.posts == []
    assert len(hook.posts) == 1
