"""Days rendered as other tools dump the page: one printer per family of tools."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

from analysis.papers import Listing

SITE = "https://huggingface.co"
_MENU = (("Models", "/models"), ("Datasets", "/datasets"), ("Pricing", "/pricing"))
_SEEN = "Get trending papers in your email inbox!"


def show_date(day: date, capture: date) -> str:
    """A date as the page prints it: with its year where that is not the capture's."""
    year = "" if day.year == capture.year else f", {day.year}"
    return f"{day:%b} {day.day}{year}"


def escape_turndown(text: str) -> str:
    return re.sub(r"([\\*_\[\]`])", r"\\\1", text)


def escape_pandoc(text: str) -> str:
    return re.sub(r"([\\*_\[\]`$<>^~|#@'\"])", r"\\\1", text)


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        break_long_words=False,
        break_on_hyphens=False,
        initial_indent=indent,
        subsequent_indent=indent,
    )


def dump_firecrawl(items: list[Listing], day: date) -> str:
    lines = ["---", f"url: {SITE}/papers", f"retrieved: {day}", "---", "new", "", _SEEN, ""]
    lines += [f"[Subscribe]({SITE}/login?next=%2Fpapers)", "", "# Daily Papers", ""]
    lines += [f"## by [![]({SITE}/front/a.png)AK]({SITE}/akhaliq) and the research community", ""]
    lines += ["- Daily", "- Weekly", "- Monthly", "", show_date(day, day), ""]
    for item in items:
        url = f"{SITE}/papers/{item.arxiv_id}"
        login = f"{SITE}/login?next=%2Fpapers%2F{item.arxiv_id}"
        lines += [f"[{item.votes or '-'}]({login})", ""]
        lines += [f"### [{escape_turndown(item.title)}]({url})", ""]
        wrapped = wrap(escape_turndown(item.abstract), 72)
        lines += [*("\\\\\n".join([f"[{wrapped[0]}", *wrapped[1:]]) + f"]({url})").split("\n"), ""]
        if item.organization:
            name = escape_turndown(item.organization)
            lines += [f"[![org](https://cdn.example/a.png){name}]({SITE}/org)", ""]
        else:
            lines += ["[- ![](https://a/1.svg)\\\\", "- ![](https://a/2.svg)\\\\"]
            lines += [f"- {item.n_authors} authors]({url})", ""]
        comments = f"[{item.comments}]({url}#community)" if item.comments else ""
        lines += ["·", "", show_date(item.publication_date, day) + comments, ""]
    return "\n".join(lines)


def dump_numbered(items: list[Listing], day: date) -> str:
    n = iter(range(1, 10_000))
    lines = [f"- Captured (UTC): {day}T16:31:22+00:00", "", "```text"]
    lines += [f"* [ {name} ][{next(n)}]" for name, _ in _MENU]
    lines += ["new", "", _SEEN, "", f"[Subscribe][{next(n)}]", "", "# Daily Papers", ""]
    lines += [f"## by[AK][{next(n)}] and the research community", "* Daily", "* Weekly", ""]
    lines += [show_date(day, day)]
    for item in items:
        lines += ["[", str(item.votes or "-"), f"][{next(n)}]", ""]
        lines += [f"### [{item.title}][{next(n)}]", "", "[", ""]
        lines += [*wrap(item.abstract, 120), "", f"][{next(n)}]"]
        if item.organization:
            lines += [f"[[org] {item.organization}][{next(n)}]"]
        else:
            lines += ["[", f"* {item.n_authors} authors", f"][{next(n)}]"]
        comments = f" [ {item.comments}][{next(n)}]" if item.comments else ""
        lines += ["·", show_date(item.publication_date, day) + comments]
    return "\n".join([*lines, "```", ""])


def dump_addresses(items: list[Listing], day: date) -> str:
    lines = ["---", 'title: "Daily Papers - Hugging Face"', f"url: {SITE}/papers", "---", ""]
    for name, path in _MENU:
        lines += [name, "", SITE + path, ""]
    lines += ["new", "", _SEEN, "", "Daily Papers", "", "by ", "", "AK", "", f"{SITE}/akhaliq"]
    lines += ["", " and the research community", "", "Daily", "", f"{SITE}/papers/trending", ""]
    lines += [f"{SITE}/papers/date/{day}", "", show_date(day, day), ""]
    for item in items:
        url = f"{SITE}/papers/{item.arxiv_id}"
        lines += [f" [-] {item.votes or '-'}", ""]
        lines += [f"{SITE}/login?next=%2Fpapers%2F{item.arxiv_id}", ""]
        lines += [item.title, "", url, "", item.abstract, "", url, ""]
        if item.organization:
            lines += [" ", "", url, "", f" {item.organization}", "", f"{SITE}/org", ""]
        else:
            lines += ["[", "", f"{item.n_authors} authors]({url})", ""]
        lines += ["·", "", show_date(item.publication_date, day), ""]
        if item.comments:
            lines += [str(item.comments), "", f"{url}#community", ""]
    return "\n".join(lines)


