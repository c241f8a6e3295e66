"""The cache: what comes out of it is what would be read anew, or it is read anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.corpus.cache import Cache
from analysis.digests import DigestError, parse_digest
from analysis.facts import Taxonomy, extract_facts, load_taxonomy
from tests.corpus.pages import PAGES
from tests.digests.pages import ABSTRACT

PAGE = PAGES["a.txt"].encode()


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def test_digests_and_facts_come_back_as_they_went_in(
    seed_files: dict[str, Path], taxonomy: Taxonomy
) -> None:
    first = Cache()
    digests = [first.parse(path.read_bytes(), name) for name, path in seed_files.items()]
    texts = [(one.title, one.abstract) for digest in digests for one in digest.listings]
    facts = first.extract(texts, taxonomy)
    assert first.n_parsed == 5
    second = Cache(known=first.used)
    again = [second.parse(path.read_bytes(), name) for name, path in seed_files.items()]
    assert again == digests == [parse_digest(p.read_bytes(), n) for n, p in seed_files.items()]
    assert second.extract(texts, taxonomy) == facts
    assert facts == [extract_facts(*text, taxonomy) for text in texts]
    assert (second.n_parsed, second.n_extracted) == (0, 0)
    assert second.used == first.used


@pytest.mark.parametrize(
    ("code", "content", "name"),
    [("other", PAGE, "a.txt"), ("", PAGE + b"\n", "a.txt"), ("", PAGE, "b.txt")],
)
def test_other_code_content_or_name_is_read_anew(code: str, content: bytes, name: str) -> None:
    first = Cache()
    first.parse(PAGE, "a.txt")
    second = Cache(reading=code, known=first.used)
    assert second.parse(content, name) == parse_digest(content, name)
    assert second.n_parsed == 1


def test_other_extraction_code_or_text_is_extracted_anew(taxonomy: Taxonomy) -> None:
    first = Cache()
    first.extract([("Figs", ABSTRACT)], taxonomy)
    for code, text in (("other", ("Figs", ABSTRACT)), ("", ("Dates", ABSTRACT))):
        second = Cache(extraction=code, known=first.used)
        second.extract([text, ("Figs", ABSTRACT)], taxonomy)
        assert second.n_extracted == 1


def test_what_is_no_longer_used_is_dropped(taxonomy: Taxonomy) -> None:
    first = Cache()
    first.extract([("Figs", ABSTRACT), ("Dates", ABSTRACT)], taxonomy)
    second = Cache(known=first.used)
    second.extract([("Figs", ABSTRACT)], taxonomy)
    assert len(second.used) == 1


def test_a_file_that_is_no_digest_fails_the_same_way_each_time() -> None:
    cache, told = Cache(), []
    for _ in range(2):
        with pytest.raises(DigestError) as refused:
            cache.parse(b"Dear all", "a.txt")
        told.append((str(refused.value), refused.value.line, refused.value.problem))
        cache = Cache(known=cache.used)
    assert told[0] == told[1]
    assert cache.n_parsed == 0


def test_text_that_has_no_json_form_is_read_anew_each_time(taxonomy: Taxonomy) -> None:
    odd = ("Figs", "We beat \ud800the baseline by 12 \ud800percent over 3 \ud800seeds.")
    cache = Cache()
    facts = cache.extract([odd], taxonomy)
    again = Cache(known=cache.used)
    assert again.extract([odd], taxonomy) == facts
