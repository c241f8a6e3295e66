"""What was read out of digests and papers before, kept so that only changes are read again.

An entry is found by the hash of everything it depends on: code, libraries, taxonomy, name
and content. It is kept only where it comes back exactly as it went in, so that tables
built with and without a cache are the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from analysis.corpus.freshness import EXTRACTION_CODE, MANIFEST_FILE, READING_CODE
from analysis.digests import DigestError, parse_digest
from analysis.facts import Taxonomy, extract_all_facts
from analysis.papers import Digest, Facts
from analysis.provenance import hash_file, hash_libraries, hash_parts, hash_text

CACHE_FILE = "cache.parquet"
_DIGEST = TypeAdapter(Digest)
_FACTS = TypeAdapter(Facts)
_FIELDS = ("source_file", "problem", "advice", "line")


@dataclass(slots=True)
class Cache:
    """Entries of earlier builds (`known`), and those that this build used or added (`used`).

    `reading` and `extraction` identify the code behind the entries; `n_parsed` and
    `n_extracted` count the digests and papers that were not known.
    """

    reading: str = ""
    extraction: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    n_parsed: int = 0
    n_extracted: int = 0

    def parse(self, content: bytes, source_file: str) -> Digest:
        """Read one file's bytes as `parse_digest` does; raises DigestError as that does."""
        content_hash = hashlib.sha256(content).hexdigest()
        key = hash_text(f"{self.reading}\n{source_file}\n{content_hash}")
        kept = self._find(key)
        if kept is not None:
            return _load_digest(kept)
        self.n_parsed += 1
        try:
            digest = parse_digest(content, source_file)
        except DigestError as error:
            self.used[key] = json.dumps({name: getattr(error, name) for name in _FIELDS})
            raise
        self._keep(key, _DIGEST, digest)
        return digest

    def extract(self, texts: Iterable[tuple[str, str]], taxonomy: Taxonomy) -> list[Facts]:
        """Read the facts of each (title, abstract) as `extract_all_facts` does."""
        pairs = [(hash_text(f"{self.extraction}\n{t}\n{a}"), (t, a)) for t, a in texts]
        unknown = {key: text for key, text in pairs if self._find(key) is None}
        self.n_extracted += len(unknown)
        new = dict(zip(unknown, extract_all_facts(unknown.values(), taxonomy), strict=True))
        for key, facts in new.items():
            self._keep(key, _FACTS, facts)
        return [
            new[key] if key in new else _FACTS.validate_json(self.used[key]) for key, _ in pairs
        ]

    def _find(self, key: str) -> str | None:
        kept = self.known.get(key)
        if kept is not None:
            self.used[key] = kept
        return kept

    def _keep(self, key: str, adapter: TypeAdapter[Any], value: Any) -> None:
        # Some numbers and characters have no JSON form; such a paper is read again each time.
        try:
            text = adapter.dump_json(value).decode("utf-8")
            exact = adapter.validate_json(text) == value
        except (PydanticSerializationError, ValueError):
            return
        if exact:
            self.used[key] = text


def open_cache(folder: Path, taxonomy: Taxonomy) -> Cache:
    """Give the cache beside the tables in `folder`, empty where there is none or it is damaged."""
    libraries = hash_libraries()
    return Cache(
        reading=hash_text(hash_parts(READING_CODE) + libraries),
        extraction=hash_text(hash_parts(EXTRACTION_CODE) + taxonomy.sha256 + libraries),
        known=_read_entries(folder),
    )


def write_entries(entries: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Write a cache's entries into a folder; gives what the manifest says of them."""
    keys = sorted(entries)
    path = folder / CACHE_FILE
    table = pa.table({"key": keys, "value": [entries[key] for key in keys]})
    pq.write_table(table, path, compression="zstd")
    return {"entries": len(keys), "sha256": hash_file(path)}


def _read_entries(folder: Path) -> dict[str, str]:
    path = folder / CACHE_FILE
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        # A damaged entry could still be readable, and would go into the tables.
        if manifest["cache"]["sha256"] != hash_file(path):
            return {}
        columns = pq.read_table(path).to_pydict()
        return dict(zip(columns["key"], columns["value"], strict=True))
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return {}


def _load_digest(kept: str) -> Digest:
    content = json.loads(kept)
    if "problem" in content:
        raise DigestError(**content)
    return _DIGEST.validate_json(kept)
