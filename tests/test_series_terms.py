"""Terms: what is one in damaged text, and that pairs of papers and terms are conserved."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.series import compute_terms, drop_echoes, extract_terms
from analysis.series.terms import find_pairs, mark_terms


def make_terms(texts):
    """Terms of papers a, b, ... with these abstracts, each listed once."""
    ids = [f"p{number}" for number in range(len(texts))]
    papers = pd.DataFrame({"paper_id": ids, "title": "", "abstract": texts}, dtype="str")
    return compute_terms(SimpleNamespace(rows=papers[["paper_id"]]), papers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Walking robots", {"walking", "robot", "walking robot"}),
        ("fine-tuning LLMs", {"tuning", "llm", "fine tuning", "tuning llm"}),
        ("Fine tuning", {"tuning", "fine tuning"}),
        ("the robot of the river", {"robot", "river"}),
        ("robots, rivers", {"robot", "river"}),
        ("text-to-image", {"text-to-image"}),
        (
            "GPT-4 beats Qwen2.5-VL",
            {"gpt-4", "beat", "qwen2.5-vl", "gpt-4 beat", "beat qwen2.5-vl"},
        ),
        ("2.31times faster robots", {"faster", "robot", "faster robot"}),
        ("0.108s/tokenx2014only robots", {"token", "robot"}),
        ("lceillog_2 Krceil", {"krceil"}),
        ("seen at ..{github} and https://a.example/x/y{Robot}", {"seen"}),
        ("textbf{Robots} at $\\alpha$", {"robot"}),
        ("a 3D river in 40 ways", {"3d", "river", "way", "3d river"}),
        ("E\u0301COLES nai\u0308ve", {"école", "naïve", "école naïve"}),
        ("robot's policies across classes", {"robot", "policy", "class", "robot policy"}),
        ("analysis of the loss and bias of physics", {"analysis", "loss", "bias", "physics"}),
        ("We propose a novel approach and significantly outperform results", set()),
        ("\u202erobot\u200b <b>river</b>", {"robot", "river"}),
        ("multi-turn", {"turn", "multi turn"}),
        ("", set()),
        ("12 % & $ < \u202e", set()),
    ],
)
def test_terms_of_a_text(text: str, expected: set[str]) -> None:
    assert extract_terms(text) == expected


@given(st.text(max_size=300))
def test_any_text_gives_clean_terms(text: str) -> None:
    for term in extract_terms(text):
        words = term.split(" ")
        assert 1 <= len(words) <= 2
        assert all(0 < len(word) <= 30 for word in words)
        assert not any(sign in term for sign in "$<>&_^\\{}\n\u202e")


@given(st.text(alphabet="robt -.'{}_\\$", max_size=200))
def test_case_and_white_space_are_no_matter(text: str) -> None:
    assert extract_terms(text) == extract_terms(text.upper().replace(" ", "\n "))


def test_a_long_run_of_signs_takes_linear_time() -> None:
    for sign in ("textbf{", "\\", "x2014", "a-", "a'", "_", "1.", "https://"):
        assert isinstance(extract_terms(sign * 100_000), frozenset)


def test_pairs_are_conserved() -> None:
    texts = ["robot river", "", "river stone", "robot river stone"]
    terms = make_terms(texts)
    each = [extract_terms(text) for text in texts]
    assert terms.names == tuple(sorted(set().union(*each)))
    assert len(terms.papers) == sum(len(one) for one in each)
    counted = dict(zip(terms.names, terms.count(np.ones(4)), strict=True))
    assert counted == {name: sum(name in one for one in each) for name in terms.names}


def test_papers_observed_twice_count_twice() -> None:
    terms = make_terms(["robot river", "", "river stone"])
    rows = np.array([2, 0, 0, 1], dtype=np.int32)
    asked = np.array([terms.names.index("stone"), terms.names.index("river")])
    marks = mark_terms(terms, asked, rows)
    assert marks.tolist() == [[True, True], [False, True], [False, True], [False, False]]
    assert len(find_pairs(terms, asked, rows)[0]) == marks.sum()


def test_a_paper_s_terms_depend_on_that_paper_alone() -> None:
    few, more = (
        make_terms(["robot river"]),
        make_terms(["robot river", "rivers of stones", "stones"]),
    )
    held = [more.names[at] for at in more.terms[more.papers == 0]]
    assert set(held) == set(few.names)


def test_echoes_are_left_out() -> None:
    terms = make_terms(["policy gradient"] * 8 + ["policy"] * 2 + ["river policy"])
    ranked = ["policy gradient", "policy", "gradient", "river policy", "river"]
    assert drop_echoes(terms, ranked, 9) == [0, 3]
    assert drop_echoes(terms, ranked, 1) == [0]
    assert drop_echoes(terms, [], 5) == []


def test_no_papers_have_no_terms() -> None:
    terms = make_terms([])
    assert (terms.names, len(terms.paper_ids)) == ((), 0)
    assert terms.count(np.ones(0)).tolist() == []
