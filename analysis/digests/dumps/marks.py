"""Markdown marks in running text: escapes, emphasis, breaks at line ends.

Tools differ in what they escape, and the page's own text holds backslashes and stars. A
backslash is taken for an escape only where a dump never prints the character without one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_ESCAPABLE = "\\`*_{}[]()<>#+-.!|~$^\"'@=&"
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!|~$^\"'@=&])")
_MARKS = ("*", "_", "[", "]", "`")
"""What tools escape first that escape anything."""
_STRONG = re.compile(r"(?<![\w\\*])\*\*(?=[^\s*])((?:\\.|[^*\\\n]){1,200}?)(?<=\S)\*\*(?![\w*])")
_EMPHASIS = {
    "*": re.compile(r"(?<![\w\\*])\*(?=[^\s*])((?:\\.|[^*\\\n]){1,200}?)(?<=[^\s\\])\*(?![\w*])"),
    "_": re.compile(r"(?<![\w\\_])_(?=[^\s_])((?:\\.|[^_\\\n]){1,200}?)(?<=[^\s\\])_(?![\w_])"),
}
_BLOCK_MARK = re.compile(r"(?m)^[ \t]*(?:#{1,6}|[*+-]|\d{1,3}\.)[ \t]+")
_QUOTED = re.compile(r"\w\\'(?:s|t|re|ve|ll)\b")
_LINE_BREAK = re.compile(r"(?m)\\{1,2}[ \t]*$")
_SOFT_BREAK = re.compile(r"(?<!\\)\\{1,2}[ \t]{2,}")
_BLOCK_ESCAPE = re.compile(r"^(\d{1,9})?\\(?=[#+.>)-])")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,2000})>")
_QUERY = re.compile(r"[?&]q=[^\s&)\]>\"']{1,300}")
_NO_SEARCH = re.compile(
    r"^\W{0,3}(?:ur[li](?: source)?|source)\W[^\n]{0,40}huggingface\.co/papers"
    r"(?:/date/[\d-]{1,12})?[\"'>)]?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a dump's tool writes: what it escapes, and which words the search marked."""

    escaped: frozenset[str] = frozenset()
    query: str | None = None
    """The search's words, folded; empty for no search, None where nothing tells."""
    is_marked: bool = False
    """Whether the dump is marked up at all; in a plain one, stars are stars."""


def find_habits(text: str, body: str, is_marked: bool) -> Habits:
    """Find a dump's habits; `body` is its text without the addresses of links."""
    body = _BLOCK_MARK.sub("", _LINE_BREAK.sub("", body))
    after_backslash = Counter(_ESCAPED.findall(body))
    bare = Counter(_ESCAPED.sub("", _drop_emphasis(_STRONG.sub("", body))))
    escaped = {c for c in _ESCAPABLE if after_backslash[c] and not bare[c]}
    # The text's own LaTeX escapes some characters too, but neither marks nor backslashes.
    is_quoted = "'" in escaped and _QUOTED.search(body) is not None
    if not is_marked or (not is_quoted and not escaped & {*_MARKS, "\\"}):
        escaped = set()
    return Habits(frozenset(escaped), find_query(text), is_marked)


def find_query(text: str) -> str | None:
    """The words that a search page's own address asks for, folded.

    Empty where the address asks for none, None where the dump does not tell its address.
    """
    for match in _QUERY.finditer(text[:20_000]):
        words = parse_qs(urlsplit(f"?{match[0][1:]}").query).get("q", [""])[0]
        if folded := fold(words):
            return folded
    return "" if _NO_SEARCH.search(text[:5_000]) else None


def fold(text: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(_WORD.findall(text.casefold()))


def strip_break(text: str) -> str:
    """Take off the backslashes by which a tool breaks a line inside a link."""
    bare = text.rstrip(" \t")
    if not bare.endswith("\\"):
        return text
    return bare.removesuffix("\\").removesuffix("\\").rstrip(" \t")


def clean_marks(text: str, habits: Habits, is_linked: bool) -> str:
    """Text as the page shows it: without emphasis and escapes."""
    if not habits.is_marked:
        return text
    text = _SOFT_BREAK.sub(" ", text)
    # Within a link, no tool makes another one: angle brackets are the text's own.
    text = text if is_linked else _AUTOLINK.sub(r"\1", text)
    text = _STRONG.sub(lambda mark: _unmark(mark, habits), text)
    for mark, emphasis in _EMPHASIS.items():
        if mark in habits.escaped:
            text = emphasis.sub(r"\1", text)
    if habits.escaped:
        text = _BLOCK_ESCAPE.sub(lambda found: found[1] or "", text)
        text = _ESCAPED.sub(lambda e: e[1] if e[1] in habits.escaped else e[0], text)
    return text


def _drop_emphasis(text: str) -> str:
    return _EMPHASIS["*"].sub("", _EMPHASIS["_"].sub("", text))


def _unmark(mark: re.Match[str], habits: Habits) -> str:
    inner = mark[1]
    if habits.query is None or "*" in habits.escaped:
        return inner
    folded = fold(inner)
    is_searched = bool(folded and habits.query) and (
        folded in habits.query or habits.query in folded
    )
    return inner if is_searched else mark[0]
