"""`evaluate`: how well the facts are read, against hand labels."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from analysis.cli.terminal import say
from analysis.digests import find_digest_files, normalize_title, read_digests
from analysis.evaluation import (
    GoldError,
    compute_scores,
    format_misses,
    format_scores,
    read_gold,
    read_source_texts,
    write_error_rates,
)
from analysis.facts import TaxonomyError, load_taxonomy
from analysis.provenance import PROJECT

_SEED = 20240527
_RESAMPLES = 2000


@click.command("evaluate")
@click.option("--gold", type=click.Path(path_type=Path), default=PROJECT / "data" / "gold")
@click.option("--raw", type=click.Path(path_type=Path), default=PROJECT / "data" / "raw")
@click.option(
    "--wider",
    type=click.Path(path_type=Path),
    default=PROJECT.parent / "shared",
    help="Folder of the wider data that some labels refer to.",
)
@click.option("--topics", type=click.Path(path_type=Path), help="Your own topics.yml.")
@click.option("--misses", is_flag=True, help="List every disagreement in its sentence.")
@click.option("--error-rates", type=click.Path(path_type=Path), help="Write these rates as JSON.")
def command(
    gold: Path,
    raw: Path,
    wider: Path,
    topics: Path | None,
    misses: bool,
    error_rates: Path | None,
) -> None:
    """Score the extraction of facts against the labels in a folder (*_gold.jsonl).

    The texts are those of the digests in --raw, found by title, and those that labels
    place in files below --wider.
    """
    try:
        labels = [paper for path in sorted(gold.glob("*_gold.jsonl")) for paper in read_gold(path)]
        taxonomy = load_taxonomy(topics)
        texts = _read_texts(raw) | read_source_texts(labels, wider)
    except (GoldError, TaxonomyError, OSError, ValueError) as error:
        say(f"error: {error}")
        sys.exit(1)
    if not labels:
        say(f"error: {gold}: no *_gold.jsonl with hand labels there.")
        sys.exit(1)
    scores = compute_scores(labels, texts, taxonomy, _SEED, _RESAMPLES)
    click.echo(format_scores(scores))
    if misses:
        click.echo("\n" + format_misses(scores))
    if error_rates is not None:
        write_error_rates(scores, taxonomy.sha256, error_rates)
        say(f"error rates -> {error_rates}")


def _read_texts(raw: Path) -> dict[str, tuple[str, str]]:
    files = {path.relative_to(raw).as_posix(): path for path in find_digest_files(raw)}
    return {
        normalize_title(listing.title): (listing.title, listing.abstract)
        for digest in read_digests(files, {}).digests
        for listing in digest.listings
    }
