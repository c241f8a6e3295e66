"""`extract`: papers as JSON lines to facts as JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from analysis.cli.terminal import as_row, open_output, say, write_json_line
from analysis.facts import TaxonomyError, extract_facts, load_taxonomy
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
    n_bad = 0
    with open_output(output) as stream:
        for number, paper in _read_papers(papers):
            if paper is None:
                n_bad += 1
                say(f"error: {papers.name}, line {number}: {_EXPECTED}; the line is left out.")
                continue
            facts = extract_facts(paper["title"], paper["abstract"], taxonomy)
            write_json_line({"id": paper["id"], **_to_guide_shape(facts)}, stream)
    if n_bad:
        sys.exit(1)


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
