"""A server that answers like the Daily Papers API, on this machine, with faults on order."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.digests.api_days import make_row

Fault = Callable[[BaseHTTPRequestHandler], None]


def make_rows(day: str, *numbers: int, **paper: Any) -> list[dict]:
    """Rows that were put on the list on a day: each number is a paper of its own."""
    told = {"submittedOnDailyAt": f"{day}T08:00:00.000Z"} | paper
    return [make_row(number, f"Apples in basket {number}", **told) for number in numbers]


class Api:
    """What the server holds by day, what it is to do wrong next, and what it was asked."""

    def __init__(self) -> None:
        self.days: dict[str, list[Any]] = {}
        self.faults: deque[Fault | None] = deque()
        self.always: Fault | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.knows_pages = True
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/api/daily_papers"

    def asked_days(self) -> list[str]:
        return [parse_qs(urlsplit(path).query)["date"][0] for path, _ in self.asked]

    def __enter__(self) -> Api:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer as the site does: 50 rows a page, a link to the next one, weak validators."""
        query = parse_qs(urlsplit(handler.path).query)
        try:
            day = date.fromisoformat(query["date"][0]).isoformat()
        except ValueError:
            send(400, b'{"error":"invalid date"}')(handler)
            return
        limit, page = int(query.get("limit", ["50"])[0]), int(query.get("p", ["0"])[0])
        first = page * limit if self.knows_pages else 0
        rows = self.days.get(day, [])
        body = json.dumps(rows[first : first + limit]).encode()
        headers = {"ETag": f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'}
        if handler.headers.get("If-None-Match") == headers["ETag"]:
            send(304, b"", headers)(handler)
            return
        if self.knows_pages and first + limit < len(rows):
            headers["Link"] = f'<{self.url}?date={day}&p={page + 1}>; rel="next"'
        send(200, body, headers)(handler)

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                api.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                fault = api.faults.popleft() if api.faults else api.always
                try:
                    (fault or api.answer)(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def send(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Fault:
    """A whole answer."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        told = {"Content-Type": "application/json"} | (headers or {})
        for name, value in told.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return act


def send_cut(body: bytes, chunked: bool) -> Fault:
    """An answer that promises more than it sends."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        else:
            handler.send_header("Content-Length", str(len(body) + 100))
        handler.end_headers()
        head = f"{len(body) + 50:x}\r\n".encode() if chunked else b""
        handler.wfile.write(head + body)
        handler.close_connection = True

    return act


def send_without_end(part: bytes, headers: dict[str, str] | None = None) -> Fault:
    """Chunk after chunk until the client hangs up."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in ({"Transfer-Encoding": "chunked"} | (headers or {})).items():
            handler.send_header(name, value)
        handler.end_headers()
        while True:
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    return act
