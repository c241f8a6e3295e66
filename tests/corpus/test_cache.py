"""Packs and their index: what comes out of them is what went in, or it is read anew."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.packing.cache import list_wanted, open_cache, plan_tasks
from analysis.corpus.packing.columns import (
    LISTING_COLUMNS,
    PACK_SCHEMA,
    build_batch,
    hash_key,
    read_listings,
    write_ids,
)
from analysis.corpus.packing.entries import Entry, read_index, read_task, write_index
from analysis.corpus.packing.packs import BATCH, PackWriter, Run, Shelf
from analysis.corpus.schema import SCHEMAS
from analysis.digests import (
    DigestError,
    list_parts,
    normalize_title,
    parse_digests,
    parse_id_month,
)
from analysis.facts import FactColumns, Taxonomy, Topic, extract_fact_columns, extract_facts
from analysis.papers import DateMethod, Listing, PrintedDate, TextField
from analysis.provenance import hash_file
from tests.corpus.pages import PAGES, write_pages
from tests.digests.pages import ABSTRACT

NO_TOPICS = Taxonomy((Topic("figs", "Figs", terms=("fig",)),))
"""Gives a text without figs no topic."""
LISTING_KINDS = {
    "position": st.just(0),
    "printed_date": st.none()
    | st.builds(PrintedDate, st.integers(1, 12), st.integers(1, 28), st.none() | st.just(2025)),
    "publication_date_method": st.none() | st.sampled_from(DateMethod),
    "publication_date": st.none() | st.dates(date(1990, 1, 1)),
    "title": st.text(st.characters(exclude_categories=["Cs"])),
    "abstract": st.text(st.characters(exclude_categories=["Cs"])),
    **dict.fromkeys(("first_line", "last_line"), st.integers(1, 10**6)),
    **dict.fromkeys(("n_authors", "comments", "votes"), st.none() | st.integers(0, 10**6)),
    **dict.fromkeys(("organization", "arxiv_id"), st.none() | st.just("x.y")),
}


def test_every_field_of_a_listing_is_kept() -> None:
    names = {field.name for field in fields(Listing)}
    assert set(LISTING_KINDS) == names
    kept = {"printed_month", "printed_day", "printed_year"} | names - {"position", "printed_date"}
    assert set(LISTING_COLUMNS) == kept


@given(st.lists(st.builds(Listing, **LISTING_KINDS), max_size=4))
def test_listings_come_back_as_they_went_in(listings: list[Listing]) -> None:
    facts = no_facts([("", "")] * len(listings))
    batch = build_batch(listings, facts, [0] * len(listings))
    assert read_listings(pa.Table.from_batches([batch])) == listings


@given(
    st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.none()
    | st.from_regex(
        r"\d{2}(0[1-9]|1[0-2])\.\d{4,5}|cs(\.AI)?/\d{2}(0[1-9]|1[0-3])\d{3}", fullmatch=True
    ),
    st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
def test_what_identifies_and_dates_a_paper_is_kept_as_numbers(
    title: str | None, arxiv_id: str | None, published: date | None
) -> None:
    listings = [
        Listing(1, title or "", "", 1, 1, publication_date=published, arxiv_id=arxiv_id),
        Listing(2, "Apples", "", 2, 2),
    ]
    facts = no_facts([(one.title, one.abstract) for one in listings])
    row, other = build_batch(listings, facts, [0, 0]).to_pylist()
    assert row["title_hash"] == hash_key(normalize_title(title or ""))
    assert row["id_hash"] == (hash_key(f"arxiv:{arxiv_id}") if arxiv_id else None)
    month = parse_id_month(arxiv_id) if arxiv_id else None
    days = [day for day in (published, month and month - timedelta(days=1)) if day]
    assert row["not_before"] == max(days, default=None)
    assert (other["id_hash"], other["not_before"]) == (None, None)


def test_facts_come_back_as_they_went_in(taxonomy: Taxonomy) -> None:
    texts = [("Robots", ABSTRACT), ("Dates", "Accuracy rises by 3.5% on reasoning."), ("", "")]
    facts = [extract_facts(*text, taxonomy) for text in texts]
    assert any(one.claims for one in facts)
    spans = [span for one in facts for topic in one.topics for span in topic.spans]
    assert {span.field for span in spans} == set(TextField)
    listings = [Listing(1, title, abstract, 1, 1) for title, abstract in texts]
    rows = build_batch(listings, extract_fact_columns(texts, taxonomy), [0, 0, 1]).to_pylist()
    for row, found in zip(rows, facts, strict=True):
        assert [topic["topic"] for topic in row["topics"]] == [one.topic for one in found.topics]
        assert [topic["terms"] for topic in row["topics"]] == [
            list(one.terms) for one in found.topics
        ]
        assert [topic["spans"] for topic in row["topics"]] == [
            [{"field": s.field, "start": s.start, "end": s.end} for s in one.spans]
            for one in found.topics
        ]
        assert [(c["quote"], c["value"], c["from"]) for c in row["claims"]] == [
            (one.quote, one.value, one.from_value) for one in found.claims
        ]
        assert row["status"] == found.release.status


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_ids_are_the_hashes_in_hexadecimal(keys: list[str]) -> None:
    hashes = [hash_key(key) for key in keys]
    ids = write_ids(np.array(hashes, dtype=np.int64)).to_pylist()
    assert ids == [format(one % 2**64, "016x") for one in hashes]


def no_facts(texts: Iterable[tuple[str, str]]) -> FactColumns:
    return extract_fact_columns([("", "") for _ in texts], NO_TOPICS)


@pytest.fixture(scope="module")
def shelf_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    for name, n_rows in (("one.arrow", 2 * BATCH + 3), ("two.arrow", 5)):
        with PackWriter(folder / name, no_facts) as pack:
            for n in range(0, n_rows, 7):
                listings = [
                    Listing(1, f"{name} {i}", "", i + 1, i + 1)
                    for i in range(n, min(n + 7, n_rows))
                ]
                pack.add(listings, n)
        assert pack.n_rows == n_rows
    return folder


@given(st.data())
def test_rows_are_found_wherever_they_lie(shelf_folder: Path, data: st.DataObject) -> None:
    one = st.builds(Run, st.just("one.arrow"), st.integers(0, BATCH + 3), st.integers(0, BATCH))
    two = st.builds(Run, st.just("two.arrow"), st.integers(0, 2), st.integers(0, 3))
    runs = data.draw(st.lists(one | two, min_size=1, max_size=4))
    titles = [f"{r.pack} {r.first_row + i}" for r in runs for i in range(r.n_rows)]
    shelf = Shelf(shelf_folder, runs)
    assert shelf.n_rows == len(titles)
    scanned: list[str] = []
    for first, table in shelf.scan(["title"]):
        assert first == len(scanned)
        assert 0 < table.num_rows <= BATCH
        scanned += table["title"].to_pylist()
    assert scanned == titles
    if titles:
        rows = data.draw(st.lists(st.integers(0, len(titles) - 1), max_size=6))
        fetched = shelf.fetch(np.array(rows, dtype=np.int64), ["first_line", "title"])
        assert fetched["title"].to_pylist() == [titles[row] for row in rows]


def test_a_pack_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "one.arrow"
    with pytest.raises(OSError, match="full"), PackWriter(path, no_facts) as pack:
        pack.add([Listing(1, "Figs", "", 1, 1)] * (BATCH + 1), 0)
        raise OSError("full")
    assert list(tmp_path.iterdir()) == []


def read_pages(folder: Path, taxonomy: Taxonomy, size: int = 10**9) -> list[Entry]:
    files = write_pages({**PAGES, "bad.txt": "Dear all,\n\nbring apples.\n"}, folder / "raw")
    hashes = {name: hash_file(path) for name, path in files.items()}
    wanted = list_wanted(list_parts(files, size), hashes, taxonomy)
    (folder / "packs").mkdir()
    tasks = plan_tasks(wanted, folder / "packs")
    return [entry for task in tasks for entry in read_task(task, taxonomy)]


def test_the_index_gives_entries_back(tmp_path: Path, taxonomy: Taxonomy) -> None:
    entries = read_pages(tmp_path, taxonomy)
    index = read_index(write_index(entries, tmp_path / "packs"))
    assert set(index) == {entry.key for entry in entries}
    for entry in entries:
        kept = index[entry.key]
        assert replace(kept, error=None) == replace(entry, error=None)
        assert str(kept.error) == str(entry.error)
    page = (tmp_path / "raw" / "a.txt").read_bytes()
    first = next(entry for entry in entries if entry.source_file == "a.txt")
    (digest,) = parse_digests(page, "a.txt")
    assert first.pieces == (replace(digest, listings=(), sha256=""),)


def test_errors_pass_from_one_process_to_another() -> None:
    error = DigestError("a.txt", "no digest.", "Look.", 3)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line, again.problem) == (str(error), 3, "no digest.")


@pytest.mark.parametrize("changed", ["name", "content", "taxonomy", "start"])
def test_keys_tell_all_that_an_entry_depends_on(
    tmp_path: Path, taxonomy: Taxonomy, changed: str
) -> None:
    (part,) = list_parts(write_pages({"a.txt": PAGES["a.txt"]}, tmp_path), 10**9)
    (first,) = list_wanted([part], {"a.txt": "1"}, taxonomy)
    if changed == "taxonomy":
        taxonomy = replace(taxonomy, sha256="another")
    part = replace(
        part, **{"name": {"source_file": "b.txt"}, "start": {"start": 1}}.get(changed, {})
    )
    (second,) = list_wanted([part], {"a.txt": "2" if changed == "content" else "1", "b.txt": "1"},
                            taxonomy)  # fmt: skip
    assert first.key != second.key


def test_no_cache_is_an_empty_one(tmp_path: Path) -> None:
    assert open_cache(tmp_path).entries == {}


def test_packs_hold_all_that_tables_say_of_facts() -> None:
    for name in ("topics", "claims"):
        assert PACK_SCHEMA.field(name).type.value_type == pa.struct(list(SCHEMAS[name])[1:])
