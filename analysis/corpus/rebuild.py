"""From a folder of digests to written tables, reading again only what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.corpus.build import Build, Progress, build_tables
from analysis.corpus.cache import open_cache
from analysis.corpus.freshness import Sources, find_inputs
from analysis.corpus.manifest import describe_build
from analysis.corpus.store import write_tables
from analysis.digests import SOURCES_FILE, read_pins
from analysis.facts import load_taxonomy


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A build that was written, and how many digests and papers were read for it."""

    build: Build
    n_parsed: int
    n_extracted: int


def rebuild_tables(  # noqa: PLR0913
    raw: Path,
    topics: Path | None,
    output: Path,
    *,
    sources: Sources,
    code: Mapping[str, Any],
    as_of: datetime,
    progress: Progress,
    anew: bool = False,
) -> Rebuilt:
    """Build the tables of the digests in `raw` and write them to `output`.

    `topics` is the user's own taxonomy file; `sources` what `find_sources` gave before;
    `code` what `analysis.provenance.describe_code` gives. With `anew`, everything is read
    again. Raises CorpusError, TaxonomyError, SourcesError or OSError; the old tables then
    stay as they were.
    """
    taxonomy = load_taxonomy(topics)
    cache = open_cache(output, taxonomy)
    if anew:
        cache = replace(cache, known={})
    build = build_tables(find_inputs(raw), read_pins(raw / SOURCES_FILE), taxonomy, progress, cache)
    manifest = describe_build(build, code, taxonomy, as_of, sources.made_from)
    write_tables(build.tables, manifest, output, cache.used)
    return Rebuilt(build, cache.n_parsed, cache.n_extracted)
