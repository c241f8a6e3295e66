"""Listings to papers: which listings are one paper, and whose values it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.corpus.packing.columns import hash_key
from analysis.digests import PaperKey, normalize_title
from analysis.papers import DateMethod, Digest, Listing, ParseIssue

_TRUST = (DateMethod.STATED, DateMethod.PROVED, DateMethod.PINNED, DateMethod.EARLIEST)
"""Ways to know a publication date, the surest first."""


@dataclass(frozen=True, slots=True)
class Printing:
    """One listing with the digest it stands in and the paper it prints.

    `row` is the listing's number in the corpus; of its abstract only the length is held.
    """

    digest: Digest
    listing: Listing
    paper_id: str
    row: int
    n_characters: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A distinct paper; each value that some printings leave out carries its source file.

    Its title and abstract, and what was read out of them, are those of `text_row`.
    """

    paper_id: str
    text_row: int
    text_source: str
    arxiv_id: str | None
    arxiv_id_source: str | None
    publication_date: date | None
    publication_date_method: DateMethod | None
    publication_date_source: str | None
    n_authors: int | None
    n_authors_source: str | None
    organization: str | None
    organization_source: str | None
    first_digest_date: date | None


def to_paper_id(key: PaperKey) -> str:
    """The id of the paper with this key: a hash of its arXiv identifier or normalised title.

    Clearly different abstracts under one title have ids of their own.
    """
    title, number = key
    return format(hash_key(title if number == 0 else f"{title}\n{number}") % 2**64, "016x")


def merge_printings(printings: Sequence[Printing]) -> tuple[list[Paper], list[ParseIssue]]:
    """One paper per id, in order of first appearance, and an issue per disagreement."""
    by_paper: dict[str, list[Printing]] = {}
    for printing in printings:
        by_paper.setdefault(printing.paper_id, []).append(printing)
    papers = [_merge(paper_id, group) for paper_id, group in by_paper.items()]
    issues = [issue for group in by_paper.values() for issue in _find_disagreements(group)]
    return papers, issues + _find_namesakes(by_paper.values())


def _merge(paper_id: str, group: list[Printing]) -> Paper:
    group = sorted(group, key=_capture_order)
    text = max(group, key=lambda printing: printing.n_characters)
    dated = _find_date(group)
    counted = _first(p for p in group if p.listing.n_authors is not None)
    badged = _first(p for p in group if p.listing.organization is not None)
    identified = _first(p for p in group if p.listing.arxiv_id is not None)
    captures = [p.digest.digest_date for p in group if p.digest.digest_date is not None]
    return Paper(
        paper_id=paper_id,
        text_row=text.row,
        text_source=text.digest.source_file,
        arxiv_id=identified.listing.arxiv_id if identified else None,
        arxiv_id_source=identified.digest.source_file if identified else None,
        publication_date=dated.listing.publication_date if dated else None,
        publication_date_method=dated.listing.publication_date_method if dated else None,
        publication_date_source=dated.digest.source_file if dated else None,
        n_authors=counted.listing.n_authors if counted else None,
        n_authors_source=counted.digest.source_file if counted else None,
        organization=badged.listing.organization if badged else None,
        organization_source=badged.digest.source_file if badged else None,
        first_digest_date=min(captures, default=None),
    )


def _capture_order(printing: Printing) -> tuple[date, str, int]:
    digest = printing.digest
    return (digest.digest_date or date.max, digest.source_file, printing.listing.position)


def _find_date(group: list[Printing]) -> Printing | None:
    for method in _TRUST:
        for printing in group:
            listing = printing.listing
            if listing.publication_date and listing.publication_date_method is method:
                return printing
    return None


def _first(printings: Iterable[Printing]) -> Printing | None:
    return next(iter(printings), None)


def _find_disagreements(group: list[Printing]) -> list[ParseIssue]:
    """Values that differ between printings (the first capture's are kept), and repeats."""
    ordered = sorted(group, key=_capture_order)
    issues = []
    for noun, read in (("author count", _read_n_authors), ("organization", _read_organization)):
        told = [p for p in ordered if read(p) is not None]
        issues += [
            _report(
                printing,
                f"{noun} {read(printing)} here, {read(told[0])} in {_place(told[0])}; "
                "the latter is kept",
            )
            for printing in told[1:]
            if read(printing) != read(told[0])
        ]
    return issues + _find_repeats(ordered)


def _find_repeats(ordered: Sequence[Printing]) -> list[ParseIssue]:
    """Papers that one digest lists more than once."""
    first_in: dict[str, Printing] = {}
    return [
        _report(printing, f"listed before, at {_place(first)}; it counts once")
        for printing in ordered
        if (first := first_in.setdefault(printing.digest.digest_id, printing)) is not printing
    ]


def _read_n_authors(printing: Printing) -> int | None:
    return printing.listing.n_authors


def _read_organization(printing: Printing) -> str | None:
    return printing.listing.organization


def _place(printing: Printing) -> str:
    return f"{printing.digest.source_file}, line {printing.listing.first_line}"


def _find_namesakes(groups: Iterable[list[Printing]]) -> list[ParseIssue]:
    """Papers kept apart although their titles are the same."""
    first_with: dict[str, list[Printing]] = {}
    issues = []
    for group in groups:
        printing = group[0]
        namesakes = first_with.setdefault(normalize_title(printing.listing.title), group)
        if namesakes is not group:
            are_identified = _is_identified(namesakes) and _is_identified(group)
            told = "another arXiv identifier" if are_identified else "clearly another abstract"
            reason = f"the title of {_place(namesakes[0])}, but {told}: kept as two papers"
            issues.append(_report(printing, reason))
    return issues


def _is_identified(group: Sequence[Printing]) -> bool:
    return any(printing.listing.arxiv_id is not None for printing in group)


def _report(printing: Printing, reason: str) -> ParseIssue:
    listing = printing.listing
    return ParseIssue(printing.digest.source_file, listing.first_line, listing.title, reason)
