"""All listings of a corpus as numbered rows, and which of them may be one paper.

Only what fits into a few bytes a row is held here, never a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from analysis.corpus.packing.entries import Entry
from analysis.corpus.packing.packs import Rows, Shelf
from analysis.papers import Digest

ALONE = -1
_NO_DAY = np.iinfo(np.int32).max
_ANY_DAY = np.iinfo(np.int32).min
_LIGHT = ("title_hash", "id_hash", "not_before", "printed_month")


@dataclass(frozen=True, slots=True)
class Layout:
    """Every listing as a row, in the order of files and lines.

    `digests` are those of the corpus, without listings. By row: `digest` is an index into
    them, `position` counts from 1 within the digest, `hashes` identify the paper as long as
    it is in no other row, `related` is the first of the rows that may be the same paper, or
    ALONE.
    """

    digests: tuple[Digest, ...]
    digest: npt.NDArray[np.int32]
    position: npt.NDArray[np.int32]
    hashes: Rows
    related: Rows
    is_odd: npt.NDArray[np.bool_]
    """The listing's own date is printed as on a page, or speaks against its digest's."""

    def count_listings(self) -> list[int]:
        """Listings of each digest."""
        counts: list[int] = np.bincount(self.digest, minlength=len(self.digests)).tolist()
        return counts


def lay_out(entries: Sequence[Entry], shelf: Shelf) -> Layout:
    """Number the listings of entries, which are those of `shelf`, in their order."""
    pieces = list(chain.from_iterable(entry.pieces for entry in entries))
    digests: dict[str, list[Digest]] = {}
    for piece in pieces:
        digests.setdefault(piece.digest_id, []).append(piece)
    numbers = {digest_id: number for number, digest_id in enumerate(digests)}
    of_piece = np.array([numbers[piece.digest_id] for piece in pieces], dtype=np.int32)
    lengths = np.array(list(chain.from_iterable(e.lengths for e in entries)), dtype=np.int64)
    digest = np.repeat(of_piece, lengths)
    titles, ids, not_before, is_printed = _read_light(shelf)
    joined = tuple(_join(group) for group in digests.values())
    captured = np.array([_find_last_day(one) for one in joined], dtype=np.int32)
    return Layout(
        digests=joined,
        digest=digest,
        position=_count_within(digest),
        hashes=np.where(ids != 0, ids, titles),
        related=find_related(titles, ids),
        is_odd=is_printed | (not_before > captured[digest]),
    )


def find_related(titles: Rows, ids: Rows) -> Rows:
    """By row, the first of all rows that equal titles or identifiers lead to, else ALONE.

    Inputs are hashes; an id of 0 is none. Linear but for sorting.
    """
    labels = np.arange(len(titles))
    recurs = _recurs(titles) | ((ids != 0) & _recurs(ids))
    rows = np.flatnonzero(recurs)
    has_id = rows[ids[rows] != 0]
    groups = [(rows, _number(titles[rows])), (has_id, _number(ids[has_id]))]
    before = None
    while before is None or not np.array_equal(before, labels):
        before = labels.copy()
        for members, group in groups:
            least = np.full(len(members), len(labels))
            np.minimum.at(least, group, labels[members])
            labels[members] = least[group]
    labels[~recurs] = ALONE
    return labels


def _recurs(hashes: Rows) -> npt.NDArray[np.bool_]:
    _, group, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    found: npt.NDArray[np.bool_] = counts[group] > 1
    return found


def _number(hashes: Rows) -> Rows:
    return np.unique(hashes, return_inverse=True)[1]


def _read_light(shelf: Shelf) -> tuple[Rows, Rows, npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Hashes of titles and identifiers, first days possible, whether a date is printed."""
    titles = np.zeros(shelf.n_rows, dtype=np.int64)
    ids = np.zeros(shelf.n_rows, dtype=np.int64)
    not_before = np.full(shelf.n_rows, _ANY_DAY, dtype=np.int32)
    is_printed = np.zeros(shelf.n_rows, dtype=bool)
    for first, table in shelf.scan(_LIGHT):
        here = slice(first, first + table.num_rows)
        titles[here] = table["title_hash"].to_numpy()
        ids[here] = table["id_hash"].fill_null(0).to_numpy()
        not_before[here] = table["not_before"].cast("int32").fill_null(_ANY_DAY)
        is_printed[here] = table["printed_month"].is_valid()
    return titles, ids, not_before, is_printed


def _join(pieces: Sequence[Digest]) -> Digest:
    """One digest of its pieces, which have no listings here."""
    return replace(
        pieces[0],
        n_lines=sum(piece.n_lines for piece in pieces),
        n_unexplained=sum(piece.n_unexplained for piece in pieces),
        issues=tuple(chain.from_iterable(piece.issues for piece in pieces)),
    )


def _find_last_day(digest: Digest) -> int:
    """The last day on which a paper can have appeared that a digest lists, since 1970."""
    # Records of one day state that day, and nothing in them can speak against it.
    if digest.digest_date is None or digest.part:
        return _NO_DAY
    return int(np.datetime64(digest.digest_date, "D").astype(np.int64))


def _count_within(groups: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Number the members of each group from 1, in their order."""
    order = np.argsort(groups, kind="stable")
    counts = np.bincount(groups, minlength=1)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    positions = np.empty(len(groups), dtype=np.int32)
    positions[order] = np.arange(len(groups)) - starts + 1
    return positions
