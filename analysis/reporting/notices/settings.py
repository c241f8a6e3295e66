"""Servers and secrets, from the environment alone; and how to keep the secrets out of texts."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from analysis.reporting.notices.attempts import TellError

SMTP, WEBHOOK = "DIGESTS_SMTP_", "DIGESTS_WEBHOOK_"
HOST, PORT, USER, PASSWORD, SECURITY = (
    f"{SMTP}{name}" for name in ("HOST", "PORT", "USER", "PASSWORD", "SECURITY")
)
SMTP_CA, WEBHOOK_CA, URL = f"{SMTP}CA", f"{WEBHOOK}CA", f"{WEBHOOK}URL"
HIDDEN = "[hidden]"
_PORTS = {"starttls": 587, "tls": 465, "plain": 25}
_LEAST_PART = 8
"""Characters from which on a part of an address is taken for a secret of its own."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where e-mails go; `security` is starttls, tls or plain, `ca` the own authority or None."""

    host: str
    port: int
    security: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class WebhookServer:
    """Where notices are posted; the address itself is a secret."""

    url: str = field(repr=False)
    ca: Path | None = None


def take_settings(environment: MutableMapping[str, str]) -> dict[str, str]:
    """Take the settings out of an environment, so that no notebook or worker inherits them."""
    names = [name for name in environment if name.startswith((SMTP, WEBHOOK))]
    return {name: environment.pop(name) for name in names}


def find_smtp(settings: Mapping[str, str]) -> SmtpServer:
    """Read where e-mails go. Raises TellError that names the setting and what it takes."""
    host = _need(settings, HOST, "the name of the SMTP server")
    security = settings.get(SECURITY) or "starttls"
    if security not in _PORTS:
        raise TellError(f"{SECURITY}: expected one of {', '.join(_PORTS)}")
    if security == "plain" and not is_loopback(host):
        raise TellError(f"{SECURITY}: plain is for this machine only; use starttls or tls")
    port = settings.get(PORT) or str(_PORTS[security])
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise TellError(f"{PORT}: expected a number from 1 to 65535")
    user, password = settings.get(USER, ""), settings.get(PASSWORD, "")
    if bool(user) != bool(password):
        raise TellError(f"{USER}, {PASSWORD}: expected both or none")
    return SmtpServer(host, int(port), security, user, password, _find_ca(settings, SMTP_CA))


def find_webhook(settings: Mapping[str, str]) -> WebhookServer:
    """Read where notices are posted. Raises TellError that names the setting, never its value."""
    url = _need(settings, URL, "the address to post to")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise TellError(f"{URL}: expected an address that begins with https://") from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not host or not is_safe or not url.isprintable():
        raise TellError(f"{URL}: expected an address that begins with https://")
    return WebhookServer(url, _find_ca(settings, WEBHOOK_CA))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, so that nothing passes through a network."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def hide(text: str, settings: Mapping[str, str]) -> str:
    """Replace every secret of the settings in a text, also as servers and errors write them."""
    forms = {form for secret in _list_secrets(settings) for form in _write_forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text


def _need(settings: Mapping[str, str], name: str, what: str) -> str:
    value = settings.get(name, "").strip()
    if not value:
        raise TellError(f"{name} is not set; expected {what} in the environment")
    return value


def _find_ca(settings: Mapping[str, str], name: str) -> Path | None:
    path = settings.get(name, "").strip()
    if path and not Path(path).is_file():
        raise TellError(f"{name}: no such file; expected certificates in PEM")
    return Path(path) if path else None


def _list_secrets(settings: Mapping[str, str]) -> Iterator[str]:
    user, password = settings.get(USER, ""), settings.get(PASSWORD, "")
    if user or password:
        yield from (user, password, f"\0{user}\0{password}")
    url = settings.get(URL, "").strip()
    yield url
    try:
        parts = urlsplit(url)
        pieces: Iterable[str] = [*parts.path.split("/"), *(v for _, v in parse_qsl(parts.query))]
    except ValueError:
        return
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    yield from (parts.netloc, parts.hostname or "", parts.username or "", parts.password or "")
    yield from (one for one in (whole, parts.path, parts.query) if len(one) > 1)
    yield from (one for one in pieces if len(one) >= _LEAST_PART)


def _write_forms(secret: str) -> Iterator[str]:
    if not secret:
        return
    yield from (secret, quote(secret), quote(secret, safe=""), unquote(secret))
    yield from (json.dumps(secret)[1:-1], repr(secret)[1:-1])
    yield base64.b64encode(secret.encode("utf-8", "surrogateescape")).decode("ascii")
