"""`parse`: digest files to listings."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import chain, count
from pathlib import Path

import click

from analysis.cli.terminal import (
    as_row,
    open_output,
    say,
    show_progress,
    to_printable,
    write_json_line,
)
from analysis.digests import SOURCES_FILE, SourcesError, read_digests, read_pins

_LISTING = (
    "position",
    "title",
    "abstract",
    "n_authors",
    "organization",
    "publication_date",
    "comments",
    "votes",
    "first_line",
    "last_line",
)


@click.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here.")
def command(files: tuple[Path, ...], output: Path | None) -> None:
    """Print the listings of digest FILES, one JSON object each.

    The files are dated together: what one leaves out, another may prove. Dates pinned
    in a SOURCES.yml beside a file hold.
    """
    named = _name_files(files)
    try:
        pins = {
            name: pins[path.name]
            for name, path in named.items()
            if path.name in (pins := read_pins(path.with_name(SOURCES_FILE)))
        }
    except SourcesError as error:
        raise click.ClickException(str(error)) from error
    reading = read_digests(named, pins, lambda names: show_progress(list(names), "digests"))
    with open_output(output) as stream:
        for digest in reading.digests:
            for listing in digest.listings:
                head = as_row(digest, ("source_file", "digest_date", "date_method"))
                write_json_line(head | as_row(listing, _LISTING), stream)
    for digest in reading.digests:
        for issue in digest.issues:
            where = f", line {issue.line}" if issue.line else ""
            say(f"{issue.source_file}{where}: {issue.reason}")
    for failure in reading.errors:
        say(f"error: {failure}")
    if reading.errors:
        sys.exit(1)


def _name_files(files: tuple[Path, ...]) -> dict[str, Path]:
    """File names where they are distinct, whole paths where not; of any two files two names."""
    unique = list(dict.fromkeys(files))
    names = Counter(path.name for path in unique)
    named: dict[str, Path] = {}
    for path in unique:
        name = to_printable(path.name if names[path.name] == 1 else str(path))
        # Names that are no text may look alike.
        others = (f"{name} ({number})" for number in count(2))
        named[next(one for one in chain([name], others) if one not in named)] = path
    return named
