"""Digests and facts to table rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.corpus.cache import Cache
from analysis.corpus.errors import CorpusError
from analysis.corpus.merge import Paper, Printing, collect_printings, merge_printings
from analysis.corpus.schema import SCHEMAS
from analysis.digests import DigestError, Pin, Reading, read_digests
from analysis.facts import Taxonomy
from analysis.papers import Claim, DateMethod, Digest, Facts, ParseIssue

Row = dict[str, Any]
Progress = Callable[[Sequence[Any], str], Iterable[Any]]
"""Wraps a sequence and a label, to show how far a long loop is."""


@dataclass(frozen=True, slots=True)
class Build:
    """Built tables by name, the inputs they come from, and the files that were left out."""

    tables: dict[str, pa.Table]
    inputs: tuple[dict[str, str], ...]
    errors: tuple[DigestError, ...]


def build_tables(
    files: Mapping[str, Path],
    pins: Mapping[str, Pin],
    taxonomy: Taxonomy,
    progress: Progress,
    cache: Cache | None = None,
) -> Build:
    """Read all digest files and build every table of SCHEMAS from them.

    `files` maps the names to record to paths; their order does not matter. What `cache`
    knows is not read again. Files that are no digest are left out and named in `errors`.
    Raises CorpusError where no file is a digest.
    """
    cache = cache or Cache()
    files = dict(sorted(files.items()))
    reading = read_digests(files, pins, lambda names: progress(list(names), "digests"), cache.parse)
    if not reading.digests:
        reasons = "\n".join(str(error) for error in reading.errors)
        raise CorpusError(
            f"no digest among {len(files)} files; the tables stay as they were.\n{reasons}"
        )
    printings = collect_printings(reading.digests)
    papers, disagreements = merge_printings(printings)
    texts = ((paper.title, paper.abstract) for paper in progress(papers, "papers"))
    facts = cache.extract(texts, taxonomy)
    issues = [i for digest in reading.digests for i in digest.issues]
    rows = {
        "digests": _digest_rows(reading),
        "listings": [_listing_row(printing) for printing in printings],
        "papers": [asdict(paper) for paper in papers],
        **_fact_rows(papers, facts),
        "parse_issues": _issue_rows(issues + disagreements, reading.errors, pins, files),
    }
    tables = {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in SCHEMAS}
    return Build(tables, _list_inputs(files, reading), reading.errors)


def _digest_rows(reading: Reading) -> list[Row]:
    read = [_digest_row(digest) for digest in reading.digests]
    failed = [_failed_row(error) for error in reading.errors]
    return sorted(read + failed, key=lambda row: row["source_file"])


def _digest_row(digest: Digest) -> Row:
    return {
        "digest_id": digest.source_file,
        "source_file": digest.source_file,
        "sha256": digest.sha256,
        "source_format": digest.source_format,
        "digest_date": digest.digest_date,
        "date_method": digest.date_method,
        "date_evidence": digest.date_evidence,
        # What an unexplained line held is unknown: it may have been a listing.
        "state": "partial" if digest.n_unexplained else "read",
        "n_listings": len(digest.listings),
        "n_lines": digest.n_lines,
        "n_unexplained": digest.n_unexplained,
    }


def _failed_row(error: DigestError) -> Row:
    """A file that could not be read stays visible: failed is not the same as absent."""
    return {
        "digest_id": error.source_file,
        "source_file": error.source_file,
        "date_method": DateMethod.UNRESOLVED,
        "date_evidence": "",
        "state": "failed",
        "n_listings": 0,
        "n_lines": 0,
        "n_unexplained": 0,
    }


def _listing_row(printing: Printing) -> Row:
    listing = printing.listing
    return {
        "digest_id": printing.digest.source_file,
        "position": listing.position,
        "paper_id": printing.paper_id,
        "first_line": listing.first_line,
        "last_line": listing.last_line,
        "comments": listing.comments,
        "votes": listing.votes,
        "has_metadata": listing.printed_date is not None or listing.n_authors is not None,
    }


def _fact_rows(papers: Sequence[Paper], facts: Sequence[Facts]) -> dict[str, list[Row]]:
    pairs = [(paper.paper_id, found) for paper, found in zip(papers, facts, strict=True)]
    return {
        "topics": [
            {"paper_id": paper_id, **asdict(match)}
            for paper_id, found in pairs
            for match in found.topics
        ],
        "releases": [_release_row(paper_id, found) for paper_id, found in pairs],
        "claims": [
            _claim_row(paper_id, claim) for paper_id, found in pairs for claim in found.claims
        ],
    }


def _release_row(paper_id: str, facts: Facts) -> Row:
    release, evidence = facts.release, facts.release.evidence
    return {
        "paper_id": paper_id,
        "status": release.status,
        "code_urls": release.code_urls,
        "hosts": release.hosts,
        "artifacts": release.artifacts,
        "evidence_field": evidence.field if evidence else None,
        "evidence_start": evidence.start if evidence else None,
        "evidence_end": evidence.end if evidence else None,
    }


def _claim_row(paper_id: str, claim: Claim) -> Row:
    row = asdict(claim)
    row["from"], row["to"] = row.pop("from_value"), row.pop("to_value")
    return {"paper_id": paper_id, **row}


def _issue_rows(
    issues: Sequence[ParseIssue],
    errors: Sequence[DigestError],
    pins: Mapping[str, Pin],
    files: Mapping[str, Path],
) -> list[Row]:
    rows = [asdict(issue) for issue in issues]
    rows += [
        {"source_file": e.source_file, "line": e.line, "text": "", "reason": e.problem}
        for e in errors
    ]
    rows += [
        {"source_file": name, "line": 0, "text": "", "reason": "pinned in SOURCES.yml, not here"}
        for name in sorted(pins.keys() - files.keys())
    ]
    return rows


def _list_inputs(files: Mapping[str, Path], reading: Reading) -> tuple[dict[str, str], ...]:
    hashes = {digest.source_file: digest.sha256 for digest in reading.digests}
    return tuple(
        {"name": name, "sha256": hashes.get(name) or _hash(files[name]), "state": state}
        for name in sorted(files)
        for state in ["read" if name in hashes else "failed"]
    )


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
