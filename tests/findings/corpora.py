"""Small corpora made for tests: papers and digests in, tables as the reader gives them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.corpus import SCHEMAS, Tables, read_tables
from tests.corpus.pages import build_term_tables, write_tables

LABELS = {
    "llm": "Large language models",
    "agents": "Agents",
    **{f"topic_{at:02}": f"Topic number {at} of many" for at in range(27)},
}
"""As many topics as a notebook can show, under labels of their own."""


@dataclass(frozen=True)
class MadeClaim:
    """A claimed number; the defaults are a gain of ten percent in quality."""

    value: float | None = 10.0
    unit: str = "percent"
    effect: str = "gain"
    bound: str = "exact"
    kind: str = "delta"
    metric_family: str = "quality"


@dataclass(frozen=True)
class MadePaper:
    """A paper and its facts; the defaults know nothing but the name."""

    name: str
    published: date | None = None
    n_authors: int | None = None
    topics: tuple[str, ...] = ()
    status: str = "none"
    hosts: tuple[str, ...] = ()
    claims: tuple[MadeClaim, ...] = ()


@dataclass(frozen=True)
class MadeDigest:
    """A digest, its date, and the names of the papers that it lists."""

    name: str
    on: date | None
    papers: tuple[str, ...] = ()
    state: str = "read"


def make_tables(papers: Sequence[MadePaper], digests: Sequence[MadeDigest]) -> Tables:
    """The tables of a made corpus, written and read back as a build does it."""
    with TemporaryDirectory() as folder:
        return write_corpus(Path(folder) / "tables", papers, digests)


def write_corpus(
    folder: Path, papers: Sequence[MadePaper], digests: Sequence[MadeDigest]
) -> Tables:
    """Write a made corpus to `folder`, for what reads its tables by itself."""
    rows: dict[str, list[dict[str, Any]]] = {
        "digests": [_digest_row(digest) for digest in digests],
        "listings": [
            _listing_row(digest.name, position, name)
            for digest in digests
            for position, name in enumerate(digest.papers, start=1)
        ],
        "papers": [_paper_row(paper) for paper in papers],
        "topics": [
            {"paper_id": paper.name, "topic": topic, "terms": [topic], "spans": []}
            for paper in papers
            for topic in paper.topics
        ],
        "releases": [_release_row(paper) for paper in papers],
        "claims": [_claim_row(paper.name, claim) for paper in papers for claim in paper.claims],
        "parse_issues": [],
    }
    tables = {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in rows}
    texts = [(row["title"], row["abstract"]) for row in rows["papers"]]
    tables |= build_term_tables([row["paper_id"] for row in rows["papers"]], texts)
    write_tables(tables, {"topic_labels": LABELS}, folder)
    return read_tables(folder)


def plant_corpus(
    shares: Sequence[float], per_digest: int = 40, days: int = 60, start: date = date(2023, 1, 2)
) -> tuple[list[MadePaper], list[MadeDigest]]:
    """One digest per share, `days` apart, in which that share of new papers announce code,
    have the topic "llm" and claim ten percent; the same share more or fewer authors.
    """
    papers, digests = [], []
    for at, share in enumerate(shares):
        on = start + timedelta(days=days * at)
        hits = round(share * per_digest)
        names = [f"paper {at}-{number}" for number in range(per_digest)]
        papers += [_plant_paper(name, on, number < hits) for number, name in enumerate(names)]
        digests.append(MadeDigest(f"digest {at:03}.txt", on, tuple(names)))
    return papers, digests


def draw_corpus(
    seed: int, n_digests: int = 60, per_digest: int = 30
) -> tuple[list[MadePaper], list[MadeDigest]]:
    """A varied corpus over some five years, with a gap, failed digests and recurring papers."""
    rng = np.random.default_rng(seed)
    topics = sorted(LABELS)
    papers = [_draw_paper(rng, f"paper {at}", topics) for at in range(n_digests * per_digest // 2)]
    days = np.sort(rng.choice(1800, n_digests, replace=False))
    # A year without any digest, so that every calendar grid has gaps.
    days = days + 365 * (days > 900)
    digests = []
    for at, day in enumerate(days):
        listed = rng.choice(len(papers), rng.integers(1, 2 * per_digest), replace=False)
        failed = at % 17 == 5
        digests.append(
            MadeDigest(
                f"digest {at:03}.txt",
                date(2019, 6, 1) + timedelta(days=int(day)),
                () if failed else tuple(papers[one].name for one in listed),
                "failed" if failed else "read",
            )
        )
    return papers, digests


def _plant_paper(name: str, on: date, is_hit: bool) -> MadePaper:
    if not is_hit:
        return MadePaper(name, on, 3, ("agents",))
    return MadePaper(name, on, 9, ("llm",), "released", ("github.com",), (MadeClaim(),))


def _draw_paper(rng: np.random.Generator, name: str, topics: list[str]) -> MadePaper:
    status = str(rng.choice(["released", "promised", "none"], p=[0.3, 0.1, 0.6]))
    linked = status == "released" and rng.random() < 0.7
    known = rng.random() < 0.8
    weights = 1 / np.arange(1, len(topics) + 1)
    chosen = rng.choice(topics, rng.integers(0, 4), replace=False, p=weights / weights.sum())
    return MadePaper(
        name,
        date(2016, 1, 1) + timedelta(days=int(rng.integers(0, 3200))) if known else None,
        int(rng.geometric(0.18)) if known else None,
        tuple(str(topic) for topic in chosen),
        status,
        ("github.com",) if linked else (),
        tuple(_draw_claim(rng) for _ in range(rng.integers(0, 3))),
    )


def _draw_claim(rng: np.random.Generator) -> MadeClaim:
    return MadeClaim(
        value=round(float(rng.lognormal(2, 1)), 1),
        unit=str(rng.choice(["percent", "points", "times", "raw"], p=[0.6, 0.1, 0.25, 0.05])),
        effect=str(rng.choice(["gain", "cost", "neutral"], p=[0.85, 0.1, 0.05])),
        bound=str(rng.choice(["exact", "up_to"])),
        metric_family=str(rng.choice(["quality", "speed", "memory", "cost"])),
    )


def _digest_row(digest: MadeDigest) -> dict[str, Any]:
    return {
        "digest_id": digest.name,
        "source_file": digest.name,
        "digest_date": digest.on,
        "date_method": "unresolved" if digest.on is None else "pinned",
        "date_evidence": "",
        "state": digest.state,
        "n_listings": len(digest.papers),
        "n_lines": 2 * len(digest.papers),
        "n_unexplained": 0,
    }


def _listing_row(digest_id: str, position: int, paper_id: str) -> dict[str, Any]:
    line = 2 * position
    return {
        "digest_id": digest_id,
        "position": position,
        "paper_id": paper_id,
        "first_line": line - 1,
        "last_line": line,
        "has_metadata": True,
    }


def _paper_row(paper: MadePaper) -> dict[str, Any]:
    return {
        "paper_id": paper.name,
        "title": paper.name,
        "abstract": "Nothing is said.",
        "text_source": "made",
        "publication_date": paper.published,
        "publication_date_method": None if paper.published is None else "stated",
        "n_authors": paper.n_authors,
        "n_authors_source": None if paper.n_authors is None else "made",
    }


def _release_row(paper: MadePaper) -> dict[str, Any]:
    return {
        "paper_id": paper.name,
        "status": paper.status,
        "code_urls": [f"https://{host}/x" for host in paper.hosts],
        "hosts": list(paper.hosts),
        "artifacts": [],
    }


def _claim_row(paper_id: str, claim: MadeClaim) -> dict[str, Any]:
    return {
        "paper_id": paper_id,
        "quote": "ten percent",
        "start": 0,
        "end": 11,
        "kind": claim.kind,
        "value": claim.value,
        "unit": claim.unit,
        "metric": "accuracy",
        "metric_family": claim.metric_family,
        "direction": "up",
        "effect": claim.effect,
        "bound": claim.bound,
    }
