"""Short cuts in reading give what the long way gives."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.digests.api.json_text import clean_text, load_json, parse_printed_row, show_value
from analysis.digests.decode import decode_text
from analysis.digests.errors import DigestError
from analysis.digests.identity import are_same_abstract, normalize_title

WIDE = ("\u00a0", "\u2028", "\x85", "\u00e9", "e\u0301", "\ufb01", "\u00df", "\ud83d", "3\u00d7")
PIECES = st.sampled_from((*"aB7 \n\t\x00\x7f_-$'", "  ", "2 times", "4\\times", *WIDE))
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def normalize_slowly(title: str) -> str:
    spelt = re.sub(r"(?<=\d)\s*(?:\\?times\b|\u00d7|\$\\times\$)", "x", title)
    folded = unicodedata.normalize("NFKD", spelt).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return "".join(re.findall(r"[^\W_]+", bare)) or title.strip()


def clean_slowly(text: str) -> str:
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", whole).split())


@given(TEXTS)
@example("3 times faster, 2\u00d7 smaller and 4$\\times$ cheaper")
def test_titles_are_normalised_alike(title: str) -> None:
    assert normalize_title(title) == normalize_slowly(title)


@given(TEXTS)
def test_wrapping_is_undone_alike(text: str) -> None:
    assert clean_text(text) == clean_slowly(text)


@given(TEXTS, TEXTS)
def test_words_are_compared_alike(one: str, other: str) -> None:
    words, others = (set(re.findall(r"[^\W_]+", text.casefold())) for text in (one, other))
    share = len(words & others) / min(len(words), len(others)) if words and others else 1
    assert are_same_abstract(one, other) == (share >= 0.5)


@pytest.mark.parametrize("control", ["\x01", "\x7f", "\x80", "\x9f"])
def test_text_with_many_control_characters_is_not_taken_for_utf8(control: str) -> None:
    few, many = f"ab{control}\u00e9{control}", control * 3 + "\u00e9 apples"
    assert decode_text(few.encode(), "a.txt") == few
    if control.isascii():
        with pytest.raises(DigestError, match="no text"):
            decode_text(many.encode(), "a.txt")
    else:
        assert decode_text(many.encode(), "a.txt") == many.encode().decode("cp1252")


@pytest.mark.parametrize("layout", ["\t", "\n", "\x0b", "\x0c", "\r", "\x85", "\u00a0"])
def test_what_lays_text_out_is_no_control_character(layout: str) -> None:
    assert decode_text(f"\u00e9{layout * 9}".encode(), "a.txt") == f"\u00e9{layout * 9}"


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
KEYS = st.text(max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | TEXTS | FLOATS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=3) | st.dictionaries(TEXTS, VALUES, max_size=3))
@example(['it\'s "so"', '"', "'", "\\underline \\x41", "\\'", '\\"', "a\nb\\n"])
@example([{"a": True, "True": "None"}, -0.0, 10**30])
def test_rows_that_python_printed_are_read_back(row: object) -> None:
    printed = repr(row)
    assert repr(parse_printed_row(printed)) == printed


@pytest.mark.parametrize("printed", ["[1,]", "['a' 'b']", "{1: 2}", "[00]", " [1]", "['\t']"])
def test_what_json_has_not_is_left_to_python(printed: str) -> None:
    assert parse_printed_row(printed) in ([1], ["ab"], {1: 2}, [0], ["\t"])


@pytest.mark.parametrize("printed", ["\n [1]", "['\\U99999999']", "[01]", "['\ud83d']", "[[1]"])
def test_what_python_refuses_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="in place of an object"):
        parse_printed_row(printed)


@given(VALUES)
@example([float("inf"), "\ud83d", "\ufeff", "\x7f", -0.0, 2**64 - 1, -(2**63)])
def test_json_is_read_as_python_reads_it(value: object) -> None:
    for ascii_only in (True, False):
        text = json.dumps(value, ensure_ascii=ascii_only)
        assert load_json(text, "a.json") == json.loads(text, parse_int=_to_int)


def _to_int(digits: str) -> float:
    return int(digits) if -(2**63) <= int(digits) < 2**64 else float(digits)


@given(st.integers(0, 1100))
def test_values_of_any_depth_are_shown(depth: int) -> None:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    assert show_value(value).startswith(("[", "list, nested too deeply"))
