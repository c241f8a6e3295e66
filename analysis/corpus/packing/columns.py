"""Listings and their facts as columns, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analysis.corpus.schema import SCHEMAS
from analysis.digests import normalize_title, parse_id_month
from analysis.facts import FactColumns, TopicColumns
from analysis.papers import Claim, DateMethod, Listing, PrintedDate, Release, TextField

Hashes = npt.NDArray[np.int64]

LISTING_COLUMNS = (
    *("title", "abstract", "first_line", "last_line", "n_authors", "organization"),
    *("printed_month", "printed_day", "printed_year"),
    *("publication_date", "publication_date_method", "comments", "votes", "arxiv_id"),
)
"""All of a listing but its position, which follows from the order of rows."""
_SAID = [name for name in LISTING_COLUMNS if not name.startswith("printed_")]
_RELEASED = ("status", "code_urls", "hosts", "artifacts")
_ID_START = 6
"""Characters of an identifier, from its numbers on, that name its month and one digit more."""
_TOPIC = pa.struct(list(SCHEMAS["topics"])[1:])
_CLAIM = pa.struct(list(SCHEMAS["claims"])[1:])
RELEASE_FIELDS = list(SCHEMAS["releases"])[1:]
PACK_SCHEMA = pa.schema(
    [
        ("piece", pa.int32()),
        ("title", pa.string()),
        ("abstract", pa.string()),
        ("first_line", pa.int32()),
        ("last_line", pa.int32()),
        ("n_authors", pa.int32()),
        ("organization", pa.string()),
        ("printed_month", pa.int8()),
        ("printed_day", pa.int8()),
        ("printed_year", pa.int16()),
        ("publication_date", pa.date32()),
        ("publication_date_method", pa.string()),
        ("comments", pa.int32()),
        ("votes", pa.int32()),
        ("arxiv_id", pa.string()),
        ("title_hash", pa.int64()),
        ("id_hash", pa.int64()),
        ("not_before", pa.date32()),
        *RELEASE_FIELDS,
        ("topics", pa.list_(_TOPIC)),
        ("claims", pa.list_(_CLAIM)),
    ]
)
"""A row is a listing with the facts of its text; `piece` numbers the digests of an entry;
`not_before` is the first day on which a digest can list the paper."""


def hash_key(text: str) -> int:
    """Hash what identifies a paper to 64 bits, as a signed integer."""
    return int.from_bytes(_hash(text), "big", signed=True)


def hash_keys(texts: Iterable[str]) -> Hashes:
    """`hash_key` of each text."""
    return np.frombuffer(b"".join(map(_hash, texts)), ">i8").astype(np.int64)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]


def write_ids(hashes: Hashes) -> pa.Array:
    """Write hashes as papers' ids: 16 hexadecimal digits each."""
    text = hashes.astype(">i8").tobytes().hex().encode()
    offsets = np.arange(len(hashes) + 1, dtype=np.int32) * 16
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(offsets), pa.py_buffer(text))


def build_batch(
    listings: Sequence[Listing], facts: FactColumns, pieces: Sequence[int]
) -> pa.RecordBatch:
    """Put listings with their facts into columns of PACK_SCHEMA."""
    said = {name: _read_each(name, listings) for name in _SAID}
    printed = [one.printed_date for one in listings]
    columns = {
        **said,
        "piece": pieces,
        "printed_month": [one and one.month for one in printed],
        "printed_day": [one and one.day for one in printed],
        "printed_year": [one and one.year for one in printed],
        "title_hash": hash_keys(map(normalize_title, said["title"])),
        "id_hash": _hash_ids(said["arxiv_id"]),
        "not_before": list(map(_find_earliest, said["publication_date"], said["arxiv_id"])),
        **_list_releases(facts.releases),
        "topics": _list_topics(facts.topics),
        "claims": _list_claims(facts.claims),
    }
    arrays = []
    for field in PACK_SCHEMA:
        values = columns[field.name]
        is_array = isinstance(values, pa.Array)
        arrays.append(values if is_array else pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=PACK_SCHEMA)


def _hash_ids(arxiv_ids: Sequence[str | None]) -> pa.Array:
    hashes = hash_keys(f"arxiv:{one}" for one in arxiv_ids)
    return pa.array(hashes, mask=np.array([one is None for one in arxiv_ids], dtype=bool))


