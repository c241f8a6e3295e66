"""Topics of many papers at once: the same as paper by paper, whatever stands beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.facts import (
    Taxonomy,
    extract_all_facts,
    extract_fact_columns,
    extract_facts,
    load_taxonomy,
)
from analysis.facts.topics import Topic, extract_all_topics, extract_topics, join_columns
from analysis.papers import TopicMatch

PACKAGED = load_taxonomy()
PLAIN = Taxonomy((
    Topic("tea", "Tea", strong=("tea", "green tea"), weak=("cup", "bowl", "jug"),
          exclusions=("tea spoon",)),
    Topic("soup", "Soup", terms=("soup", "*pot"), weak=("cup", "th\u00e9"), threshold=0.5),
    Topic("rest", "Rest", fallback=True),
))  # fmt: skip
NOTHING_FITS = Taxonomy((Topic("tea", "Tea", terms=("tea",)),))

VOCABULARY = (
    "tea green cup soup spoon teapot pots th\u00e9 th\u00ea we propose present this paper large "
    "language models video diffusion robot robots benchmark reinforcement learning agents image "
    "\u0130 ? . , - (a) 3D"
)
WORDS = st.sampled_from(VOCABULARY.split())
TEXTS = st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=20)
PAPERS = st.lists(st.tuples(TEXTS, TEXTS), max_size=6)


@pytest.mark.parametrize(
    "taxonomy", [PACKAGED, PLAIN, NOTHING_FITS], ids=["packaged", "plain", "bare"]
)
@given(papers=PAPERS)
@settings(max_examples=60, deadline=None)
@example(papers=[("On Water", "We propose tea. We propose soup."), ("A Cup, a Bowl, a Jug", "")])
@example(papers=[("", ""), (" ", "."), ("Tea", "")])
@example(papers=[("Green Tea", "Tea. We propose green tea soup. A cup of tea, a tea spoon.")])
@example(papers=[("A Pot", "Teapots, pots and teapots."), ("\u0130 Th\u00e9", "th\u00ea th\u00e9")])
def test_many_papers_have_the_topics_of_each(
    taxonomy: Taxonomy, papers: list[tuple[str, str]]
) -> None:
    together = extract_all_topics(papers, taxonomy).list_matches()
    assert together == [extract_topics(title, abstract, taxonomy) for title, abstract in papers]


def test_nothing_speaks_for_a_topic_that_only_stands_in() -> None:
    rest = Topic("rest", "Rest", weak=("cup",), threshold=2.0, fallback=True)
    taxonomy = Taxonomy((Topic("tea", "Tea", terms=("tea",)), rest))
    assert extract_topics("A Cup", "Cups.", taxonomy) == (TopicMatch("rest", (), ()),)


def test_the_first_place_of_each_string_is_given() -> None:
    found = extract_topics("Pots", "A teapot, a tea pot; another teapot.", PLAIN)
    soup = next(match for match in found if match.topic == "soup")
    assert soup.terms == ("pots", "teapot", "pot")
    assert [(span.start, span.end) for span in soup.spans] == [(0, 4), (2, 8), (16, 19)]


def test_real_papers_have_the_same_topics_together(project: Path) -> None:
    lines = (project / "data" / "gold" / "GUIDE.md").read_text(encoding="utf-8").split("\n\n")
    papers = [(text[:60], text) for text in lines]
    together = extract_all_topics(papers, PACKAGED).list_matches()
    assert together == [extract_topics(title, abstract, PACKAGED) for title, abstract in papers]


def test_facts_do_not_depend_on_the_division_of_a_stream() -> None:
    papers = [
        (f"Robots of Kind {n}", f"We propose robot {n} with 5% lower cost.") for n in range(1200)
    ]
    papers[300] = ("Tea", "We boil a robot. " * 70_000)
    found = list(extract_all_facts(iter(papers), PACKAGED))
    assert len(found) == len(papers)
    picked = (0, 299, 300, 301, 511, 512, 813, 1199)
    assert [found[n] for n in picked] == [extract_facts(*papers[n], PACKAGED) for n in picked]


def test_an_empty_stream_has_no_facts() -> None:
    assert list(extract_all_facts([], PACKAGED)) == []
    assert extract_all_topics([], PACKAGED).list_matches() == []


@given(papers=PAPERS, at=st.integers(0, 6))
def test_columns_put_together_are_those_of_all_papers(
    papers: list[tuple[str, str]], at: int
) -> None:
    parts = [extract_all_topics(some, PLAIN) for some in (papers[:at], papers[at:])]
    together = extract_all_topics(papers, PLAIN)
    joined = join_columns(parts)
    assert joined.list_matches() == together.list_matches()
    assert joined.n_topics == together.n_topics
    assert sum(joined.n_terms) == len(joined.terms) == len(joined.starts) == len(joined.in_title)


def test_facts_in_columns_are_those_of_a_stream() -> None:
    papers = [("Tea", "We boil 5% less water."), ("Robots", "Code: https://github.com/a/b")] * 400
    columns = extract_fact_columns(iter(papers), PACKAGED)
    facts = list(extract_all_facts(papers, PACKAGED))
    assert columns.topics.list_matches() == [one.topics for one in facts]
    assert columns.releases == [one.release for one in facts]
    assert columns.claims == [one.claims for one in facts]
