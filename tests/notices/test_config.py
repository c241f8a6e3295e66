"""What is declared in runs.yml, and what comes from the environment."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reporting import ReportingError
from analysis.reporting.notices.attempts import TellError
from analysis.reporting.notices.config import Notify, parse_address, read_notify
from analysis.reporting.notices.settings import (
    find_smtp,
    find_webhook,
    hide,
    is_loopback,
    take_settings,
)
from analysis.reporting.runs import read_runs, read_site
from tests.notices.servers import ENDPOINT, PASSWORD, USER

RUNS = "runs:\n  one:\n    title: One\n    description: Shows one.\n"
FULL = """
notify:
  site_url: https://reports.example.org/trends/
  email:
    to: [you@example.org, "Me <me@example.org>"]
    from: Robot <robot@example.org>
    on: [failure, success, change]
    report: link
    notebooks: [05_overview, 02_team_size]
  webhook:
    on: [failure, change]
"""


def read(text: str, folder: Path) -> Notify:
    path = folder / "runs.yml"
    path.write_text(RUNS + text, encoding="utf-8")
    return read_notify(path)


def test_everything_can_be_declared(tmp_path: Path) -> None:
    notify = read(FULL, tmp_path)
    assert notify.email is not None
    assert notify.webhook is not None
    assert notify.email.to == ["you@example.org", "Me <me@example.org>"]
    assert notify.email.on == ["failure", "success", "change"]
    assert (notify.email.report, notify.webhook.on) == ("link", ["failure", "change"])
    assert notify.site_url == "https://reports.example.org/trends"
    assert read_runs(tmp_path / "runs.yml")[0].name == "one"
    assert read_site(tmp_path / "runs.yml").title == "Reports"


def test_the_documented_example_is_right(project: Path, tmp_path: Path) -> None:
    text = (project / "docs" / "notifications.md").read_text("utf-8")
    notify = read(dedent(text.partition("yaml\n")[2].partition("```")[0].rstrip(" ")), tmp_path)
    assert notify.email is not None
    assert notify.email.to[1] == "Me <me@example.org>"
    assert (notify.email.report, notify.email.notebooks) == ("attach", ["05_overview"])


def test_nobody_is_told_where_nothing_is_declared(tmp_path: Path) -> None:
    assert read("", tmp_path) == Notify()


def test_failures_alone_are_told_where_no_occasion_is_declared(tmp_path: Path) -> None:
    notify = read("notify: {email: {to: [a@b.org], from: c@d.org}, webhook: {}}", tmp_path)
    assert notify.email is not None
    assert notify.webhook is not None
    assert notify.email.on == notify.webhook.on == ["failure"]
    assert (notify.email.report, notify.email.notebooks) == ("attach", ["05_overview"])


MAIL = "notify: {email: {to: [a@b.org], from: c@d.org, "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("notify:", "notify: what is there is not allowed; it takes a mapping with the keys email"),
        ("notify: [a]", "notify: what is there is not allowed"),
        ("notify: {e-mail: {}}", "notify: unknown key 'e-mail'; allowed: email, webhook, site_url"),
        ("notify: {email: {}}", "notify.email: key 'to' is missing; it takes a list of e-mail"),
        ("notify: {email:}", "notify.email: what is there is not allowed; it takes a mapping"),
        ("notify: {webhook:}", "notify.webhook: what is there is not allowed"),
        (MAIL + "password: hunter22}}", "notify.email: unknown key 'password'"),
        (MAIL + "on: failure}}", "notify.email.on: what is there is not allowed; it takes a list"),
        (MAIL + "on: [failures]}}", "notify.email.on: what is there is not allowed"),
        (MAIL + "on: []}}", "notify.email.on: what is there is not allowed"),
        (MAIL + "report: yes}}", "notify.email.report: what is there is not allowed; it takes att"),
        (MAIL + "report: link}}", "report: link needs site_url"),
        (MAIL + "notebooks: []}}", "notify.email.notebooks: what is there"),
        ("notify: {email: {to: [], from: c@d.org}}", "notify.email.to: what is there"),
        ("notify: {email: {to: [a@b.org], from: 3}}", "notify.email.from: what is there"),
        ("notify: {webhook: 'https://hooks.example.org/hunter22'}", "takes a mapping with the key"),
        ("notify: {webhook: {url: 'https://x.org/hunter22'}}", "come from the environment"),
        ("notify: {site_url: 'javascript:alert(1)'}", "notify.site_url: what is there"),
        ("notify: {site_url: 'https://me:hunter22@x.org'}", "notify.site_url: what is there"),
        ("notify: {site_url: 'https://x.org/?token=hunter22'}", "notify.site_url: what is there"),
    ],
)
def test_what_is_declared_wrongly_is_named_without_its_value(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(ReportingError) as caught:
        read(text, tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'runs.yml'}: ")
    assert told in str(caught.value)
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["", "you", "@b.org", "a@", "a@b.org, c@d.org", "a@b.org\\nBcc: x@y.org", "ü@b.org"]
)
def test_what_is_no_single_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ReportingError, match=r"notify\.email\.to"):
        read(f'notify: {{email: {{to: ["{address}"], from: c@d.org}}}}', tmp_path)


@given(st.text() | st.from_regex(r"[^<>]*<?\w[\w.]*@[\w.]+>?", fullmatch=True))
def test_any_text_is_an_address_or_refused(address: str) -> None:
    body = {"email": {"to": [address], "from": "c@d.org"}}
    try:
        notify = Notify.model_validate(body)
    except ValueError:
        return
    assert notify.email is not None
    mail = EmailMessage()
    mail["To"] = [parse_address(notify.email.to[0])]
    assert [one.addr_spec for one in mail["To"].addresses] == [
        parse_address(address.strip()).addr_spec
    ]


def test_settings_leave_the_environment() -> None:
    environment = {"DIGESTS_SMTP_HOST": "h", "DIGESTS_WEBHOOK_URL": "u", "PATH": "/bin"}
    taken = take_settings(environment)
    assert taken == {"DIGESTS_SMTP_HOST": "h", "DIGESTS_WEBHOOK_URL": "u"}
    assert environment == {"PATH": "/bin"}


@pytest.mark.parametrize(("security", "port"), [("", 587), ("starttls", 587), ("tls", 465)])
def test_each_kind_of_connection_has_its_port(security: str, port: int) -> None:
    server = find_smtp({"DIGESTS_SMTP_HOST": "mail.org", "DIGESTS_SMTP_SECURITY": security})
    assert (server.port, server.security) == (port, security or "starttls")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"HOST": ""}, "DIGESTS_SMTP_HOST is not set; expected the name of the SMTP server"),
        ({"PORT": "x"}, "DIGESTS_SMTP_PORT: expected a number from 1 to 65535"),
        ({"PORT": "0"}, "DIGESTS_SMTP_PORT"),
        ({"PORT": "65536"}, "DIGESTS_SMTP_PORT"),
        ({"PORT": "²"}, "DIGESTS_SMTP_PORT"),
        ({"SECURITY": "none"}, "DIGESTS_SMTP_SECURITY: expected one of starttls, tls, plain"),
        ({"SECURITY": "plain"}, "plain is for this machine only"),
        ({"SECURITY": "plain", "HOST": "127.0.0.1.evil.org"}, "plain is for this machine only"),
        ({"USER": "me"}, "DIGESTS_SMTP_USER, DIGESTS_SMTP_PASSWORD: expected both or none"),
        ({"PASSWORD": "hunter22"}, "expected both or none"),
        ({"CA": "nowhere.pem"}, "DIGESTS_SMTP_CA: no such file"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(settings: dict[str, str], told: str) -> None:
    given_here = {f"DIGESTS_SMTP_{name}": value for name, value in settings.items()}
    with pytest.raises(TellError) as caught:
        find_smtp({"DIGESTS_SMTP_HOST": "mail.org", **given_here})
    assert told in str(caught.value)
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "hunter22", "http://example.org/hunter22", "ftp://x/hunter22", "https://",
            "https://[x/hunter22", "https://x:port/hunter22", "https://x/hunter22\n"]
)  # fmt: skip
def test_a_wrong_address_is_no_part_of_the_error(url: str) -> None:
    if url.endswith("\n"):
        assert find_webhook({"DIGESTS_WEBHOOK_URL": url}).url == url.strip()
        return
    with pytest.raises(TellError, match="DIGESTS_WEBHOOK_URL") as caught:
        find_webhook({"DIGESTS_WEBHOOK_URL": url})
    assert "hunter22" not in str(caught.value)


def test_plain_connections_are_for_this_machine() -> None:
    assert all(is_loopback(host) for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1"))
    assert not any(is_loopback(host) for host in ("", "10.0.0.1", "localhost.org", "0.0.0.0"))


SETTINGS = {
    "DIGESTS_SMTP_USER": USER,
    "DIGESTS_SMTP_PASSWORD": PASSWORD,
    "DIGESTS_WEBHOOK_URL": f"https://hooks.example.org{ENDPOINT}",
}


@pytest.mark.parametrize(
    "text",
    [
        PASSWORD,
        USER,
        f"https://hooks.example.org{ENDPOINT}",
        ENDPOINT,
        "T0SECRETS",
        "abcdefghijkl",
        "pa55%20w0rd%2Fwith%3Dsigns%26more",
        "cGE1NSB3MHJkL3dpdGg9c2lnbnMmbW9yZQ==",
        "AHJvYm90LW9mLXJlcG9ydHMAcGE1NSB3MHJkL3dpdGg9c2lnbnMmbW9yZQ==",
    ],
)
def test_secrets_are_hidden_in_the_forms_that_errors_have(text: str) -> None:
    assert hide(f"no: <{text}>", SETTINGS) in ("no: <[hidden]>", "no: <https:[hidden]>")


@given(st.text(), st.text(min_size=1), st.text(min_size=1))
def test_no_secret_is_left(text: str, user: str, password: str) -> None:
    settings = {"DIGESTS_SMTP_USER": user, "DIGESTS_SMTP_PASSWORD": password}
    hidden = hide(text + password + text, settings)
    assert password in "[hidden]" or password not in hidden.replace("[hidden]", "")
