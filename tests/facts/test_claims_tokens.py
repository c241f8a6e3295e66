"""Words of a sentence: names are read by a short cut, numbers and signs by the full grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.facts.claims.tokens import tokenize

PIECES = st.sampled_from(
    ["x", "to", "sim", "pm", "plus", "tea", "e", "percents", "7", "40", "-", ".", ",", ")", "%"]
)


def words_of(text: str) -> list[str]:
    return tokenize(text, 0, len(text)).words


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        ("Tea-4,", ["tea-4", ","]),
        ("loose-leaf", ["loose-leaf"]),
        ("tea2.", ["tea2", "."]),
        ("speed-ups;", ["speed-up", ";"]),
        ("percents,", ["percent", ","]),
        ("x-axis", ["x", "-", "axis"]),
        ("to-5", ["to", "-", "5"]),
        ("sim5", ["~", "5"]),
        ("pm2", ["\u00b1", "2"]),
        ("tea4.5", ["tea4.5"]),
        ("4-cup", ["4", "-", "cup"]),
    ],
)
def test_names_are_one_word_and_numbers_stand_by_themselves(piece: str, words: list[str]) -> None:
    assert words_of(piece) == words


@given(st.lists(PIECES, min_size=1, max_size=6))
def test_a_short_cut_reads_what_the_grammar_reads(parts: list[str]) -> None:
    """Behind a quotation mark, which is left out, no piece is taken for a name."""
    piece = "".join(parts)
    assert words_of(piece) == words_of(f'"{piece}')


@given(st.lists(st.lists(PIECES, min_size=1, max_size=4), max_size=5), st.sampled_from(" \n\t"))
def test_every_word_is_found_again_where_it_stands(rows: list[list[str]], gap: str) -> None:
    text = gap.join("".join(row) for row in rows)
    for lone, wide in ((text, text), (text, text.replace(gap, 2 * gap))):
        sentence = tokenize(wide, 0, len(wide))
        quotes = [sentence.quote(at, at + 1) for at in range(len(sentence.words))]
        assert "".join(quotes) == "".join(wide.split())
        assert sentence.words == words_of(lone)
