"""A page's markup to parts, and the data that its elements carry, in one pass.

Nothing is kept of the markup but visible text, links and headings, so that neither depth
nor size of the tree costs memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from analysis.digests.dumps.page_links import PageLink, parse_link
from analysis.digests.dumps.pieces import Part

_HIDDEN = frozenset(("script", "style", "template", "noscript", "svg", "title", "select"))
_INLINE = frozenset(
    (
        *("a", "span", "b", "strong", "em", "i", "mark", "u", "s", "small", "sub", "sup"),
        *("code", "abbr", "font", "q", "cite", "wbr", "bdi", "bdo", "kbd", "var", "samp"),
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset(("img", "br", "input", "meta", "link", "hr", "source", "wbr", "area", "base"))
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d{1,6}\)(\S{1,2000})\s*")
_SECTION = re.compile(r"<!\[[^\[\]<>]{0,200}\]>")
_DATA = "data-props"


@dataclass(slots=True)
class Markup:
    """What one page's markup shows and carries."""

    parts: list[Part] = field(default_factory=list)
    """Each piece of visible text is a line of its own."""
    data: list[str] = field(default_factory=list)
    """Contents of the elements' data attributes that mention papers."""
    addresses: list[str] = field(default_factory=list)
    """The page's own address, as it states it."""
    links: list[PageLink] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self._hidden: str | None = None
        self._n_hidden = 0
        self._heading: str | None = None
        self._link: PageLink | None = None
        self._n_links = 0
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden is not None:
            self._n_hidden += tag == self._hidden and tag not in _VOID
            return
        values = dict(attrs)
        data = values.get(_DATA)
        if data and "apers" in data:
            self.found.data.append(data)
        self._read_own_address(tag, values)
        if tag in _HIDDEN:
            self._hidden, self._n_hidden = tag, 1
        elif tag == "a":
            self._end_piece()
            self._n_links += 1
            self._link = parse_link(values.get("href") or "#")
            self.found.links.append(self._link)
        elif tag in _HEADINGS:
            self._end_piece()
            self._heading = tag
        elif tag not in _INLINE:
            self._end_piece()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _HIDDEN:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden is not None:
            self._n_hidden -= tag == self._hidden
            self._hidden = self._hidden if self._n_hidden else None
            return
        if tag == "a":
            self._end_piece()
            self._link = None
        elif tag in _HEADINGS:
            self._end_piece()
            self._heading = None
        elif tag not in _INLINE:
            self._end_piece()

    def handle_data(self, data: str) -> None:
        if self._hidden is None:
            self._text.append(data)

    def handle_comment(self, data: str) -> None:
        if match := _SAVED_FROM.fullmatch(data):
            self.found.addresses.append(match[1])

    def close(self) -> None:
        super().close()
        self._end_piece()

    def _read_own_address(self, tag: str, values: dict[str, str | None]) -> None:
        is_canonical = tag == "link" and (values.get("rel") or "").lower() == "canonical"
        is_named = tag == "meta" and values.get("property") == "og:url"
        address = values.get("href") if is_canonical else values.get("content")
        if (is_canonical or is_named) and address:
            self.found.addresses.append(address)

    def _end_piece(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            number = len(self.found.parts) + 1
            where = None if self._link is None else self._n_links
            is_heading = self._heading is not None
            part = Part(number, text, True, self._link, where, is_heading)
            self.found.parts.append(part)


def read_markup(text: str) -> Markup:
    """Read one page's markup, however broken. Linear in the text."""
    reader = _Reader()
    reader.feed(_close_open_ends(text))
    reader.close()
    return reader.found


def _close_open_ends(text: str) -> str:
    """Turn into text what begins like a tag or a comment and never ends.

    The parser would look for the end of each again and again, up to the last character.
    """
    text = _SECTION.sub("", text).replace("<![", "&lt;![")
    tags = text.rfind(">") + 1
    comments = text.rfind("-->") + 1
    head, middle, tail = text[:comments], text[comments:tags], text[tags:]
    return head + middle.replace("<!--", "&lt;!--") + tail.replace("<", "&lt;")
