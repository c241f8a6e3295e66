"""Passages: the sentence around a match, complete where it fits, cut honestly where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings.passages import ELLIPSIS, Passage, Piece, cut_passages, mark_spans

TEXT = "We test robots. Our arm grips\n  glass cups well, and cups of tin. It never fails."


def find(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def read(passage: Passage) -> str:
    return "".join(f"[{one.text}]" if one.is_matched else one.text for one in passage)


def test_the_sentence_of_a_match_is_given_with_the_match_marked() -> None:
    (passage,) = cut_passages(TEXT, find(TEXT, "glass cups"))
    assert passage == (
        Piece("Our arm grips "),
        Piece("glass cups", is_matched=True),
        Piece(" well, and cups of tin."),
    )


def test_matches_of_one_sentence_share_a_passage_and_others_do_not() -> None:
    passages = cut_passages(TEXT, find(TEXT, "fails", "tin", "arm"))
    assert [read(one) for one in passages] == [
        "Our [arm] grips glass cups well, and cups of [tin].",
        "It never [fails].",
    ]


def test_matches_that_overlap_are_one() -> None:
    passages = cut_passages("Quick brown foxes.", [(0, 8), (6, 11), (11, 17)])
    assert [read(one) for one in passages] == ["[Quick brown foxes]."]


def test_a_match_over_two_sentences_is_marked_in_both() -> None:
    text = "It is fast. It is small."
    passages = cut_passages(text, find(text, "fast. It"))
    assert [read(one) for one in passages] == ["It is [fast.]", "[It] is small."]


def test_a_long_sentence_is_cut_at_words_and_says_so() -> None:
    text = f"{'alpha ' * 40}needle{' omega' * 40}."
    (passage,) = cut_passages(text, find(text, "needle"), longest=60)
    told = read(passage)
    assert told.startswith(f"{ELLIPSIS} alpha ")
    assert told.endswith(f" omega {ELLIPSIS}")
    assert "alpha [needle] omega" in told
    assert len(told) < 70


def test_matches_far_apart_in_a_long_sentence_stand_apart() -> None:
    text = f"First {'word ' * 50}last."
    passages = cut_passages(text, find(text, "First", "last"), longest=40)
    assert [read(one)[:7] for one in passages] == ["[First]", f"{ELLIPSIS} word "]
    assert read(passages[1]).endswith("[last].")


def test_a_title_is_given_whole() -> None:
    assert read(mark_spans("A  test of\tglass")) == "A test of glass"
    assert read(mark_spans("A test of glass", [(2, 6)])) == "A [test] of glass"


def test_what_turns_text_around_is_shown() -> None:
    assert read(mark_spans("a\u202eb\x07")) == "a[U+202E]b[U+0007]"


@pytest.mark.parametrize("spans", [[], [(5, 5)], [(99, 120)], [(-4, 0)], [(7, 3)]])
def test_spans_that_hold_nothing_give_no_passage(spans: list[tuple[int, int]]) -> None:
    assert cut_passages("Nothing here.", spans) == []


def test_an_empty_text_has_no_passage() -> None:
    assert cut_passages("", [(0, 4)]) == []
    assert mark_spans("", [(0, 4)]) == ()


@given(
    st.text(st.sampled_from("ab C.!?\n\t,"), max_size=80),
    st.lists(st.tuples(st.integers(-2, 82), st.integers(-2, 82)), max_size=5),
    st.integers(1, 50),
)
def test_every_matched_character_is_shown_marked(
    text: str, spans: list[tuple[int, int]], longest: int
) -> None:
    wanted = {at for s, e in spans for at in range(max(s, 0), min(e, len(text)))}
    wanted = {at for at in wanted if not text[at].isspace()}
    passages = cut_passages(text, spans, longest=longest)
    shown = "".join(one.text for passage in passages for one in passage if one.is_matched)
    if longest >= len(text):
        assert "".join(shown.split()) == "".join(text[at] for at in sorted(wanted))
    assert bool(shown.strip()) == bool(wanted)
    for passage in passages:
        assert any(one.is_matched for one in passage)
        assert all(one.text for one in passage)
