"""What is fuzzed: one function per way in, which raises where the outcome is not allowed."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from gzip import GzipFile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from analysis.corpus import CorpusError, find_sources, read_tables, rebuild_tables
from analysis.corpus.packing.columns import build_batch
from analysis.corpus.schema import SCHEMAS
from analysis.digests import (
    SOURCES_FILE,
    DigestError,
    SourcesError,
    group_listings,
    parse_digests,
    read_pins,
    resolve_years,
)
from analysis.digests.streams import DAMAGE, read_blocks
from analysis.facts import (
    FactColumns,
    Taxonomy,
    extract_fact_columns,
    extract_facts,
    load_taxonomy,
)
from analysis.papers import Digest, Facts, Listing, TextField
from benchmarks.fuzz.samples import DIVIDER, PINS, TEXTS, list_samples

NAME = "2025-03-17.file"
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
_IN_ROWS = ("api-json", "saved-html")
"""Formats whose lines are not the file's."""
_CODE = {"version": "fuzz", "commit": None, "python": "3", "packages": {}}
_AS_OF = datetime(2026, 5, 1, tzinfo=UTC)


def fuzz_digests(content: bytes) -> None:
    """Read bytes as a file; digests add up and fit into tables."""
    try:
        digests = parse_digests(content, NAME)
    except DigestError as error:
        assert str(error).startswith(NAME), f"the error names no file: {error}"
        assert error.problem and error.advice, f"the error does not help: {error}"
        return
    assert digests, "neither digest nor error"
    ids = [digest.digest_id for digest in digests]
    assert len(set(ids)) == len(ids), "two digests of one id"
    n_lines = _count_lines(content)
    for digest in digests:
        check_digest(digest, n_lines)
    papers = group_listings([one for digest in digests for one in digest.listings])
    for digest in resolve_years(digests, papers, {}):
        check_values(digest)


def check_digest(digest: Digest, n_lines: int) -> None:
    """Assert that nothing is counted twice, and that all lines are those of the file."""
    last = digest.n_lines if digest.source_format in _IN_ROWS else n_lines
    listings, issues = digest.listings, digest.issues
    assert 0 <= digest.n_unexplained <= digest.n_lines, "more unexplained than there is"
    assert [one.position for one in listings] == [*range(1, len(listings) + 1)], "positions"
    assert all(1 <= one.first_line <= one.last_line <= last for one in listings), "lines"
    assert all(0 <= issue.line <= last for issue in issues), "an issue's line"
    assert all(one.title.strip() for one in listings), "a listing without a title"


def check_values(digest: Digest) -> None:
    """Assert that a build can write all values of a digest."""
    nothing = extract_fact_columns([("", "")] * len(digest.listings), taxonomy())
    write(digest.listings, nothing)
    issues = [
        {"source_file": one.source_file, "line": one.line, "text": one.text, "reason": one.reason}
        for one in digest.issues
    ]
    pa.Table.from_pylist(issues, schema=SCHEMAS["parse_issues"]).validate(full=True)
    pa.array([digest.n_lines, digest.n_unexplained], pa.int32())
    pa.array([digest.digest_id, digest.source_format, digest.date_evidence], pa.string())
    days = [digest.digest_date, *(one.publication_date for one in digest.listings)]
    assert all(day is None or FIRST <= day <= LAST for day in days), "a day out of range"
    counts = [(one.n_authors, one.comments, one.votes) for one in digest.listings]
    assert all(n is None or n >= 0 for row in counts for n in row), "a negative count"


def write(listings: Iterable[Listing], facts: FactColumns) -> None:
    """Write listings and facts as a build does. Raises where a column cannot hold a value."""
    listings = list(listings)
    build_batch(listings, facts, [0] * len(listings)).validate(full=True)


def fuzz_facts(content: bytes) -> None:
    """Read the facts of two texts; every span is in its text and every number is one."""
    head, _, tail = content.partition(DIVIDER)
    texts = [part.decode("utf-8", "replace") for part in (head, tail)]
    check_facts(*texts, extract_facts(*texts, taxonomy()))
    # Halves of characters reach no table, but must not stop the reading either.
    odd = [part.decode("utf-8", "surrogateescape") for part in (head, tail)]
    extract_facts(*odd, taxonomy())


