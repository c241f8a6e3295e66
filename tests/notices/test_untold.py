"""What cannot be told does no harm, and secrets stay secrets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.reporting.notices import tell_result
from analysis.reporting.notices.settings import find_smtp
from analysis.reporting.notices.telling import Means
from tests.notices.desk import (
    ALL,
    RECOVERED,
    TURNED,
    make_order,
    published,
    tell,
    tell_hook,
    to_hook,
)
from tests.notices.samples import make_result
from tests.notices.servers import (
    PASSWORD,
    SECRETS,
    USER,
    Certificates,
    Hook,
    MailServer,
    find_leaks,
    mail_settings,
    serve_silence,
)
from tests.reporting.samples import read_files


def test_settings_that_are_missing_are_told_in_words(reports: Path) -> None:
    notify = to_hook("success", email={"to": ["a@b.org"], "from": "c@d.org", "on": ["success"]})
    result = tell(reports, published(reports), notify, {})
    assert result.exit_code == 6
    assert result.untold == (
        "e-mail: DIGESTS_SMTP_HOST is not set; expected the name of the SMTP server"
        " in the environment",
        "webhook: DIGESTS_WEBHOOK_URL is not set; expected the address to post to"
        " in the environment",
    )


@pytest.mark.parametrize("code", [1, 2, 3, 5, 70, 143])
def test_a_failed_run_keeps_its_own_exit_code(reports: Path, code: int) -> None:
    result = tell(reports, make_result(code=code), to_hook("failure"), {})
    assert result.exit_code == code
    assert len(result.untold) == 1


def test_nothing_is_written_where_nobody_is_to_be_told(reports: Path, hook: Hook) -> None:
    before = read_files(reports)
    for result in (published(reports), make_result(code=1), make_result(recovered=RECOVERED)):
        told = tell(reports, result, {}, {"DIGESTS_WEBHOOK_URL": hook.url})
        assert told == result
    assert hook.posts == []
    assert read_files(reports) == before


@pytest.mark.parametrize(
    ("text", "posts"),
    [("runs: {}\nnotify: {webhook: {}}", 1), ("{", 1), ("notify: {webhook: 3}", 1), ("runs: 3", 0)],
)
def test_a_damaged_declaration_is_told_where_an_address_is_known(
    reports: Path, hook: Hook, text: str, posts: int
) -> None:
    tell(reports, make_result(code=2), text, {"DIGESTS_WEBHOOK_URL": hook.url})
    assert len(hook.posts) == posts
    assert tell(reports, make_result(code=2), text, {}).exit_code == 2


@pytest.mark.parametrize(("code", "limit"), [(0, 0.05), (143, 0.05)])
def test_all_telling_ends_in_time(reports: Path, code: int, limit: float) -> None:
    with serve_silence() as port:
        order = make_order(reports, to_hook("failure", "success"))
        settings = {"DIGESTS_WEBHOOK_URL": f"http://127.0.0.1:{port}/"}
        means = Means(sleep=lambda _: None, timeout=2.0, limit=limit)
        result = replace(published(reports), exit_code=code)
        told = tell_result(order, result, settings, means)
    assert told.untold == (f"webhook: not done within {limit:g} seconds, given up",)
    assert told.exit_code == (code or 6)


def test_a_defect_is_told_without_its_text(reports: Path, hook: Hook) -> None:
    def fail(_: float) -> None:
        raise RuntimeError(hook.url)

    hook.answers = [(500, {})]
    order = make_order(reports, to_hook("success"))
    settings = {"DIGESTS_WEBHOOK_URL": hook.url}
    told = tell_result(order, published(reports), settings, Means(sleep=fail))
    (line,) = told.untold
    assert line.startswith("webhook: a defect of this program (RuntimeError in test_untold.py, li")
    assert told.exit_code == 6


def test_a_defect_before_the_sending_is_told_too(reports: Path, hook: Hook) -> None:
    broken = published(reports, replace(TURNED, before="no mapping"))  # type: ignore[arg-type]
    told = tell_hook(reports, broken, hook, *ALL)
    assert told.exit_code == 6
    assert told.untold[0].startswith("a defect of this program (AttributeError in occasion.py")


def test_reports_that_cannot_be_written_to_are_told_all_the_same(reports: Path, hook: Hook) -> None:
    output = reports.parent / "file"
    output.write_text("mine")
    result = tell_hook(output, make_result(code=5), hook, "failure")
    assert (result.exit_code, len(hook.posts)) == (5, 1)
    assert output.read_text() == "mine"


def test_secrets_go_nowhere_but_to_the_servers(
    reports: Path,
    hook: Hook,
    mailbox: MailServer,
    certificates: Certificates,
    capfd: pytest.CaptureFixture[str],
) -> None:
    notify = to_hook(*ALL, email={"to": ["a@b.org"], "from": "c@d.org", "on": ALL})
    right = mail_settings(mailbox, certificates) | {"DIGESTS_WEBHOOK_URL": hook.url}
    hook.answers = [(404, {}), (302, {"Location": hook.url})]
    results = [
        tell(reports, published(reports), notify, right),
        tell(reports, published(reports), notify, right | {"DIGESTS_SMTP_USER": f"x{USER}"}),
        tell(
            reports, make_result(code=1), notify, right | {"DIGESTS_SMTP_PASSWORD": f"{PASSWORD}x"}
        ),
    ]
    assert [len(result.untold) for result in results] == [1, 2, 1]
    written = list(read_files(reports).values())
    posted = [str(post) for post in hook.posts]
    mailed = [mail.as_bytes() for mail in mailbox.mails]
    printed = [*map(str, results), *capfd.readouterr()]
    assert not find_leaks([*written, *posted, *mailed, *printed, repr(find_smtp(right))], SECRETS)
