"""Display tables as HTML: captioned, with headed rows and columns, saved as CSV by a link."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.reporting.csv_files import render_download
from analysis.reporting.evidence_html import link_to_papers
from analysis.wording import show_controls

if TYPE_CHECKING:
    import pandas as pd

    from analysis.findings.evidence import Evidence

_NUMBERS = re.compile(
    r"(?:[\d\s.,%()+<>~/\N{MULTIPLICATION SIGN}\N{EN DASH}\N{MINUS SIGN}-]|to|of|times)*"
)


def render_table(
    frame: pd.DataFrame, caption: str, data: pd.DataFrame, evidence: Evidence | None = None
) -> str:
    """Give a table as HTML with a link that saves `data`; all text is escaped.

    Rows that `evidence` has a list of papers for lead to it.
    """
    columns = [[_to_text(cell) for cell in frame.iloc[:, i]] for i in range(frame.shape[1])]
    styles = [' class="number"' if _is_numeric(column) else "" for column in columns]
    styles[0] = ""
    head = "".join(
        f'<th scope="col"{style}>{escape(show_controls(str(name)))}</th>'
        for name, style in zip(frame.columns, styles, strict=True)
    )
    rows = "".join(_render_row(cells, styles, evidence) for cells in zip(*columns, strict=True))
    rows = rows or f'<tr><td colspan="{len(columns)}">none</td></tr>'
    title = show_controls(caption)
    # A wide table scrolls in its own box, and the keyboard can only scroll what takes focus.
    return (
        f'<div class="table" role="group" tabindex="0" aria-label="{escape(title)}">'
        f"<table><caption>{escape(title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{render_download(data, caption)}"
    )


def _render_row(cells: tuple[str, ...], styles: list[str], evidence: Evidence | None) -> str:
    """Give one table row as HTML, its first cell as the row's header."""
    key, width = ("", 0) if evidence is None else evidence.find_key(cells)
    shown = [escape(cell) for cell in cells]
    if key:
        # The last of the cells that name the row tells it from its neighbours.
        visible, told = cells[width - 1], ", ".join(cells[:width])
        shown[width - 1] = link_to_papers(key, visible, f"{visible}: papers behind {told}")
    rest = "".join(
        f"<td{style}>{cell}</td>" for cell, style in zip(shown[1:], styles[1:], strict=True)
    )
    return f'<tr><th scope="row">{shown[0]}</th>{rest}</tr>'


def _to_text(cell: Any) -> str:
    """Give a cell as text; None, NaN and NaT become a dash."""
    if isinstance(cell, str):
        return show_controls(cell)
    return "\N{EN DASH}" if str(cell) in {"None", "nan", "NaT", "<NA>"} else str(cell)


def _is_numeric(column: list[str]) -> bool:
    """Tell whether a column has numbers, and nothing but numbers, intervals and dashes."""
    return any(column) and all(_NUMBERS.fullmatch(cell) for cell in column)