def check_facts(title: str, abstract: str, facts: Facts) -> None:
    """Assert that facts are of their texts and that a build can write them."""
    lengths = {TextField.TITLE: len(title), TextField.ABSTRACT: len(abstract)}
    spans = [span for topic in facts.topics for span in topic.spans]
    spans += [facts.release.evidence] if facts.release.evidence else []
    assert all(0 <= span.start < span.end <= lengths[span.field] for span in spans), "a span"
    for claim in facts.claims:
        assert claim.quote == abstract[claim.start : claim.end], "a quote that is not the text"
        numbers = (claim.value, claim.high, claim.from_value, claim.to_value)
        assert all(n is None or math.isfinite(n) for n in numbers), "a number that is none"
    written = extract_fact_columns([(title, abstract)], taxonomy())
    write([Listing(1, title, abstract, 1, 1)], written)


def fuzz_pins(content: bytes) -> None:
    """Read bytes as SOURCES.yml; every pin is a date that tables can hold."""
    path = scratch() / SOURCES_FILE
    path.write_bytes(content)
    try:
        pins = read_pins(path)
    except SourcesError as error:
        assert str(error).startswith(SOURCES_FILE), f"the error names no file: {error}"
        return
    for name, pin in pins.items():
        assert isinstance(name, str), "a name that is no text"
        assert FIRST.year <= pin.year <= LAST.year, "a year out of range"
        assert pin.digest_date is None or pin.digest_date.year == pin.year, "two years"


def fuzz_build(content: bytes) -> None:
    """Build the tables of a folder of two files and read them again."""
    raw, output = scratch() / "raw", scratch() / "tables"
    raw.mkdir(exist_ok=True)
    head, _, tail = content.partition(DIVIDER)
    (raw / "one").write_bytes(head)
    (raw / "two").write_bytes(tail)
    try:
        build = rebuild_tables(
            raw, None, output, sources=find_sources(raw, None), code=_CODE, as_of=_AS_OF,
            progress=lambda items, _: items,
        )  # fmt: skip
    except CorpusError as error:
        assert "no digest among" in str(error), f"another error: {error}"
        return
    tables = read_tables(output)
    assert len(tables.digests) == build.count_rows()["digests"], "digests lost"
    listed = set(tables.listings["paper_id"])
    assert listed == set(tables.papers["paper_id"]), "papers that are not listed"


@cache
def taxonomy() -> Taxonomy:
    """The packaged taxonomy, loaded once."""
    return load_taxonomy()


@cache
def scratch() -> Path:
    """A folder for the files of one process; its owner is who set TMPDIR."""
    return Path(tempfile.mkdtemp(prefix="files-"))


def _count_lines(content: bytes) -> int:
    """Lines at most: each line end has one of these bytes, in any encoding."""
    if content.startswith(b"\x1f\x8b"):
        content = _unpack(content)
    return content.count(b"\n") + content.count(b"\r") + 1


def _unpack(content: bytes) -> bytes:
    unpacked = bytearray()
    with GzipFile(fileobj=BytesIO(content)) as stream, suppress(*DAMAGE):
        for block in read_blocks(stream):
            unpacked += block
    return bytes(unpacked)


def _repeat(samples: Iterable[bytes]) -> list[bytes]:
    """Pairs of samples, each with the next."""
    ring = list(samples)
    return [a + DIVIDER + b for a, b in pairwise([*ring, ring[0]])]


def list_targets() -> dict[str, tuple[Callable[[bytes], None], list[bytes]]]:
    """What to call, and the samples to start from, by name."""
    samples = list_samples()
    texts = [DIVIDER.join(part.encode() for part in pair) for pair in TEXTS]
    return {
        **{name: (fuzz_digests, found) for name, found in samples.items()},
        "facts": (fuzz_facts, texts),
        "pins": (fuzz_pins, [PINS.encode()]),
        "build": (fuzz_build, _repeat(found[0] for found in samples.values())),
    }
