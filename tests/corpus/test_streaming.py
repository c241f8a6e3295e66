"""A build in small portions says what reading everything at once would say."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.corpus import SCHEMAS, Inputs, build_tables, read_in_processes
from analysis.corpus import writer as writer_module
from analysis.corpus.joining import printings as printings_module
from analysis.corpus.joining.merge import to_paper_id
from analysis.corpus.joining.rows import ALONE, find_related
from analysis.corpus.packing import cache as cache_module
from analysis.corpus.packing import packs as packs_module
from analysis.corpus.packing import workers as workers_module
from analysis.digests import group_listings, read_digests
from analysis.facts import extract_facts, load_taxonomy
from analysis.provenance import hash_file
from tests.corpus.pages import OTHER_ABSTRACT, PAGES, write_pages
from tests.digests.api_days import make_row, print_day
from tests.digests.pages import ABSTRACT, Entry, print_page

TITLES = ("Counting Apples", "counting apples!", "Sorting Pears", "Dates", "Figs in Jars")
ABSTRACTS = (ABSTRACT, OTHER_ABSTRACT, f"{ABSTRACT} It gains 12.5% over others.", "Reasoning.")
DATES = (None, "Jul 10", "Mar 3, 2024", "Jul 10, 2025 4")

entries = st.builds(
    Entry,
    title=st.sampled_from(TITLES),
    abstract=st.sampled_from(ABSTRACTS),
    authors=st.integers(1, 3),
    published=st.sampled_from(DATES),
)
pages = st.builds(
    lambda listed, capture: print_page(*listed, capture=capture),
    st.lists(entries, max_size=5),
    st.sampled_from(["Apr 20", "Aug 1", "Apr 20, 2026"]),
)
rows = st.builds(
    lambda n, title, abstract, day: make_row(
        n, title, summary=abstract, submittedOnDailyAt=f"{day}T00:00:00.000Z"
    ),
    st.integers(1, 4),
    st.sampled_from(TITLES),
    st.sampled_from(ABSTRACTS),
    # One before the papers appeared, which speaks against it.
    st.sampled_from(["2025-03-17", "2025-03-13"]),
)
days = st.builds(print_day, st.lists(rows, min_size=1, max_size=4))
corpora = st.lists(pages | days, min_size=1, max_size=6, unique=True)


def build_into(folder: Path, files: dict[str, Path], **options: object) -> dict[str, list[dict]]:
    folder.mkdir()
    hashes = {name: hash_file(path) for name, path in files.items()}
    inputs = Inputs(files, hashes, {}, load_taxonomy())
    build_tables(inputs, folder, lambda items, _: items, **options)
    return {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in SCHEMAS}


@pytest.fixture
def small_portions() -> Iterator[None]:
    with (
        mock.patch.object(packs_module, "BATCH", 3),
        mock.patch.object(printings_module, "_BATCH", 2),
        mock.patch.object(writer_module, "GROUP", 4),
        mock.patch.object(cache_module, "PART_SIZE", 2000),
    ):
        yield


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(corpora)
def test_tables_say_what_all_digests_at_once_say(
    tmp_path_factory: pytest.TempPathFactory, small_portions: None, corpus: list[str | bytes]
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    files = write_pages({f"{n}.txt": page for n, page in enumerate(corpus)}, folder / "raw")
    tables = build_into(folder / "tables", files)
    reading = read_digests(files, {})
    listings = [listing for digest in reading.digests for listing in digest.listings]
    ids = [to_paper_id(key) for key in group_listings(listings)]
    assert [row["paper_id"] for row in tables["listings"]] == ids
    assert [row["paper_id"] for row in tables["papers"]] == list(dict.fromkeys(ids))
    assert [(row["digest_date"], row["date_method"], row["date_evidence"], row["n_listings"])
            for row in tables["digests"] if row["state"] != "failed"] == [
        (one.digest_date, one.date_method, one.date_evidence, len(one.listings))
        for one in reading.digests
    ]  # fmt: skip
    check_papers(tables, listings, ids)
    check_facts(tables)


def check_papers(tables: dict[str, list[dict]], listings: list, ids: list[str]) -> None:
    for paper in tables["papers"]:
        printed = [one for one, key in zip(listings, ids, strict=True) if key == paper["paper_id"]]
        longest = max(len(one.abstract) for one in printed)
        assert len(paper["abstract"]) == longest
        assert (paper["title"], paper["abstract"]) in [(o.title, o.abstract) for o in printed]
        for name in ("n_authors", "publication_date", "arxiv_id"):
            told = {getattr(one, name) for one in printed} - {None}
            assert paper[name] in told if told else paper[name] is None
            assert (paper[f"{name}_source"] is None) == (paper[name] is None)


def check_facts(tables: dict[str, list[dict]]) -> None:
    taxonomy = load_taxonomy()
    for paper in tables["papers"]:
        facts = extract_facts(paper["title"], paper["abstract"], taxonomy)
        mine = {
            name: [row for row in tables[name] if row["paper_id"] == paper["paper_id"]]
            for name in ("topics", "claims", "releases")
        }
        assert [row["topic"] for row in mine["topics"]] == [one.topic for one in facts.topics]
        assert [row["quote"] for row in mine["claims"]] == [one.quote for one in facts.claims]
        assert [row["status"] for row in mine["releases"]] == [facts.release.status]


def test_portions_change_nothing(
    seed_files: dict[str, Path], tmp_path: Path, small_portions: None
) -> None:
    small = build_into(tmp_path / "small", seed_files)
    with (
        mock.patch.multiple(packs_module, BATCH=10_000),
        mock.patch.multiple(writer_module, GROUP=10_000),
    ):
        assert build_into(tmp_path / "large", seed_files) == small


@pytest.mark.parametrize("is_killed", [False, True])
def test_processes_change_nothing(
    seed_files: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_killed: bool,
) -> None:
    alone = build_into(tmp_path / "alone", seed_files)
    monkeypatch.setattr(cache_module, "PART_SIZE", 60_000)
    if is_killed:
        monkeypatch.setattr(workers_module, "_read_kept", kill_oneself)
    assert build_into(tmp_path / "two", seed_files, read=read_in_processes(2)) == alone


def kill_oneself(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


hashes = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6)), max_size=12)


@given(hashes)
def test_rows_are_related_through_titles_and_identifiers(pairs: list[tuple[int, int]]) -> None:
    titles = np.array([title for title, _ in pairs], dtype=np.int64)
    ids = np.array([number for _, number in pairs], dtype=np.int64)
    expected = list(range(len(pairs)))
    for _ in pairs:
        for i, (title, number) in enumerate(pairs):
            for j, (other, another) in enumerate(pairs):
                if title == other or number == another != 0:
                    expected[i] = min(expected[i], expected[j])
    alone = [expected.count(label) == 1 for label in expected]
    found = find_related(titles, ids).tolist()
    assert found == [ALONE if one else label for label, one in zip(expected, alone, strict=True)]


def test_a_copy_of_a_file_counts_once(tmp_path: Path) -> None:
    files = write_pages({"a.txt": PAGES["a.txt"], "b.txt": PAGES["a.txt"]}, tmp_path / "raw")
    tables = build_into(tmp_path / "tables", files)
    assert [row["state"] for row in tables["digests"]] == ["read", "failed"]
    assert tables["parse_issues"][0]["reason"].startswith("the same bytes as a.txt")
