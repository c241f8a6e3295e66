"""What a link on the page leads to: a paper, its votes or comments, a day, the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from urllib.parse import unquote

from analysis.digests.api.api_fields import read_day
from analysis.digests.identity import parse_arxiv_id


class LinkKind(Enum):
    """What a link of the page is for."""

    PAPER = auto()
    VOTES = auto()
    COMMENTS = auto()
    DAY = auto()
    SITE = auto()
    """Any other page of the site: menus, accounts and organisations."""
    UNKNOWN = auto()
    """A numbered link whose address the dump leaves out."""
    OUTSIDE = auto()


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link, with the paper or the day that it names."""

    kind: LinkKind
    arxiv_id: str | None = None
    day: date | None = None


UNKNOWN_LINK = PageLink(LinkKind.UNKNOWN)
_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)(?=[/?#]|$)", re.IGNORECASE)
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/[^/]{1,30}/")
_PAPER = re.compile(r"/papers/([^/?#\s]{5,40})/?(#\S*)?(?:\?\S*)?$")
_DAY = re.compile(r"/papers(?:/date/|\?(?:\S*&)?date=)(\d{4}-\d\d-\d\d)(?!\d)")
_LONGEST = 2000


def parse_link(target: str) -> PageLink:
    """Read a link's address, whole or relative to the site."""
    path = _site_path(target[:_LONGEST])
    if path is None:
        return PageLink(LinkKind.OUTSIDE)
    if path.startswith("/login"):
        found = _PAPER.search(unquote(path))
        arxiv_id = parse_arxiv_id(found[1]) if found else None
        return PageLink(LinkKind.VOTES if arxiv_id else LinkKind.SITE, arxiv_id)
    if named := _DAY.match(path):
        return _link_day(named[1])
    paper = _PAPER.match(path)
    arxiv_id = parse_arxiv_id(paper[1]) if paper else None
    if paper is None or arxiv_id is None:
        return PageLink(LinkKind.SITE)
    return PageLink(LinkKind.COMMENTS if paper[2] else LinkKind.PAPER, arxiv_id)


def _site_path(target: str) -> str | None:
    target = _ARCHIVED.sub("", target.strip().strip("<>"), count=1)
    if target.startswith(("/", "#")) and not target.startswith("//"):
        return target
    site = _SITE.match(target)
    return target[site.end() :] or "/" if site else None


def _link_day(text: str) -> PageLink:
    try:
        return PageLink(LinkKind.DAY, day=read_day(text))
    except ValueError:
        return PageLink(LinkKind.SITE)
