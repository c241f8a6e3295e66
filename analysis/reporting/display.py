"""What notebooks show: figures, tables, headline numbers and caveats that survive export.

Each is readable in JupyterLab as it stands, and carries what the exported report needs
beyond that (alternative text, headline values). Outside a kernel they print a line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, Protocol

from IPython.display import display

from analysis.reporting.evidence_html import link_to_papers, render_evidence
from analysis.reporting.interactive import make_interactive
from analysis.reporting.state import STATE_MIME, describe_sources, dump_state
from analysis.reporting.table_html import render_table
from analysis.wording import count_of, show_controls

if TYPE_CHECKING:
    import pandas as pd

    from analysis.findings.evidence import Evidence
    from analysis.findings.state import State

HEADLINES_MIME = "application/vnd.digest-trends.headlines+json"
CAVEAT_MIME = "application/vnd.digest-trends.caveat+json"
SVG_MIME = "image/svg+xml"


class Figure(Protocol):
    """The one thing needed of a matplotlib figure."""

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Write the figure to a file object."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A finding in one number, ready to print.

    `value` is the number with its unit, `interval` its uncertainty in words or empty,
    `note` what the number rests on (such as the papers counted) or empty, `evidence` the key
    of the list of papers behind it (see `show_evidence`) or empty.
    """

    label: str
    value: str
    interval: str = ""
    note: str = ""
    evidence: str = ""


class _Output:
    """A display object with a fixed set of representations."""

    def __init__(self, data: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        self._data = data
        self._metadata = metadata or {}

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return self._data, self._metadata

    def __repr__(self) -> str:
        return str(self._data["text/plain"])


def show_figure(figure: Figure, alt: str) -> None:
    """Show a figure as SVG and close it.

    `alt` is the text alternative: what is shown, its range, the main change.
    Raises ValueError if it is empty.
    """
    if not alt.strip():
        raise ValueError("a figure needs an alternative text")
    buffer = StringIO()
    # Without fixed date and ids the same figure would give another file at each run.
    with _fix_ids():
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    # A figure that pyplot holds would be shown a second time at the end of the cell.
    number = getattr(figure, "number", None)
    if number is not None:
        sys.modules["matplotlib.pyplot"].close(number)
    data = {SVG_MIME: buffer.getvalue(), "text/plain": alt}
    _show(_Output(data, {SVG_MIME: {"alt": alt}}))


def _fix_ids() -> AbstractContextManager[object]:
    """Let matplotlib derive the ids in a drawing from what they are of, not from chance."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None:
        return nullcontext()
    context: AbstractContextManager[object] = matplotlib.rc_context({"svg.hashsalt": SVG_MIME})
    return context


def show_table(
    frame: pd.DataFrame,
    caption: str,
    *,
    data: pd.DataFrame | None = None,
    evidence: Evidence | None = None,
) -> None:
    """Show a display table with its caption, and a link that saves its numbers as CSV.

    The first column heads each row; the index is not shown. Cells are shown as
    `str(cell)`, missing ones as a dash; further columns of numbers are set flush right.
    A table without rows says so. `data` are the numbers behind `frame`, which go into the CSV
    in its place; `evidence` has the lists of papers that rows lead to.
    """
    text = f"{caption}\n{frame.to_string(index=False)}"
    html = render_table(frame, caption, frame if data is None else data, evidence)
    _show(_Output({"text/html": make_interactive(html), "text/plain": text}))


def show_evidence(*groups: Evidence) -> None:
    """Show the papers behind numbers, list by list, where headlines and table rows lead to."""
    lines = [
        f"{one.label}: {count_of(one.n_papers, 'paper')}" for group in groups for one in group.lists
    ]
    data = {"text/html": render_evidence(groups), "text/plain": "\n".join(lines)}
    _show(_Output(data))


def show_headlines(headlines: Sequence[Headline]) -> None:
    """Show the main findings of a notebook; the index lists them too."""
    lines = [f"{one.label}: {one.value} {one.interval} {one.note}".rstrip() for one in headlines]
    data = {
        HEADLINES_MIME: {"headlines": [_describe(one) for one in headlines]},
        "text/html": _render_headlines(headlines),
        "text/plain": "\n".join(lines),
    }
    _show(_Output(data))


def show_text(text: str) -> None:
    """Show a plain sentence; it is escaped, so that any title can stand in it."""
    _show(_Output({"text/html": f"<p>{escape(text)}</p>", "text/plain": text}))


def show_caveat(text: str) -> None:
    """Show one sentence on what may be misread."""
    html = f'<p class="caveat"><strong>Caution:</strong> {escape(text)}</p>'
    data = {CAVEAT_MIME: {"text": text}, "text/html": html, "text/plain": f"Caution: {text}"}
    _show(_Output(data))


def show_state(state: State) -> None:
    """Show what was read; the report adds what changed since the last one, the index draws it."""
    text = describe_sources(state.sources)
    html = f'<p class="sources">{escape(text)}</p>'
    _show(_Output({STATE_MIME: dump_state(state), "text/html": html, "text/plain": text}))


def _show(output: _Output) -> None:
    display(output)  # type: ignore[no-untyped-call]


def _describe(headline: Headline) -> dict[str, str]:
    return {name: show_controls(text) for name, text in asdict(headline).items()}


def _render_headlines(headlines: Sequence[Headline]) -> str:
    """Give the headline cards as HTML with styles of their own, for JupyterLab."""
    # No <dl>: JupyterLab's own style sets its terms and definitions side by side.
    cards = "".join(
        '<div style="border:1px solid #8888;border-radius:6px;padding:8px 12px;max-width:18em">'
        f"<div>{escape(one.label)}</div>"
        f'<div style="font-size:1.6em;font-weight:600;line-height:1.3">{escape(one.value)}</div>'
        f"<div>{escape(one.interval)}</div>"
        f'<div style="opacity:.8">{escape(one.note)}</div>{_lead_to_papers(one)}</div>'
        for one in headlines
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:12px">{cards}</div>'


def _lead_to_papers(headline: Headline) -> str:
    if not headline.evidence:
        return ""
    name = f"Papers behind this: {headline.label}"
    return f"<div>{link_to_papers(headline.evidence, 'Papers behind this', name)}</div>"
