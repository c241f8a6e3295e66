"""All facts of one paper together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.facts import (
    extract_all_facts,
    extract_claims,
    extract_facts,
    extract_release,
    extract_topics,
    load_taxonomy,
)
from analysis.papers import Facts

TAXONOMY = load_taxonomy()
TITLE = "Pruning Vision Transformers"
ABSTRACT = (
    "We propose a pruning method for vision transformers. It reduces latency by 30% over the "
    "baseline. Code is available at https://github.com/tea/pot."
)


def test_facts_are_those_of_the_extractors() -> None:
    facts = extract_facts(TITLE, ABSTRACT, TAXONOMY)
    assert facts.topics == extract_topics(TITLE, ABSTRACT, TAXONOMY) != ()
    assert facts.release == extract_release(ABSTRACT, TITLE)
    assert facts.claims == extract_claims(ABSTRACT) != ()


@given(st.text(), st.text())
def test_any_text_has_facts_that_depend_on_nothing_else(title: str, abstract: str) -> None:
    first = extract_facts(title, abstract, TAXONOMY)
    extract_facts(TITLE, ABSTRACT, TAXONOMY)
    assert extract_facts(title, abstract, TAXONOMY) == first
    assert isinstance(first, Facts)


@settings(deadline=None)
@given(st.lists(st.sampled_from([(TITLE, ABSTRACT), ("On Tea", "We boil water."), ("", "")])))
def test_a_stream_gives_each_paper_its_own_facts(papers: list[tuple[str, str]]) -> None:
    many = papers * 40
    assert (
        list(extract_all_facts(iter(many), TAXONOMY))
        == [extract_facts(title, abstract, TAXONOMY) for title, abstract in papers] * 40
    )
