"""What the notebook for newcomers calls: the build of the command line, told in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from click import ClickException

from analysis.cli.build_command import BUILD_ERRORS, RAW, build_folder
from analysis.corpus import (
    DEFAULT_TABLES,
    Build,
    CorpusError,
    Tables,
    make_empty_tables,
    read_here,
    read_tables,
)
from analysis.digests import find_digest_files
from analysis.wording import count_of


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: sentences, and the tables that are there now (perhaps empty)."""

    message: str
    tables: Tables


def rebuild_tables(raw: Path = RAW, output: Path = DEFAULT_TABLES) -> Rebuilt:
    """Build the tables in `output` from the digests in `raw`, the project's own by default.

    Where nothing can be built, the message says why and what to do, and the tables are
    those built before, or empty ones. Raises nothing but what tells of a defect.
    """
    try:
        build = build_folder(raw, output, None, lambda items, _: items, read_here)
        return Rebuilt(_describe(build), read_tables(output))
    except (*BUILD_ERRORS, ClickException) as error:
        old = _read_old(output)
        kept = "" if old.digests.empty else " The tables built before are still in use."
        return Rebuilt(_explain(error, raw) + kept, old)


def _describe(build: Build) -> str:
    rows = build.count_rows()
    read = count_of(rows["digests"] - len(build.errors), "digest")
    listings, papers = count_of(rows["listings"], "listing"), count_of(rows["papers"], "paper")
    told = f"The tables are built: {read} with {listings} of {papers}."
    if build.errors:
        failed = count_of(len(build.errors), "file")
        told += f" {failed} could not be read as a digest; the reasons are below."
    return told


def _explain(error: Exception, raw: Path) -> str:
    """Say why nothing was built; for a folder without files, what belongs there."""
    if not raw.is_dir() or not find_digest_files(raw):
        return (
            "There are no digests in the folder data/raw yet. Put some there, as described"
            " above, and run this notebook again."
        )
    return f"Nothing was built: {' '.join(str(error).split())}"


def _read_old(output: Path) -> Tables:
    try:
        return read_tables(output)
    except CorpusError:
        return make_empty_tables()
