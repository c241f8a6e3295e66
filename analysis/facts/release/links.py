"""Links in an abstract: where they stand, what they lead to, and what is not part of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_LINK = re.compile(
    r"[hH][tT][tT][pP][sS]?:\s?/{1,2}\s?(?=\w)|[wW][wW][wW]\.(?=\w)"
    r"|(?:[gG]it[hH]ub|gitlab|bitbucket|gitee|huggingface)\.(?:com|org|co)/|\.github\.io\b"
)
_USER_PAGE = re.compile(r"(?<![\w./@-])[A-Za-z0-9][A-Za-z0-9-]{0,60}$")
_LINK_BODY = re.compile(r"[^\s{}<>\"|^`“”]{0,500}")
_LATEX_ESCAPE = re.compile(r"\\([_#%&~$-])(?:\{\})?")
_SCHEME = re.compile(r":\s*/{1,2}\s*")
_WHOLE_SCHEME = re.compile(r"https?://\w")
_GLUED_SENTENCE = re.compile(r"(?<=[\w/])\.(?=[A-Z][a-z]+$)(?!.*/)")
_SPLIT_PATH = re.compile(r" (?P<name>[A-Za-z][A-Za-z0-9.]*[-_][\w.-]*)")
"""The name of a repository that a stray space has cut off from that of its owner."""
_TRAILING = ".,;:!?'\"*~$`\u2019\u201d\\"
_REPOSITORY_HOSTS = (
    "github.com", "gitlab.", "bitbucket.org", "gitee.com", "codeberg.org", "sourceforge.net",
    "code.google.com", "anonymous.4open.science", "codeocean.com", "git.", "googlecode.com",
    "cran.r-project.org", "sr.ht", "launchpad.net", "mloss.org",
)  # fmt: skip
_STORE_HOSTS = (
    "huggingface.co", "hf.co", "kaggle.com", "zenodo.org", "doi.org", "arxiv.org", "youtu.be",
    "youtube.com", "modelscope.cn", "drive.google.com", "dropbox.com", "openreview.net",
    "figshare.com", "osf.io", "wandb.ai", "pan.baidu.com", "modelscope.com",
)  # fmt: skip


class Link(NamedTuple):
    """A link: its text without residue, its host, where it stands, and what it leads to."""

    url: str
    host: str
    start: int
    end: int
    is_repository: bool
    is_store: bool


def find_links(text: str, cues: Iterable[int]) -> list[Link]:
    """Find the links of `text` that begin around the offsets `cues`, which ascend.

    Input: any string, and where it says http, www. or the name of a host. Output: links in
    order, with offsets into the text. LaTeX residue (`{Name}`, a second copy in braces,
    escapes), trailing punctuation and unopened brackets are no part of a link; an address
    repeated in braces right behind itself is not found twice.
    """
    links: list[Link] = []
    reached = 0
    for cue in cues:
        match = _find_opening(text, cue, reached) if cue >= reached else None
        start = -1 if match is None else _true_start(text, match)
        if match is None or start < reached:
            continue
        body = _LINK_BODY.match(text, match.end())
        end = match.end() if body is None else body.end()
        second = text.find("http", match.end(), end)
        url = _clean(text[start : end if second < 0 else second])
        copied = bool(links) and start - links[-1].end <= 3 and "{" in text[links[-1].end : start]
        reached = end if second < 0 else second
        host = _host(url)
        if "." not in host:
            continue
        leads_to = _lead_to(host)
        if leads_to[0] and url.split("://")[-1].count("/") == 2 and url.endswith("/"):
            rest = _SPLIT_PATH.match(text, reached)
            if rest:
                url, reached = url + _clean(rest["name"]), rest.end()
        stop = min(start + len(url), reached)
        if copied or (links and links[-1].url == url):
            links[-1] = links[-1]._replace(end=stop)
            continue
        links.append(Link(url, host, start, stop, *leads_to))
    return links


def _find_opening(text: str, cue: int, reached: int) -> re.Match[str] | None:
    """Match what opens a link at a cue, or at the full stop in front of it."""
    if cue > reached and text[cue - 1] == ".":
        match = _LINK.match(text, cue - 1)
        if match is not None:
            return match
    return _LINK.match(text, cue)


def _true_start(text: str, match: re.Match[str]) -> int:
    """Give where the address begins, or -1 where the match is the middle of something else."""
    start = match.start()
    if match.group()[0] == ".":
        user = _USER_PAGE.search(text, max(0, start - 61), start)
        return -1 if user is None else user.start()
    named = match.group()[0] not in "hH"
    return -1 if named and start and text[start - 1] in "/.@-_" else start


def _clean(raw: str) -> str:
    url = raw
    if "\\" in url:
        url = _LATEX_ESCAPE.sub(r"\1", url).split("\\", 1)[0]
    if not _WHOLE_SCHEME.match(url):
        url = _SCHEME.sub("://", url, count=1)
    while url and not url[-1].isalnum():
        shorter = url.rstrip(_TRAILING)
        for opening, closing in ("()", "[]"):
            if shorter.endswith(opening) or (
                shorter.endswith(closing) and shorter.count(closing) > shorter.count(opening)
            ):
                shorter = shorter[:-1]
        if shorter == url:
            break
        url = shorter
    return url if url.islower() else _GLUED_SENTENCE.split(url, maxsplit=1)[0]


def _host(url: str) -> str:
    rest = url.split("://", 1)[-1]
    host = rest.split("/", 1)[0].split(":", 1)[0].lower()
    return host.removeprefix("www.")


@lru_cache(maxsize=4096)
def _lead_to(host: str) -> tuple[bool, bool]:
    """Tell whether `host` holds repositories, and whether it stores anything one likes."""
    return _is_one_of(host, _REPOSITORY_HOSTS), _is_one_of(host, _STORE_HOSTS)


def _is_one_of(host: str, known: tuple[str, ...]) -> bool:
    return any(
        host.startswith(one) if one.endswith(".") else host == one or host.endswith("." + one)
        for one in known
    )
