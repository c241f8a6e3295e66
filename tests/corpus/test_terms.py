"""Tables of terms: what counting by hand would say, in whatever portions papers come."""

from __future__ import annotations

from collections import Counter
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import FEWEST_PAPERS, SCHEMAS
from analysis.corpus import terms as terms_module
from analysis.corpus.packing.columns import list_terms
from analysis.corpus.terms import TermCollector
from analysis.corpus.writer import TableWriter
from analysis.facts import extract_terms
from tests.corpus.pages import build_term_tables

held = st.sets(
    st.sampled_from([*"abcdefgh", "é", "\N{LINEAR B SYLLABLE B008 A}", "two words"]), max_size=8
)
corpora = st.lists(held, max_size=25)


def collect(papers: dict[str, set[str]], lengths: list[int]) -> dict[str, pa.Table]:
    """The tables of papers that come in portions of these lengths, and the rest at once."""
    collector = TermCollector()
    names, begin = list(papers), 0
    for length in [*lengths, len(names)]:
        chosen = names[begin : begin + length]
        begin += len(chosen)
        lists = pa.array([sorted(papers[name]) for name in chosen], pa.list_(pa.string()))
        collector.add(pa.array(chosen, pa.string()), lists)
    return collector.finish()


def count(papers: dict[str, set[str]]) -> dict[str, list[tuple[object, ...]]]:
    totals = Counter(term for terms in papers.values() for term in terms)
    frequent = sorted(term for term, n in totals.items() if n >= FEWEST_PAPERS)
    ids = sorted(papers)
    return {
        "terms": [(term, totals[term]) for term in frequent],
        "term_papers": [
            (number,) for term in frequent for number, one in enumerate(ids) if term in papers[one]
        ],
        "term_counts": [(one, len(terms)) for one, terms in papers.items()],
    }


@pytest.mark.parametrize("n_counters", [1, 2, 1 << 12])
@settings(deadline=None)
@given(corpora, st.lists(st.integers(0, 9), max_size=6), st.randoms(use_true_random=False))
def test_tables_are_those_of_counting(n_counters, corpus, lengths, random) -> None:
    names = [f"p{number:02}" for number in range(len(corpus))]
    random.shuffle(names)
    papers = dict(zip(names, corpus, strict=True))
    with (
        mock.patch.object(terms_module, "_BUCKETS", n_counters),
        mock.patch.object(terms_module, "_SLOTS", min(n_counters, 1 << 20)),
    ):
        tables = collect(papers, lengths)
    wanted = count(papers)
    for name, table in tables.items():
        assert table.schema.equals(SCHEMAS[name])
        rows = [tuple(row.values()) for row in table.to_pylist()]
        assert rows == wanted[name]


def test_no_papers_have_tables_without_rows() -> None:
    tables = TermCollector().finish()
    assert {name: table.num_rows for name, table in tables.items()} == {
        "terms": 0, "term_papers": 0, "term_counts": 0,
    }  # fmt: skip


def test_a_paper_s_terms_depend_on_that_paper_alone() -> None:
    texts = [("Robots", "by a river"), ("Rivers", "of stones"), ("", "")]
    (few, *_), all_lists = list_terms(texts[:1]).to_pylist(), list_terms(texts).to_pylist()
    assert all_lists[0] == few == ["river", "robot"]
    sizes = build_term_tables(["b", "a", "c"], texts)["term_counts"]["n_terms"]
    assert sizes.to_pylist() == [len(terms) for terms in all_lists]


def test_no_phrase_reaches_from_title_to_abstract() -> None:
    (found,) = list_terms([("Robot", "river")]).to_pylist()
    assert found == ["river", "robot"]
    assert "robot river" in extract_terms("Robot river")


def test_numbers_of_papers_are_read_back_as_written(tmp_path) -> None:
    numbers = pa.table({"paper": [0, 7, 2**32 - 1, 3] * 6000}, schema=SCHEMAS["term_papers"])
    writer = TableWriter("term_papers", tmp_path)
    writer.add(numbers)
    writer.close()
    assert pq.read_table(tmp_path / "term_papers.parquet").equals(numbers)
