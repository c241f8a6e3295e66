"""What the tables say of digests: merging, failures, order, repetition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import SCHEMAS, CorpusError, Tables
from analysis.digests import Pin
from tests.corpus.pages import (
    APPLES,
    OTHER_ABSTRACT,
    PAGES,
    PEARS,
    build,
    build_frames,
    row,
    write_pages,
)
from tests.digests.pages import ABSTRACT, Entry, print_page


def reasons(tables: Tables) -> list[str]:
    return list(tables.parse_issues["reason"])


def test_facts_known_in_one_digest_fill_another_and_name_their_source(tmp_path: Path) -> None:
    tables = build_frames(PAGES, tmp_path)
    assert len(tables.papers) == 2
    apples = row(tables.papers, title=APPLES.title)
    assert (apples["n_authors"], apples["n_authors_source"]) == (12, "a.txt")
    assert apples["publication_date"] == pd.Timestamp("2025-07-10")
    assert (apples["publication_date_method"], apples["publication_date_source"]) == (
        "stated",
        "a.txt",
    )
    assert apples["first_digest_date"] == pd.Timestamp("2026-04-20")
    bare = row(tables.listings, digest_id="b.txt")
    assert bare["paper_id"] == apples["paper_id"]
    assert bare["has_metadata"] is False
    assert bare["comments"] is None


def test_a_badge_leaves_the_author_count_open_until_another_digest_knows_it(tmp_path: Path) -> None:
    badged = Entry(APPLES.title, badge="apple Apple", published="Jul 10, 2025")
    alone = build_frames({"a.txt": print_page(badged)}, tmp_path / "alone")
    apples = row(alone.papers, title=APPLES.title)
    assert (apples["n_authors"], apples["n_authors_source"]) == (None, None)
    assert (apples["organization"], apples["organization_source"]) == ("Apple", "a.txt")
    both = build_frames({"a.txt": print_page(badged), "b.txt": PAGES["a.txt"]}, tmp_path / "both")
    apples = row(both.papers, title=APPLES.title)
    assert (apples["n_authors"], apples["n_authors_source"]) == (12, "b.txt")
    assert (apples["organization"], apples["organization_source"]) == ("Apple", "a.txt")


def test_the_surest_date_wins_over_the_first_one(tmp_path: Path) -> None:
    pages = {
        "early.txt": print_page(replace(APPLES, published="Jul 10"), PEARS, capture="Aug 1"),
        "late.txt": print_page(APPLES, capture="Apr 20, 2026"),
    }
    tables = build_frames(pages, tmp_path)
    apples = row(tables.papers, title=APPLES.title)
    assert apples["publication_date_source"] == "late.txt"
    assert row(tables.digests, digest_id="early.txt")["date_method"] == "proved"


def test_disagreements_are_reported_and_the_first_capture_is_kept(tmp_path: Path) -> None:
    pages = {
        "z.txt": print_page(
            APPLES,
            Entry("Figs", badge="figs Figs", published="Mar 3, 2024"),
            capture="Apr 20, 2026",
        ),
        "a.txt": print_page(
            replace(APPLES, authors=13),
            Entry("Figs", badge="dates Dates", published="Mar 3, 2024"),
            capture="May 1, 2026",
        ),
    }
    tables = build_frames(pages, tmp_path)
    assert row(tables.papers, title=APPLES.title)["n_authors"] == 12
    assert row(tables.papers, title="Figs")["organization"] == "Figs"
    told = tables.parse_issues[["source_file", "reason"]].to_dict("records")
    assert [issue["source_file"] for issue in told] == ["a.txt", "a.txt"]
    assert "author count 13 here, 12 in z.txt, line 13; the latter is kept" in reasons(tables)
    assert any(
        reason.startswith("organization Dates here, Figs in z.txt") for reason in reasons(tables)
    )


def test_one_title_with_different_abstracts_is_two_papers_and_reported(tmp_path: Path) -> None:
    pages = {
        "a.txt": print_page(APPLES, capture="Apr 20, 2026"),
        "b.txt": print_page(
            Entry("counting apples, in baskets", OTHER_ABSTRACT, 2, None, "Mar 3, 2024"),
            capture="May 1, 2026",
        ),
    }
    tables = build_frames(pages, tmp_path)
    assert sorted(tables.papers["n_authors"]) == [2, 12]
    assert tables.papers["paper_id"].is_unique
    (reason,) = reasons(tables)
    assert reason.startswith("the title of a.txt, line 13, but clearly another abstract")


def test_versions_of_one_abstract_are_one_paper_with_the_longest_text(tmp_path: Path) -> None:
    longer = f"{ABSTRACT} It was tried in three countries and found to be good."
    pages = {
        "a.txt": print_page(APPLES, capture="Apr 20, 2026"),
        "b.txt": print_page(Entry("Counting Apples in baskets!", longer), capture="May 1, 2026"),
    }
    tables = build_frames(pages, tmp_path)
    (paper,) = tables.papers.to_dict("records")
    assert (paper["abstract"], paper["text_source"]) == (longer, "b.txt")
    assert reasons(tables) == []


def test_a_paper_listed_twice_in_one_digest_is_reported(tmp_path: Path) -> None:
    tables = build_frames({"a.txt": print_page(APPLES, PEARS, APPLES)}, tmp_path)
    assert len(tables.papers) == 2
    assert len(tables.listings) == 3
    assert "listed before, at a.txt, line 13; it counts once" in reasons(tables)


def test_failed_files_stay_visible(tmp_path: Path) -> None:
    pages = {
        **PAGES,
        "empty.txt": "",
        "notes.txt": "Dear all,\n\nbring apples.\n",
        "z.txt": b"\0\1" * 99,
    }
    tables = build_frames(pages, tmp_path)
    assert dict(zip(tables.digests["digest_id"], tables.digests["state"], strict=True)) == {
        "a.txt": "read",
        "b.txt": "read",
        "empty.txt": "failed",
        "notes.txt": "failed",
        "z.txt": "failed",
    }
    failed = row(tables.digests, digest_id="notes.txt")
    assert (failed["n_listings"], failed["digest_date"], failed["sha256"]) == (0, None, None)
    assert set(tables.parse_issues["source_file"]) == {"empty.txt", "notes.txt", "z.txt"}
    states = {item["name"]: item["state"] for item in tables.manifest["inputs"]}
    assert states["notes.txt"] == "failed"
    assert all(len(item["sha256"]) == 64 for item in tables.manifest["inputs"])


def test_a_digest_with_an_unexplained_line_is_partial(tmp_path: Path) -> None:
    page = print_page(APPLES).rstrip("\n") + "\n\n???\n"
    tables = build_frames({"a.txt": page, "b.txt": print_page(PEARS)}, tmp_path)
    assert tables.digests["n_unexplained"].tolist() == [1, 0]
    assert tables.digests["state"].tolist() == ["partial", "read"]


def test_a_digest_without_listings_is_read_not_failed(tmp_path: Path) -> None:
    tables = build_frames({"a.txt": print_page(capture="Apr 20, 2026")}, tmp_path)
    assert row(tables.digests, digest_id="a.txt")["state"] == "read"
    counts = {name: len(getattr(tables, name)) for name in SCHEMAS}
    assert counts == {**dict.fromkeys(SCHEMAS, 0), "digests": 1}


def test_no_digest_at_all_is_an_error_that_names_every_file(tmp_path: Path) -> None:
    files = write_pages({"a.txt": "", "b.txt": "Dear all,\n\nbring apples.\n"}, tmp_path)
    with pytest.raises(CorpusError, match="no digest among 2 files") as refused:
        build(files, tmp_path / "processed")
    assert "a.txt" in str(refused.value)
    assert "b.txt, line 1" in str(refused.value)


def test_a_pin_for_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    tables = build_frames(PAGES, tmp_path, {"gone.txt": Pin(2025)})
    assert row(tables.parse_issues, source_file="gone.txt")["reason"].startswith("pinned")
    pinned = build_frames(PAGES, tmp_path / "pinned", {"b.txt": Pin(2026, date(2026, 5, 3))})
    assert row(pinned.digests, digest_id="b.txt")["digest_date"] == pd.Timestamp("2026-05-03")


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    namesake = Entry(APPLES.title, OTHER_ABSTRACT, 2, None, "Mar 3")
    pages = {**PAGES, "c.txt": print_page(namesake, PEARS), "bad.txt": ""}
    files = write_pages(pages, tmp_path)
    expected = build(files, tmp_path / "expected").tables
    for order in permutations(files):
        tables = build({name: files[name] for name in order}, tmp_path / "processed").tables
        assert tables == expected


def test_numbers_too_large_for_a_table_are_text(tmp_path: Path) -> None:
    page = print_page(replace(APPLES, published="Jul 10, 2025 999,999,999,999"), PEARS)
    tables = build_frames({"a.txt": page.replace("12 authors", "9999999999 authors")}, tmp_path)
    assert row(tables.papers, title=PEARS.title)["n_authors"] == 3


def test_every_reference_between_tables_holds(seed_tables: Tables) -> None:
    papers = set(seed_tables.papers["paper_id"])
    assert len(papers) == len(seed_tables.papers) == 202
    assert len(seed_tables.listings) == 262
    assert set(seed_tables.listings["paper_id"]) == papers
    assert set(seed_tables.releases["paper_id"]) == papers
    for frame in (seed_tables.topics, seed_tables.claims):
        assert set(frame["paper_id"]) <= papers
    assert set(seed_tables.listings["digest_id"]) == set(seed_tables.digests["digest_id"])
    assert not seed_tables.listings.duplicated(["digest_id", "position"]).any()


def test_quotes_of_claims_are_the_abstract_s_own(seed_tables: Tables) -> None:
    merged = seed_tables.claims.merge(seed_tables.papers, on="paper_id")
    assert len(merged) > 0
    for claim in merged.to_dict("records"):
        assert claim["abstract"][claim["start"] : claim["end"]] == claim["quote"]
