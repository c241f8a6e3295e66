"""From a folder of digests to written tables, reading again only what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.corpus.build import Build, Inputs, Progress, build_tables
from analysis.corpus.freshness import Sources, find_inputs
from analysis.corpus.manifest import describe_build
from analysis.corpus.packing.cache import Cache, open_cache
from analysis.corpus.packing.workers import Reader, read_here
from analysis.corpus.staging import replace_tables
from analysis.digests import SOURCES_FILE, read_pins
from analysis.facts import load_taxonomy


def rebuild_tables(  # noqa: PLR0913
    raw: Path,
    topics: Path | None,
    output: Path,
    *,
    sources: Sources,
    code: Mapping[str, Any],
    as_of: datetime,
    progress: Progress,
    read: Reader = read_here,
    anew: bool = False,
) -> Build:
    """Build the tables of the digests in `raw` and put them in the place of those in `output`.

    `topics` is the user's own taxonomy file; `sources` what `find_sources` gave before;
    `code` what `analysis.provenance.describe_code` gives; `read` decides where digests are
    read. With `anew`, all are read again. Raises CorpusError, TaxonomyError, SourcesError or
    OSError; the old tables then stay as they were.
    """
    taxonomy = load_taxonomy(topics)
    pins = read_pins(raw / SOURCES_FILE)
    inputs = Inputs(find_inputs(raw), sources.files, pins, taxonomy)
    output = output.resolve()
    with replace_tables(output) as staging:
        build = build_tables(
            inputs,
            staging.folder,
            progress,
            cache=Cache() if anew else open_cache(output),
            read=read,
        )
        staging.finish(describe_build(build, code, taxonomy, as_of, sources.made_from))
    return build
