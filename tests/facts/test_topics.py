"""Topics: the taxonomy file, the phrases, and what they add up to."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.digests import normalize_title, read_digests
from analysis.evaluation import compute_scores, read_gold
from analysis.facts.topics import Taxonomy, TaxonomyError, extract_topics, load_taxonomy
from analysis.facts.topics.extraction import find_evidence
from analysis.facts.topics.phrases import build_patterns, fold, fold_bytes
from analysis.facts.topics.taxonomy import PACKAGED_TAXONOMY, packaged_weights
from analysis.facts.topics.weights import TopicWeights, read_weights, write_weights
from analysis.papers import TextField, TopicMatch

PACKAGED = load_taxonomy()


def write_taxonomy(folder: Path, text: str) -> Path:
    path = folder / "mine.yml"
    path.write_text(text, encoding="utf-8")
    return path


def make_taxonomy(folder: Path, text: str) -> Taxonomy:
    return load_taxonomy(write_taxonomy(folder, text))


def keys_of(matches: tuple[TopicMatch, ...]) -> list[str]:
    return [match.topic for match in matches]


class TestPackagedTaxonomy:
    def test_it_has_the_topics_of_the_guide_in_its_words(self, project: Path) -> None:
        guide = (project / "data" / "gold" / "GUIDE.md").read_text(encoding="utf-8")
        rows = [line.strip("|").split("|") for line in guide.splitlines() if line.startswith("| ")]
        table = {row[0].strip(): row[1].strip() for row in rows if len(row) == 2}
        table.pop("key")
        assert {topic.key: topic.covers for topic in PACKAGED.topics} == table

    def test_every_topic_has_a_label_for_readers(self) -> None:
        assert all(PACKAGED.labels.values())
        assert len(set(PACKAGED.labels.values())) == len(PACKAGED.topics) == 29

    @pytest.mark.parametrize(
        ("title", "abstract", "expected"),
        [
            ("Pruning Filters of Convolutional Networks", "We prune filters.", "compression"),
            ("A Regret Bound for Bandits", "We study the multi-armed bandit.", "rl"),
            ("Segmenting Tumors in Brain MRI", "We segment tumors in MRI.", "medical"),
            ("A Survey of Graph Neural Networks", "This survey reviews GNNs.", "data-benchmark"),
            ("Grasping with a Robot Hand", "We train a robot to grasp cups.", "robotics"),
            ("Jailbreaks of Chat Assistants", "We propose a jailbreak attack.", "safety"),
        ],
    )
    def test_plain_cases(self, title: str, abstract: str, expected: str) -> None:
        assert expected in keys_of(extract_topics(title, abstract, PACKAGED))

    def test_a_passing_mention_is_no_topic(self) -> None:
        found = extract_topics(
            "Novel View Synthesis from Sparse Photographs",
            "Inspired by the success of large language models, we propose a radiance field for "
            "novel view synthesis. It renders 3D scenes from few views.",
            PACKAGED,
        )
        assert keys_of(found) == ["3d"]

    def test_a_model_that_sees_is_multimodal_and_not_plain_language(self) -> None:
        found = extract_topics(
            "Grounding Multimodal Large Language Models",
            "We present a multimodal large language model (MLLM) that answers questions on images.",
            PACKAGED,
        )
        assert "multimodal" in keys_of(found)
        assert "llm" not in keys_of(found)

    def test_code_that_is_released_is_no_topic(self) -> None:
        found = extract_topics(
            "Sharper Depth Maps", "We estimate depth in 3D. Our code is available.", PACKAGED
        )
        assert "code" not in keys_of(found)

    def test_where_nothing_fits_the_topic_is_other(self) -> None:
        found = extract_topics("On Teacups", "We wash teacups.", PACKAGED)
        assert found == (TopicMatch("other", (), ()),)

    def test_the_seeds_are_read_as_well_as_before(
        self, project: Path, seed_files: dict[str, Path]
    ) -> None:
        digests = read_digests(seed_files, {}).digests
        texts = {
            normalize_title(item.title): (item.title, item.abstract)
            for digest in digests
            for item in digest.listings
        }
        gold = read_gold(project / "data" / "gold" / "seeds_gold.jsonl")
        scores = compute_scores(gold, texts, PACKAGED, seed=1, n_resamples=1).sets[0]
        assert scores.missing == ()
        topics = {score.name: score.value for score in scores.topics}
        release = {score.name: score.value for score in scores.release}
        assert topics["f1"] is not None
        assert topics["f1"] >= 0.85
        assert release["status"] is not None
        assert release["status"] >= 0.99
        assert release["code_urls"] is not None
        assert release["code_urls"] >= 0.99


class TestLearnedTopics:
    def test_common_words_alone_give_no_topic(self) -> None:
        abstract = "A surgical tool for the hospital: a nurse and a doctor wait for the ward."
        found = extract_topics("The Ward", abstract, PACKAGED)
        assert all(match.terms for match in found if match.topic != "other")

    def test_words_and_other_topics_move_a_topic(self) -> None:
        model = PACKAGED.model
        assert model is not None
        at = {key: index for index, key in enumerate(PACKAGED.keys)}

        def judge(title: str = "", abstract: str = "", strength: float = 0.0) -> list[float]:
            found = find_evidence([(title, abstract)], PACKAGED.search, PACKAGED.layout)
            features = model.find_features(found.matches, found.in_titles, found.hits, 1)
            strengths = np.zeros((1, len(at)))
            strengths[0, at["video"]] = strength
            return model.compute_log_odds(features, strengths)[0].tolist()

        assert judge(strength=1.4)[at["video"]] > judge()[at["video"]] + 2
        assert judge("Video")[at["video"]] > judge()[at["video"]]
        assert judge("Video")[at["nlp"]] <= judge()[at["nlp"]]
        once, often = judge(abstract="A surgical tool."), judge(abstract="A surgical tool. " * 9)
        assert once == often != judge()

    def test_a_phrase_that_a_user_adds_counts(self, tmp_path: Path) -> None:
        text = PACKAGED_TAXONOMY.read_text(encoding="utf-8")
        mine = text.replace("  strong: [robot,", "  strong: [zorkling, robot,")
        assert mine != text
        title, abstract = "A Zorkling", "We propose a zorkling. The zorkling zorks."
        assert "robotics" not in keys_of(extract_topics(title, abstract, PACKAGED))
        taxonomy = make_taxonomy(tmp_path, mine)
        assert "robotics" in keys_of(extract_topics(title, abstract, taxonomy))
        assert taxonomy.sha256 != PACKAGED.sha256

    def test_a_new_topic_stands_beside_learned_ones(self, tmp_path: Path) -> None:
        text = PACKAGED_TAXONOMY.read_text(encoding="utf-8")
        taxonomy = make_taxonomy(tmp_path, text + "\ntea:\n  terms: [tea brewing]\n")
        found = extract_topics("Tea Brewing with a Robot", "We train a robot arm.", taxonomy)
        assert {"tea", "robotics"} <= set(keys_of(found))

    def test_the_weights_are_for_the_topics_of_the_taxonomy(self) -> None:
        weights = packaged_weights()
        assert weights.topics == PACKAGED.keys
        assert weights.weights.shape == (len(weights.features), len(weights.topics))
        assert len(set(weights.features)) == len(weights.features)
        kinds = {name.partition(":")[0] for name in weights.features}
        assert kinds == {"phrase", "title", "abstract", "strength", "bias"}

    def test_weights_survive_being_written(self, tmp_path: Path) -> None:
        values = np.array([[0.25, -1.5], [3.0, 0.0]], dtype=np.float32)
        weights = TopicWeights(("a", "b"), ("title:tea", "bias:"), values)
        write_weights(weights, tmp_path / "w.npz")
        copy = read_weights(tmp_path / "w.npz")
        assert (copy.topics, copy.features) == (weights.topics, weights.features)
        assert copy.weights == pytest.approx(values)


class TestOwnTopics:
    def test_letters_outside_ascii_are_told_apart(self, tmp_path: Path) -> None:
        taxonomy = make_taxonomy(tmp_path, "tea:\n  terms: [th\u00e9 vert]\n")
        assert keys_of(extract_topics("Th\u00e9 Vert", "", taxonomy)) == ["tea"]
        assert extract_topics("Th\u00f6 Vert", "", taxonomy) == ()
        assert extract_topics("The Vert", "", taxonomy) == ()

    def test_a_new_topic_works_from_its_terms_alone(self, tmp_path: Path) -> None:
        taxonomy = make_taxonomy(tmp_path, "tea:\n  terms: [tea brewing]\n")
        found = extract_topics("Advances in Tea Brewing", "We boil water.", taxonomy)
        assert keys_of(found) == ["tea"]
        assert taxonomy.labels == {"tea": "tea"}

    def test_a_term_that_keeps_coming_back_is_enough(self, tmp_path: Path) -> None:
        taxonomy = make_taxonomy(tmp_path, "tea:\n  terms: [tea brewing]\n")
        once = "Water boils. Tea brewing is old."
        often = "We present tea brewing. " + "Tea brewing needs water. " * 8
        assert extract_topics("On Water", once, taxonomy) == ()
        assert keys_of(extract_topics("On Water", often, taxonomy)) == ["tea"]

    def test_a_strong_phrase_counts_more_where_the_paper_says_what_it_does(
        self, tmp_path: Path
    ) -> None:
        taxonomy = make_taxonomy(tmp_path, "tea:\n  strong: [tea brewing]\n")
        own = extract_topics("On Water", "We propose tea brewing. It is good.", taxonomy)
        passing = extract_topics("On Water", "Tea brewing is old. We propose soup.", taxonomy)
        assert keys_of(own) == keys_of(passing) == ["tea"]  # nothing else comes closer
        two = make_taxonomy(
            tmp_path, "tea:\n  strong: [tea brewing]\nsoup:\n  strong: [soup cooking]\n"
        )
        both = extract_topics("On Water", "Tea brewing is old. We propose soup cooking.", two)
        assert keys_of(both) == ["soup"]

    def test_a_title_phrase_counts_in_the_title_only(self, tmp_path: Path) -> None:
        taxonomy = make_taxonomy(tmp_path, "tea:\n  title: [kettle]\n")
        assert keys_of(extract_topics("A Kettle", "Water.", taxonomy)) == ["tea"]
        assert (
            extract_topics("On Water", "A kettle. A kettle. We propose a kettle.", taxonomy) == ()
        )

    def test_the_strings_found_are_evidence_each_with_its_first_place(self, tmp_path: Path) -> None:
        taxonomy = make_taxonomy(tmp_path, "tea:\n  terms: [tea brewing, kettle]\n")
        title, abstract = "Tea-Brewing at Home", "Kettles boil; a kettle and Tea brewing."
        (match,) = extract_topics(title, abstract, taxonomy)
        assert match.terms == ("tea brewing", "kettles", "kettle")
        texts = {TextField.TITLE: title, TextField.ABSTRACT: abstract}
        places = [texts[s.field][s.start : s.end] for s in match.spans]
        assert places == ["Tea-Brewing", "Kettles", "kettle"]

    def test_inside_an_exclusion_a_phrase_does_not_count(self, tmp_path: Path) -> None:
        text = "tea:\n  terms: [tea]\n  exclusions: [tea spoon]\n"
        taxonomy = make_taxonomy(tmp_path, text)
        assert extract_topics("The Tea Spoon", "Tea spoons.", taxonomy) == ()
        assert keys_of(extract_topics("Tea with a Tea Spoon", "", taxonomy)) == ["tea"]

    def test_an_alias_is_no_further_term(self, tmp_path: Path) -> None:
        start = "soup:\n  strong: [soup]\n  threshold: 0.1\ntea:\n  threshold: 1.2\n"
        plain = make_taxonomy(tmp_path, start + "  terms: [tea, cuppa]\n")
        alias = make_taxonomy(tmp_path, start + "  terms: [tea]\n  aliases: {cuppa: tea}\n")
        title = "Soup, Tea, or a Cuppa"
        assert keys_of(extract_topics(title, "", plain)) == ["soup", "tea"]
        assert keys_of(extract_topics(title, "", alias)) == ["soup"]

    def test_weak_phrases_may_be_shared_and_decide_nothing_alone(self, tmp_path: Path) -> None:
        text = "tea:\n  terms: [tea]\n  weak: [cup]\nsoup:\n  terms: [soup]\n  weak: [cup]\n"
        taxonomy = make_taxonomy(tmp_path, text)
        assert extract_topics("Saucers", "A cup. Another cup.", taxonomy) == ()
        assert keys_of(extract_topics("Soup in a Cup", "", taxonomy)) == ["soup"]

    def test_many_weak_phrases_are_no_term(self, tmp_path: Path) -> None:
        text = "soup:\n  strong: [soup]\ntea:\n  weak: [cup, leaf, pot, spoon, water, sugar]\n"
        taxonomy = make_taxonomy(tmp_path, text)
        title = "Soup: Cup, Leaf, Pot, Spoon, Water, Sugar"
        assert keys_of(extract_topics(title, "", taxonomy)) == ["soup"]

    def test_a_taxonomy_survives_the_way_to_another_process(self, tmp_path: Path) -> None:
        taxonomy = make_taxonomy(tmp_path, "tea:\n  terms: [tea]\n")
        copy = pickle.loads(pickle.dumps(taxonomy))
        assert copy.topics == taxonomy.topics
        assert copy.sha256 == taxonomy.sha256
        assert keys_of(extract_topics("Tea", "", copy)) == ["tea"]


class TestPhrases:
    @pytest.mark.parametrize(
        ("phrase", "text", "expected"),
        [
            ("multi-modal", "a Multimodal model", True),
            ("multi-modal", "a multi modal model", True),
            ("multi-modal", "a multi-modal model", True),
            ("model", "two models", True),
            ("study", "two studies", True),
            ("model", "remodeling", False),
            ("model", "modelled", False),
            ("*bench", "on TeaBench we", True),
            ("*bench", "a benchmark", False),
            ("segment*", "image segmentation", True),
            ("tea, iced", "tea iced", True),
        ],
    )
    def test_spellings(self, phrase: str, text: str, expected: bool) -> None:
        folded = f" {fold(text)} "
        assert any(pattern in folded for pattern in build_patterns(phrase)) is expected

    @given(st.text())
    def test_folding_keeps_every_offset(self, text: str) -> None:
        assert len(fold(text)) == len(text)

    @given(st.text())
    def test_folding_to_bytes_is_the_same_but_for_letters_outside_ascii(self, text: str) -> None:
        assert fold_bytes(text) == fold(text).encode("ascii", "replace")

    def test_letters_whose_lower_case_is_longer_do_not_shift_the_evidence(self) -> None:
        abstract = "İİİ We train a robot."
        (match,) = extract_topics("İ Robots", abstract, PACKAGED)
        places = [
            ("İ Robots" if s.field is TextField.TITLE else abstract)[s.start : s.end]
            for s in match.spans
        ]
        assert places == ["Robots", "robot"]


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("a:\n  terms: [tea]\nb:\n  terms: [Tea]\n", ["line 3", "'b'", "'Tea'", "'a'"]),
            ("a:\n  terms: [iced-tea]\nb:\n  strong: [iced tea]\n", ["line 3", "'iced tea'"]),
            ("a:\n  terms: [tea, tea]\n", ["'tea'", "'a'", "keep it in one place"]),
            ("a:\n  terms: [tea]\n  aliases: {tea: tea}\n", ["aliases", "'tea'"]),
            ("a:\n  terms: [tea]\n  trems: [x]\n", ["line 3", "'trems'", "known are label"]),
            ("a:\n  label: A\n", ["line 1", "'a'", "empty", "terms"]),
            ("a:\n  terms: []\n", ["'a'", "empty"]),
            ("a:\n", ["'a'", "needs fields"]),
            ("a: [tea]\n", ["'a'", "needs fields"]),
            ("a:\n  terms: tea\n", ["'a'", "'terms'", "list"]),
            ("a:\n  terms: [3]\n", ["'a'", "3", "quotes"]),
            ("a:\n  terms: [yes]\n", ["'a'", "True", "quotes"]),
            ('a:\n  terms: ["..."]\n', ["'a'", "no phrase"]),
            ("a:\n  terms: [tea]\n  label: 3\n", ["'a'", "'label'", "str"]),
            ("a:\n  terms: [tea]\n  threshold: high\n", ["'a'", "'threshold'", "number"]),
            ("a:\n  terms: [tea]\n  fallback: 1\n", ["'a'", "'fallback'", "bool"]),
            ("a:\n  terms: [tea]\n  aliases: [x]\n", ["'a'", "'aliases'"]),
            ("a:\n  terms: [tea]\n  aliases: {x: soup}\n", ["'x'", "'soup'", "correct"]),
            (
                "a:\n  terms: [tea]\n  learned: true\n",
                ["line 1", "'a'", "learned weights", "remove"],
            ),
            ("a:\n  terms: [tea]\n  learned: 1\n", ["'a'", "'learned'", "bool"]),
            ("a:\n  terms: [tea]\na:\n  terms: [soup]\n", ["line 3", "'a'", "line 1"]),
            ("", ["no topics"]),
            ("- a\n", ["no topics"]),
            ("a: [\n", ["no valid YAML", "line"]),
        ],
    )
    def test_the_message_names_file_and_place(
        self, tmp_path: Path, text: str, parts: list[str]
    ) -> None:
        path = write_taxonomy(tmp_path, text)
        with pytest.raises(TaxonomyError) as caught:
            load_taxonomy(path)
        message = str(caught.value)
        assert message.startswith(str(path))
        assert [part for part in parts if part not in message] == []

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(TaxonomyError, match=r"absent\.yml: cannot be read"):
            load_taxonomy(tmp_path / "absent.yml")

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.yml"
        path.write_bytes(b"\xff\xfe\x00a")
        with pytest.raises(TaxonomyError, match="no valid YAML"):
            load_taxonomy(path)


WORDS = st.sampled_from(
    ["We propose", "graph", "large language model", "LLMs.", "3D", "video", "code", "benchmark",
     "Dataset", "safety", "robot", "İ", "é", "the", "\u2013", "reinforcement", "learning"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join))


class TestProperties:
    @given(title=TEXTS, abstract=TEXTS)
    def test_evidence_lies_in_the_text_and_reproduces_the_terms(
        self, title: str, abstract: str
    ) -> None:
        matches = extract_topics(title, abstract, PACKAGED)
        assert 1 <= len(matches) <= 5
        assert len(set(keys_of(matches))) == len(matches)
        texts = {TextField.TITLE: title, TextField.ABSTRACT: abstract}
        for match in matches:
            assert len(match.terms) == len(match.spans)
            for term, span in zip(match.terms, match.spans, strict=True):
                assert fold(texts[span.field][span.start : span.end]) == term != ""

    @pytest.mark.parametrize("piece", ["{", "7", "graph ", "We propose ", "-", "İ", ". "])
    def test_a_text_of_a_million_characters_is_read(self, piece: str) -> None:
        assert extract_topics("", piece * (1_000_000 // len(piece)), PACKAGED)
