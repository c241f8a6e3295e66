"""`extract`: papers as JSON lines to facts as JSON lines."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from analysis.cli.terminal import as_row, open_output, say, write_json_line
from analysis.facts import TaxonomyError, extract_all_facts, load_taxonomy
from analysis.papers import Claim, Facts

_EXPECTED = 'expected one JSON object a line with the strings "id", "title" and "abstract"'
_CLAIM = "quote kind value high from to unit metric metric_family direction effect bound baseline"


@click.command("extract")
@click.argument("papers", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here.")
@click.option("--topics", type=click.Path(path_type=Path), help="Your own topics.yml.")
def command(papers: Path, output: Path | None, topics: Path | None) -> None:
    """Read the facts out of PAPERS, JSON lines with id, title and abstract.

    Lines that are no such paper are named and left out; the rest goes through.
    """
    try:
        taxonomy = load_taxonomy(topics)
    except TaxonomyError as error:
        raise click.ClickException(str(error)) from error
    bad: list[int] = []
    ids: deque[Any] = deque()
    with open_output(output) as stream:
        texts = _read_texts(papers, ids, bad)
        for facts in extract_all_facts(texts, taxonomy):
            write_json_line({"id": ids.popleft(), **_to_guide_shape(facts)}, stream)
    if bad:
        sys.exit(1)


def _read_texts(path: Path, ids: deque[Any], bad: list[int]) -> Iterator[tuple[str, str]]:
    """Yield title and abstract of each paper; its id goes to `ids`, a bad line to `bad`."""
    for number, paper in _read_papers(path):
        if paper is None:
            bad.append(number)
            say(f"error: {path.name}, line {number}: {_EXPECTED}; the line is left out.")
        else:
            ids.append(paper["id"])
            yield paper["title"], paper["abstract"]


def _read_papers(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _read_paper(line)


def _read_paper(line: str) -> dict[str, Any] | None:
    try:
        paper = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(paper, dict) or "id" not in paper:
        return None
    is_text = all(isinstance(paper.get(key), str) for key in ("title", "abstract"))
    return paper if is_text else None


def _to_guide_shape(facts: Facts) -> dict[str, Any]:
    """The shape of the labelling guide, with the spans that the facts were read from."""
    return {
        "topics": [match.topic for match in facts.topics],
        "release": as_row(facts.release, ("status", "code_urls", "artifacts")),
        "claims": [_claim_row(claim) for claim in facts.claims],
    }


def _claim_row(claim: Claim) -> dict[str, Any]:
    row = as_row(claim)
    row["from"], row["to"] = row.pop("from_value"), row.pop("to_value")
    return {name: row[name] for name in [*_CLAIM.split(), "start", "end"]}
