"""The Daily Papers page as a browser saves it.

The site writes the listing's data as JSON into an attribute of the page: the rows of its
API. Where a page was saved without it, what its markup shows is read instead, with every
piece of visible text as a line. In the data, a line is a row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from analysis.digests.api.api_fields import read_day
from analysis.digests.api.api_json import parse_api_json
from analysis.digests.api.json_text import load_json
from analysis.digests.dumps.capture_evidence import Evidence, find_near_days
from analysis.digests.dumps.cards import find_titles
from analysis.digests.dumps.dump_parts import Dump
from analysis.digests.dumps.html_parts import Markup, read_markup
from analysis.digests.dumps.markdown_page import is_listing_page, read_page
from analysis.digests.dumps.marks import Habits, find_query
from analysis.digests.dumps.page_links import LinkKind
from analysis.digests.dumps.pieces import to_pieces
from analysis.digests.errors import DigestError
from analysis.papers import Digest

MOST_WORDS = 1_000_000
"""Far above any page that the site serves. A tag may hold them all as attributes, each of
which costs its parser hundreds of bytes."""
_PARTING = " \t\n\r\f/\"'"
_IS_HTML = re.compile(
    r"[\s\ufeff]*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*){0,9}"
    r"<(?:!doctype\s+html|html|head|body|main|div|section|article|title|meta|header|nav)\b",
    re.IGNORECASE | re.DOTALL,
)
_ADVICE = (
    "Expected a saved Daily Papers page: its data in 'data-props', or its markup with titles, "
    "links to papers and the capture date. Save the page again, or move this file out of the "
    "folder."
)
_NOT_OF_THE_API = ("upvoted",)
"""Keys of a row that say who looked at the page."""


def is_html(text: str) -> bool:
    """Tell by its first tag whether a text is a page's markup."""
    return _IS_HTML.match(text) is not None


def parse_saved_html(
    text: str, source_file: str, sha256: str, address: str = "", saved: date | None = None
) -> Digest:
    """Read one saved page, by its data or else by its markup.

    `address` and `saved` are what an archive around the page says of it. Raises
    DigestError where the page lists no papers.
    """
    if sum(map(text.count, _PARTING)) > MOST_WORDS:
        problem = f"a page of more than {MOST_WORDS:,} words."
        raise DigestError(source_file, problem, _ADVICE)
    markup = read_markup(text)
    evidence = Evidence(saved_days=[saved] if saved else [])
    for own in (*markup.addresses, address):
        evidence.read_address(own)
    found = _find_rows(markup, source_file)
    if found is not None:
        return _read_rows(*found, evidence, source_file, sha256)
    return _read_markup(text, markup, evidence, source_file, sha256)


def _find_rows(markup: Markup, source_file: str) -> tuple[list[Any], dict[str, Any]] | None:
    """The longest list of papers that the page's data holds, with what stands beside it."""
    best: tuple[list[Any], dict[str, Any]] | None = None
    for data in markup.data:
        props = load_json(data, source_file)
        for key, value in props.items() if isinstance(props, dict) else ():
            is_list = isinstance(value, list) and all(map(_is_row, value))
            is_listing = is_list and (bool(value) or key == "dailyPapers")
            if is_listing and (best is None or len(value) > len(best[0])):
                best = value, props
    return best


def _is_row(value: Any) -> bool:
    paper = value.get("paper") if isinstance(value, dict) else None
    return isinstance(paper, dict) and "id" in paper


def _read_rows(
    rows: Sequence[dict[str, Any]],
    props: dict[str, Any],
    evidence: Evidence,
    source_file: str,
    sha256: str,
) -> Digest:
    day = _read_own_day(props) or next(iter(evidence.own_days), None)
    kept = [{k: v for k, v in row.items() if k not in _NOT_OF_THE_API} for row in rows]
    answer: dict[str, Any] = {"data": kept}
    if day is not None:
        answer["date"] = day.isoformat()
    digest = parse_api_json(json.dumps(answer), source_file, sha256)
    told = digest.date_evidence.replace("the answer's own date", "the page's own date")
    return replace(digest, source_format="saved-html", date_evidence=told)


def _read_own_day(props: dict[str, Any]) -> date | None:
    """The page's own day; pages of a week or of a month have none."""
    if props.get("periodType", "day") != "day":
        return None
    try:
        return read_day(props.get("dateString"))
    except ValueError:
        return None


def _read_markup(
    text: str, markup: Markup, evidence: Evidence, source_file: str, sha256: str
) -> Digest:
    pieces = to_pieces(markup.parts)
    titles = find_titles(pieces)
    if not titles or not is_listing_page(pieces, titles):
        raise DigestError(source_file, "a page that lists no papers.", _ADVICE)
    days = [link.day for link in markup.links if link.kind is LinkKind.DAY and link.day]
    evidence.near_days = find_near_days(days, evidence.own_days)
    query = find_query(" ".join(markup.addresses))
    dump = Dump(parts=markup.parts, habits=Habits(query=query), n_lines=len(markup.parts))
    return read_page(pieces, titles, dump, evidence, (source_file, sha256, "saved-html"))
