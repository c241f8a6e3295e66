"""Runs from the command line, as a scheduler starts them, and what people hear of them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.faults.project import NEW_PAGE, Project
from tests.notices.servers import (
    PASSWORD,
    SECRETS,
    Certificates,
    Hook,
    MailServer,
    find_leaks,
    mail_settings,
)
from tests.reporting.samples import read_files

ALL = ["failure", "success", "change"]
VERDICT = """\
from analysis.reporting.display import Headline, show_headlines

show_headlines([Headline("Ratio", "1.2", "95% interval 1 to 2; {}, p 0.04", "<script>&")])"""
TELL_ALL = "import os\nraise ValueError(sorted(os.environ.items()))"
HANG = """\
import time
from pathlib import Path

Path("../begun").open("w").write("now")
time.sleep(600)"""


class Told:
    """A project whose runs are told to a mail server and a webhook."""

    def __init__(self, project: Project, settings: dict[str, str]) -> None:
        self.project = project
        self.settings = settings
        self.printed: list[str] = []
        notify = {
            "email": {"to": ["a@b.org"], "from": "c@d.org", "on": ALL, "notebooks": ["00_one"]},
            "webhook": {"on": ["failure", "change"]},
        }
        self.declare(notify)

    def declare(self, notify: dict[str, Any]) -> None:
        path = self.project.notebooks / "runs.yml"
        declared = yaml.safe_load(path.read_text("utf-8"))
        path.write_text(yaml.safe_dump({**declared, "notify": notify}), encoding="utf-8")

    def start(self, command: str, *words: str) -> subprocess.Popen[str]:
        root = self.project.root
        return subprocess.Popen(
            [sys.executable, "-m", "analysis", command, *words],
            cwd=root,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(root), **self.settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, command: str, *words: str) -> subprocess.CompletedProcess[str]:
        return self.finish(self.start(command, *words))

    def finish(self, started: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
        out, err = started.communicate(timeout=600)
        self.printed += [out, err]
        return subprocess.CompletedProcess(started.args, started.returncode, out, err)

    def interrupt(self, number: signal.Signals) -> subprocess.CompletedProcess[str]:
        """Send a signal to a run in the midst of a notebook."""
        self.project.write_notebook("01_two", HANG)
        pipe = self.project.root / "begun"
        os.mkfifo(pipe)
        begun = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            started = self.start("run", "by-digest")
            assert select.select([begun], [], [], 120)[0], "the notebook did not begin"
            started.send_signal(number)
            return self.finish(started)
        finally:
            os.close(begun)
            pipe.unlink()


@pytest.fixture
def told(
    published: Project,
    mailbox: MailServer,
    hook: Hook,
    certificates: Certificates,
    tmp_path: Path,
) -> Iterator[Told]:
    project = published.copy(tmp_path / "project")
    settings = mail_settings(mailbox, certificates) | {"DIGESTS_WEBHOOK_URL": hook.url}
    told = Told(project, settings)
    yield told
    kept = list(read_files(project.root).values())
    posted = [str(post) for post in hook.posts]
    mailed = [str(mail) for mail in mailbox.mails]
    assert not find_leaks([*kept, *posted, *mailed, *told.printed], SECRETS)


def outcomes(mailbox: MailServer, hook: Hook) -> tuple[list[str], list[str]]:
    """What was heard by e-mail (the subject up to its colon) and by webhook, so far."""
    heard = [str(mail["Subject"]).partition(":")[0] for mail in mailbox.mails]
    posted = [post["outcome"] for post in hook.posts]
    mailbox.mails.clear()
    hook.posts.clear()
    return heard, posted


def test_success_failure_recovery_and_change(told: Told, mailbox: MailServer, hook: Hook) -> None:
    project = told.project
    assert told.run("run", "by-digest").stdout.startswith("nothing to do")
    assert outcomes(mailbox, hook) == ([], [])

    (project.raw / "c.txt").write_text(NEW_PAGE, encoding="utf-8")
    project.write_notebook("02_three", VERDICT.format("no trend detected"))
    done = told.run("run", "by-digest")
    assert (done.returncode, done.stderr) == (0, "")
    (mail,) = mailbox.mails
    (part,) = mail.iter_attachments()
    report = project.reports / "by-digest" / "00_one.html"
    assert part.get_payload(decode=True) == report.read_bytes()
    assert outcomes(mailbox, hook) == (["Published"], [])

    before = read_files(project.reports / "by-digest")
    project.write_notebook("01_two", TELL_ALL)
    done = told.run("run", "by-digest", "--json")
    assert done.returncode == 1
    assert "run by-digest, notebook 01_two, cell In [3]" in str(mailbox.mails[0].get_body())
    assert hook.posts[0]["runs"][0]["failures"][0]["error"].startswith("ValueError: [(")
    assert outcomes(mailbox, hook) == (["Failed"], ["failure"])
    assert read_files(project.reports / "by-digest") == before

    project.write_notebook("01_two", "print('mended')")
    assert told.run("run", "by-digest").returncode == 0
    assert outcomes(mailbox, hook) == (["Works again"], ["recovery"])

    project.write_notebook("02_three", VERDICT.format("rising"))
    assert told.run("run", "by-digest").returncode == 0
    assert str(mailbox.mails[0]["Subject"]) == "Changed: Ratio in by-digest"
    (change,) = (one for one in hook.posts[0]["changes"] if one["significant"])
    assert (change["notebook"], change["label"]) == ("02_three", "Ratio")
    assert outcomes(mailbox, hook) == (["Changed"], ["change"])

    assert told.run("run", "by-digest").returncode == 0
    assert outcomes(mailbox, hook) == ([], [])


def test_a_run_that_is_stopped_or_killed_is_told(
    told: Told, mailbox: MailServer, hook: Hook
) -> None:
    done = told.interrupt(signal.SIGTERM)
    assert done.returncode == 143
    assert "stopped by SIGTERM" in hook.posts[0]["text"]
    assert outcomes(mailbox, hook) == (["Failed"], ["failure"])

    assert told.interrupt(signal.SIGKILL).returncode == -signal.SIGKILL
    assert outcomes(mailbox, hook) == ([], [])
    told.project.write_notebook("01_two", "print('mended')")
    assert told.run("run", "by-digest").returncode == 0
    assert "the run before ended without a result: process" in hook.posts[0]["recovered"]
    assert outcomes(mailbox, hook) == (["Works again"], ["recovery"])
    assert told.run("run", "by-digest").returncode == 0
    assert outcomes(mailbox, hook) == ([], [])


def test_what_cannot_be_told_has_its_exit_code_and_does_no_harm(told: Told) -> None:
    told.settings["DIGESTS_SMTP_PASSWORD"] = f"{PASSWORD}-not"
    told.project.write_notebook("01_two", "print('new')")
    done = told.run("run", "by-digest")
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.startswith("published by-digest; 1 notebook executed; not told: e-mail: ")
    assert "the server answered 535 5.7.8" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "new" in (told.project.reports / "by-digest" / "01_two.html").read_text("utf-8")
    assert told.run("run", "by-digest").returncode == 0


def test_wrong_declarations_are_errors_that_name_file_and_key(told: Told) -> None:
    before = read_files(told.project.reports / "by-digest")
    told.declare({"webhook": {"onn": ["failure"]}})
    done = told.run("run", "by-digest")
    assert done.returncode == 2
    assert "runs.yml: notify.webhook: unknown key 'onn'; allowed: on" in done.stderr
    assert read_files(told.project.reports / "by-digest") == before
    done = told.run("notify", "--test")
    assert done.returncode == 2
    assert "unknown key 'onn'" in done.stderr


def test_a_set_up_can_be_tried(told: Told, mailbox: MailServer, hook: Hook) -> None:
    done = told.run("notify", "--test")
    assert (done.returncode, done.stdout) == (0, "told by e-mail\ntold by webhook\n")
    assert outcomes(mailbox, hook) == (["Test"], ["test"])
    hook.answers = [(410, {})]
    done = told.run("notify", "--test")
    assert (done.returncode, done.stdout) == (1, "told by e-mail\n")
    assert done.stderr == "not told by webhook: the server answered 410\n"
    assert told.run("notify").returncode == 2
    told.declare({})
    done = told.run("notify", "--test")
    assert done.returncode == 2
    assert "nobody is to be told; declare notify: there" in done.stderr
