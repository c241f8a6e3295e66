"""Who is told what of a run, and what becomes of the telling.

It comes last, when no lock is held any more: nothing that happens here changes a report.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread

from analysis.reporting.errors import ReportingError
from analysis.reporting.notices.attempts import Sleep, TellError
from analysis.reporting.notices.config import OVERVIEW, Email, Notify, Webhook, read_notify
from analysis.reporting.notices.memory import read_waiting, write_waiting
from analysis.reporting.notices.message import build_notice, find_reports
from analysis.reporting.notices.occasion import (
    Difference,
    Outcome,
    list_differences,
    list_occasions,
)
from analysis.reporting.notices.payload import build_payload
from analysis.reporting.notices.settings import URL, find_smtp, find_webhook, hide
from analysis.reporting.order import Order
from analysis.reporting.result import ExitCode, RunResult, TablesResult
from analysis.reporting.runlog import RunLog
from analysis.reporting.runs import RUNS_FILE

EMAIL, WEBHOOK = "e-mail", "webhook"
LIMIT = 60.0
"""Seconds that all telling may take."""
LIMIT_STOPPED = 8.0
"""The same where a signal asked the process to end: who sent it does not wait long."""


@dataclass(frozen=True, slots=True)
class Means:
    """How to wait: between attempts, for an answer, and for all of it (in seconds)."""

    sleep: Sleep = time.sleep
    timeout: float = 10.0
    limit: float = LIMIT


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all ways of telling need."""

    notify: Notify
    settings: Mapping[str, str]
    clock: Callable[[], datetime]
    means: Means

    @property
    def ways(self) -> dict[str, Email | Webhook]:
        """The declared ways with what is declared of them."""
        both = {EMAIL: self.notify.email, WEBHOOK: self.notify.webhook}
        return {name: way for name, way in both.items() if way is not None}


def tell_result(
    order: Order, result: RunResult, settings: Mapping[str, str], means: Means | None = None
) -> RunResult:
    """Tell those who want to know what became of a run; to be called without its locks.

    `settings` are those of `take_settings`. Gives the result with those who could not be told
    in it and, where the run itself went well, the exit code for that. Raises nothing but what
    asks the process to end; what happens is in the run's log.
    """
    means = means or Means()
    if result.exit_code > 128:
        means = replace(means, limit=min(means.limit, LIMIT_STOPPED))
    log = RunLog(order.output, order.clock)
    try:
        notify = _read_notify(order.notebooks_dir / RUNS_FILE, settings)
        desk = _Desk(notify, settings, order.clock, means)
        untold = _tell_all(desk, result, order.output, log) if desk.ways else ()
    # The reports are published: no error of the telling may look like one of theirs.
    except Exception as error:
        untold = (_name_defect(error),)
    untold = tuple(hide(line, settings) for line in untold)
    for line in untold:
        log.write(f"not told: {line}")
    if not untold:
        return result
    return replace(
        result,
        exit_code=int(result.exit_code or ExitCode.NOT_TOLD),
        message=f"{result.message}; not told: {'; '.join(untold)}",
        untold=untold,
        log=log.path if log.is_written else result.log,
    )


def tell_test(
    runs_file: Path,
    settings: Mapping[str, str],
    clock: Callable[[], datetime],
    means: Means | None = None,
) -> dict[str, str]:
    """Send a test notice by every declared way; gives what went wrong by way, "" for nothing.

    Raises ReportingError where runs.yml declares it wrongly; gives nothing where it declares
    nobody.
    """
    desk = _Desk(read_notify(runs_file), settings, clock, means or Means())
    message = "somebody tries whether notices of unattended runs arrive; nothing is wrong"
    result = RunResult(int(ExitCode.DONE), message, clock(), 0.0, TablesResult())
    answers = _send_all(desk, dict.fromkeys(desk.ways, Outcome.TEST), result, ())
    return {way: hide(answer, settings) for way, answer in answers.items()}


def _read_notify(path: Path, settings: Mapping[str, str]) -> Notify:
    """What is declared; where that cannot be read, the one way that needs no declaration.

    The run has failed then, for the same reason, and that must not stay a secret.
    """
    try:
        return read_notify(path)
    except ReportingError:
        return Notify(webhook=Webhook()) if settings.get(URL) else Notify()


