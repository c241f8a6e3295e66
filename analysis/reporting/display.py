"""What notebooks show: figures, tables, headline numbers and caveats that survive export.

Each is readable in JupyterLab as it stands, and carries what the exported report needs
beyond that (alternative text, headline values). Outside a kernel they print a line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, Protocol

from IPython.display import display

if TYPE_CHECKING:
    import pandas as pd

HEADLINES_MIME = "application/vnd.digest-trends.headlines+json"
CAVEAT_MIME = "application/vnd.digest-trends.caveat+json"
SVG_MIME = "image/svg+xml"
_NUMBERS = re.compile(
    r"(?:[\d\s.,%()+<>~/\N{MULTIPLICATION SIGN}\N{EN DASH}\N{MINUS SIGN}-]|to|of|times)*"
)


class Figure(Protocol):
    """The one thing needed of a matplotlib figure."""

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Write the figure to a file object."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A finding in one number, ready to print.

    `value` is the number with its unit, `interval` its uncertainty in words or empty,
    `note` what the number rests on (such as the papers counted) or empty. `data` has the
    same as plain numbers, for comparing runs.
    """

    label: str
    value: str
    interval: str = ""
    note: str = ""
    data: Mapping[str, float | None] | None = None


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
    # Without a fixed date the same figure would give another file at each run.
    figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    # A figure that pyplot holds would be shown a second time at the end of the cell.
    number = getattr(figure, "number", None)
    if number is not None:
        sys.modules["matplotlib.pyplot"].close(number)
    data = {SVG_MIME: buffer.getvalue(), "text/plain": alt}
    _show(_Output(data, {SVG_MIME: {"alt": alt}}))


def show_table(frame: pd.DataFrame, caption: str) -> None:
    """Show a display table with its caption.

    The first column heads each row; the index is not shown. Cells are shown as
    `str(cell)`, missing ones as a dash; further columns of numbers are set flush right.
    A table without rows says so.
    """
    text = f"{caption}\n{frame.to_string(index=False)}"
    _show(_Output({"text/html": _render_table(frame, caption), "text/plain": text}))


def show_headlines(headlines: Sequence[Headline]) -> None:
    """Show the main findings of a notebook; the index lists them too."""
    lines = [f"{one.label}: {one.value} {one.interval} {one.note}".rstrip() for one in headlines]
    data = {
        HEADLINES_MIME: {"headlines": [asdict(one) for one in headlines]},
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


def _show(output: _Output) -> None:
    display(output)  # type: ignore[no-untyped-call]


def _render_headlines(headlines: Sequence[Headline]) -> str:
    """Give the headline cards as HTML with styles of their own, for JupyterLab."""
    # No <dl>: JupyterLab's own style sets its terms and definitions side by side.
    cards = "".join(
        '<div style="border:1px solid #8888;border-radius:6px;padding:8px 12px;max-width:18em">'
        f"<div>{escape(one.label)}</div>"
        f'<div style="font-size:1.6em;font-weight:600;line-height:1.3">{escape(one.value)}</div>'
        f"<div>{escape(one.interval)}</div>"
        f'<div style="opacity:.8">{escape(one.note)}</div></div>'
        for one in headlines
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:12px">{cards}</div>'


def _render_table(frame: pd.DataFrame, caption: str) -> str:
    """Give a table as HTML; all text is escaped."""
    columns = [[_to_text(cell) for cell in frame.iloc[:, i]] for i in range(frame.shape[1])]
    styles = [' class="number"' if _is_numeric(column) else "" for column in columns]
    styles[0] = ""
    head = "".join(
        f'<th scope="col"{style}>{escape(str(name))}</th>'
        for name, style in zip(frame.columns, styles, strict=True)
    )
    rows = "".join(_render_row(cells, styles) for cells in zip(*columns, strict=True))
    rows = rows or f'<tr><td colspan="{len(columns)}">none</td></tr>'
    # A wide table scrolls in its own box, and the keyboard can only scroll what takes focus.
    return (
        f'<div class="table" role="group" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _render_row(cells: tuple[str, ...], styles: list[str]) -> str:
    """Give one table row as HTML, its first cell as the row's header."""
    rest = "".join(
        f"<td{style}>{escape(cell)}</td>" for cell, style in zip(cells[1:], styles[1:], strict=True)
    )
    return f'<tr><th scope="row">{escape(cells[0])}</th>{rest}</tr>'


def _to_text(cell: Any) -> str:
    """Give a cell as text; None, NaN and NaT become a dash."""
    if isinstance(cell, str):
        return cell
    return "\N{EN DASH}" if str(cell) in {"None", "nan", "NaT", "<NA>"} else str(cell)


def _is_numeric(column: list[str]) -> bool:
    """Tell whether a column has numbers, and nothing but numbers, intervals and dashes."""
    return any(column) and all(_NUMBERS.fullmatch(cell) for cell in column)
