"""Who is to be told of what: the key `notify` in runs.yml. No server and no secret stands there."""

from __future__ import annotations

import re
from email.headerregistry import Address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from analysis.reporting.errors import ReportingError
from analysis.reporting.runs import Text, read_content

Occasion = Literal["failure", "success", "change"]
OVERVIEW = "05_overview"
"""The notebook whose report goes with an e-mail, where the user names no other."""


_NAME = r"(?:(?P<name>[^<>\"@,;:\\()\[\]]*|\"[^\"\\]*\")\s*<)?"
_ATOMS = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_DOMAIN = r"[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*"
_ADDRESS = re.compile(f"{_NAME}(?P<user>(?a:{_ATOMS}))@(?P<domain>{_DOMAIN})(?(name)>)")


def parse_address(text: str) -> Address:
    """Read one address, `me@example.org` or `Me <me@example.org>`. Raises ValueError."""
    # The parser of the standard library fails on some texts instead of refusing them.
    found = _ADDRESS.fullmatch(text)
    if found is None or not text.isprintable():
        raise ValueError("no single e-mail address")
    name = (found["name"] or "").strip().strip('"')
    return Address(name, found["user"], found["domain"])


def _check_address(text: str) -> str:
    parse_address(text)
    return text


def _check_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("no address of a web site")
    if not text.isprintable() or " " in text or parts.query or parts.fragment:
        raise ValueError("more than the address of a folder")
    return text.rstrip("/")


def _check_given(value: Any) -> Any:
    # Left empty, it would be read as if it were not there, and nobody would be told.
    if value is None:
        raise ValueError("nothing given")
    return value


MailAddress = Annotated[Text, AfterValidator(_check_address)]
Occasions = Annotated[list[Occasion], Field(min_length=1)]


class Email(BaseModel):
    """Whom to send e-mails, of what, and which reports go with them.

    `report` says how: in the e-mail, as a link, or not at all; `notebooks` names whose.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    to: Annotated[list[MailAddress], Field(min_length=1)]
    sender: Annotated[MailAddress, Field(alias="from")]
    on: Occasions = ["failure"]
    report: Literal["attach", "link", "none"] = "attach"
    notebooks: Annotated[list[Text], Field(min_length=1)] = [OVERVIEW]


class Webhook(BaseModel):
    """What to post to the webhook."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    on: Occasions = ["failure"]


class Notify(BaseModel):
    """Who is to be told of what; nobody where both ways are None.

    `site_url` is where the folder of reports can be read on the web, for links.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    email: Annotated[Email | None, BeforeValidator(_check_given)] = None
    webhook: Annotated[Webhook | None, BeforeValidator(_check_given)] = None
    site_url: Annotated[Text, AfterValidator(_check_url)] | None = None

    @model_validator(mode="after")
    def _check_links(self) -> Notify:
        if self.email and self.email.report == "link" and not self.site_url:
            raise ValueError("report: link needs notify.site_url")
        return self


def read_notify(path: Path) -> Notify:
    """Read the key `notify` of the file `path`; without it, nobody is told.

    Raises ReportingError that names file and key and what is allowed there. Values are not
    repeated in it: somebody may have put a secret there by mistake.
    """
    body = read_content(path).get("notify", {})
    try:
        return Notify.model_validate(body)
    except ValidationError as error:
        lines = dict.fromkeys(_describe_problem(one) for one in error.errors())
        raise ReportingError(f"{path}: {'; '.join(lines)}") from None


_KEYS = {
    "notify": ("email", "webhook", "site_url"),
    "notify.email": ("to", "from", "on", "report", "notebooks"),
    "notify.webhook": ("on",),
}
_ALLOWED = {
    "notify": "a mapping with the keys email, webhook, site_url; report: link needs site_url",
    "email": "a mapping with the keys to, from, on, report, notebooks",
    "webhook": "a mapping with the key on",
    "site_url": "the http(s) address of the folder of reports",
    "to": "a list of e-mail addresses",
    "from": "an e-mail address",
    "on": "a list of failure, success, change",
    "report": "attach, link or none",
    "notebooks": "a list of notebook names",
}


def _describe_problem(problem: Any) -> str:
    """Put one of pydantic's error records into words, without the value."""
    keys = ["notify", *(str(part) for part in problem["loc"] if not isinstance(part, int))]
    where, folder = ".".join(keys), ".".join(keys[:-1])
    if problem["type"] == "extra_forbidden":
        return (
            f"{folder}: unknown key {keys[-1]!r}; allowed: {', '.join(_KEYS[folder])}"
            " (servers and secrets come from the environment)"
        )
    if problem["type"] == "missing":
        return f"{folder}: key {keys[-1]!r} is missing; it takes {_ALLOWED[keys[-1]]}"
    return f"{where}: what is there is not allowed; it takes {_ALLOWED[keys[-1]]}"
