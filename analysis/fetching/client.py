"""One question to the API and its answer: nothing here trusts the server."""

from __future__ import annotations

import ipaddress
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from types import TracebackType
from typing import Generic, TypeVar

import httpx

from analysis.fetching.errors import FetchError, TransientError
from analysis.fetching.waiting import ask_again, read_wait

Body = TypeVar("Body")

READ_TIMEOUT = 30.0
LONGEST_ANSWERING = timedelta(seconds=120)
"""For one whole answer: a server that drips never lets a single read time out."""
LARGEST_ANSWER = 16_000_000
"""Bytes, unpacked; fifty papers are less than half a million."""
_MOST_REDIRECTS = 3
_TRANSIENT = frozenset((408, 425, 429, 500, 502, 503, 504))
_WAITING = frozenset((429, 503))
_ETAG = re.compile(r'(?:W/)?"[!#-~]{0,250}"')
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", re.ASCII)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server calls a version of an answer by; with these it is asked for changes only."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[Body]):
    """What was read of a body, None where nothing changed; the server's names for this version
    of it; and whether a further page is announced.
    """

    body: Body | None
    validators: Validators
    has_next: bool = False


def check_api_url(text: str) -> httpx.URL:
    """The address of an API: https, or http on this machine. Raises ValueError."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"{text!r} is no address ({error}).") from error
    if not url.host or url.scheme not in ("https", "http"):
        raise ValueError(f"{text!r} is no address of an API; it begins with https://.")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ValueError(f"{text!r}: only https is safe to fetch from another machine.")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("the address must hold no user, password, '?' or '#'.")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_client(
    user_agent: str,
    *,
    read_timeout: float = READ_TIMEOUT,
    transport: httpx.BaseTransport | None = None,
    trust_env: bool = False,
) -> httpx.Client:
    """A client that verifies certificates and follows no redirect by itself.

    `trust_env` has the environment's proxies and certificates used.
    """
    return httpx.Client(
        headers={
            "User-Agent": user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        },
        timeout=httpx.Timeout(read_timeout, connect=min(10.0, read_timeout)),
        transport=transport,
        trust_env=trust_env,
        follow_redirects=False,
    )


class Server:
    """An API and the manners of asking it: a pause before each request, and few retries.

    `clock` gives the time with its zone, `sleep` waits; both are the caller's.
    """

    def __init__(
        self,
        client: httpx.Client,
        url: httpx.URL,
        delay: float,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self.url = url
        self.clock = clock
        self._client = client
        self._delay = delay
        self._sleep = sleep
        self._has_asked = False

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def ask(
        self, params: Mapping[str, str], known: Validators, read: Callable[[bytes], Body]
    ) -> Answer[Body]:
        """Ask once, and again where that may help, for what has changed since `known`.

        `read` makes something of a body; where it raises TransientError, it is asked for
        again. Raises FetchError or ServerAwayError.
        """
        return ask_again(lambda: self._ask_once(params, known, read), self._sleep)

    def _ask_once(
        self, params: Mapping[str, str], known: Validators, read: Callable[[bytes], Body]
    ) -> Answer[Body]:
        if self._has_asked and self._delay:
            self._sleep(self._delay)
        self._has_asked = True
        url = self.url.copy_merge_params(dict(params))
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                with self._client.stream("GET", url, headers=_conditions(known)) as response:
                    if response.next_request is None:
                        return self._judge(response, known, read)
                    url = _check_target(url, response.next_request.url)
        except (httpx.TransportError, zlib.error) as error:
            raise TransientError(f"{type(error).__name__}: {error}") from error
        raise FetchError(f"redirected more than {_MOST_REDIRECTS} times")

    def _judge(
        self, response: httpx.Response, known: Validators, read: Callable[[bytes], Body]
    ) -> Answer[Body]:
        status = response.status_code
        if status == HTTPStatus.NOT_MODIFIED and _conditions(known):
            return Answer(None, known)
        if status != HTTPStatus.OK:
            problem = _describe_status(status)
            if status not in _TRANSIENT:
                raise FetchError(problem)
            wait = read_wait(response.headers, self.clock()) if status in _WAITING else None
            raise TransientError(problem, wait)
        body = read(self._read_body(response))
        return Answer(body, _read_validators(response.headers), "next" in response.links)

    def _read_body(self, response: httpx.Response) -> bytes:
        # Encodings within encodings unpack to a thousand times a thousand of what is sent.
        packing = response.headers.get("content-encoding", "identity")
        if packing not in ("identity", "gzip"):
            raise FetchError("packed in a way that was not asked for")
        began = self.clock()
        content = bytearray()
        parts = response.iter_raw()
        for part in _unpack(parts) if packing == "gzip" else parts:
            content += part
            if len(content) > LARGEST_ANSWER:
                raise FetchError(f"larger than {LARGEST_ANSWER:,} bytes")
            now = self.clock()
            # A clock may be set back meanwhile.
            began = min(began, now)
            if now - began > LONGEST_ANSWERING:
                seconds = LONGEST_ANSWERING.total_seconds()
                raise TransientError(f"not complete after {seconds:.0f} s")
        return bytes(content)


def _unpack(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip: something for each part, if only nothing, and never more than is refused.

    A library that leaves out what unpacks to nothing would read without end where only that
    is sent. Raises zlib.error, and TransientError where the end is missing.
    """
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for part in parts:
        yield b"" if unpacker.eof else unpacker.decompress(part, LARGEST_ANSWER + 1)
    if not unpacker.eof:
        raise TransientError("the packed answer is cut off")


def _describe_status(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _check_target(url: httpx.URL, target: httpx.URL) -> httpx.URL:
    """Where a redirect leads; another host or scheme is refused, whoever sent us there."""
    if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
        raise FetchError(f"redirected to another server, which is refused: {target}")
    return target


def _conditions(known: Validators) -> dict[str, str]:
    names = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in names.items() if value and value.isascii()}


def _read_validators(headers: Mapping[str, str]) -> Validators:
    """Those of a server's validators that are spelt as such: they are sent back later."""
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    return Validators(
        etag if _ETAG.fullmatch(etag) else None,
        modified if _HTTP_DATE.fullmatch(modified) else None,
    )
