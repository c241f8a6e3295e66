"""What all pages share: templates, filters, and the check that a page is closed.

A closed page asks nothing of anybody: no script, nothing loaded from outside the file.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from analysis.reporting.csv_files import MEDIA_TYPE
from analysis.reporting.errors import ReportingError

TEMPLATES_DIR = Path(__file__).parent / "templates"
TEMPLATE_NAME = "digest_report"

_FORBIDDEN_TAGS = frozenset(
    {"script", "iframe", "frame", "object", "embed", "base", "audio", "video", "form", "portal"}
)
_LOADING_ATTRIBUTES = frozenset({"src", "srcset", "poster", "background", "data", "xlink:href"})
_BLANKS = re.compile(r"[\x00-\x20]+")
_DOWNLOAD = re.compile(re.escape(MEDIA_TYPE) + "[A-Za-z0-9+/]+={0,2}")
_DOWNLOAD_NAME = re.compile(r"[a-z0-9-]+\.csv")
_LOADING_STYLE = re.compile(r"@import|url\(\s*[\"']?(?!data:)", re.IGNORECASE)


def create_environment() -> Environment:
    """Create the template environment of pages that are no notebooks. All values are escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR / TEMPLATE_NAME), autoescape=True
    )
    add_filters(environment)
    return environment


def add_filters(environment: Environment) -> None:
    """Add the project's own filters to a template environment."""
    environment.filters["shown"] = lambda value: "(empty)" if value == "" else str(value)


def check_self_contained(html: str) -> None:
    """Raise ReportingError if a page has a script or would load anything."""
    _ClosedPageParser().feed(html)


class _ClosedPageParser(HTMLParser):
    """Stops at the first thing in a page that runs or loads."""

    _in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in _FORBIDDEN_TAGS:
            raise ReportingError(f"the report would contain <{tag}>, which reports must not")
        # Browsers skip blanks and control characters where a link's scheme is read.
        values = {name: _BLANKS.sub("", value or "") for name, value in attrs}
        for name, value in values.items():
            self._check_attribute(tag, name, value)
        self._check_link(tag, values)

    def _check_link(self, tag: str, values: dict[str, str]) -> None:
        """A table's CSV file is the only thing that a link may hold itself."""
        target = values.get("href", "")
        holds_file = target.lower().startswith("data:") and tag != "link"
        if not holds_file and "download" not in values:
            return
        is_download = tag == "a" and _DOWNLOAD_NAME.fullmatch(values.get("download", ""))
        if not (is_download and _DOWNLOAD.fullmatch(target)):
            raise ReportingError(f"the report would offer {target[:80]!r}, which is no CSV file")

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        loads = name in _LOADING_ATTRIBUTES or (name == "href" and tag in {"link", "image", "use"})
        if loads and not value.startswith(("data:", "#")):
            raise ReportingError(f"the report would load {value[:80]!r} for <{tag} {name}>")
        if name.startswith("on") or value.lower().startswith("javascript:"):
            raise ReportingError(f"the report would run a script from <{tag} {name}>")
        if name == "style" and _LOADING_STYLE.search(value):
            raise ReportingError(f"the style of a <{tag}> would load something")

    def handle_data(self, data: str) -> None:
        if self._in_style and _LOADING_STYLE.search(data):
            raise ReportingError("a style sheet in the report would load something")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False
