"""An executed notebook as the steps that a report shows: prose, outputs, the code behind them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from analysis.reporting.display import CAVEAT_MIME, HEADLINES_MIME, SVG_MIME
from analysis.reporting.errors import ReportingError
from analysis.reporting.state import STATE_MIME

IMAGE_MIMES = (SVG_MIME, "image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Output:
    """Something that a step shows.

    `kind` is headlines, caveat, state, figure, html, text or messages; `value` what the
    template puts there (a data URI for a figure); `alt` and `number` are a figure's.
    """

    kind: str
    value: Any
    alt: str = ""
    number: int = 0


@dataclass(slots=True)
class Step:
    """Prose between code (`markdown`), or all code up to the next prose with its outputs."""

    markdown: str | None = None
    sources: list[str] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)


def build_steps(notebook: NotebookNode) -> list[Step]:
    """Cut an executed notebook into steps, in order; empty cells are left out.

    Raises ReportingError for an output that no report can show, and for a figure
    without an alternative text.
    """
    steps: list[Step] = []
    figures = 0
    for cell in notebook.cells:
        if not cell.source.strip():
            continue
        if cell.cell_type == "markdown":
            steps.append(Step(markdown=cell.source))
        elif cell.cell_type == "code":
            if not steps or steps[-1].markdown is not None:
                steps.append(Step())
            outputs = list(_convert_outputs(cell, figures))
            figures += sum(output.kind == "figure" for output in outputs)
            steps[-1].sources.append(cell.source)
            steps[-1].outputs.extend(outputs)
    return steps


def find_headlines(notebook: NotebookNode) -> list[dict[str, Any]]:
    """Collect the headlines that a notebook showed, as dicts of Headline's fields."""
    return [
        dict(headline)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for headline in output.get("data", {}).get(HEADLINES_MIME, {}).get("headlines", [])
    ]


def _convert_outputs(cell: NotebookNode, figures: int) -> Iterator[Output]:
    """Convert the outputs of a code cell; `figures` is how many came before."""
    for output in cell.outputs:
        if output.output_type == "stream":
            yield Output("messages" if output.name == "stderr" else "text", output.text)
        elif output.output_type in {"display_data", "execute_result"}:
            converted = _convert_data(output, cell, figures + 1)
            figures += converted.kind == "figure"
            yield converted


def _convert_data(output: NotebookNode, cell: NotebookNode, number: int) -> Output:
    """Convert one display, by the best of its representations."""
    data = output.data
    if HEADLINES_MIME in data:
        return Output("headlines", data[HEADLINES_MIME]["headlines"])
    if CAVEAT_MIME in data:
        return Output("caveat", data[CAVEAT_MIME]["text"])
    if STATE_MIME in data:
        return Output("state", data[STATE_MIME])
    for mime in IMAGE_MIMES:
        if mime in data:
            alt = output.metadata.get(mime, {}).get("alt", "")
            if not alt:
                raise ReportingError(
                    f"a figure of the cell {_first_line(cell)!r} has no alternative text;"
                    " show it with show_figure"
                )
            return Output("figure", _to_data_uri(mime, data[mime]), alt, number)
    for mime, kind in (("text/html", "html"), ("text/plain", "text")):
        if mime in data:
            return Output(kind, data[mime])
    raise ReportingError(
        f"the cell {_first_line(cell)!r} shows {', '.join(data)}, which a report cannot show"
    )


def _to_data_uri(mime: str, content: str) -> str:
    """Give an image of a notebook as a data URI: SVG is kept as text there, the rest as base64."""
    encoded = content if mime != SVG_MIME else base64.b64encode(content.encode()).decode("ascii")
    return f"data:{mime};base64,{''.join(encoded.split())}"


def _first_line(cell: NotebookNode) -> str:
    return str(cell.source).strip().splitlines()[0]
