"""Which printings are one paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.digests.identity import are_same_abstract, group_papers, normalize_title
from tests.digests.pages import ABSTRACT


@pytest.mark.parametrize(
    "other",
    [
        "Apple-Sorting: 100times Faster for Über-Baskets",
        "apple sorting 100× faster for uber baskets",  # noqa: RUF001
        r"Apple-~Sorting: 100$\times$ Faster for Über-Baskets",
        "Apple Sorting:  100x faster, for Über-Baskets!",
    ],
)
def test_printings_of_one_title_have_one_key(other: str) -> None:
    assert normalize_title(other) == normalize_title("Apple-Sorting: 100x Faster for Über-Baskets")


def test_different_titles_have_different_keys() -> None:
    assert normalize_title("Sorting Apples I") != normalize_title("Sorting Apples II")
    assert normalize_title("!!!") != normalize_title("???")


def test_clearly_different_abstracts_stay_apart() -> None:
    other = "Nothing here is about fruit; a theorem on graphs bounds their spectra from below."
    keys = group_papers(
        [("Sorting", ABSTRACT), ("Sorting", other), ("sorting", ABSTRACT + " Also.")]
    )
    assert keys[0] == keys[2] != keys[1]
    assert keys[0][0] == keys[1][0]


def test_a_cut_off_or_missing_abstract_is_no_difference() -> None:
    assert are_same_abstract(ABSTRACT, ABSTRACT[: len(ABSTRACT) // 3])
    assert are_same_abstract(ABSTRACT, "")


@given(st.text(min_size=1), st.text())
def test_any_title_has_a_key(title: str, abstract: str) -> None:
    keys = group_papers([(title, abstract), (title, abstract)])
    assert keys[0] == keys[1]