def _tell_all(desk: _Desk, result: RunResult, output: Path, log: RunLog) -> tuple[str, ...]:
    """Tell by all ways by which there is something to tell; gives what went wrong."""
    differences = list_differences(result, output)
    occasions = list_occasions(result, differences)
    waiting = read_waiting(output)
    if "failure" in occasions or result.recovered:
        since = result.as_of.isoformat(timespec="seconds")
        failing = [name for name, way in desk.ways.items() if "failure" in way.on]
        waiting = dict.fromkeys(failing, since) | waiting
        # Before anything is sent: a process killed in between must not be forgotten.
        _remember(output, waiting, log)
    due = {
        name: outcome
        for name, way in desk.ways.items()
        if (outcome := _choose_outcome(way, result, occasions, name in waiting))
    }
    answers = _send_all(desk, due, result, differences)
    for name, answer in answers.items():
        if not answer:
            log.write(f"told by {name}: {due[name]}")
    if result.exit_code == ExitCode.DONE:
        _remember(output, {way: waiting[way] for way in waiting if answers.get(way)}, log)
    return tuple(f"{name}: {answer}" for name, answer in answers.items() if answer)


def _choose_outcome(
    way: Email | Webhook, result: RunResult, occasions: set[str], waits: bool
) -> Outcome | None:
    """As what a run is told by a way; None where it is not."""
    if result.exit_code == ExitCode.DONE and waits and "failure" in way.on:
        return Outcome.RECOVERY
    wanted = occasions.intersection(way.on)
    if wanted and "failure" in occasions:
        return Outcome.FAILURE
    return next((one for one in (Outcome.CHANGE, Outcome.SUCCESS) if one in wanted), None)


def _remember(output: Path, waiting: Mapping[str, str], log: RunLog) -> None:
    try:
        write_waiting(output, waiting)
    except OSError as error:
        log.write(f"who waits to hear that all works could not be noted: {error.strerror}")


def _send_all(
    desk: _Desk,
    due: Mapping[str, Outcome],
    result: RunResult,
    differences: Sequence[Difference],
) -> dict[str, str]:
    """Send the notices that are due, at the same time; gives what went wrong by way."""
    send = {EMAIL: _send_mail, WEBHOOK: _post}
    jobs = {
        name: partial(send[name], desk, outcome, result, differences)
        for name, outcome in due.items()
    }
    return _run_within(desk.means.limit, jobs)


def _run_within(limit: float, jobs: Mapping[str, Callable[[], None]]) -> dict[str, str]:
    """Run jobs side by side for at most `limit` seconds; gives what went wrong by name.

    What is not done by then is left behind: threads that end with the process are the one
    way to bound also what has no timeout of its own, such as asking for a server's address.
    """
    answers: dict[str, str] = {}

    def run(name: str, job: Callable[[], None]) -> None:
        try:
            job()
            answers[name] = ""
        except TellError as error:
            answers[name] = str(error)
        except Exception as error:
            answers[name] = _name_defect(error)

    threads = [Thread(target=run, args=one, daemon=True) for one in jobs.items()]
    deadline = time.monotonic() + limit
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    late = f"not done within {limit:g} seconds, given up"
    return {name: answers.get(name, late) for name in jobs}


def _send_mail(
    desk: _Desk, outcome: Outcome, result: RunResult, differences: Sequence[Difference]
) -> None:
    email = desk.notify.email
    if email is None:
        return
    server = find_smtp(desk.settings)
    # What sends takes long to load, and most runs have nothing to tell.
    mail = import_module("analysis.reporting.notices.mail")
    reports = find_reports(result, desk.notify, email.notebooks)
    notice = build_notice(result, outcome, differences, [] if email.report == "none" else reports)
    attached = list(mail.choose_attachments(reports)) if email.report == "attach" else []
    message = mail.build_mail(notice, email, attached, desk.clock())
    means = desk.means
    mail.send_mail(message, email, server, sleep=means.sleep, timeout=means.timeout)


def _post(
    desk: _Desk, outcome: Outcome, result: RunResult, differences: Sequence[Difference]
) -> None:
    server = find_webhook(desk.settings)
    webhook = import_module("analysis.reporting.notices.webhook")
    reports = find_reports(result, desk.notify, [OVERVIEW])
    notice = build_notice(result, outcome, differences, reports)
    payload = build_payload(notice, result, differences)
    means = desk.means
    webhook.post_notice(payload, server, clock=desk.clock, sleep=means.sleep, timeout=means.timeout)


def _name_defect(error: Exception) -> str:
    """Where an error came from, without its text, which may hold anything."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return f"a defect of this program ({type(error).__name__} in {where})"
