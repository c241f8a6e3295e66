"""The columns of every table: one schema each, checked on write and on read."""

from __future__ import annotations

import pyarrow as pa

from analysis.corpus.errors import REBUILD, CorpusError

_STRINGS = pa.list_(pa.string())
_SPANS = pa.list_(pa.struct([("field", pa.string()), ("start", pa.int32()), ("end", pa.int32())]))


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


SCHEMAS: dict[str, pa.Schema] = {
    "digests": pa.schema(
        [
            _required("digest_id", pa.string()),
            _required("source_file", pa.string()),
            ("sha256", pa.string()),
            ("source_format", pa.string()),
            ("digest_date", pa.date32()),
            _required("date_method", pa.string()),
            _required("date_evidence", pa.string()),
            _required("state", pa.string()),
            _required("n_listings", pa.int32()),
            _required("n_lines", pa.int32()),
            _required("n_unexplained", pa.int32()),
        ]
    ),
    "listings": pa.schema(
        [
            _required("digest_id", pa.string()),
            _required("position", pa.int32()),
            _required("paper_id", pa.string()),
            _required("first_line", pa.int32()),
            _required("last_line", pa.int32()),
            ("comments", pa.int32()),
            ("votes", pa.int32()),
            _required("has_metadata", pa.bool_()),
        ]
    ),
    "papers": pa.schema(
        [
            _required("paper_id", pa.string()),
            _required("title", pa.string()),
            _required("abstract", pa.string()),
            _required("text_source", pa.string()),
            ("arxiv_id", pa.string()),
            ("arxiv_id_source", pa.string()),
            ("publication_date", pa.date32()),
            ("publication_date_method", pa.string()),
            ("publication_date_source", pa.string()),
            ("n_authors", pa.int32()),
            ("n_authors_source", pa.string()),
            ("organization", pa.string()),
            ("organization_source", pa.string()),
            ("first_digest_date", pa.date32()),
        ]
    ),
    "topics": pa.schema(
        [
            _required("paper_id", pa.string()),
            _required("topic", pa.string()),
            _required("terms", _STRINGS),
            _required("spans", _SPANS),
        ]
    ),
    "releases": pa.schema(
        [
            _required("paper_id", pa.string()),
            _required("status", pa.string()),
            _required("code_urls", _STRINGS),
            _required("hosts", _STRINGS),
            _required("artifacts", _STRINGS),
            ("evidence_field", pa.string()),
            ("evidence_start", pa.int32()),
            ("evidence_end", pa.int32()),
        ]
    ),
    "claims": pa.schema(
        [
            _required("paper_id", pa.string()),
            _required("quote", pa.string()),
            _required("start", pa.int32()),
            _required("end", pa.int32()),
            _required("kind", pa.string()),
            ("value", pa.float64()),
            ("high", pa.float64()),
            ("from", pa.float64()),
            ("to", pa.float64()),
            _required("unit", pa.string()),
            _required("metric", pa.string()),
            _required("metric_family", pa.string()),
            _required("direction", pa.string()),
            _required("effect", pa.string()),
            _required("bound", pa.string()),
            ("baseline", pa.string()),
        ]
    ),
    "terms": pa.schema([_required("term", pa.string()), _required("n_papers", pa.int32())]),
    "term_papers": pa.schema([_required("paper", pa.uint32())]),
    "term_counts": pa.schema(
        [_required("paper_id", pa.string()), _required("n_terms", pa.int32())]
    ),
    "parse_issues": pa.schema(
        [
            _required("source_file", pa.string()),
            _required("line", pa.int32()),
            _required("text", pa.string()),
            _required("reason", pa.string()),
        ]
    ),
}


def check_schema(schema: pa.Schema, name: str, where: str) -> None:
    """Raise CorpusError unless `schema` is that of the table `name`."""
    if not schema.equals(SCHEMAS[name]):
        wanted = ", ".join(f"{f.name} ({f.type})" for f in SCHEMAS[name])
        raise CorpusError(f"{where}: not of its schema; expected {wanted}. {REBUILD}")
