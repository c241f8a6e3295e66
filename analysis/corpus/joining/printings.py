"""The listings that need a closer look than their own columns: as objects, dated and joined.

These are the listings of digests whose date is not given with a year, those that may be one
paper with others, and those that speak against their digest's date. All others are papers
of their own, with what their row says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from analysis.corpus.joining.merge import Paper, Printing, merge_printings, to_paper_id
from analysis.corpus.joining.rows import ALONE, Layout
from analysis.corpus.packing.columns import LISTING_COLUMNS, read_listings
from analysis.corpus.packing.packs import Rows, Shelf
from analysis.digests import PaperKey, Pin, group_listings, resolve_years
from analysis.papers import Digest, Listing, ParseIssue

_BATCH = 10_000
"""Listings whose texts are held at a time; more only where so many may be one paper."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of the rows that needed a closer look; `rows` are sorted.

    `digests` are all of the corpus, dated. `listings` and `paper_ids` are by row; `papers`
    are in the order of their first row.
    """

    digests: tuple[Digest, ...]
    rows: Rows
    listings: tuple[Listing, ...]
    paper_ids: tuple[str, ...]
    papers: tuple[Paper, ...]
    issues: tuple[ParseIssue, ...]


def join_listings(layout: Layout, shelf: Shelf, pins: Mapping[str, Pin]) -> Joined:
    """Find the papers of the rows that need a closer look, and the dates of all digests."""
    rows = _choose_rows(layout, pins)
    listings, keys, lengths = _read_rows(rows, layout, shelf)
    numbers = layout.digest[rows]
    # Stable: rows of one digest stay in the order of their lines.
    order = np.argsort(numbers, kind="stable")
    borders = np.searchsorted(numbers[order], np.arange(len(layout.digests) + 1))
    members = [order[a:b].tolist() for a, b in pairwise(borders)]
    digests = [
        replace(digest, listings=tuple(listings[i] for i in chosen))
        for digest, chosen in zip(layout.digests, members, strict=True)
    ]
    dated = resolve_years(digests, [keys[i] for chosen in members for i in chosen], pins)
    printings: list[Printing | None] = [None] * len(rows)
    for digest, chosen in zip(dated, members, strict=True):
        bare = replace(digest, listings=())
        for i, listing in zip(chosen, digest.listings, strict=True):
            paper_id = to_paper_id(keys[i])
            printings[i] = Printing(bare, listing, paper_id, int(rows[i]), lengths[i])
    found = [one for one in printings if one is not None]
    papers, issues = merge_printings(found)
    return Joined(
        digests=tuple(replace(digest, listings=()) for digest in dated),
        rows=rows,
        listings=tuple(one.listing for one in found),
        paper_ids=tuple(one.paper_id for one in found),
        papers=tuple(papers),
        issues=tuple(issues),
    )


def _choose_rows(layout: Layout, pins: Mapping[str, Pin]) -> Rows:
    is_open = [
        digest.digest_date is None or digest.printed_date is not None or digest.source_file in pins
        for digest in layout.digests
    ]
    in_open = np.array(is_open, dtype=bool)[layout.digest]
    return np.flatnonzero(in_open | (layout.related != ALONE) | layout.is_odd)


def _read_rows(
    rows: Rows, layout: Layout, shelf: Shelf
) -> tuple[list[Listing], list[PaperKey], list[int]]:
    """The listings of rows without their abstracts, their papers' keys, the abstracts' lengths."""
    listings: list[Listing | None] = [None] * len(rows)
    keys: list[PaperKey] = [("", 0)] * len(rows)
    lengths = [0] * len(rows)
    for places in _cut(rows, layout.related[rows]):
        chosen = rows[places]
        read = read_listings(shelf.fetch(chosen, LISTING_COLUMNS))
        positions = layout.position[chosen].tolist()
        found = zip(places.tolist(), read, group_listings(read), positions, strict=True)
        for place, listing, key, position in found:
            listings[place] = replace(listing, abstract="", position=position)
            keys[place], lengths[place] = key, len(listing.abstract)
    return [one for one in listings if one is not None], keys, lengths


def _cut(rows: Rows, related: Rows) -> Iterator[Rows]:
    """Cut places in `rows` into batches that hold all rows related to one another, in order."""
    labels = np.where(related == ALONE, rows, related)
    order = np.argsort(labels, kind="stable")
    begins = np.flatnonzero(np.diff(labels[order], prepend=-1))
    borders = [0]
    for begin in [*begins.tolist(), len(order)]:
        if begin - borders[-1] >= _BATCH:
            borders.append(begin)
    borders.append(len(order))
    for first, last in pairwise(borders):
        if last > first:
            yield order[first:last]
