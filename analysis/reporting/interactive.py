"""Tables that sort and search in JupyterLab: a static table, and a script that enlivens it.

The script library (DataTables, as itables brings it) travels compressed inside the output of
one cell, so that nothing is asked of the network. Whoever executes notebooks without a
front end (reports, papermill, nbconvert) gets the static table alone.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from IPython import get_ipython

_LAB_DIR = Path(__file__).parent / "templates" / "lab"
# `currentScript` finds the table even where the front end has it outside the page just now.
_ENLIVEN = (
    "<script>(window.digestTrendsTables ??= []).push(document.currentScript.parentElement)</script>"
)


@dataclass(slots=True)
class _Library:
    """Which cell's output holds the library, and the request that put it there."""

    cell: str = ""
    request: str = ""


_library = _Library()


def make_interactive(table: str) -> str:
    """Give a table's HTML as the front end shall show it; unchanged where there is none."""
    message = _get_message()
    cell = message.get("metadata", {}).get("cellId")
    # Front ends name the cell that they run; what executes notebooks on its own does not.
    if not cell:
        return table
    style = (_LAB_DIR / "tables.css").read_text(encoding="utf-8")
    library = _take_library(cell, message["header"]["msg_id"])
    # Without the attribute JupyterLab takes keys pressed here for its own commands.
    return (
        '<div class="digest-trends-table" data-lm-suppress-shortcuts="true">'
        f"<style>{style}</style>{table}{_ENLIVEN}</div>{library}"
    )


def _get_message() -> dict[str, Any]:
    """Give the message that asked the kernel for the running cell; empty outside a kernel."""
    get_parent = getattr(get_ipython(), "get_parent", None)
    return dict(get_parent() or {}) if get_parent else {}


def _take_library(cell: str, request: str) -> str:
    """Give the library's script where the notebook does not hold it, otherwise nothing.

    The cell that holds it loses it when it runs again, and gets it anew.
    """
    held = _library.cell not in {"", cell} or _library.request == request
    if held:
        return ""
    _library.cell, _library.request = cell, request
    return f"<script>{_pack_library()}</script>"


@cache
def _pack_library() -> str:
    """Give the script with the library in it, about 240 kB instead of the 620 of the original."""
    # Imported here: a run of reports never needs it.
    from itables import options  # noqa: PLC0415

    packed = b64encode(gzip.compress(Path(options.dt_bundle).read_bytes(), mtime=0)).decode()
    return (_LAB_DIR / "tables.js").read_text(encoding="utf-8").replace("LIBRARY", packed)
