"""Real servers on this machine: SMTP with TLS and log-in, HTTP, and one that never answers."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "robot-of-reports", "pa55 w0rd/with=signs&more"
ENDPOINT = "/services/T0SECRETS/B0SECRETS?token=abcdefghijkl"
SECRETS = [USER, PASSWORD, ENDPOINT, "T0SECRETS", "abcdefghijkl"]


@dataclass(frozen=True)
class Certificates:
    """An authority and what it signed for `localhost`; `other` signed nothing."""

    ca: Path
    other: Path
    chain: Path
    key: Path

    def make_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def make_certificates(folder: Path) -> Certificates:
    def call(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("ca", "other"):
        call(
            "req", "-x509", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.pem",
            "-days", "2", "-subj", f"/CN=Test {name}",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip
    call("req", *new_key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text(
        "subjectAltName=DNS:localhost\nauthorityKeyIdentifier=keyid\nbasicConstraints=CA:FALSE\n"
    )
    call(
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-out", "server.pem", "-days", "2", "-extfile", "names",
    )  # fmt: skip
    paths = (folder / name for name in ("ca.pem", "other.pem", "server.pem", "server.key"))
    return Certificates(*paths)


@dataclass
class MailServer:
    """Keeps what it gets. `answers` are given to the next e-mails in the place of a yes,
    `refused` to recipients, each once for each of its words."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)
    sessions: int = 0
    logins: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refused.get(address):
            return self.refused[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.sessions += 1
        if self.answers:
            return self.answers.pop(0)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.envelopes.append(list(envelope.rcpt_tos))
        return "250 OK"


class _EchoingSmtp(SMTP):
    """Repeats the credentials where it refuses them."""

    async def push(self, status: Any) -> None:
        if isinstance(status, str) and status.startswith("535"):
            status = f"535 5.7.8 not {USER} with {PASSWORD}, not {self.said}"
        await super().push(status)

    said = ""


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    if isinstance(server, _EchoingSmtp):
        server.said = f"{data.login.decode()} {data.password.decode()}"
    assert isinstance(server.event_handler, MailServer)
    server.event_handler.logins += 1
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


@contextmanager
def serve_mail(
    certificates: Certificates, security: str = "starttls", *, needs_login: bool = True
) -> Iterator[MailServer]:
    """An SMTP server; `security` is starttls (and no other way), tls or plain."""
    context = certificates.make_context()
    server = MailServer()

    class Here(Controller):
        def factory(self) -> SMTP:
            return _EchoingSmtp(self.handler, **self.SMTP_kwargs)

    options: dict[str, Any] = {"authenticator": _authenticate}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
        options |= {"auth_required": needs_login}
    else:
        # The server knows of no other TLS than STARTTLS.
        options |= {"auth_require_tls": False}
    controller = Here(
        server,
        hostname="localhost",
        port=0,
        ssl_context=context if security == "tls" else None,
        **options,
    )
    with socket.create_server(("127.0.0.1", 0)) as probe:
        controller.port = probe.getsockname()[1]
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


@dataclass
class Hook:
    """Keeps what is posted to it. `answers` are (status, headers) for the next posts."""

    port: int = 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}{ENDPOINT}"


@contextmanager
def serve_hook(certificates: Certificates | None = None) -> Iterator[Hook]:
    """An HTTP server, under TLS where it is given certificates."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/json"
            hook.posts.append(json.loads(content))
            hook.paths.append(self.path)
            status, headers = hook.answers.pop(0) if hook.answers else (200, {})
            body = f"you said {hook.url}".encode()
            self.send_response(status, f"about {self.path}")
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificates is not None:
            context = certificates.make_context()
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        hook.port = server.server_address[1]
        # Looks often whether it is to stop, so that tests need not wait.
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serve_silence() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def mail_settings(
    server: MailServer, certificates: Certificates, security: str = "starttls"
) -> dict[str, str]:
    return {
        "DIGESTS_SMTP_HOST": "localhost",
        "DIGESTS_SMTP_PORT": str(server.port),
        "DIGESTS_SMTP_SECURITY": security,
        "DIGESTS_SMTP_USER": USER,
        "DIGESTS_SMTP_PASSWORD": PASSWORD,
        "DIGESTS_SMTP_CA": str(certificates.ca),
    }


def find_leaks(texts: Sequence[str | bytes], secrets: Sequence[str]) -> list[str]:
    """The secrets that stand in any of the texts."""
    together = b"\n".join(one if isinstance(one, bytes) else one.encode() for one in texts)
    return [secret for secret in secrets if secret.encode() in together]
