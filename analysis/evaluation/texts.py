"""The texts of labelled papers that stand outside the project: labels name where.

A label's `source` is a file below a folder of wider data, its `id` names the paper there:
`api:ID` in a stored response of the Daily Papers API, `oai:ID` in an OAI-PMH response of
arXiv. White space is collapsed; the labels' offsets count in that text.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from analysis.evaluation.gold import GoldPaper

_OAI = {"oai": "http://www.openarchives.org/OAI/2.0/", "arxiv": "http://arxiv.org/OAI/arXiv/"}


def read_source_texts(gold: Sequence[GoldPaper], folder: Path) -> dict[str, tuple[str, str]]:
    """Read title and abstract of every labelled paper whose source is below `folder`.

    Returns them by gold id; papers whose file is absent are left out. Raises OSError or
    ValueError where a file is there but damaged.
    """
    wanted = {paper.paper_id for paper in gold}
    texts: dict[str, tuple[str, str]] = {}
    for source in sorted({paper.source for paper in gold if paper.source}):
        path = folder / source
        if path.is_file():
            read = _read_oai if path.suffix == ".xml" else _read_api
            try:
                rows = [row for row in read(path) if row[0] in wanted]
            except (KeyError, TypeError, SyntaxError, ValueError) as error:
                raise ValueError(f"{path}: not the form that labels refer to: {error!r}") from error
            found = {key: (_collapse(title), _collapse(body)) for key, title, body in rows}
            # A paper listed on two days keeps the text of the first, which was labelled.
            texts = {**found, **texts}
    return texts


def _read_api(path: Path) -> Iterator[tuple[str, str, str]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    rows: list[Any] = content["data"] if isinstance(content, dict) else content
    for row in rows:
        # Some stored rows are the text of a Python literal instead of JSON.
        paper = (ast.literal_eval(row) if isinstance(row, str) else row)["paper"]
        yield f"api:{paper['id']}", paper.get("title") or "", paper.get("summary") or ""


def _read_oai(path: Path) -> Iterator[tuple[str, str, str]]:
    for record in ElementTree.parse(path).getroot().iterfind(".//arxiv:arXiv", _OAI):  # noqa: S314
        fields = [record.findtext(f"arxiv:{name}", "", _OAI) for name in ("title", "abstract")]
        yield f"oai:{record.findtext('arxiv:id', '', _OAI)}", fields[0], fields[1]


def _collapse(text: str) -> str:
    return " ".join(text.split())
