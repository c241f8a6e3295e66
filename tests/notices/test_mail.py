"""E-mails against a real SMTP server."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reporting.notices.attempts import ATTEMPTS, TellError
from analysis.reporting.notices.mail import build_mail, choose_attachments, send_mail
from analysis.reporting.notices.message import Report, build_notice
from analysis.reporting.notices.occasion import Outcome
from analysis.reporting.notices.settings import find_smtp
from tests.notices.samples import FAILED, FAILURE, make_email, make_notice, make_result
from tests.notices.servers import (
    PASSWORD,
    USER,
    Certificates,
    MailServer,
    find_leaks,
    mail_settings,
    serve_mail,
    serve_silence,
)

NOW = datetime(2026, 5, 4, 7, 1, tzinfo=UTC)
YOU, ME = "you@example.org", "me@example.org"


def send(settings: dict[str, str], *to: str, timeout: float = 10.0, **values: Any) -> list[float]:
    """Send a notice; gives the pauses that were made."""
    pauses: list[float] = []
    email = make_email(to=list(to or [YOU]), **values)
    mail = build_mail(make_notice(), email, [], NOW)
    send_mail(mail, email, find_smtp(settings), sleep=pauses.append, timeout=timeout)
    return pauses


@pytest.mark.parametrize("security", ["starttls", "tls", "plain"])
def test_it_arrives_by_each_kind_of_connection(certificates: Certificates, security: str) -> None:
    with serve_mail(certificates, security) as server:
        assert send(mail_settings(server, certificates, security), YOU, ME) == []
    (mail,) = server.mails
    assert (server.envelopes, server.logins) == ([[YOU, ME]], 1)
    assert mail["Subject"] == "Published: by-digest"
    assert mail["From"] == "Robot <robot@example.org>"
    assert mail["To"] == f"{YOU}, {ME}"
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"].endswith("@example.org>")
    text, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "Ratio (by-digest, 02_three): was 1 (no trend detected); is 2 (rising)" in str(
        text.get_content()
    )
    assert "<li>Papers (by-digest, 02_three): was 9; is 10</li>" in str(html.get_content())


def test_without_log_in_where_none_is_set(certificates: Certificates) -> None:
    with serve_mail(certificates, needs_login=False) as server:
        settings = mail_settings(server, certificates)
        send({**settings, "DIGESTS_SMTP_USER": "", "DIGESTS_SMTP_PASSWORD": ""})
    assert (len(server.mails), server.logins) == (1, 0)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_somebody_else_is_refused_at_once(
    certificates: Certificates, security: str
) -> None:
    with serve_mail(certificates, security) as server:
        settings = mail_settings(server, certificates, security)
        for trusted in (str(certificates.other), ""):
            with pytest.raises(TellError, match="certificate is not trusted"):
                send({**settings, "DIGESTS_SMTP_CA": trusted})
    assert server.mails == []


def test_a_certificate_for_another_name_is_refused(certificates: Certificates) -> None:
    with serve_mail(certificates) as server:
        settings = mail_settings(server, certificates) | {"DIGESTS_SMTP_HOST": "127.0.0.1"}
        with pytest.raises(TellError, match="certificate is not trusted"):
            send(settings)
    assert server.mails == []


def test_a_server_without_tls_gets_nothing(certificates: Certificates) -> None:
    missing = pytest.raises(TellError, match="does not offer STARTTLS")
    with serve_mail(certificates, "plain") as server, missing:
        send(mail_settings(server, certificates))
    assert server.mails == []


def test_a_wrong_password_is_told_without_the_servers_words(
    mailbox: MailServer, certificates: Certificates
) -> None:
    settings = mail_settings(mailbox, certificates)
    with pytest.raises(TellError) as caught:
        send({**settings, "DIGESTS_SMTP_PASSWORD": "wrong-but-secret"})
    told = str(caught.value)
    assert told == "the server answered 535 5.7.8 to DIGESTS_SMTP_USER and DIGESTS_SMTP_PASSWORD"
    assert not find_leaks([repr(caught.value), told], [USER, PASSWORD, "wrong-but-secret"])


@pytest.mark.parametrize("word", ["pässword", "🔑"])
def test_a_password_that_smtp_cannot_say_is_an_error_in_words(
    mailbox: MailServer, certificates: Certificates, word: str
) -> None:
    with pytest.raises(TellError, match="ASCII only"):
        send(mail_settings(mailbox, certificates) | {"DIGESTS_SMTP_PASSWORD": word})


def test_what_may_pass_is_tried_again(mailbox: MailServer, certificates: Certificates) -> None:
    mailbox.answers = ["451 4.3.0 later", "452 4.3.1 later still"]
    assert send(mail_settings(mailbox, certificates)) == [1.0, 2.0]
    assert len(mailbox.mails) == 1


def test_what_does_not_pass_is_told_after_a_few_attempts(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.answers = ["451 4.3.0 later"] * 10
    with pytest.raises(TellError, match=r"^the server answered 451 4\.3\.0$"):
        send(mail_settings(mailbox, certificates))
    assert mailbox.sessions == ATTEMPTS


def test_a_final_no_is_not_tried_again(mailbox: MailServer, certificates: Certificates) -> None:
    mailbox.answers = ["554 no thanks"]
    with pytest.raises(TellError, match=r"^the server answered 554$"):
        send(mail_settings(mailbox, certificates))
    assert mailbox.sessions == 1


def test_refused_recipients_are_named_and_the_others_served(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.refused = {YOU: ["550 5.1.1 nobody here"], ME: ["450 4.2.0 come back"]}
    with pytest.raises(TellError, match=r"^you@example\.org was refused with 550 5\.1\.1$"):
        send(mail_settings(mailbox, certificates), YOU, ME, "her@example.org")
    assert mailbox.envelopes == [["her@example.org"], [ME]]


def test_nobody_is_served_where_all_are_refused(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.refused = {YOU: ["550 no"], ME: ["450 later"] * 10}
    with pytest.raises(TellError) as caught:
        send(mail_settings(mailbox, certificates), YOU, ME)
    assert str(caught.value) == f"{ME} was refused with 450; {YOU} was refused with 550"
    assert mailbox.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_hangs_is_left(certificates: Certificates, security: str) -> None:
    with serve_silence() as port:
        settings = mail_settings(MailServer(port), certificates, security)
        with pytest.raises(TellError, match=r"no answer in time|connection broke"):
            send(settings, timeout=0.05)


def test_a_server_that_is_not_there(certificates: Certificates) -> None:
    with serve_silence() as port:
        pass
    with pytest.raises(TellError, match="no connection: Connection refused"):
        send(mail_settings(MailServer(port), certificates))


def test_reports_are_attached(
    mailbox: MailServer, certificates: Certificates, reports: Path
) -> None:
    path = reports / "by-digest" / "05_overview.html"
    email = make_email()
    gone = Report("by-digest", "gone", reports / "gone.html", "")
    attached = [Report("by-digest", "05_overview", path, ""), gone]
    mail = build_mail(make_notice(), email, attached, NOW)
    server = find_smtp(mail_settings(mailbox, certificates))
    send_mail(mail, email, server, sleep=lambda _: None, timeout=10)
    (part,) = mailbox.mails[0].iter_attachments()
    assert part.get_content_type() == "text/html"
    assert part.get_filename() == "by-digest-05_overview.html"
    assert part.get_payload(decode=True) == path.read_bytes()


def test_only_what_fits_is_attached(tmp_path: Path) -> None:
    reports = []
    for name, size in (("a", 60), ("b", 50), ("c", 40)):
        (tmp_path / name).write_bytes(bytes(size))
        reports.append(Report("run", name, tmp_path / name, ""))
    gone = Report("run", "d", tmp_path / "d", "")
    assert [one.notebook for one in choose_attachments([*reports, gone], 100)] == ["a", "c"]


def read_back(mail: EmailMessage) -> EmailMessage:
    found = message_from_bytes(mail.as_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


EVIL = st.text() | st.sampled_from(
    [
        "x\r\nBcc: all@example.org",
        "x\nTo: a@b.c\n\nhello",
        "\x85Bcc: a@b.c",
        "\u2028Bcc: a@b.c",
        "</li><script>alert(1)</script>",
        "\u202eevil",
        "\ud800",
    ]
)


@given(EVIL, EVIL)
def test_untrusted_text_adds_no_header_and_no_markup(message: str, error: str) -> None:
    result = make_result(FAILED, code=1, message=message, errors=(error,))
    mail = build_mail(build_notice(result, Outcome.FAILURE, []), make_email(), [], NOW)
    found = read_back(mail)
    expected = {"subject", "from", "to", "date", "message-id", "auto-submitted", "mime-version"}
    assert {name.lower() for name in found.keys()} == expected | {"content-type"}  # noqa: SIM118
    assert str(found["Subject"]).startswith("Failed:")
    assert "\n" not in str(found["Subject"])
    html = found.get_body(["html"])
    assert html is not None
    assert "<script" not in str(html.get_content())


def test_the_cause_of_a_failure_stands_in_the_text() -> None:
    result = make_result(FAILED, code=1)
    text = build_notice(result, Outcome.FAILURE, []).text
    assert str(FAILURE) in text
    assert "cell In [3]" in text
    assert "exit code 1" in text


@pytest.mark.parametrize("length", range(40, 140, 3))
def test_a_title_of_any_length_arrives_as_it_is(length: int) -> None:
    message = ("published by-digest; 3 notebooks executed and so on " * 3)[:length].strip()
    mail = build_mail(make_notice(message=message), make_email(), [], NOW)
    assert str(read_back(mail)["Subject"]) == f"Published: {message.removeprefix('published ')}"


def test_the_same_notice_has_the_same_id_and_another_has_another() -> None:
    ids = [make_notice().id, make_notice().id, make_notice(Outcome.CHANGE).id]
    assert ids[0] == ids[1] != ids[2]
