"""Tables of terms: what counting by hand would say, in whatever packs papers come."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import FEWEST_PAPERS, SCHEMAS
from analysis.corpus import terms as terms_module
from analysis.corpus.packing.segments import SegmentBuilder, read_segment, write_segment
from analysis.corpus.terms import make_term_tables
from analysis.corpus.writer import TableWriter
from analysis.facts import extract_terms
from analysis.facts.terms import get_reader
from analysis.facts.terms import reader as reader_module
from tests.corpus.pages import Segments, build_term_tables, gather

WORDS = ["robot", "river", "stone", "é", "\N{LINEAR B SYLLABLE B008 A}b", "ab", "ab-x-y", "multi"]
texts = st.lists(st.sampled_from([*WORDS, "the", "."]), max_size=8).map(" ".join)
corpora = st.lists(texts, max_size=25)


def cut_into_segments(abstracts: list[str], pack_of: list[int]) -> Segments:
    """Segments of packs: row k of the corpus is in pack `pack_of[k]`; each has a row unused."""
    segments = []
    for pack in sorted(set(pack_of)):
        rows = [row for row, one in enumerate(pack_of) if one == pack]
        builder = SegmentBuilder()
        for row in rows:
            builder.add([("", abstracts[row])])
        builder.add([("", " ".join(WORDS))])
        segments.append((builder.finish(), np.array([*rows, -1])))
    return Segments(segments, len(abstracts))


def count(papers: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    held = [extract_terms(text) for text in papers.values()]
    totals = Counter(term for terms in held for term in terms)
    frequent = sorted(term for term, n in totals.items() if n >= FEWEST_PAPERS)
    return {
        "terms": [(term, totals[term]) for term in frequent],
        "term_papers": [
            (number,) for term in frequent for number, one in enumerate(held) if term in one
        ],
        "term_counts": [(one, len(terms)) for one, terms in zip(papers, held, strict=True)],
    }


@pytest.mark.parametrize("most_held", [1, 7, 1 << 20])
@settings(deadline=None)
@given(corpora, st.data())
def test_tables_are_those_of_counting(most_held, corpus, data) -> None:
    packs = data.draw(st.lists(st.integers(0, 3), min_size=len(corpus), max_size=len(corpus)))
    source = cut_into_segments(corpus, packs)
    used = data.draw(st.lists(st.sampled_from(range(len(corpus))), unique=True) if corpus
                     else st.just([]))  # fmt: skip
    names = [f"p{row:02}" for row in used]
    ids, rows = pa.array(names, pa.string()), np.array(used, dtype=np.int64)
    with mock.patch.object(terms_module, "_MOST_HELD", most_held):
        tables = gather(make_term_tables(ids, rows, source))
    wanted = count(dict(zip(names, [corpus[row] for row in used], strict=True)))
    for name, table in tables.items():
        assert table.schema.equals(SCHEMAS[name])
        assert [tuple(row.values()) for row in table.to_pylist()] == wanted[name]


def test_no_papers_have_tables_without_rows() -> None:
    tables = gather(
        make_term_tables(pa.array([], pa.string()), np.empty(0, np.int64), Segments((), 0))
    )
    assert {name: table.num_rows for name, table in tables.items()} == {
        "terms": 0, "term_papers": 0, "term_counts": 0,
    }  # fmt: skip


def test_a_segment_is_read_back_as_written(tmp_path) -> None:
    builder = SegmentBuilder()
    builder.add([("Robots", "by a river of stones"), ("", ""), ("Rivers", "robots, rivers")])
    segment = builder.finish()
    write_segment(segment, tmp_path / "a.terms")
    for one, other in zip(segment, read_segment(tmp_path / "a.terms"), strict=True):
        assert np.array_equal(one, other)
    assert segment.sizes.tolist() == [3, 0, 2]
    assert segment.lengths.sum() == len(segment.rows) == segment.sizes.sum()


def test_a_paper_s_terms_depend_on_that_paper_alone() -> None:
    texts = [("Robots", "by a river"), ("Rivers", "of stones"), ("", "")]
    sizes = build_term_tables(["b", "a", "c"], texts)["term_counts"]["n_terms"]
    alone = [build_term_tables(["b"], [text])["term_counts"]["n_terms"][0] for text in texts]
    assert sizes.to_pylist() == [one.as_py() for one in alone] == [2, 2, 0]


def test_no_phrase_reaches_from_title_to_abstract() -> None:
    tables = build_term_tables([*"abcde"], [("Robot", "river")] * FEWEST_PAPERS)
    assert tables["terms"]["term"].to_pylist() == ["river", "robot"]
    assert "robot river" in extract_terms("Robot river")


def test_numbers_of_papers_are_read_back_as_written(tmp_path) -> None:
    numbers = pa.table({"paper": [0, 7, 2**32 - 1, 3] * 6000}, schema=SCHEMAS["term_papers"])
    writer = TableWriter("term_papers", tmp_path)
    writer.add(numbers)
    writer.close()
    assert pq.read_table(tmp_path / "term_papers.parquet").equals(numbers)


def build_segment(*texts: str) -> list[list[object]]:
    builder = SegmentBuilder()
    builder.add([("", text) for text in texts])
    return [column.tolist() for column in map(np.asarray, builder.finish())]


def test_a_segment_is_the_same_whatever_was_read_before() -> None:
    alone = ThreadPoolExecutor(1).submit(build_segment, "Robots by a river", "stones").result()
    build_segment("Stones and rivers, zebras", "robot arms")
    assert build_segment("Robots by a river", "stones") == alone


def test_a_reader_that_knows_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "_MOST_PIECES", 3)
    kept = get_reader()
    builder = SegmentBuilder()
    builder.add([("Robots", "by a river of stones")])
    assert get_reader() is not kept
    assert len(builder.finish().rows) == 3


def test_each_thread_has_a_reader_of_its_own() -> None:
    assert ThreadPoolExecutor(1).submit(get_reader).result() is not get_reader() is get_reader()
