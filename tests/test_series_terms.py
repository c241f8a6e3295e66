"""Terms: what is one in damaged text, and that pairs of papers and terms are conserved."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import FEWEST_PAPERS
from analysis.facts import extract_terms
from analysis.series import compute_terms, drop_echoes
from analysis.series.terms import find_pairs
from tests.corpus.pages import build_term_tables


def make_terms(texts, observed=None):
    """Terms of papers with these abstracts, each listed once; those of `observed` alone."""
    ids = [f"p{number:03}" for number in range(len(texts))]
    known = pd.CategoricalDtype(ids)
    frames = {
        name: table.to_pandas()
        for name, table in build_term_tables(ids, [("", text) for text in texts]).items()
    }
    frames["term_counts"]["paper_id"] = frames["term_counts"]["paper_id"].astype(known)
    tables = SimpleNamespace(select=lambda name, columns: frames[name][list(columns)])
    listed = ids if observed is None else [ids[at] for at in observed]
    rows = pd.DataFrame({"paper_id": pd.Series(listed, dtype=known)})
    return compute_terms(SimpleNamespace(rows=rows), tables)


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
    texts = ["robot river", "", "river stone", "robot river stone"] * FEWEST_PAPERS
    terms = make_terms(texts)
    each = [extract_terms(text) for text in texts]
    assert terms.names.tolist() == sorted(set().union(*each))
    assert len(terms.papers) == sum(len(one) for one in each)
    assert terms.sizes.tolist() == [len(one) for one in each]
    counted = dict(zip(terms.names, terms.count(np.ones(len(texts))), strict=True))
    assert counted == {name: sum(name in one for one in each) for name in terms.names}


def test_rare_terms_are_left_out_but_counted_in_their_papers() -> None:
    terms = make_terms(["robot"] * FEWEST_PAPERS + ["stone robot"] * (FEWEST_PAPERS - 1))
    assert terms.names.tolist() == ["robot"]
    assert terms.sizes.tolist() == [1] * FEWEST_PAPERS + [3] * (FEWEST_PAPERS - 1)


def test_papers_that_are_not_observed_hold_nothing() -> None:
    texts = ["robot"] * FEWEST_PAPERS + ["stone"] * FEWEST_PAPERS
    terms = make_terms(texts, observed=[0, 1, 1])
    assert terms.count(np.ones(len(texts))).tolist() == [2, 0]
    assert terms.find_papers(0).tolist() == [0, 1]
    assert terms.find_papers(1).tolist() == []


def test_papers_observed_twice_count_twice() -> None:
    texts = ["robot river", "", "river stone"] * FEWEST_PAPERS
    terms = make_terms(texts)
    rows = np.array([2, 0, 0, 1])
    names = terms.names.tolist()
    asked = np.array([names.index("stone"), names.index("river")])
    held, which = find_pairs(terms, asked, rows)
    marks = np.zeros((4, 2), dtype=bool)
    marks[held, which] = True
    assert marks.tolist() == [[True, True], [False, True], [False, True], [False, False]]
    assert len(held) == marks.sum()
    once = find_pairs(terms, asked, np.array([2, 0]))
    assert sorted(zip(*once, strict=True)) == [(0, 0), (0, 1), (1, 1)]


def test_tables_of_terms_that_do_not_fit_are_refused() -> None:
    frames = {
        "terms": pd.DataFrame({"term": ["robot"], "n_papers": [2]}),
        "term_papers": pd.DataFrame({"paper": [0]}),
        "term_counts": pd.DataFrame({"paper_id": ["p"], "n_terms": [1]}),
    }
    tables = SimpleNamespace(select=lambda name, columns: frames[name][list(columns)])
    with pytest.raises(ValueError, match="do not fit"):
        compute_terms(SimpleNamespace(rows=frames["term_counts"]), tables)


def test_echoes_are_left_out() -> None:
    terms = make_terms(["policy gradient"] * 20 + ["policy"] * 2 + ["river policy"] * 5)
    ranked = ["policy gradient", "policy", "gradient", "river policy", "river"]
    assert drop_echoes(terms, ranked, 9) == [0, 3]
    assert drop_echoes(terms, ranked, 1) == [0]
    assert drop_echoes(terms, [], 5) == []


def test_no_papers_have_no_terms() -> None:
    terms = make_terms([])
    assert (terms.names.size, terms.sizes.size) == (0, 0)
    assert terms.count(np.ones(0)).tolist() == []


@pytest.mark.parametrize("pairs", [1, 2, 7, 10**6])
def test_counts_do_not_depend_on_how_many_are_counted_at_a_time(
    pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.series.terms._PAIRS", pairs)
    texts = ["red robots walk"] * 6 + ["red cats sleep"] * 5 + ["blue cats"] * 7
    found = make_terms(texts, observed=range(3, 18))
    counts = dict(zip(found.names, found.count(np.ones(len(texts))), strict=True))
    assert (counts["red"], counts["robot"], counts["cat"]) == (8, 3, 12)
    listed = dict(zip(found.names, found.count(np.arange(len(texts))), strict=True))
    assert listed["robot"] == 3 + 4 + 5
