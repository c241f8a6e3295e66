"""Digests and facts to tables; the only reader and writer of the processed data.

Asking whether the tables are still those of their digests must be quick, so that nothing
here loads pandas or pyarrow before tables are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.corpus.freshness import (
    MANIFEST_FILE,
    Sources,
    find_changes,
    find_inputs,
    find_sources,
    hash_content,
    list_left_out,
)

if TYPE_CHECKING:
    from analysis.corpus.build import Build, Inputs, Progress, build_tables
    from analysis.corpus.errors import CorpusError
    from analysis.corpus.manifest import describe_build
    from analysis.corpus.packing.workers import Reader, read_here, read_in_processes
    from analysis.corpus.rebuild import rebuild_tables
    from analysis.corpus.schema import SCHEMAS
    from analysis.corpus.staging import DEFAULT_TABLES, replace_tables
    from analysis.corpus.store import Tables, make_empty_tables, read_manifest, read_tables
    from analysis.corpus.terms import FEWEST_PAPERS

__all__ = [
    "DEFAULT_TABLES",
    "FEWEST_PAPERS",
    "MANIFEST_FILE",
    "SCHEMAS",
    "Build",
    "CorpusError",
    "Inputs",
    "Progress",
    "Reader",
    "Sources",
    "Tables",
    "build_tables",
    "describe_build",
    "find_changes",
    "find_inputs",
    "find_sources",
    "hash_content",
    "list_left_out",
    "make_empty_tables",
    "read_here",
    "read_in_processes",
    "read_manifest",
    "read_tables",
    "rebuild_tables",
    "replace_tables",
]

_MODULES = {
    "build": ("Build", "Inputs", "Progress", "build_tables"),
    "errors": ("CorpusError",),
    "manifest": ("describe_build",),
    "rebuild": ("rebuild_tables",),
    "schema": ("SCHEMAS",),
    "staging": ("DEFAULT_TABLES", "replace_tables"),
    "store": ("Tables", "make_empty_tables", "read_manifest", "read_tables"),
    "terms": ("FEWEST_PAPERS",),
    "packing.workers": ("Reader", "read_here", "read_in_processes"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load what was asked for by its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"analysis.corpus.{_HOMES[name]}"), name)
