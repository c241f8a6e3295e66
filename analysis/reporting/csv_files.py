"""The numbers behind a table as a CSV file inside the page: a link that saves it, no server.

RFC 4180 in UTF-8, with the mark that spreadsheets need to read it as such. Text that a
spreadsheet would run as a formula is made plain text; numbers stay numbers.
"""

from __future__ import annotations

import base64
import csv
import re
import unicodedata
from dataclasses import fields, is_dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from analysis.wording import show_controls

if TYPE_CHECKING:
    import pandas as pd

MEDIA_TYPE = "data:text/csv;charset=utf-8;base64,"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_LONGEST_NAME = 60


def render_download(frame: pd.DataFrame, caption: str) -> str:
    """Give the HTML of a link that saves `frame` as a CSV file named after `caption`."""
    content = base64.b64encode(encode_csv(frame)).decode("ascii")
    name = escape(f"Download CSV: {show_controls(caption)}")
    return (
        f'<p class="download"><a download="{name_file(caption)}" aria-label="{name}"'
        f' href="{MEDIA_TYPE}{content}">Download CSV</a></p>'
    )


def encode_csv(frame: pd.DataFrame) -> bytes:
    """Give a frame as the bytes of a CSV file, without its index.

    Missing values are empty, dates in ISO form, a result of a statistic one column per field.
    """
    table = _spread_results(frame)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_protect(str(name)) for name in table])
    writer.writerows(
        zip(*([_write(cell) for cell in cells] for cells in table.values()), strict=True)
    )
    return text.getvalue().encode("utf-8-sig")


def name_file(caption: str) -> str:
    """Give a file name of plain letters, digits and hyphens for a table."""
    plain = unicodedata.normalize("NFKD", caption).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return f"{'-'.join(words)[:_LONGEST_NAME].strip('-') or 'table'}.csv"


def _spread_results(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Columns as lists; a column of results becomes a column per field of theirs."""
    table: dict[str, list[Any]] = {}
    for at, name in enumerate(frame.columns):
        cells = list(frame.iloc[:, at])
        results = [cell for cell in cells if is_dataclass(cell)]
        inner = dict.fromkeys(one.name for result in results for one in fields(result))
        columns = {part: [getattr(cell, part, None) for cell in cells] for part in inner}
        for part, column in (columns or {str(name): cells}).items():
            table[part if part not in table else f"{name} {part}"] = column
    return table


def _write(cell: Any) -> str:
    if cell is None or str(cell) in {"nan", "NaT", "<NA>"}:
        return ""
    if isinstance(cell, str):
        return _protect(cell)
    if isinstance(cell, float) and not cell.is_integer():
        # More digits than any of these numbers is known to; all of them make files large.
        return f"{cell:.10g}"
    # A moment without a time of day is a date.
    return str(cell).removesuffix(" 00:00:00")


def _protect(text: str) -> str:
    """The text as it is, with an apostrophe before what would begin a formula."""
    plain = show_controls(text)
    if plain.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(plain):
        return f"'{plain}"
    return plain
