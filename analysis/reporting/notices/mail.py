"""Notices as e-mails: text and HTML, with reports attached, sent by SMTP under TLS."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from jinja2 import Environment, FileSystemLoader

from analysis.reporting.notices.attempts import (
    PassingError,
    Sleep,
    TellError,
    explain,
    try_again,
)
from analysis.reporting.notices.config import Email, parse_address
from analysis.reporting.notices.message import Notice, Report
from analysis.reporting.notices.settings import PASSWORD, SMTP_CA, USER, SmtpServer
from analysis.reporting.pages import TEMPLATES_DIR

MOST_BYTES = 7_000_000
"""Of all reports attached to one e-mail: many servers refuse what is over 10 MB when encoded."""
_UNFOLDED = SMTP.clone(max_line_length=900)
"""Below the 998 characters that a line may have."""
_DETAIL = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def choose_attachments(reports: Iterable[Report], most: int = MOST_BYTES) -> Iterator[Report]:
    """Give the reports that fit into one e-mail, the first ones first; others are only named."""
    for report in reports:
        try:
            size = report.path.stat().st_size
        except OSError:
            continue
        if size <= most:
            most -= size
            yield report


def build_mail(
    notice: Notice, email: Email, attached: Sequence[Report], now: datetime
) -> EmailMessage:
    """Make the e-mail of a notice, with the reports `attached`, dated `now`.

    A report that cannot be read any more is left out; the notice names it all the same.
    """
    # Folded, a title of about one line would begin with a blank: the library's folding does that.
    mail = EmailMessage(policy=_UNFOLDED if notice.title.isascii() else SMTP)
    sender = parse_address(email.sender)
    mail["Subject"] = notice.title
    mail["From"] = sender
    mail["To"] = [parse_address(one) for one in email.to]
    mail["Date"] = format_datetime(now)
    # The same for each attempt, so that a copy can be told from another notice.
    mail["Message-ID"] = f"<{notice.id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(notice.text)
    mail.add_alternative(_render(notice), subtype="html")
    for report in attached:
        with suppress(OSError):
            mail.add_attachment(
                report.path.read_bytes(),
                maintype="text",
                subtype="html",
                filename=f"{report.run}-{report.notebook}.html",
                params={"charset": "utf-8"},
            )
    return mail


def send_mail(
    mail: EmailMessage, email: Email, server: SmtpServer, *, sleep: Sleep, timeout: float
) -> None:
    """Send an e-mail to all recipients, again to those for whom the trouble may pass.

    Raises TellError that names those who did not get it, or says why nobody did.
    """
    pending = {parse_address(one).addr_spec: "" for one in email.to}
    refused: dict[str, str] = {}

    def attempt() -> None:
        answers = _send_once(mail, list(pending), server, timeout)
        pending.clear()
        for address, (code, text) in answers.items():
            (pending if 400 <= code < 500 else refused)[address] = _name_answer(code, text)
        if pending:
            raise PassingError(_name_refused(pending))

    try:
        try_again(attempt, sleep)
    except TellError as error:
        told = f"; {_name_refused(refused)}" if refused else ""
        raise TellError(f"{error}{told}") from None
    if refused:
        raise TellError(_name_refused(refused))


def _render(notice: Notice) -> str:
    environment = Environment(loader=FileSystemLoader(TEMPLATES_DIR / "notice"), autoescape=True)
    return environment.get_template("mail.html.j2").render(notice=notice)


def _send_once(
    mail: EmailMessage, recipients: list[str], server: SmtpServer, timeout: float
) -> dict[str, tuple[int, bytes]]:
    """Send to those that the server takes; gives what it answered to the others."""
    with _in_own_words(server), closing(_connect(server, timeout)) as smtp:
        if server.security == "starttls":
            smtp.starttls(context=_make_context(server))
        if server.user:
            smtp.login(server.user, server.password)
        try:
            answers = smtp.send_message(mail, mail["From"].addresses[0].addr_spec, recipients)
        except smtplib.SMTPRecipientsRefused as error:
            answers = error.recipients
        # The e-mail is with the server: what goes wrong from here on is no reason to send twice.
        with suppress(OSError):
            smtp.quit()
        return answers


def _connect(server: SmtpServer, timeout: float) -> smtplib.SMTP:
    if server.security == "tls":
        context = _make_context(server)
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=timeout)


def _make_context(server: SmtpServer) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.ca)
    except OSError:
        raise TellError(f"{SMTP_CA}: expected a file of certificates in PEM") from None


@contextmanager
def _in_own_words(server: SmtpServer) -> Iterator[None]:
    """Turn what SMTP can meet into TellError, or PassingError where it may pass."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _judge(error) from None
    except smtplib.SMTPNotSupportedError:
        wanted = "STARTTLS" if server.security == "starttls" else "the log-in"
        raise TellError(
            f"the server does not offer {wanted}, or nothing this e-mail needs"
        ) from None
    except UnicodeError:
        raise TellError(f"{USER}, {PASSWORD}: the server takes ASCII only") from None
    except smtplib.SMTPException as error:
        raise PassingError(f"the connection broke ({type(error).__name__})") from None
    except OSError as error:
        raise explain(error) from None


def _judge(error: smtplib.SMTPResponseException) -> TellError:
    answer = _name_answer(error.smtp_code, error.smtp_error)
    where = ""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        where = f" to {USER} and {PASSWORD}"
    elif isinstance(error, smtplib.SMTPSenderRefused):
        where = " to the sender (notify.email.from)"
    kind = PassingError if 400 <= error.smtp_code < 500 or error.smtp_code <= 0 else TellError
    return kind(f"the server answered {answer}{where}")


def _name_answer(code: int, text: bytes | str) -> str:
    """The numbers of an answer; its words are the server's, and may repeat what it was told."""
    found = _DETAIL.match(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    return f"{code} {found[1].decode('ascii')}" if found else str(code)


def _name_refused(refused: dict[str, str]) -> str:
    return ", ".join(f"{address} was refused with {answer}" for address, answer in refused.items())
