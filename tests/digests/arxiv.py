"""Records of arXiv metadata written for tests: as snapshot lines and as OAI-PMH answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from tests.digests.pages import ABSTRACT

TITLE = "Counting Apples in Baskets"
OAI = "http://www.openarchives.org/OAI/2.0/"
FORMS = {
    "arXiv": "http://arxiv.org/OAI/arXiv/",
    "arXivRaw": "http://arxiv.org/OAI/arXivRaw/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def make_record(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A record as the snapshot has it, submitted on 2024-03-14; `fields` override its own."""
    return {
        "id": f"2403.{number:05d}",
        "submitter": "Ada 0",
        "authors": "Ada 0, Ada 1",
        "title": TITLE,
        "comments": None,
        "categories": "cs.LG",
        "abstract": f"  {ABSTRACT}\n",
        "versions": [
            {"version": "v1", "created": "Thu, 14 Mar 2024 23:59:59 GMT"},
            {"version": "v2", "created": "Fri, 15 Mar 2024 00:00:00 GMT"},
        ],
        "update_date": "2024-03-18",
        "authors_parsed": [["0", "Ada", ""], ["1", "Ada", "", "Acme, Inc."]],
        **fields,
    }


def submit(number: int, created: Any, **fields: Any) -> dict[str, Any]:
    versions = [{"version": "v1", "created": created}]
    return make_record(number, versions=versions, **fields)


def print_lines(*records: Any) -> bytes:
    """Lines of a snapshot; bytes are printed as they are."""
    lines = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in records]
    return b"".join(line + b"\n" for line in lines)


def print_metadata(
    number: int = 1,
    *,
    title: str = TITLE,
    abstract: str = ABSTRACT,
    created: str = "2024-03-14",
    n_authors: int = 2,
) -> str:
    """The metadata of one record in the form `arXiv`."""
    people = "<author><keyname>A</keyname><forenames>B</forenames></author>" * n_authors
    return (
        f'<arXiv xmlns="{FORMS["arXiv"]}"><id>2403.{number:05d}</id><created>{created}</created>'
        f"<updated>2024-05-01</updated><authors>{people}</authors>"
        f"<title>{escape(title)}</title><abstract>  {escape(abstract)}\n</abstract></arXiv>"
    )


def wrap_record(metadata: str = "", identifier: str = "2403.00001", status: str = "") -> str:
    """A record around its metadata; without any where that is empty."""
    told = f' status="{status}"' if status else ""
    body = f"<metadata>\n{metadata}\n</metadata>\n" if metadata else ""
    return (
        f"<record>\n<header{told}>\n<identifier>oai:arXiv.org:{identifier}</identifier>\n"
        f"<datestamp>2024-06-01</datestamp>\n</header>\n{body}</record>\n"
    )


def print_answer(records: Iterable[str], *, head: str = "", tail: str = "") -> bytes:
    """An OAI-PMH answer; `head` stands before its root, `tail` behind the records."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<OAI-PMH xmlns="{OAI}">\n'
        f"<ListRecords>\n{''.join(records)}{tail}</ListRecords>\n</OAI-PMH>\n"
    ).encode()
