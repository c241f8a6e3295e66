"""The papers behind numbers as HTML: a closed disclosure per list, each with an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from analysis.reporting.errors import ReportingError
from analysis.wording import count_of, format_day, show_controls

if TYPE_CHECKING:
    from analysis.findings.evidence import Evidence, PaperEvidence, PaperList, Place
    from analysis.findings.passages import Passage

TARGET = "papers."
"""Begins the address of a list of papers; with a dot, which no heading's address has."""
ORIGIN = "to.papers."
"""Begins the address of a link to a list, which the list leads back to."""
_ORIGIN_ID = re.compile(rf' id="({re.escape(ORIGIN)}[^"]*)"')
_WAY_BACK = re.compile(rf'<p class="back"><a href="#({re.escape(ORIGIN)}[^"]*)"[^>]*>[^<]*</a></p>')


def link_to_papers(key: str, text: str, name: str) -> str:
    """Give the HTML of a link to a list; `name` is what it is called out of its context."""
    label = escape(show_controls(name))
    return (
        f'<a id="{ORIGIN}{escape(key)}" href="#{TARGET}{escape(key)}" aria-label="{label}">'
        f"{escape(show_controls(text))}</a>"
    )


def render_evidence(groups: Sequence[Evidence]) -> str:
    """Give the lists of papers of each group under its title."""
    return "".join(_render_group(group) for group in groups)


def settle_links(page: str) -> str:
    """Make the links between numbers and papers of a whole page agree.

    Several numbers can lead to one list: it leads back to the first of them, a list that none
    leads to leads nowhere. Raises ReportingError for a number whose papers the page lacks.
    """
    leading = set(re.findall(rf'href="#({re.escape(TARGET)}[^"]*)"', page))
    missing = leading - set(re.findall(rf' id="({re.escape(TARGET)}[^"]*)"', page))
    if missing:
        raise ReportingError(
            f"a number leads to {min(missing)!r}, which the report lacks; show_evidence shows it"
        )
    origins: set[str] = set()
    page = _ORIGIN_ID.sub(lambda found: _keep_first(found, origins), page)
    return _WAY_BACK.sub(lambda found: found[0] if found[1] in origins else "", page)


def _keep_first(found: re.Match[str], seen: set[str]) -> str:
    if found[1] in seen:
        return ""
    seen.add(found[1])
    return found[0]


def _render_group(group: Evidence) -> str:
    lists = "".join(_render_list(one, group.counted) for one in group.lists)
    lists = lists or "<p>None.</p>"
    key = escape(group.key)
    return (
        f'<section class="evidence"><h3 id="{TARGET}{key}">{escape(group.title)}</h3>'
        f"{_link_back(key, group.title)}{lists}</section>"
    )


def _render_list(one: PaperList, counted: str) -> str:
    told = count_of(one.n_papers, "paper")
    if counted != "paper" and one.n_rows != one.n_papers:
        told += f" in {count_of(one.n_rows, counted)}"
    papers = "".join(f"<li>{_render_paper(paper)}</li>" for paper in one.papers)
    # The address is that of something in the disclosure: browsers open what they lead into.
    return (
        f"<details><summary>{_isolate(one.label)}: {told}</summary>"
        f'<div id="{TARGET}{escape(one.key)}" tabindex="-1"><p>{_tell_extent(one, counted)}</p>'
        f"{_link_back(one.key, one.label)}{f'<ol>{papers}</ol>' if papers else ''}</div></details>"
    )


def _link_back(key: str, label: str) -> str:
    name = escape(f"Back to the number: {show_controls(label)}")
    return (
        f'<p class="back"><a href="#{ORIGIN}{escape(key)}" aria-label="{name}">'
        "Back to the number</a></p>"
    )


def _tell_extent(one: PaperList, counted: str) -> str:
    """How many papers are shown, and which."""
    if not one.n_papers:
        return "No paper."
    order = "the newest first" if counted == "paper" else "the last listed first"
    shown = "All"
    if len(one.papers) < one.n_papers:
        shown = f"{len(one.papers):,} of {one.n_papers:,}"
    return f"{shown} are shown, {order}."


def _render_paper(paper: PaperEvidence) -> str:
    published = "Publication date unknown"
    if paper.publication_date is not None:
        published = f"Published {format_day(paper.publication_date)}"
    places = "; ".join(_render_place(place) for place in paper.places) or "no digest"
    passages = "".join(f"<blockquote>{_render_passage(one)}</blockquote>" for one in paper.passages)
    more = (
        f'<p class="more">{count_of(paper.n_more, "further passage")} not shown.</p>'
        if paper.n_more
        else ""
    )
    note = f'<p class="reading">{_isolate(paper.note)}</p>' if paper.note else ""
    return (
        f'<p class="title">{_render_passage(paper.title)}</p>{passages}{more}{note}'
        f'<p class="places">{published}; listed in {places}</p>'
    )


def _render_place(place: Place) -> str:
    day = "" if place.digest_date is None else f" ({format_day(place.digest_date)})"
    return f"<code>{_isolate(place.source_file)}</code> {place.unit} {place.number:,}{day}"


def _render_passage(passage: Passage) -> str:
    """Give text with its matches marked, and underlined for who cannot tell colours."""
    pieces = (
        f"<mark><u>{escape(piece.text)}</u></mark>" if piece.is_matched else escape(piece.text)
        for piece in passage
    )
    # The direction of one text must not reach into the next.
    return f"<bdi>{''.join(pieces)}</bdi>"


def _isolate(text: str) -> str:
    return f"<bdi>{escape(show_controls(text))}</bdi>"
