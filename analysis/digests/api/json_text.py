"""JSON as programs store it: text to plain values, within limits of size and depth.

Some archives hold rows of JSON as Python prints them (`{'a': None}`), as strings. Those
are read as literals, and only where they are spelt as Python spells plain data.
"""

from __future__ import annotations

import ast
import json
import re
from contextlib import suppress
from typing import Any

import orjson

from analysis.digests.errors import DigestError

LARGEST_FILE = 16_000_000
LARGEST_ROW = 1_000_000
DEEPEST_ROW = 50
"""Limits in characters and brackets, far above any day that the site publishes."""

_START = re.compile(r'\s*(?:\[\s*(?:[{"]|\]\s*$)|\{\s*["}])')
"""Lists of objects or of text, and objects; page text may begin with a bare bracket."""
_ESCAPE = r"""\\(?:[\\'"nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})"""
_UP_TO_BRACKET = re.compile(
    rf"(?:'[^'\\\n]*(?:{_ESCAPE}[^'\\\n]*)*'"
    rf'|"[^"\\\n]*(?:{_ESCAPE}[^"\\\n]*)*"'
    r"|[,:\s]"
    r"|(?:True|False|None|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?=\s*[,:\]}]))*+"
    r"(?P<bracket>[\[\]{}]|\Z)"
)
"""What `repr` writes of plain data. Anything else, an operator above all, could nest
without brackets and exhaust the parser. Nothing is read twice: `*+` gives nothing back."""
_PRINTED = re.compile(
    r"""'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"|True|False|None""", re.DOTALL
)
"""Strings of Python and constants: what JSON writes in another way."""
_ODD_ESCAPE = {"'": re.compile(r'\\[xuU"]'), '"': re.compile(r"\\[xuU']")}
"""By quotation mark: escapes that JSON lacks or that quoting anew would change."""
_CONSTANTS = {"True": "true", "False": "false", "None": "null"}
_DEPTH_OF = {"[": 1, "{": 1, "]": -1, "}": -1, "": 0}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_ASCII_CONTROLS = bytes([*range(0x20), 0x7F])
_ADVICE = "Fetch or save the day again, or move this file out of the folder."
_SHOWN = 120


def is_json(text: str) -> bool:
    """Tell by its first characters whether a text is meant as JSON."""
    return _START.match(text) is not None


def load_json(text: str, source_file: str) -> Any:
    """Parse one JSON text; whole numbers beyond 64 bits come as floats.

    Raises DigestError where it is none, cut off, too large or deep.
    """
    if len(text) > LARGEST_FILE:
        problem = f"JSON of more than {LARGEST_FILE:,} characters."
        raise DigestError(source_file, problem, "Split it into one file per day.")
    # Twice as fast; what it refuses may still be JSON to Python, which also says why it is none.
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        problem = f"JSON that is broken or cut off ({error.msg})."
        raise DigestError(source_file, problem, _ADVICE, error.lineno) from error
    except RecursionError as error:
        raise DigestError(source_file, "JSON nested too deeply.", _ADVICE) from error
    # Numbers of more digits than Python converts.
    except ValueError as error:
        raise DigestError(source_file, f"JSON that is broken ({error}).", _ADVICE) from error


def parse_printed_row(text: str) -> Any:
    """Read plain data as Python's `repr` prints it. Raises ValueError with the reason."""
    if len(text) > LARGEST_ROW:
        raise ValueError(f"text of more than {LARGEST_ROW:,} characters in place of an object")
    if not _is_plain_literal(text):
        raise ValueError("text that is no plain data in place of an object")
    # Several times as fast; whatever is not beyond doubt is left to Python's own parser.
    with suppress(ValueError, SyntaxError):
        return _load_as_json(text)
    try:
        return ast.literal_eval(text)
    # TypeError: a list as a key; MemoryError: what the parser says of its own limits.
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError("text that is no plain data in place of an object") from error


def clean_text(text: str) -> str:
    r"""Undo wrapping: every run of white space and control characters becomes one space.

    Halves of a character that were escaped apart (`\ud83d`) are joined; those without
    their other half become U+FFFD, as no table can hold them.
    """
    flat = text.replace("\n", " ").strip()
    # A space is the only white space that is printable, so that nothing is left to undo.
    if "  " not in flat and _is_printable(flat):
        return flat
    flat = " ".join(text.split())
    if _is_printable(flat):
        return flat
    whole = flat.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(_CONTROL.sub(" ", whole).split())


def _is_printable(text: str) -> bool:
    """`str.isprintable`, of ASCII in a third of its time."""
    if not text.isascii():
        return text.isprintable()
    content = text.encode()
    return len(content.translate(None, _ASCII_CONTROLS)) == len(content)


def show_value(value: Any) -> str:
    """A value in few words, for a parse issue."""
    text = clean_text(value if isinstance(value, str) else _print_value(value))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _print_value(value: Any) -> str:
    try:
        return repr(value)[: 4 * _SHOWN]
    except RecursionError:
        return f"{type(value).__name__}, nested too deeply"


def _load_as_json(text: str) -> Any:
    """Read what `repr` prints as JSON. Raises ValueError where the two may differ."""
    # White space around it or half a character inside may be no Python.
    if not (text.startswith(("[", "{")) and text.endswith(("]", "}")) and text.encode()):
        raise ValueError("no list and no object")
    return json.loads(_PRINTED.sub(_respell, text))


def _respell(printed: re.Match[str]) -> str:
    """Give a string or a constant of Python as JSON spells it."""
    found = printed[0]
    if found in _CONSTANTS:
        return _CONSTANTS[found]
    if found[0] == "'" and "\\" not in found:
        return '"' + found[1:-1].replace('"', '\\"') + '"'
    if _ODD_ESCAPE[found[0]].search(found):
        return json.dumps(ast.literal_eval(found), ensure_ascii=False)
    if found[0] == '"':
        return found
    body = found[1:-1].replace("\\'", "'").replace('"', '\\"')
    return f'"{body}"'


def _is_plain_literal(text: str) -> bool:
    position = depth = 0
    while position < len(text):
        stretch = _UP_TO_BRACKET.match(text, position)
        if stretch is None:
            return False
        depth += _DEPTH_OF[stretch["bracket"]]
        if depth > DEEPEST_ROW:
            return False
        position = stretch.end()
    return True