def dump_html2text(items: list[Listing], day: date) -> str:
    lines = [_SEEN, "", "[Subscribe](/login?next=%2Fpapers)", "", "# Daily Papers", ""]
    lines += ["##  by[ ![](/front/a.png)AK](/akhaliq) and the research community", ""]
    lines += ["  * Daily", "  * Weekly", "", f"[ ](/papers/date/{day}) {show_date(day, day)} ", ""]
    for item in items:
        url = f"/papers/{item.arxiv_id}"
        lines += [f"[ {item.votes or '-'} ](/login?next=%2Fpapers%2F{item.arxiv_id})", ""]
        lines += [f"###  [{item.title}]({url})", ""]
        lines += [*wrap(f"[ {item.abstract} ](<{url}>)", 78), ""]
        if item.organization:
            lines += [f"[ ![org](https://a/1.png) {item.organization}](/org)"]
        else:
            lines += ["[", "", f"  * {item.n_authors} authors", "", f"]({url})"]
        comments = f" [ {item.comments} ]({url}#community)" if item.comments else ""
        lines += ["", "·", "", show_date(item.publication_date, day) + comments, ""]
    return "\n".join(lines)


def dump_headings(items: list[Listing], day: date) -> str:
    """Links left out, headings kept, text wrapped."""
    lines = [_SEEN, "", "# Daily Papers", "", "## by AK and the research community", ""]
    lines += [show_date(day, day), ""]
    for item in items:
        lines += [str(item.votes or "-"), "", f"### {item.title}", "", *wrap(item.abstract, 76), ""]
        who = item.organization or f"  * {item.n_authors} authors"
        lines += [who, "", "·", "", show_date(item.publication_date, day), ""]
        lines += [str(item.comments), ""] if item.comments else []
    return "\n".join(lines)


def dump_pandoc(items: list[Listing], day: date) -> str:
    lines = [":::: {.container}", _SEEN, "", "# Daily Papers {.text-lg}", ""]
    lines += [f"## by [AK]({SITE}/akhaliq) and the research community", "", show_date(day, day), ""]
    for item in items:
        url = f"{SITE}/papers/{item.arxiv_id}"
        lines += ["::: {.card}"]
        lines += [f"[{item.votes or '-'}]({SITE}/login?next=%2Fpapers%2F{item.arxiv_id}){{.v}}", ""]
        lines += [f"### [{escape_pandoc(item.title)}]({url}){{.line-clamp-3}}", ""]
        lines += [*wrap(f"[{escape_pandoc(item.abstract)}]({url}){{.line}}", 72), ""]
        if item.organization:
            lines += [f"[![]({SITE}/a.png){escape_pandoc(item.organization)}]({SITE}/org)", ""]
        else:
            lines += [f"- {item.n_authors} authors", ""]
        comments = f"[{item.comments}]({url}#community){{.x}}" if item.comments else ""
        lines += ["·", "", show_date(item.publication_date, day) + comments, ":::", ""]
    return "\n".join([*lines, "::::", ""])


def dump_lynx(items: list[Listing], day: date) -> str:
    addresses: list[str] = []

    def link(path: str) -> str:
        addresses.append(SITE + path)
        return f"[{len(addresses)}]"

    lines = [f"   {link(path)}{name}" for name, path in _MENU]
    lines += ["", f"   {_SEEN}", "", f"   {link('/login?next=%2Fpapers')}Subscribe", ""]
    lines += ["Daily Papers", "", f"by {link('/akhaliq')}AK and the research community", ""]
    lines += ["     * Daily", "     * Weekly", "", f"   {show_date(day, day)}"]
    for item in items:
        url = f"/papers/{item.arxiv_id}"
        lines += [f"   {link('/login?next=%2Fpapers%2F' + item.arxiv_id)} {item.votes or '-'}", ""]
        lines += wrap(f"{link(url)}{item.title}", 72)
        lines += ["", *wrap(f"{link(url)}{item.abstract}", 72, "   "), ""]
        if item.organization:
            lines += [f"   {link('/org')}{item.organization}"]
        else:
            lines += [f"   {link(url)}", f"     * {item.n_authors} authors", ""]
        lines += ["   ·"]
        comments = f" {link(url + '#community')}{item.comments}" if item.comments else ""
        lines += [f"   {show_date(item.publication_date, day)}{comments}"]
    lines += ["", "References", "", "   Visible links:"]
    lines += [f"   {n}. {address}" for n, address in enumerate(addresses, 1)]
    return "\n".join(lines)


