"""Sentence spans: abbreviations, decimals, links, damage, and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.facts.text import fold_bytes, fold_case, sentence_spans, sentences_at


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One thing. Another thing.", ["One thing.", "Another thing."]),
        ("Is it? It is! Good.", ["Is it?", "It is!", "Good."]),
        ("It gains 3.5% here. We stop.", ["It gains 3.5% here.", "We stop."]),
        ("We use nets (e.g. Transformers). Fine.", ["We use nets (e.g. Transformers).", "Fine."]),
        ("Rossi et al. Show it in Fig. 3 today.", ["Rossi et al. Show it in Fig. 3 today."]),
        ("See https://a.example/b.c for it. Done.", ["See https://a.example/b.c for it.", "Done."]),
        ("A is better vs. B on it. Yes.", ["A is better vs. B on it.", "Yes."]),
        ("J. Smith wrote it. OK.", ["J. Smith wrote it.", "OK."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("first line\nsecond line. Third", ["first line\nsecond line.", "Third"]),
        ("A heading\n\nA paragraph.", ["A heading", "A paragraph."]),
        ("it stops. lower case goes on.", ["it stops. lower case goes on."]),
        ("It is out. https://a.example/b", ["It is out.", "https://a.example/b"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_splits_as_a_reader_would(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@given(st.text())
def test_spans_are_ordered_and_lose_nothing_but_space(text: str) -> None:
    spans = sentence_spans(text)
    reached = 0
    for start, end in spans:
        assert reached <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[reached:start].strip()
        reached = end
    assert not text[reached:].strip()


@given(st.text(alphabet='.!? \n()"aA1e.g', max_size=80))
def test_spans_hold_on_text_made_of_stops(text: str) -> None:
    joined = "".join(split(text))
    assert "".join(joined.split()) == "".join(text.split())


@pytest.mark.parametrize("unit", [". ", "a.", "(", "\n", "e.g. ", "\u201d. "])
def test_long_repetitive_text_is_read_to_its_end(unit: str) -> None:
    text = unit * 200_000
    spans = sentence_spans(text)
    assert not spans or spans[-1][1] == len(text.rstrip())


@given(
    st.text(alphabet='.!? \r\n()"aA1e.g,', max_size=80), st.lists(st.integers(0, 80), max_size=5)
)
def test_sentences_at_offsets_are_those_of_the_whole_text(text: str, offsets: list[int]) -> None:
    offsets = sorted(offset for offset in offsets if offset < len(text))
    spans = sentence_spans(text)
    wanted = [next((span for span in spans if span[1] > offset), None) for offset in offsets]
    assert list(sentences_at(text, offsets)) == list(dict.fromkeys(filter(None, wanted)))


@given(st.text(st.characters()))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold_case(text)) == len(fold_bytes(text)) == len(text)
    for one, folded, byte in zip(text, fold_case(text), fold_bytes(text), strict=True):
        if one.isascii():
            assert folded == one.lower()
            assert chr(byte) == (" " if one == "\n" else "0" if one.isdigit() else one.lower())


def test_folding_keeps_the_place_of_letters_that_grow() -> None:
    assert fold_case("\u0130A") == "\u0130a"
    assert fold_bytes("\u0130A\ud800b") == b"?a?b"