def _find_earliest(publication_date: date | None, arxiv_id: str | None) -> date | None:
    """The first day on which a digest can list a paper, as far as its listing says."""
    by_id = _find_eve(arxiv_id.rpartition("/")[2][:_ID_START]) if arxiv_id else None
    if publication_date is None or by_id is None:
        return publication_date or by_id
    return max(publication_date, by_id)


@lru_cache
def _find_eve(id_start: str) -> date | None:
    """The day before the month in which identifiers of this start are given out."""
    month = parse_id_month(id_start)
    # Clocks differ: where the month begins first, its last day before is still elsewhere.
    return month - timedelta(days=1) if month else None


def read_listings(table: pa.Table) -> list[Listing]:
    """Listings of rows with LISTING_COLUMNS, all at position 0."""
    columns = [table[name].to_pylist() for name in LISTING_COLUMNS]
    return [_read_listing(*row) for row in zip(*columns, strict=True)]


def _read_listing(  # noqa: PLR0913, PLR0917
    title: str,
    abstract: str,
    first_line: int,
    last_line: int,
    n_authors: int | None,
    organization: str | None,
    month: int | None,
    day: int | None,
    year: int | None,
    *others: object,
) -> Listing:
    publication_date, method, comments, votes, arxiv_id = others
    return Listing(
        position=0,
        title=title,
        abstract=abstract,
        first_line=first_line,
        last_line=last_line,
        n_authors=n_authors,
        organization=organization,
        printed_date=PrintedDate(month, day, year) if month and day else None,
        publication_date=publication_date,  # type: ignore[arg-type]
        publication_date_method=DateMethod(method) if method else None,  # type: ignore[arg-type]
        comments=comments,  # type: ignore[arg-type]
        votes=votes,  # type: ignore[arg-type]
        arxiv_id=arxiv_id,  # type: ignore[arg-type]
    )


def _list_releases(releases: Sequence[Release]) -> dict[str, list[Any]]:
    evidence = [one.evidence for one in releases]
    return {
        **{name: _read_each(name, releases) for name in _RELEASED},
        "evidence_field": [one and one.field for one in evidence],
        "evidence_start": [one.start if one else None for one in evidence],
        "evidence_end": [one.end if one else None for one in evidence],
    }


def _read_each(name: str, items: Iterable[object]) -> list[Any]:
    return list(map(attrgetter(name), items))


def _list_topics(found: TopicColumns) -> pa.Array:
    kind = _TOPIC.field("spans").type.value_type
    offsets = _offsets(found.n_terms)
    fields = pa.array([TextField.ABSTRACT, TextField.TITLE], pa.string())
    spans = [
        fields.take(pa.array(found.in_title.astype(np.int8))),
        pa.array(found.starts, pa.int32()),
        pa.array(found.ends, pa.int32()),
    ]
    columns = {
        "topic": pa.array(found.topics, pa.string()),
        "terms": pa.ListArray.from_arrays(offsets, pa.array(found.terms, pa.string())),
        "spans": pa.ListArray.from_arrays(
            offsets, pa.StructArray.from_arrays(spans, fields=list(kind))
        ),
    }
    return _nest(found.n_topics, columns, _TOPIC)


def _list_claims(groups: Sequence[Sequence[Claim]]) -> pa.Array:
    claims = list(chain.from_iterable(groups))
    renamed = {"from": "from_value", "to": "to_value"}
    columns = {
        field.name: pa.array(_read_each(renamed.get(field.name, field.name), claims), field.type)
        for field in _CLAIM
    }
    return _nest([len(group) for group in groups], columns, _CLAIM)


def _nest(lengths: Sequence[int], columns: dict[str, pa.Array], kind: pa.StructType) -> pa.Array:
    """Make lists of these lengths out of the columns of their members."""
    members = pa.StructArray.from_arrays([columns[f.name] for f in kind], fields=list(kind))
    offsets = _offsets(lengths)
    return pa.ListArray.from_arrays(offsets, members).cast(pa.list_(kind))


def _offsets(lengths: Sequence[int]) -> pa.Array:
    return pa.array(np.cumsum([0, *lengths]), pa.int32())
