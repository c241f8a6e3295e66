"""The search for phrases, and what they weigh: the same as looking for one after the other."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.facts import Taxonomy
from analysis.facts.topics import Topic
from analysis.facts.topics.extraction import choose_topics, find_evidence
from analysis.facts.topics.phrases import build_patterns, fold
from analysis.facts.topics.search import CONTRIBUTION_CUES, Role, build_search
from analysis.facts.topics.texts import prepare
from analysis.facts.topics.words import build_tree, build_vocabulary

VOCABULARY = (
    "tea teas green cup cups pot teapot soup th\u00e9 th\u00ea we propose is this paper \u0130 "
    "\u03a3 - . , ?"
)
PIECES = st.sampled_from(VOCABULARY.split())
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "  "])), max_size=20).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
PAPERS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4)
PHRASES = (
    "tea", "green tea", "tea cup", "green tea cup", "*pot", "so*", "*up*", "th\u00e9",
    "cup th\u00e9", "we propose",
)  # fmt: skip
TEA = Topic("tea", "Tea", terms=("tea", "green tea", "*pot"), weak=("cup", "soup", "pot"),
            title=("th\u00e9",), exclusions=("tea cup",))  # fmt: skip


def find_by_hand(title: str, abstract: str, pattern: str) -> set[tuple[int, int]]:
    text = fold(f" {title}  {abstract} ")
    starts = (at for at in range(len(text)) if text.startswith(pattern, at))
    return {(start, start + len(pattern)) for start in starts}


@given(papers=PAPERS)
@example(papers=[("Green tea, cup", ""), ("Cup", "We propose green tea")])
@example(papers=[("", ""), ("Tea", "tea tea"), ("", "green  tea, green tea cup th\u00e9")])
def test_all_phrases_are_found_where_they_stand(papers: list[tuple[str, str]]) -> None:
    roles = [(phrase, Role(0, at + 1, 1.0, 1.0, weak=False)) for at, phrase in enumerate(PHRASES)]
    search = build_search(roles, ["tea", "is this", "soup"], [])
    texts = prepare(papers)
    matches, _ = search.find(texts)
    found: dict[int, set[tuple[int, int, int]]] = {}
    for number, start, end, paper in zip(
        matches.patterns, matches.starts, matches.ends, matches.papers, strict=True
    ):
        begin = texts.sections[2 * paper]
        found.setdefault(int(number), set()).add((int(paper), start - begin, end - begin))
    cues = [f" {cue} " for cue in CONTRIBUTION_CUES]
    folded = [pattern for phrase in PHRASES for pattern in build_patterns(phrase)]
    patterns = list(dict.fromkeys([*cues, *folded, " tea ", " is this ", " soup "]))
    expected = {
        number: {
            (paper, start, end)
            for paper, text in enumerate(papers)
            for start, end in find_by_hand(*text, pattern)
        }
        for number, pattern in enumerate(patterns)
    }
    assert found == {number: places for number, places in expected.items() if places}


@given(papers=PAPERS)
@example(papers=[("Tea", ""), ("", "Green, tea"), ("Green -- tea", "")])
def test_pairs_of_words_are_found_in_titles_whatever_stands_between(
    papers: list[tuple[str, str]],
) -> None:
    wanted = ("tea", "green tea", "cup cup")
    search = build_search([], [], wanted)
    _, found = search.find(prepare(papers))
    expected = []
    for paper, (title, _) in enumerate(papers):
        words = fold(title).split()
        for at, phrase in enumerate(wanted):
            length = len(phrase.split())
            runs = (words[n : n + length] for n in range(len(words) - length + 1))
            expected += [(paper, at) for run in runs if run == phrase.split()]
    given = zip(found.papers.tolist(), found.words.tolist(), strict=True)
    assert sorted(given) == sorted(expected)


WORDS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=4).map(" ".join)


@given(phrases=st.lists(WORDS, unique=True, max_size=30), text=st.lists(st.sampled_from("abcdexy")))
def test_a_tree_holds_all_its_phrases_and_no_other(phrases: list[str], text: list[str]) -> None:
    vocabulary = build_vocabulary(phrases)
    tree = build_tree({phrase: n for n, phrase in enumerate(phrases)}, vocabulary)
    numbers = {word.decode(): n for n, word in enumerate(vocabulary.words.to_pylist())}
    words = np.array([numbers.get(word, len(numbers)) for word in text], dtype=np.intp)
    found = tree.find(words, np.ones(max(len(words) - 1, 0), dtype=np.bool_))
    expected = [
        (number, first, first + len(phrase.split()) - 1)
        for number, phrase in enumerate(phrases)
        for first in range(len(text))
        if text[first : first + len(phrase.split())] == phrase.split()
    ]
    assert sorted(zip(*(column.tolist() for column in found), strict=True)) == expected


@pytest.mark.parametrize(
    ("title", "abstract", "evidence"),
    [
        ("Tea", "", 0.8),
        ("On", "Tea.", 0.8 * 0.3),
        ("On", "We propose tea.", 0.8 * 0.4),
        ("On", "We propose it. Tea.", 0.8 * 0.3),
        ("On", "We boil water. We propose it, and tea.", 0.8 * 0.4),
        ("Tea", "Tea. We propose tea.", 0.8 + 0.3 * (0.8 * 0.3 + 0.8 * 0.4)),
        ("On", "Tea. " * 20, 0.8 * 0.3 * (1 + 0.3 * 6)),
        ("Green Tea", "", 0.8),
        ("Tea Cup", "", 0.0),
        ("A Cup, a Soup", "", 0.5),
        ("A Cup of Tea", "", 0.8 + 0.4),
        ("A Teapot", "", 0.8),
        ("Th\u00e9", "Th\u00e9.", 2.0),
        ("Th\u00ea", "Th\u00e9.", 0.0),
        ("Tea, Green Tea, Teapot, Th\u00e9", "", 4.0),
    ],
)
def test_what_the_phrases_of_a_paper_add_up_to(title: str, abstract: str, evidence: float) -> None:
    taxonomy = Taxonomy((Topic("rest", "Rest", terms=("rest",)), TEA))
    papers = [("Rest", "rest"), (title, abstract), ("", "")]
    found = find_evidence(papers, taxonomy.search, taxonomy.layout)
    assert found.strengths[1] == pytest.approx([0.0, sqrt(evidence)])
    assert found.strengths[2].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("margins", "strengths", "fallback", "expected"),
    [
        ([0.5, 2.0, 1.0], [1, 1, 1], None, [1, 2, 0]),
        ([1.0, 1.0, 1.0], [1, 1, 1], None, [0, 1, 2]),
        ([3.0, 2.0, 1.0], [0, 1, 1], None, [1, 2]),
        ([-1.0, -0.5, -3.0], [1, 1, 1], None, [1]),
        ([-1.0, -1.0, -3.0], [1, 1, 1], None, [0]),
        ([-2.0, -2.5, -3.0], [1, 1, 1], None, []),
        ([-1.0, -0.5, -3.0], [1, 0, 1], None, [0]),
        ([-1.0, -0.5, -0.9], [1, 1, 0], 2, [1]),
        ([-1.0, -0.5, -0.2], [1, 1, 0], 2, []),
        ([1.0, 1.0, 1.0], [0, 0, 0], None, []),
        ([5.0, 4.0, 3.0, 2.0, 1.0], [1, 1, 1, 1, 1], None, [0, 1, 2, 3]),
    ],
)
def test_the_topics_beyond_what_they_need_are_chosen(
    margins: list[float], strengths: list[int], fallback: int | None, expected: list[int]
) -> None:
    other = ([9.0] + [-9.0] * (len(margins) - 1), [1] * len(margins))
    many = np.array([other[0], margins, other[0]]), np.array([other[1], strengths, other[1]], float)
    assert choose_topics(*many, fallback) == [[0], expected, [0]]
