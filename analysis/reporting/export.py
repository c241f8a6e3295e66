"""Executed notebooks as reports: one HTML file each, complete in itself, without script."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbformat import NotebookNode
from traitlets.config import Config

from analysis.findings.state import State
from analysis.reporting.evidence_html import settle_links
from analysis.reporting.markdown import MarkdownConverter
from analysis.reporting.pages import (
    TEMPLATE_NAME,
    TEMPLATES_DIR,
    add_filters,
    check_self_contained,
)
from analysis.reporting.provenance import Provenance
from analysis.reporting.runs import PROJECT_SITE, Change, Run, Site, Value
from analysis.reporting.since import Since, Snapshot, compare_reports
from analysis.reporting.state import describe_sources, find_state
from analysis.reporting.steps import build_steps, find_headlines


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A parameter as a report lists it. `given` tells whether the run or the user set it."""

    name: str
    value: Value
    comment: str
    given: bool


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What a report says beyond its notebook's own content.

    `before` is the last report of the same notebook and run, None if there is none.
    """

    run: Run
    notebook: str
    parameters: tuple[ShownParameter, ...]
    changes: tuple[Change, ...]
    provenance: Provenance
    site: Site = PROJECT_SITE
    before: Snapshot | None = None


class ReportExporter(TemplateExporter):
    """nbconvert's exporter with the project's template, and with every value escaped in it."""

    file_extension = ".html"
    output_mimetype = "text/html"
    template_name = TEMPLATE_NAME

    def __init__(self) -> None:
        # The user's own nbconvert templates and configuration have no say here.
        paths = [str(TEMPLATES_DIR / TEMPLATE_NAME)]
        super().__init__(  # type: ignore[no-untyped-call]
            config=Config(), template_paths=paths, extra_template_basedirs=[]
        )

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        add_filters(environment)
        return environment


@dataclass(frozen=True, slots=True)
class Report:
    """An exported report: its title in plain text, the page, and what is recorded of it."""

    title: str
    html: str
    headlines: list[dict[str, Any]]
    state: State | None
    since: Since | None


def export_report(notebook: NotebookNode, context: ReportContext) -> Report:
    """Turn an executed notebook into a report.

    Raises ReportingError for an output that a report cannot show, a figure without
    alternative text, a number that leads to papers not shown, and anything that would run a
    script or load something.
    """
    values = describe_report(notebook, context)
    page, _ = ReportExporter().from_notebook_node(notebook, resources={"report": values})
    text = settle_links(page)
    check_self_contained(text)
    return Report(values["title"], text, find_headlines(notebook), values["state"], values["since"])


def describe_report(notebook: NotebookNode, context: ReportContext) -> dict[str, Any]:
    """Give what the template fills in, by the names that it uses."""
    converter = MarkdownConverter()
    steps = _render_steps(notebook, converter)
    state = find_state(notebook)
    as_of = context.provenance.as_of
    return {
        "title": _to_plain_text(converter.title or "") or context.notebook,
        "site": context.site,
        "run": context.run,
        "notebook": context.notebook,
        "parameters": context.parameters,
        "changes": context.changes,
        "headings": [heading for heading in converter.headings if heading.level <= 3],
        "steps": steps,
        "provenance": context.provenance,
        "state": state,
        "sources": describe_sources(state.sources, as_of.date()) if state else "",
        "since": _compare(state, context) if state else None,
    }


def _compare(state: State, context: ReportContext) -> Since:
    """Compare the report under way with the last one."""
    provenance = context.provenance
    values = {one.name: one.value for one in context.parameters}
    now = Snapshot(provenance.as_of, values, provenance.inputs, state)
    return compare_reports(context.before, now)


def _render_steps(notebook: NotebookNode, converter: MarkdownConverter) -> list[dict[str, Any]]:
    """Give the steps with prose and code as HTML; those with code are numbered from 1."""
    highlight = Highlight2HTML(pygments_lexer="python3")  # type: ignore[no-untyped-call]
    rendered: list[dict[str, Any]] = []
    number = 0
    for step in build_steps(notebook):
        if step.markdown is not None:
            rendered.append({"html": converter.convert(step.markdown)})
            continue
        number += 1
        sources = [highlight(source) for source in step.sources]
        rendered.append({"number": number, "outputs": step.outputs, "sources": sources})
    return rendered


def _to_plain_text(text: str) -> str:
    """Give the text of a heading without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()
