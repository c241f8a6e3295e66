"""Release: what abstracts announce, in invented sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.facts import extract_release
from analysis.facts.release.links import find_links
from analysis.facts.release.nouns import name_artifacts
from analysis.papers import Release, ReleaseStatus, TextField

LEAD = "We brew tea with a learned kettle. It boils water well. "

RELEASED = [
    "Code is available at https://github.com/tea/pot.",
    "The code and models are publicly available.",
    "Our code has been made publicly available.",
    "Source code: https://gitlab.example.org/tea/pot",
    "We release our code and data.",
    "We have open-sourced the model, training code, and benchmark.",
    "By releasing the full suite of code and weights, we hope to help.",
    "To help others, we make our implementation public.",
    "All code, data, and models are released.",
    "We trained a kettle and released the code.",
    "Models, data, and code all released.",
    "Code and data can be found in our GitHub repository.",
    "Codes are released on ..{github}",
    "The implementation is accessible at https://github.com/tea/pot",
    "Project page: https://github.com/tea/pot",
    "https://github.com/tea/pot{https://github.com/tea/pot}",
    "We introduce TeaKit, an open-source toolkit for brewing.",
    "TeaKit is an open-source library that brews tea.",
    "TeaKit is released as an open-source framework.",
    "We build and open-source TeaKit, a brewing framework.",
    "We release the benchmark and evaluation framework.",
    "The model is open-sourced along with training scripts.",
    "We also maintain a GitHub repository that lists all teas.",
    "We provide code that turns leaves into tea.",
    "Videos and code are available at https://tea.github.io.",
    "Code and data: tea-pot.github.io",
    "The code is provided in the supplementary material.",
    "MATLAB code can be downloaded at http://tea.example.org/pot.zip.",
    "A software package implementing the method is available from http://tea.example.org/.",
    "The software can be downloaded from http://tea.example.org/.",
    "Software available at http://tea.example.org/.",
    "An R package named teapot is available on CRAN.",
    "All methods are implemented in the R package teapot, available on CRAN.",
    "The adapted parser is available under a free licence.",
    "The program is distributed under the GNU General Public License.",
    "Code is available upon request.",
    "TeaPot is an open-source project published in 2009.",
    "Pots and lids are made available as an open-source project.",
    "By releasing our tracker, we set a new standard for leaves.",
    "We release the dataset and evaluation suite.",
    "We open-source all resources.",
    "All resources are publicly available.",
    "We open-source the pots, but also the entire toolchain.",
    "We introduce TeaSeeker, an open-source research agent.",
    "We provide code, models and data.",
    "More results will be updated at https://github.com/tea/pot",
]
PROMISED = [
    "Code will be released.",
    "Code will be made publicly available upon acceptance.",
    "The source code will be available at https://github.com/tea/pot",
    "We will release all code and data.",
    "We plan to open-source our implementation.",
    "The code will be released after review.",
    "We have released the models and will soon make the code available.",
    "Code is coming soon at https://github.com/tea/pot.",
    "Our code is going to be open-sourced in the near future.",
    "Code to be released at https://github.com/tea/pot.",
    "The project will be released at https://github.com/tea/pot.",
    "The code will be available upon request.",
    "We will release all the resources soon.",
    "We will release the data and all associated scripts.",
    "We intend to release the kettle as open source software.",
    "Code release is planned at https://github.com/tea/pot.",
]
NONE = [
    "",
    "Project page: https://tea.github.io/.",
    "We release the dataset and the trained models.",
    "The dataset is available at https://huggingface.co/datasets/tea/leaves.",
    "We study code generation and release a benchmark for code retrieval.",
    "Our neural code models outperform open-source models on code completion.",
    "Open-source implementations of kettles exist, but they are slow.",
    "Existing open-source frameworks lack a kettle.",
    "Based on an open-source agent framework, we brew tea.",
    "We evaluate recently released code models.",
    "We evaluate the recently released code.",
    "Publicly available code repositories are crawled for training.",
    "Corresponding code is often not available.",
    "To open-source models we bring this ability.",
    "We release code models under a free licence.",
    "We provide a framework for thinking about tea.",
    "Water is released when the code on the lid is entered.",
    "Efficient decoders are provided for codes of short length.",
    "The video describing our system is available at https://youtu.be/tea.",
    "We release a family of models and plan a tasting.",
    "To provide drinkers with an online repository of leaves.",
    "We crawl code that is publicly available on GitHub.",
    "We analyze 3,000 open-source repositories released on GitHub.",
    "Only tea codes are considered, and efficient kettles are available.",
    "We release an open corpus of leaves, offering a blueprint for building brewing agents.",
    "We run a cup of tea released in March.",
    "We release the leaves and establish a standard pipeline for brewing.",
]


@pytest.mark.parametrize("sentence", RELEASED)
def test_released(sentence: str) -> None:
    assert extract_release(LEAD + sentence).status is ReleaseStatus.RELEASED


@pytest.mark.parametrize("sentence", PROMISED)
def test_promised(sentence: str) -> None:
    assert extract_release(LEAD + sentence).status is ReleaseStatus.PROMISED


@pytest.mark.parametrize("sentence", NONE)
def test_none(sentence: str) -> None:
    release = extract_release(LEAD + sentence)
    assert release.status is ReleaseStatus.NONE
    assert (release.code_urls, release.hosts, release.evidence) == ((), (), None)


def test_what_is_given_goes_before_what_is_promised() -> None:
    text = LEAD + "Code is available at https://github.com/tea/pot. Data will be released."
    assert extract_release(text).status is ReleaseStatus.RELEASED


def test_a_promise_of_code_goes_before_a_bare_link() -> None:
    text = LEAD + "See https://github.com/tea/pot for details. Code will be released."
    assert extract_release(text).status is ReleaseStatus.PROMISED


@pytest.mark.parametrize(
    ("sentence", "urls", "hosts"),
    [
        ("Code: https://github.com/tea/pot.", ("https://github.com/tea/pot",), ("github.com",)),
        ("Code is at https://github.com/a/b{Name}.", ("https://github.com/a/b",), ("github.com",)),
        ("Code: https://github.com/a/b.git{https://github.com/a/b}.",
         ("https://github.com/a/b.git",), ("github.com",)),
        (r"Code: \url{https://github.com/a/b\_c}.", ("https://github.com/a/b_c",), ("github.com",)),
        (r"\href{https://github.com/a/b}{Our code} is available.",
         ("https://github.com/a/b",), ("github.com",)),
        ("Code: [link](https://github.com/a/b).", ("https://github.com/a/b",), ("github.com",)),
        ("The code (https://github.com/a/b) is public.",
         ("https://github.com/a/b",), ("github.com",)),
        ("Code: https: //github.com/a/b", ("https://github.com/a/b",), ("github.com",)),
        ("Code at~https://github.com/a/b", ("https://github.com/a/b",), ("github.com",)),
        ("Code: github.com/a/b, data: www.tea.org/d.", ("github.com/a/b",), ("github.com",)),
        ("Code is at https://github.com/a/b and https://gitee.com/c/d.",
         ("https://github.com/a/b", "https://gitee.com/c/d"), ("github.com", "gitee.com")),
        ("Code is available at https://tea.org/pot.", ("https://tea.org/pot",), ("tea.org",)),
        ("Code: https://github.com/a/b. Page: https://tea.org.",
         ("https://github.com/a/b",), ("github.com",)),
        ("Code is available.", (), ()),
        ("Our pot is open: https://github.com/tea/ pot-kit and free.",
         ("https://github.com/tea/pot-kit",), ("github.com",)),
        ("We build on Bowlhttps://github.com/a/bowl here. Code: https://github.com/tea/pot.",
         ("https://github.com/tea/pot",), ("github.com",)),
    ],
)  # fmt: skip
def test_links_that_lead_to_code(
    sentence: str, urls: tuple[str, ...], hosts: tuple[str, ...]
) -> None:
    release = extract_release(LEAD + sentence)
    assert release.status is ReleaseStatus.RELEASED
    assert release.code_urls == urls
    assert release.hosts == hosts


@pytest.mark.parametrize(
    ("sentence", "artifacts"),
    [
        ("We release our code, models, and a new dataset.", ("model", "data")),
        ("Project page: https://tea.github.io/pot", ("project-page",)),
        ("Code, data and demo: https://github.com/a/b", ("data", "demo")),
        ("Models are available at https://huggingface.co/tea.", ("model",)),
        ("Code is available at https://github.com/a/b.", ()),
        ("We outperform all available models on public benchmarks.", ()),
        ("Source code and trained models will be available.", ("model",)),
        ("Our code and few-shot dataset are available.", ("data",)),
        ("The data set is available from http://tea.example.org/d.", ("data", "project-page")),
        ("Code: https://github.com/a/b; demo: https://tea.example.org.", ("demo", "project-page")),
        ("We release TeaLM-7B and Leaves-12K.", ("model", "data")),
        ("We provide code, data and models.", ("model", "data")),
        ("Everything is open-sourced: code, data, weights.", ("model", "data")),
        ("Code and an online demo are available.", ("demo",)),
        ("Leaves are picked without sharing source data.", ()),
        ("A model released in March would not know it.", ()),
        ("We propose Brew, incorporating four open-source LLMs.", ()),
        ("Our evaluation on open-source benchmarks shows it.", ()),
    ],
)
def test_other_artifacts(sentence: str, artifacts: tuple[str, ...]) -> None:
    assert extract_release(LEAD + sentence).artifacts == artifacts


@pytest.mark.parametrize(
    ("title", "text", "status", "artifacts"),
    [
        ("TeaSet: A Dataset of Pots", "We release TeaSet.", "none", ("data",)),
        ("", "We present TeaNet, a strong model of tea. TeaNet is released.", "none", ("model",)),
        ("", "We build a dataset called TeaSet. TeaSet will be public.", "none", ("data",)),
        ("", "We build TeaFlow (Tea), a library. TeaFlow is fully open-source.", "released", ()),
        ("", "We build TeaFlow, a system. TeaFlow is accessible at http://tea.org.", "none",
         ("project-page",)),
        ("", "We build TeaFlow, a system. We release TeaFlow, a dataset.", "none", ("data",)),
        ("", "We release TeaFlow.", "none", ()),
    ],
)  # fmt: skip
def test_a_proper_name_is_looked_up(
    title: str, text: str, status: str, artifacts: tuple[str, ...]
) -> None:
    release = extract_release(text, title)
    assert (release.status, release.artifacts) == (status, artifacts)


def test_the_evidence_is_the_sentence_that_says_it() -> None:
    said = "Our code is available at https://github.com/tea/pot."
    text = f"{LEAD}{said} We thank all drinkers."
    evidence = extract_release(text).evidence
    assert evidence is not None
    assert evidence.field is TextField.ABSTRACT
    assert text[evidence.start : evidence.end] == said


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("our code and data", {"code", "data"}),
        ("a code generation benchmark", {"data"}),
        ("dataset construction code", {"code"}),
        ("code models", {"model"}),
        ("the source code for training and evaluation", {"code"}),
        ("the entire suite of model weights, datasets, and pipelines", {"model", "data", "tool"}),
        ("existing tools", set()),
        ("TeaBench", {"data"}),
    ],
)
def test_artifacts_are_named_by_head_nouns(phrase: str, kinds: set[str]) -> None:
    assert {str(kind) for kind in name_artifacts(phrase)} == kinds


def test_a_link_glued_to_the_next_sentence_is_cut() -> None:
    (link,) = find_links("at https://tea.github.io.Code follows", [3])
    assert link.url == "https://tea.github.io"


PIECES = st.sampled_from(
    ["code ", "is available", " at ", "https://", "github.com/", "a/b", "{", "}", "\\url{", "we ",
     "release ", "TeaNet", ": a ", "open-source ", "will be ", ". ", ", ", "and ",
     "an ", "framework ", "İ", "(", ")"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS)
def test_any_text_is_read_and_the_evidence_lies_in_it(text: str) -> None:
    release = extract_release(text, text)
    assert (release.status is ReleaseStatus.NONE) == (release.evidence is None)
    if release.evidence is not None:
        span = release.evidence
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip()
    assert len(set(release.code_urls)) == len(release.code_urls)


@given(TEXTS)
def test_links_do_not_overlap(text: str) -> None:
    links = find_links(text, range(len(text)))
    assert all(0 <= link.start < link.end <= len(text) for link in links)
    assert all(one.end <= two.start for one, two in pairwise(links))


@pytest.mark.parametrize(
    "piece",
    ["{", "7", "code ", "we release ", "https://", "github.com/", "available ", "open-source ",
     "we introduce an ", "is available ", "We release TeaNet. ", "TeaNet, a ", "is a, and ", ")",
     "https://a.b/(", "we release code, ", ". "],
)  # fmt: skip
def test_a_text_of_a_million_characters_is_read(piece: str) -> None:
    assert isinstance(extract_release(piece * (1_000_000 // len(piece))), Release)


def test_a_page_that_holds_the_tool_leads_to_code() -> None:
    release = extract_release("Our open-sourced tool is available at https://tea.github.io/pot/.")
    assert release.status is ReleaseStatus.RELEASED
    assert release.code_urls == ("https://tea.github.io/pot/",)
