"""Digests and facts to tables; the only reader and writer of the processed data."""

from analysis.corpus.build import Build, CorpusError, build_tables
from analysis.corpus.manifest import describe_build
from analysis.corpus.schema import SCHEMAS
from analysis.corpus.store import (
    DEFAULT_TABLES,
    MANIFEST_FILE,
    Tables,
    read_manifest,
    read_tables,
    write_tables,
)

__all__ = [
    "DEFAULT_TABLES",
    "MANIFEST_FILE",
    "SCHEMAS",
    "Build",
    "CorpusError",
    "Tables",
    "build_tables",
    "describe_build",
    "read_manifest",
    "read_tables",
    "write_tables",
]
