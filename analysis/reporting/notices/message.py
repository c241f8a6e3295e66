"""What a run came to, as a notice that e-mails and webhooks are made of.

Labels, names and errors are other people's text: control characters are made visible here,
and each way of telling escapes what it must.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from analysis.reporting.notices.config import Notify
from analysis.reporting.notices.occasion import Difference, Outcome
from analysis.reporting.publish import report_path
from analysis.reporting.result import RunOutcome, RunResult
from analysis.wording import count_of, show_controls

MOST_LINES = 30
"""Lines of one kind; of more, the rest is counted."""
_LONGEST_LINE = 600
_LONGEST_TITLE = 150
_HEADS = {
    Outcome.FAILURE: "Failed",
    Outcome.RECOVERY: "Works again",
    Outcome.CHANGE: "Changed",
    Outcome.SUCCESS: "Published",
    Outcome.TEST: "Test",
}
_SAID_TWICE = ("failed: ", "published ")
"""Beginnings of a run's own line that the head of the title says already."""


@dataclass(frozen=True, slots=True)
class Report:
    """A published report that goes with a notice: its file, and its place on the web or ""."""

    run: str
    notebook: str
    path: Path
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines below a heading; each is a text and the address that it leads to, or ""."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: a title of one line, then sections. `id` is the same for the same notice."""

    id: str
    outcome: Outcome
    title: str
    message: str
    as_of: datetime
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """All of it as plain text, without the title."""
        parts = [self.message]
        for section in self.sections:
            lines = [f"- {text}{f': {url}' if url else ''}" for text, url in section.lines]
            parts.append("\n".join([f"{section.title}:", *lines]))
        return "\n\n".join(parts) + "\n"


def build_notice(
    result: RunResult,
    outcome: Outcome,
    differences: Sequence[Difference],
    reports: Sequence[Report] = (),
) -> Notice:
    """Put a run into words, the troubles first."""
    message = to_line(result.message)
    sections = tuple(
        Section(title, tuple(_cut(lines)))
        for title, lines in _write_sections(result, differences, reports)
        if lines
    )
    seed = f"{outcome}\n{result.as_of.isoformat()}\n{message}\n{sections}"
    return Notice(
        id=hashlib.sha256(seed.encode()).hexdigest()[:32],
        outcome=outcome,
        title=_write_title(outcome, message, differences),
        message=message,
        as_of=result.as_of,
        sections=sections,
    )


def find_reports(result: RunResult, notify: Notify, notebooks: Collection[str]) -> list[Report]:
    """The reports of the notebooks that this run published, in the order of the runs."""
    return [
        Report(run.run, name, run.published / report_path(name), _find_url(notify, run.run, name))
        for run in result.runs
        if run.published
        for name in (*run.executed, *run.kept)
        if name in notebooks and (run.published / report_path(name)).is_file()
    ]


def to_line(text: str, longest: int = _LONGEST_LINE) -> str:
    """Text of others as one line without control characters, cut where it is long."""
    line = show_controls(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}\N{HORIZONTAL ELLIPSIS}"


def _write_title(outcome: Outcome, message: str, differences: Sequence[Difference]) -> str:
    told = message
    for beginning in _SAID_TWICE:
        told = told.removeprefix(beginning)
    changed = [one for one in differences if one.significant]
    if outcome is Outcome.CHANGE and changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        told = f"{changed[0].label}{more} in {changed[0].run}"
    return to_line(f"{_HEADS[outcome]}: {told}", _LONGEST_TITLE)


def _write_sections(
    result: RunResult, differences: Sequence[Difference], reports: Sequence[Report]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    significant = [_tell(one) for one in differences if one.significant]
    others = [_tell(one) for one in differences if not one.significant]
    named = [(f"{one.run}, {one.notebook} ({one.path})", one.url) for one in reports]
    log = [(str(result.log), "")] if result.log else []
    yield "What failed", _to_lines(result.errors)
    yield "Before this run", _to_lines([result.recovered] if result.recovered else [])
    yield "Significant changes", _to_lines(significant)
    yield "Runs", _to_lines(_tell_run(run) for run in result.runs)
    yield "Other headlines that differ", _to_lines(others)
    yield "Files left out", _to_lines(result.tables.left_out)
    yield "Reports", [(to_line(text), url) for text, url in named]
    yield "Log", log
    began = f"{result.as_of:%Y-%m-%d %H:%M:%S %Z}"
    code = f"exit code {result.exit_code}"
    yield "This run", _to_lines([f"begun {began}, took {result.seconds:.1f} s, {code}"])


def _to_lines(texts: Iterator[str] | Sequence[str]) -> list[tuple[str, str]]:
    return [(to_line(text), "") for text in texts]


def _cut(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    if len(lines) <= MOST_LINES:
        return list(lines)
    return [*lines[:MOST_LINES], (f"and {len(lines) - MOST_LINES} more", "")]


def _tell(one: Difference) -> str:
    before, after = (to_line(text or "not there", 250) for text in (one.before, one.after))
    where = f"{one.run}, {one.notebook}"
    return f"{to_line(one.label, 80)} ({where}): was {before}; is {after}"


def _tell_run(run: RunOutcome) -> str:
    parts = []
    if run.executed:
        parts.append(f"{count_of(len(run.executed), 'notebook')} executed")
    if run.kept:
        parts.append(f"{len(run.kept)} up to date")
    state = "not published" if run.failures else "published" if run.published else "as it was"
    return f"{run.run}: {'; '.join([state, *parts])}"


def _find_url(notify: Notify, run: str, notebook: str) -> str:
    if not notify.site_url:
        return ""
    return f"{notify.site_url}/{quote(run)}/{quote(report_path(notebook).as_posix())}"
