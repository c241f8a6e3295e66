"""Markdown cells as HTML: one title, anchored headings, and every other character as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

OWN_ANCHORS = frozenset({"content", "provenance", "provenance-heading", "since-last-report"})
"""Anchors that the report's frame uses itself."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its level (2 to 6), its HTML text and the anchor that leads to it."""

    level: int
    html: str
    anchor: str


class MarkdownConverter:
    """Converts a report's markdown cells one after another and collects what they head.

    `title` is the HTML text of the first level-1 heading, None until one was met; that
    heading is left out of the cell's HTML, later ones move down to level 2.
    """

    def __init__(self) -> None:
        self.title: str | None = None
        self.headings: list[Heading] = []
        self._convert = MarkdownWithMath(renderer=_Renderer(self))

    def convert(self, source: str) -> str:
        """Give the HTML of one markdown cell; HTML in it appears as text."""
        return self._convert.render(source)

    def add_heading(self, html: str, level: int) -> str:
        """Take note of a heading and give its HTML."""
        if level == 1 and self.title is None:
            self.title = html
            return ""
        heading = Heading(max(level, 2), html, self._find_free_anchor(html))
        self.headings.append(heading)
        return f'<h{heading.level} id="{heading.anchor}">{html}</h{heading.level}>\n'

    def _find_free_anchor(self, html: str) -> str:
        """Make an anchor out of a heading's words that no other heading has."""
        words = re.findall(r"\w+", re.sub(r"<[^>]*>|&\w+;", " ", html).lower())
        anchor = base = "-".join(words) or "section"
        taken = OWN_ANCHORS | {heading.anchor for heading in self.headings}
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        return anchor


class _Renderer(IPythonRenderer):
    """nbconvert's renderer with headings handed to the converter."""

    def __init__(self, converter: MarkdownConverter) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False)
        self._converter = converter

    def heading(self, text: str, level: int, **_: Any) -> str:
        return self._converter.add_heading(text, level)
