"""Ids of digests: two digests never share one, whatever their files are called."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from analysis.digests import read_digests
from analysis.papers import to_digest_id
from tests.digests.arxiv import print_lines, submit
from tests.digests.pages import Entry, print_page

names = st.text(st.sampled_from("a#/."), min_size=1, max_size=8) | st.text(min_size=1)
parts = st.sampled_from(["", "a", "2024-03-14", "undated"])
digests = st.tuples(names, parts)


@given(digests, digests)
@example(("a#2024-03-14", ""), ("a", "2024-03-14"))
@example(("a##2024-03-14", ""), ("a", "2024-03-14"))
@example(("a#", "undated"), ("a", "#undated"))
@example(("a#undated", "2024-03-14"), ("a", "undated"))
def test_different_digests_have_different_ids(one: tuple[str, str], other: tuple[str, str]) -> None:
    is_one = "#" not in one[1] + other[1] and one != other
    assert not is_one or to_digest_id(*one) != to_digest_id(*other)


def test_a_file_that_is_called_like_a_part_of_another_is_a_digest_of_its_own(
    tmp_path: Path,
) -> None:
    contents = {
        "a.jsonl": print_lines(submit(1, "2024-03-14", title="Figs"), submit(2, "2024-03-15")),
        "a.jsonl#2024-03-14": print_page(Entry("Pears"), capture="Apr 20, 2026").encode(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    reading = read_digests({name: tmp_path / name for name in contents}, {})
    found = {one.digest_id: [item.title for item in one.listings] for one in reading.digests}
    assert reading.errors == ()
    assert len(found) == 3
    assert (found["a.jsonl#2024-03-14"], found["a.jsonl##2024-03-14"]) == (["Figs"], ["Pears"])