def dump_plain(items: list[Listing], day: date) -> str:
    """No links and no headings: what `w3m -dump` or a plain writer leaves."""
    lines = [_SEEN, "", "Daily Papers", "", "by AK and the research community", ""]
    lines += ["- Daily", "- Weekly", "- Monthly", "", show_date(day, day), ""]
    for item in items:
        lines += [str(item.votes or "-"), "", *wrap(item.title, 79), "", *wrap(item.abstract, 79)]
        who = item.organization or f"- {item.n_authors} authors"
        comments = f" {item.comments}" if item.comments else ""
        lines += ["", who, "", "·", "", show_date(item.publication_date, day) + comments, ""]
    return "\n".join(lines)


def dump_jina(items: list[Listing], day: date) -> str:
    lines = ["Title: Daily Papers - Hugging Face", "", f"URL Source: {SITE}/papers/date/{day}", ""]
    lines += ["Markdown Content:", f"*   [Models]({SITE}/models)", "", _SEEN, ""]
    lines += [
        "Daily Papers",
        "============",
        "",
        f"by [AK]({SITE}/akhaliq) and the research community",
    ]
    lines += ["-" * 20, "", "*   Daily", "*   Weekly", "", show_date(day, day), ""]
    for item in items:
        url = f"{SITE}/papers/{item.arxiv_id}"
        lines += [f"[{item.votes or '-'}]({SITE}/login?next=%2Fpapers%2F{item.arxiv_id})", ""]
        lines += [f"### [{escape_turndown(item.title)}]({url})", ""]
        lines += [f"[{escape_turndown(item.abstract)}]({url})", ""]
        if item.organization:
            name = escape_turndown(item.organization)
            lines += [f"[![Image 4: org](https://a/1.png) {name}]({SITE}/org)", ""]
        else:
            lines += [
                "[*   ![Image 5](https://a/1.svg)",
                f"*   {item.n_authors} authors]({url})",
                "",
            ]
        comments = f"[{item.comments}]({url}#community)" if item.comments else ""
        lines += ["·", "", show_date(item.publication_date, day) + comments, ""]
    return "\n".join(lines)


def dump_markup(items: list[Listing], day: date) -> str:
    """The page's visible markup, without its data."""
    cards = []
    for item in items:
        url = f"/papers/{item.arxiv_id}"
        who = f"<ul><li><img src='a.svg'></li><li>{item.n_authors} authors</li></ul>"
        who = f'<a href="{url}" class="flex">{who}</a>'
        if item.organization:
            who = f'<a href="/org"><img alt="org"><span>{escape(item.organization)}</span></a>'
        comments = f'<a href="{url}#community"><svg></svg> {item.comments}</a>'
        cards.append(
            f'<article><a href="/login?next=%2Fpapers%2F{item.arxiv_id}"><svg></svg>'
            f'<div class="leading-none">{item.votes or "-"}</div></a>'
            f'<h3><a href="{url}">{escape(item.title)}</a></h3>'
            f'<a href="{url}"><p>{escape(item.abstract)}</p></a><div>{who} <span>·</span> '
            f"<time>{show_date(item.publication_date, day)}</time>"
            f"{comments if item.comments else ''}</div></article>"
        )
    return (
        f"<!DOCTYPE html>\n<html><head><title>Daily Papers - Hugging Face</title>"
        f'<link rel="canonical" href="{SITE}/papers/date/{day}"><style>p{{}}</style></head><body>'
        f'<nav><a href="/models">Models</a></nav><p>{_SEEN}</p><h1>Daily Papers</h1><h2>by'
        f'<a href="/akhaliq">AK</a> and the research community</h2><p>{show_date(day, day)}</p>'
        f"{''.join(cards)}<script>var a = '<p>no</p>';</script></body></html>"
    )


def dump_props(rows: Any, day: date, **props: Any) -> str:
    """The page as saved with its data, as the site writes it."""
    data = {"dateString": f"{day}", "dailyPapers": rows, "periodType": "day", **props}
    value = escape(json.dumps(data), quote=True)
    return (
        '<!DOCTYPE html>\n<html><body><div class="SVELTE_HYDRATER contents" '
        'data-target="MainHeader" data-props="{&quot;classNames&quot;:&quot;&quot;}"></div>\n'
        f'<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="{value}">'
        "<section><h1>Daily Papers</h1></section></div></body></html>"
    )


DUMPS: dict[str, Callable[[list[Listing], date], str]] = {
    "firecrawl": dump_firecrawl,
    "numbered": dump_numbered,
    "addresses": dump_addresses,
    "html2text": dump_html2text,
    "headings": dump_headings,
    "pandoc": dump_pandoc,
    "lynx": dump_lynx,
    "plain": dump_plain,
    "jina": dump_jina,
}
