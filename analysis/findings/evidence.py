"""From a number to the papers behind it: which they are, who lists them, what was matched.

The modules of the subjects say which observations a number counts (`Fact`); here they become
lists of papers that a report can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus import Tables
from analysis.findings.passages import Offsets, Passage, cut_passages, mark_spans
from analysis.findings.rows import iterate_rows
from analysis.papers import TextField
from analysis.series import number_ids

MOST_PER_LIST = 20
"""Papers shown of one list."""
MOST_IN_ALL = 600
"""Papers shown of all lists of a subject together; with many lists each is cut shorter."""
FEWEST_PER_LIST = 3
MOST_PASSAGES = 3
"""Passages shown of one paper."""
RECORD_FORMATS = frozenset({"api-json"})
"""Source formats whose listings are numbered by record, not by line."""
Spans = Mapping[str, Sequence[tuple[str, int, int]]]
"""Matches by paper: field (title or abstract), start, end."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to tell what was read of papers, looked up for those alone that are shown.

    `mark` gets the rows that these papers have in `table`, with paper_id and `columns`, and
    gives the spans of each paper and what was read beyond them. Readings of one table are of
    the same columns.
    """

    table: str
    columns: tuple[str, ...]
    mark: Callable[[pd.DataFrame], tuple[Spans, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a number counts, before its papers are looked up.

    `rows` are the observations counted, with paper_id and date; `row` the leading cells of the
    table rows that show the number.
    """

    key: str
    label: str
    row: tuple[str, ...]
    rows: pd.DataFrame
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a digest lists a paper. `unit` is what `number` counts: line or record."""

    source_file: str
    unit: str
    number: int
    digest_date: date | None


@dataclass(frozen=True, slots=True)
class PaperEvidence:
    """A paper with every place that lists it, and the passages that speak for the fact.

    The title has its own matches marked; `n_more` passages are not shown.
    """

    title: Passage
    publication_date: date | None
    places: tuple[Place, ...]
    passages: tuple[Passage, ...]
    n_more: int
    note: str


@dataclass(frozen=True, slots=True)
class PaperList:
    """The papers behind one number, the newest first; `papers` may be the first of `n_papers`.

    `key` names the list within a report. `n_rows` observations are of these papers.
    """

    key: str
    label: str
    row: tuple[str, ...]
    papers: tuple[PaperEvidence, ...]
    n_papers: int
    n_rows: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The lists of papers behind the numbers of one subject.

    `key` names all of them together; `counted` is what a number counts: listing or paper.
    """

    key: str
    title: str
    counted: str
    lists: tuple[PaperList, ...]

    def find_key(self, cells: Sequence[str]) -> tuple[str, int]:
        """The list behind a table row and how many leading cells name it; ("", 0) if none.

        Where two lists go by the same cells there is no telling which is meant: none is given.
        """
        for one in self.lists:
            width = len(one.row)
            if width and one.row == tuple(cells[:width]):
                alone = sum(other.row == one.row for other in self.lists) == 1
                return (one.key, width) if alone else ("", 0)
        return "", 0


def collect_evidence(
    key: str, title: str, counted: str, tables: Tables, facts: Sequence[Fact]
) -> Evidence:
    """Look up the papers behind `facts`, each list cut to its newest papers.

    Papers of the same date stand in the order of their ids, so that the same tables give the
    same lists. Time is linear in the facts' rows and in the papers shown.
    """
    most = max(FEWEST_PER_LIST, min(MOST_PER_LIST, MOST_IN_ALL // max(len(facts), 1)))
    shown = [_find_newest(fact.rows, most) for fact in facts]
    chosen = {paper for newest, _ in shown for paper in newest}
    columns = ["paper_id", "title", "abstract", "publication_date"]
    texts = {row.paper_id: row for row in iterate_rows(tables.select("papers", columns, chosen))}
    places = _find_places(tables, chosen)
    readings = [fact.reading for fact in facts if fact.reading]
    found = {
        one.table: tables.select(one.table, ["paper_id", *one.columns], chosen)
        for one in {one.table: one for one in readings}.values()
    }
    lists = []
    for fact, (newest, n_papers) in zip(facts, shown, strict=True):
        spans, notes = _mark(fact.reading, found, newest)
        papers = tuple(
            _describe_paper(texts[p], places.get(p, ()), spans.get(p, ()), notes.get(p, ""))
            for p in newest
        )
        lists.append(PaperList(fact.key, fact.label, fact.row, papers, n_papers, len(fact.rows)))
    return Evidence(key, title, counted, tuple(lists))


def group_spans(rows: Iterable[tuple[str, str, int, int]]) -> Spans:
    """Rows of paper_id, field, start, end by paper."""
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for paper, text_field, start, end in rows:
        spans.setdefault(paper, []).append((text_field, start, end))
    return spans


def _mark(
    reading: Reading | None, found: Mapping[str, pd.DataFrame], papers: Sequence[str]
) -> tuple[Spans, Mapping[str, str]]:
    if reading is None:
        return {}, {}
    rows = found[reading.table]
    return reading.mark(rows[rows["paper_id"].isin(papers)])


def _find_newest(rows: pd.DataFrame, most: int) -> tuple[list[str], int]:
    """The papers observed last, at most so many, and how many there are in all."""
    numbers, days = number_ids(rows["paper_id"]), rows["date"].to_numpy("datetime64[D]")
    # The days of unknown dates are the lowest numbers.
    order = np.lexsort((numbers, -days.astype(np.int64).clip(-(2**31))))
    repeats = pd.Series(numbers[order]).duplicated().to_numpy()
    newest = order[~repeats]
    return [str(paper) for paper in rows["paper_id"].iloc[newest[:most]]], newest.size


def _find_places(tables: Tables, papers: set[str]) -> dict[str, tuple[Place, ...]]:
    """Every listing of these papers, by paper, in order of date and file."""
    listed = tables.select("listings", ["digest_id", "paper_id", "first_line"], papers)
    columns = ["digest_id", "source_file", "source_format", "digest_date"]
    digests = tables.select("digests", columns).astype({"digest_id": "str"})
    joined = listed.merge(digests, on="digest_id", validate="many_to_one")
    ordered = joined.sort_values(["digest_date", "source_file", "first_line"])
    places: dict[str, list[Place]] = {}
    for row in iterate_rows(ordered):
        unit = "record" if row.source_format in RECORD_FORMATS else "line"
        place = Place(row.source_file, unit, int(row.first_line), _as_day(row.digest_date))
        places.setdefault(row.paper_id, []).append(place)
    return {paper: tuple(found) for paper, found in places.items()}


def _describe_paper(
    paper: Any, places: tuple[Place, ...], spans: Sequence[tuple[str, int, int]], note: str
) -> PaperEvidence:
    passages = cut_passages(paper.abstract, _select(spans, TextField.ABSTRACT))
    return PaperEvidence(
        title=mark_spans(paper.title, _select(spans, TextField.TITLE)),
        publication_date=_as_day(paper.publication_date),
        places=places,
        passages=tuple(passages[:MOST_PASSAGES]),
        n_more=max(0, len(passages) - MOST_PASSAGES),
        note=note,
    )


def _select(spans: Sequence[tuple[str, int, int]], text_field: TextField) -> list[Offsets]:
    return [(start, end) for name, start, end in spans if name == text_field]


def _as_day(moment: Any) -> date | None:
    return None if pd.isna(moment) else moment.date()
