"""Reading only what is asked for says what reading everything says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest

from analysis.corpus import SCHEMAS, CorpusError, Tables, read_tables
from analysis.corpus import reading as reading_module
from analysis.corpus import writer as writer_module
from tests.corpus.pages import PAGES, build_frames


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Tables in groups of one row each."""
    with mock.patch.object(writer_module, "GROUP", 1):
        return build_frames(PAGES, tmp_path)


def test_columns_are_those_of_the_whole_table(tables: Tables, tmp_path: Path) -> None:
    whole = read_tables(tmp_path / "processed")
    for name, schema in SCHEMAS.items():
        columns = schema.names[::-1]
        found = tables.select(name, columns)
        assert found.columns.tolist() == columns
        wanted = getattr(whole, name)[columns]
        for column in columns:
            expected = wanted[column]
            if column in {"paper_id", "digest_id"}:
                assert isinstance(found[column].dtype, pd.CategoricalDtype)
                assert found[column].tolist() == expected.tolist()
            else:
                pd.testing.assert_series_equal(found[column], expected)


def test_ids_have_the_same_sorted_categories_in_all_tables(tables: Tables) -> None:
    papers = tables.select("papers", ["paper_id"])["paper_id"]
    listed = tables.select("listings", ["paper_id"])["paper_id"]
    assert papers.dtype == listed.dtype
    assert papers.cat.categories.tolist() == sorted(papers)


@pytest.mark.parametrize("is_loaded", [False, True])
def test_rows_of_some_papers_are_found_in_any_group(tables: Tables, is_loaded: bool) -> None:
    ids = tables.select("papers", ["paper_id"])["paper_id"].tolist()
    if is_loaded:
        assert len(tables.papers) == len(ids) == 2
    for chosen in ([], ids[1:], ids, ["unknown"]):
        found = tables.select("papers", ["title", "paper_id"], papers=chosen)
        assert found.columns.tolist() == ["title", "paper_id"]
        assert found["paper_id"].tolist() == [one for one in ids if one in chosen]
        assert found.index.tolist() == list(range(len(found)))


def test_a_paper_that_is_in_no_row_is_an_error_that_names_the_table(tables: Tables) -> None:
    listings = tables.listings.assign(paper_id="nowhere")
    frames = {name: getattr(tables, name) for name in SCHEMAS}
    broken = replace(Tables(**frames, manifest={}), listings=listings)
    with pytest.raises(CorpusError, match="listings"):
        broken.select("listings", ["paper_id"])


@pytest.mark.parametrize("can_replace", [False, True])
def test_what_was_opened_stays_readable_when_the_files_are_gone(
    tables: Tables, tmp_path: Path, can_replace: bool
) -> None:
    with mock.patch.object(reading_module, "_CAN_REPLACE_OPEN_FILES", can_replace):
        opened = read_tables(tmp_path / "processed")
    shutil.rmtree(tmp_path / "processed")
    assert opened.papers["title"].tolist() == tables.papers["title"].tolist()
