"""Notices to a webhook: one POST of JSON."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from analysis.reporting.notices.attempts import (
    PassingError,
    Sleep,
    TellError,
    explain,
    try_again,
)
from analysis.reporting.notices.settings import URL, WEBHOOK_CA, WebhookServer

_TOO_MANY = 429


def post_notice(
    payload: Mapping[str, Any],
    server: WebhookServer,
    *,
    clock: Callable[[], datetime],
    sleep: Sleep,
    timeout: float,
) -> None:
    """Post a notice, again where the trouble may pass. Raises TellError that says why not.

    No redirect is followed: a notice goes where it was said to go, and nowhere else.
    """
    # They log addresses, and the address is a secret.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    content = json.dumps(payload).encode()
    # The environment is not read here: no proxy and no password file of other programs.
    with httpx.Client(verify=_find_trust(server), trust_env=False, timeout=timeout) as client:
        try_again(lambda: _post_once(client, content, server, clock), sleep)


def _post_once(
    client: httpx.Client, content: bytes, server: WebhookServer, clock: Callable[[], datetime]
) -> None:
    headers = {"Content-Type": "application/json"}
    try:
        # The answer's body is never read: it may be anything, and without end.
        with client.stream("POST", server.url, content=content, headers=headers) as response:
            status, wait = response.status_code, response.headers.get("Retry-After", "")
    except httpx.TimeoutException:
        raise PassingError("no answer in time") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        raise TellError(f"{URL}: expected an address that begins with https://") from None
    except httpx.HTTPError as error:
        raise explain(error) from None
    if status == _TOO_MANY or status >= 500:
        raise PassingError(f"the server answered {status}", _read_pause(wait, clock()))
    if 300 <= status < 400:
        raise TellError(f"the server answered {status}: redirects are not followed")
    if not 200 <= status < 300:
        raise TellError(f"the server answered {status}")


def _find_trust(server: WebhookServer) -> ssl.SSLContext | bool:
    if server.ca is None:
        return True
    try:
        return ssl.create_default_context(cafile=server.ca)
    except OSError:
        raise TellError(f"{WEBHOOK_CA}: expected a file of certificates in PEM") from None


def _read_pause(text: str, now: datetime) -> float:
    """Seconds that a Retry-After asks for: a number or a date; 0 for anything else."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    # A date in a zone that is not known comes without one.
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
