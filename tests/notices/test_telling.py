"""Who is told what, and what is remembered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.reporting.notices import tell_result, tell_test
from analysis.reporting.notices.memory import MEMORY_FILE, read_waiting, write_waiting
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
from tests.notices.samples import AS_OF, FAILED, UP_TO_DATE, make_result
from tests.notices.servers import (
    Certificates,
    Hook,
    MailServer,
    mail_settings,
)


def test_a_failure_is_told_with_all_that_is_known(reports: Path, hook: Hook) -> None:
    result = make_result(FAILED, code=1, log=reports / "run.log")
    assert tell_hook(reports, result, hook, "failure") == result
    (post,) = hook.posts
    assert set(post) == {
        "version", "id", "text", "outcome", "exit_code", "message", "as_of", "seconds",
        "recovered", "runs", "changes", "errors", "log",
    }  # fmt: skip
    assert (post["version"], post["outcome"], post["exit_code"]) == (1, "failure", 1)
    assert post["text"].startswith("Failed: by-digest not published\n")
    assert post["as_of"] == "2026-05-04T07:00:00+00:00"
    assert post["runs"] == [
        {
            "run": "by-digest",
            "published": False,
            "executed": ["01_two"],
            "kept": ["00_one"],
            "failures": [{"notebook": "01_two", "cell": 3, "error": "ZeroDivisionError: by zero"}],
        }
    ]
    assert "told by webhook: failure" in (reports / "run.log").read_text("utf-8")


def test_a_change_is_told_before_and_after(reports: Path, hook: Hook) -> None:
    tell_hook(reports, published(reports, TURNED), hook, "change")
    (post,) = hook.posts
    assert post["outcome"] == "change"
    assert post["changes"] == [
        {
            "run": "by-digest",
            "notebook": "02_three",
            "label": "Ratio <b>",
            "before": "1 (no trend detected, p 0.4)",
            "after": "2 (rising, p 0.01)",
            "significant": True,
        }
    ]
    assert "<" not in post["text"]


@pytest.mark.parametrize(
    ("occasions", "outcomes"),
    [
        (["failure"], ["failure", "recovery"]),
        (["success"], ["success", "success"]),
        (["change"], ["change"]),
        (ALL, ["failure", "recovery", "change"]),
    ],
)
def test_each_is_told_what_it_wants(
    reports: Path, hook: Hook, occasions: list[str], outcomes: list[str]
) -> None:
    for result in (
        make_result(FAILED, code=1),
        make_result(code=4),
        published(reports),
        make_result(UP_TO_DATE),
        published(reports, TURNED),
        make_result(UP_TO_DATE),
    ):
        tell_hook(reports, result, hook, *occasions)
    assert [post["outcome"] for post in hook.posts] == outcomes


def test_a_change_is_told_though_another_run_failed(reports: Path, hook: Hook) -> None:
    result = published(reports, TURNED)
    tell_hook(reports, replace(result, exit_code=1), hook, "change")
    assert [post["outcome"] for post in hook.posts] == ["failure"]


def test_a_killed_run_is_told_by_the_next_one(reports: Path, hook: Hook) -> None:
    tell_hook(reports, make_result(UP_TO_DATE, recovered=RECOVERED), hook, "failure")
    assert [post["outcome"] for post in hook.posts] == ["recovery"]
    assert RECOVERED in hook.posts[0]["text"]
    assert read_waiting(reports) == {}


def test_a_killed_run_before_a_failed_one_is_told_with_it(reports: Path, hook: Hook) -> None:
    tell_hook(reports, make_result(code=70, recovered=RECOVERED), hook, "failure")
    assert hook.posts[0]["outcome"] == "failure"
    assert hook.posts[0]["recovered"] == RECOVERED


def test_who_could_not_hear_that_all_works_hears_it_later(reports: Path, hook: Hook) -> None:
    tell_hook(reports, make_result(code=70), hook, "failure")
    assert read_waiting(reports) == {"webhook": "2026-05-04T07:00:00+00:00"}
    hook.answers = [(404, {})]
    assert tell_hook(reports, published(reports), hook, "failure").exit_code == 6
    assert tell_hook(reports, make_result(UP_TO_DATE), hook, "failure").exit_code == 0
    tell_hook(reports, make_result(UP_TO_DATE), hook, "failure")
    assert [post["outcome"] for post in hook.posts] == ["failure", "recovery", "recovery"]


def test_a_failure_is_on_record_before_it_is_sent(reports: Path, hook: Hook) -> None:
    hook.answers = [(500, {})]
    order = make_order(reports, to_hook("failure"))
    seen: list[dict[str, str]] = []

    def look(_: float) -> None:
        seen.append(read_waiting(reports))

    settings = {"DIGESTS_WEBHOOK_URL": hook.url}
    tell_result(order, make_result(code=1), settings, Means(sleep=look))
    assert [set(one) for one in seen] == [{"webhook"}]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"waiting": 3}', "\ud800", "[" * 9999])
def test_a_damaged_record_is_an_empty_one(reports: Path, content: str) -> None:
    (reports / MEMORY_FILE).write_bytes(content.encode("utf-8", "surrogatepass"))
    assert read_waiting(reports) == {}
    write_waiting(reports, {"webhook": "now"})
    assert read_waiting(reports) == {"webhook": "now"}


def test_both_ways_are_served_and_each_trouble_is_named(
    reports: Path, hook: Hook, mailbox: MailServer, certificates: Certificates
) -> None:
    notify = to_hook(*ALL, email={"to": ["a@b.org"], "from": "c@d.org", "on": ALL})
    settings = mail_settings(mailbox, certificates) | {"DIGESTS_WEBHOOK_URL": hook.url}
    assert tell(reports, published(reports), notify, settings).exit_code == 0
    (mail,) = mailbox.mails
    assert [one.get_filename() for one in mail.iter_attachments()] == ["by-digest-05_overview.html"]
    hook.answers = [(404, {})]
    result = tell(reports, published(reports), notify, settings)
    assert (result.exit_code, result.untold) == (6, ("webhook: the server answered 404",))
    assert result.message == "published by-digest; not told: webhook: the server answered 404"
    assert result.log == reports / "run.log"
    assert "not told: webhook: the server answered 404" in (reports / "run.log").read_text("utf-8")
    assert len(mailbox.mails) == 2


@pytest.mark.parametrize(("how", "links"), [("link", True), ("attach", True), ("none", False)])
def test_reports_are_linked_where_they_are_on_the_web(
    reports: Path, mailbox: MailServer, certificates: Certificates, how: str, links: bool
) -> None:
    email = {"to": ["a@b.org"], "from": "c@d.org", "on": ["success"], "report": how}
    notify = {"email": email, "site_url": "https://x.org/r"}
    tell(reports, published(reports), notify, mail_settings(mailbox, certificates))
    (mail,) = mailbox.mails
    html = mail.get_body(["html"])
    assert html is not None
    link = '<a href="https://x.org/r/by-digest/05_overview.html">'
    assert (link in str(html.get_content())) is links
    assert len(list(mail.iter_attachments())) == (how == "attach")


def test_a_test_is_sent_whatever_the_occasions_are(
    reports: Path, hook: Hook, mailbox: MailServer, certificates: Certificates
) -> None:
    notify = to_hook("change", email={"to": ["a@b.org"], "from": "c@d.org", "on": ["change"]})
    path = make_order(reports, notify).notebooks_dir / "runs.yml"
    settings = mail_settings(mailbox, certificates) | {"DIGESTS_WEBHOOK_URL": hook.url}
    answers = tell_test(path, settings, lambda: AS_OF, Means(sleep=lambda _: None))
    assert answers == {"e-mail": "", "webhook": ""}
    assert hook.posts[0]["outcome"] == "test"
    assert mailbox.mails[0]["Subject"].startswith("Test: somebody tries whether")
    assert read_waiting(reports) == {}


def test_a_test_says_what_is_missing(reports: Path) -> None:
    path = make_order(reports, to_hook("failure")).notebooks_dir / "runs.yml"
    answers = tell_test(path, {}, lambda: AS_OF)
    assert answers["webhook"].startswith("DIGESTS_WEBHOOK_URL is not set")
