"""Evaluation: gold files, matching, and scores worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.evaluation import (
    BinaryCounts,
    GoldClaim,
    GoldError,
    GoldPaper,
    GoldRelease,
    Scores,
    compute_scores,
    format_misses,
    format_scores,
    read_error_rates,
    read_gold,
    write_error_rates,
)
from analysis.evaluation.matching import match_claims
from analysis.evaluation.resampling import Tally, compute_share, resample_papers
from analysis.facts import Taxonomy, load_taxonomy
from analysis.papers import (
    Bound,
    Claim,
    ClaimKind,
    Direction,
    Effect,
    Facts,
    MetricFamily,
    Release,
    ReleaseStatus,
    Span,
    TextField,
    TopicMatch,
    Unit,
)

ROW: dict[str, Any] = {
    "id": "p1",
    "title": "On Tea",
    "topics": ["llm"],
    "topics_optional": ["rl"],
    "release": {"status": "released", "code_urls": ["https://github.com/a/b"], "artifacts": []},
    "claims": [
        {"quote": "by 3%", "kind": "delta", "value": 3, "high": None, "from": None, "to": None,
         "unit": "percent", "metric": "heat", "direction": "up", "effect": "gain",
         "bound": "exact", "baseline": None}
    ],
}  # fmt: skip


def write_gold(folder: Path, *rows: object, name: str = "tea_gold.jsonl") -> Path:
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def make_label(value: float | None = 3, **changes: Any) -> GoldClaim:
    label = GoldClaim("by 3%", ClaimKind.DELTA, value, None, None, None, Unit.PERCENT,
                      Direction.UP, Effect.GAIN, Bound.EXACT)  # fmt: skip
    return replace(label, **changes)


def make_claim(value: float | None = 3, **changes: Any) -> Claim:
    claim = Claim("by 3%", 3, 8, ClaimKind.DELTA, value, None, None, None, Unit.PERCENT, "heat",
                  MetricFamily.OTHER, Direction.UP, Effect.GAIN, Bound.EXACT)  # fmt: skip
    return replace(claim, **changes)


def make_paper(paper_id: str, gold_set: str = "tea", **changes: Any) -> GoldPaper:
    release = GoldRelease(ReleaseStatus.NONE)
    return replace(GoldPaper(gold_set, paper_id, paper_id, (), (), release, ()), **changes)


def make_topics(*keys: str) -> tuple[TopicMatch, ...]:
    return tuple(TopicMatch(key, (), ()) for key in keys)


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    path = tmp_path_factory.mktemp("taxonomy") / "topics.yml"
    path.write_text("llm:\n  terms: [x]\nrl:\n  terms: [y]\ncode:\n  terms: [z]\n")
    return load_taxonomy(path)


@pytest.fixture
def score(monkeypatch: pytest.MonkeyPatch, taxonomy: Taxonomy) -> Any:
    """Score gold papers against facts given by hand; the abstract is the title's twin."""

    def run(pairs: list[tuple[GoldPaper, Facts]], n_resamples: int = 50) -> Scores:
        facts = {paper.title: found for paper, found in pairs}
        monkeypatch.setattr(
            "analysis.evaluation.scoring.extract_facts", lambda title, *_: facts[title]
        )
        texts = {
            paper.paper_id: (paper.title, f"Up by 3%. And {paper.title}.") for paper, _ in pairs
        }
        gold = [paper for paper, _ in pairs]
        return compute_scores(gold, texts, taxonomy, seed=7, n_resamples=n_resamples)

    return run


class TestReadGold:
    def test_a_row(self, tmp_path: Path) -> None:
        (paper,) = read_gold(write_gold(tmp_path, ROW, ""))
        assert paper.gold_set == "tea"
        assert (paper.paper_id, paper.title) == ("p1", "On Tea")
        assert (paper.topics, paper.topics_optional) == (("llm",), ("rl",))
        assert paper.release == GoldRelease(ReleaseStatus.RELEASED, ("https://github.com/a/b",))
        assert paper.claims == (make_label(metric="heat"),)

    def test_what_may_be_left_out(self, tmp_path: Path) -> None:
        row = {"id": 5, "topics": [], "release": {"status": "none"}, "claims": []}
        (paper,) = read_gold(write_gold(tmp_path, row))
        assert paper == GoldPaper("tea", "5", "", (), (), GoldRelease(ReleaseStatus.NONE), ())

    def test_the_seeds(self, project: Path) -> None:
        papers = read_gold(project / "data" / "gold" / "seeds_gold.jsonl")
        assert len(papers) == 202
        assert sum(len(paper.claims) for paper in papers) == 151
        assert sum(claim.optional for paper in papers for claim in paper.claims) == 4

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("{", "Expecting"),
            ("[]", "list"),
            ({**ROW, "release": {"status": "maybe"}}, "'maybe' is not a valid ReleaseStatus"),
            ({key: ROW[key] for key in ROW if key != "topics"}, "field 'topics' is missing"),
            ({**ROW, "claims": [{**ROW["claims"][0], "kind": "guess"}]}, "'guess'"),
            ({**ROW, "claims": [{**ROW["claims"][0], "value": "three"}]}, "three"),
            ({**ROW, "claims": 3}, "int"),
            (ROW, "id 'p1' comes twice"),
        ],
    )
    def test_errors_name_file_and_line(self, tmp_path: Path, row: object, reason: str) -> None:
        path = write_gold(tmp_path, ROW, "", row)
        with pytest.raises(GoldError) as caught:
            read_gold(path)
        assert str(caught.value).startswith(f"{path}, line 3: ")
        assert reason in str(caught.value)

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(GoldError, match=r"absent\.jsonl: cannot be read"):
            read_gold(tmp_path / "absent.jsonl")


class TestMatchClaims:
    def test_all_numbers_and_the_kind_must_agree(self) -> None:
        labels = [make_label(3)]
        for wrong in (
            make_claim(4), make_claim(3, high=5.0), make_claim(3, kind=ClaimKind.SHARE),
            make_claim(None, from_value=1.0, to_value=3.0),
        ):  # fmt: skip
            matches = match_claims(labels, [wrong])
            assert (matches.pairs, matches.missed, matches.extra) == ((), tuple(labels), (wrong,))

    def test_decimals_are_not_compared_to_the_last_bit(self) -> None:
        assert match_claims([make_label(0.3)], [make_claim(0.1 + 0.2)]).extra == ()

    def test_each_claim_matches_once(self) -> None:
        matches = match_claims([make_label(3)], [make_claim(3), make_claim(3)])
        assert len(matches.pairs) == len(matches.extra) == 1
        matches = match_claims([make_label(3), make_label(3)], [make_claim(3)])
        assert len(matches.pairs) == len(matches.missed) == 1

    def test_optional_labels_are_neither_missed_nor_make_extras(self) -> None:
        optional = make_label(3, optional=True)
        assert match_claims([optional], []) == match_claims([], [])
        assert match_claims([optional], [make_claim(3)]) == match_claims([], [])

    def test_required_labels_are_served_first(self) -> None:
        labels = [make_label(3, optional=True), make_label(3)]
        assert len(match_claims(labels, [make_claim(3)]).pairs) == 1

    def test_of_equal_claims_the_one_that_agrees_most_is_taken(self) -> None:
        claims = [make_claim(3, unit=Unit.POINTS), make_claim(3)]
        ((_, taken),) = match_claims([make_label(3)], claims).pairs
        assert taken.unit is Unit.PERCENT


class TestScores:
    def test_claims_by_hand(self, score: Any) -> None:
        """Right 3, missed 1, extra 2: precision 3/5, recall 3/4, F1 6/9."""
        scores = score(
            [
                (make_paper("a", claims=(make_label(1), make_label(2), make_label(9))),
                 Facts(claims=(make_claim(1), make_claim(2, effect=Effect.COST)))),
                (make_paper("b", claims=(make_label(3), make_label(4, optional=True))),
                 Facts(claims=(make_claim(3), make_claim(4), make_claim(5), make_claim(6)))),
            ]
        ).sets[0]  # fmt: skip
        assert [(s.name, s.count, s.nobs) for s in scores.claims] == [
            ("precision", 3, 5), ("recall", 3, 4), ("f1", 6, 9),
        ]  # fmt: skip
        assert scores.claims[2].value == pytest.approx(2 / 3)
        counts = {s.name: (s.count, s.nobs) for s in scores.claim_attributes}
        assert counts == {"unit": (3, 3), "direction": (3, 3), "effect": (2, 3), "bound": (3, 3)}

    def test_topics_by_hand(self, score: Any) -> None:
        scores = score(
            [
                (make_paper("a", topics=("llm", "code")), Facts(topics=make_topics("llm", "rl"))),
                (make_paper("b", topics=("llm",), topics_optional=("rl",)),
                 Facts(topics=make_topics("rl"))),
            ]
        ).sets[0]  # fmt: skip
        assert [(s.count, s.nobs) for s in scores.topics] == [(1, 2), (1, 3), (2, 5)]
        assert scores.topic_counts == {
            "llm": BinaryCounts(1, 1, 0, 0),
            "rl": BinaryCounts(0, 0, 1, 0),
            "code": BinaryCounts(0, 1, 0, 1),
        }

    def test_release_by_hand(self, score: Any) -> None:
        link = ("https://github.com/a/b",)
        released, promised = ReleaseStatus.RELEASED, ReleaseStatus.PROMISED
        scores = score(
            [
                (make_paper("a", release=GoldRelease(released, link)),
                 Facts(release=Release(released, link, evidence=Span(TextField.ABSTRACT, 0, 2)))),
                (make_paper("b", release=GoldRelease(released)),
                 Facts(release=Release(promised, evidence=Span(TextField.ABSTRACT, 0, 2)))),
                (make_paper("c"), Facts(release=Release(released, link))),
                (make_paper("d"), Facts()),
                (make_paper("e", release=GoldRelease(promised, optional=True)), Facts()),
            ]
        ).sets[0]  # fmt: skip
        assert [(s.name, s.count, s.nobs) for s in scores.release] == [
            ("status", 2, 4), ("code_urls", 3, 4),
        ]  # fmt: skip
        assert scores.confusion == {
            "released": {"released": 1, "promised": 1, "none": 0},
            "promised": {"released": 0, "promised": 0, "none": 0},
            "none": {"released": 1, "promised": 0, "none": 1},
        }
        assert scores.released == BinaryCounts(1, 1, 1, 1)
        assert scores.released.sensitivity == scores.released.specificity == 0.5

    def test_gold_sets_stay_apart(self, score: Any) -> None:
        both = score(
            [
                (make_paper("a", "old", claims=(make_label(1),)), Facts()),
                (make_paper("b", "new", claims=(make_label(1),)), Facts(claims=(make_claim(1),))),
            ]
        )
        assert [one.gold_set for one in both.sets] == ["old", "new"]
        assert [one.claims[1].value for one in both.sets] == [0.0, 1.0]

    def test_papers_without_text_are_named(self, taxonomy: Taxonomy) -> None:
        scores = compute_scores([make_paper("lost")], {}, taxonomy, 1, 10)
        (one,) = scores.sets
        assert (one.n_papers, one.missing) == (0, ("lost",))
        assert all(s.value is None for s in (*one.claims, *one.release, *one.topics))
        assert "WITHOUT TEXT" in format_scores(scores)
        assert "lost" in format_scores(scores)

    def test_texts_are_found_by_the_normalised_title(self, taxonomy: Taxonomy) -> None:
        paper = make_paper("id", title="On  TEA: a Study")
        texts = {"onteaastudy": ("On Tea: A Study", "We use x.")}
        assert compute_scores([paper], texts, taxonomy, 1, 10).sets[0].n_papers == 1


class TestIntervals:
    def test_the_draws_are_resamples_of_the_papers(self) -> None:
        draws = resample_papers(6, 3, 40)
        assert draws.shape == (40, 6)
        assert (draws.sum(axis=1) == 6).all()
        assert (draws == resample_papers(6, 3, 40)).all()
        assert (draws != resample_papers(6, 4, 40)).any()

    def test_the_interval_is_that_of_the_resampled_shares(self) -> None:
        tallies = [Tally(1, 1), Tally(0, 1), Tally(2, 4)]
        draws = np.array([[3, 0, 0], [0, 3, 0], [0, 0, 3], [1, 1, 1]])
        share = compute_share("x", tallies, draws)
        expected = np.quantile([1.0, 0.0, 0.5, 0.5], [0.025, 0.975])
        assert (share.value, share.count, share.nobs) == (0.5, 3, 6)
        assert [share.ci_lower, share.ci_upper] == pytest.approx(expected)

    def test_resamples_without_observations_are_left_out(self) -> None:
        tallies = [Tally(1, 1), Tally(0, 1), Tally(0, 0)]
        share = compute_share("x", tallies, np.array([[0, 0, 3], [3, 0, 0], [0, 3, 0]]))
        assert (share.ci_lower, share.ci_upper) == pytest.approx((0.025, 0.975))

    def test_resamples_that_all_agree_are_no_certainty(self) -> None:
        """Wilson's bounds for 10 of 10: the lower is n / (n + z^2)."""
        share = compute_share("x", [Tally(1, 1)] * 10, np.ones((5, 10), dtype=np.int64))
        assert (share.ci_lower, share.ci_upper) == pytest.approx((10 / (10 + 1.959964**2), 1.0))

    def test_the_same_seed_gives_the_same_scores(self, score: Any) -> None:
        pairs = [
            (make_paper(str(n), claims=(make_label(1),)),
             Facts(claims=(make_claim(n % 2),))) for n in range(12)
        ]  # fmt: skip
        first, second = score(pairs), score(pairs)
        assert first == second
        f1 = first.sets[0].claims[2]
        assert f1.ci_lower < f1.value < f1.ci_upper


class TestReports:
    def test_the_table_shows_every_part(self, score: Any) -> None:
        text = format_scores(score([(make_paper("a", topics=("llm",)), Facts())]))
        parts = (
            "Gold set tea: 1 papers", "precision", "direction", "status", "code_urls",
            "sensitivity unknown", "specificity 1.000", "95% intervals", "llm",
        )  # fmt: skip
        for part in parts:
            assert part in text

    def test_misses_stand_in_their_sentence(self, score: Any) -> None:
        label, claim = make_label(3), make_claim(4)
        release = Release(ReleaseStatus.RELEASED, evidence=Span(TextField.ABSTRACT, 0, 9))
        found = Facts(make_topics("rl"), release, (claim,))
        scores = score([(make_paper("a", topics=("llm",), claims=(label,)), found)])
        kinds = [(miss.fact, miss.kind, miss.what) for miss in scores.sets[0].misses]
        assert kinds == [
            ("claims", "missed", "delta 3 percent"),
            ("claims", "extra", "delta 4 percent"),
            ("topics", "missed", "llm"),
            ("topics", "extra", "rl"),
            ("release", "wrong", "released for none"),
        ]
        text = format_misses(scores)
        assert "[tea a] a" in text
        assert "Up «by 3%»." in text
        assert "«Up by 3%.»" in text

    def test_wrong_attributes_are_misses_too(self, score: Any) -> None:
        pair = (make_paper("a", claims=(make_label(3),)),
                Facts(claims=(make_claim(3, direction=Direction.DOWN),)))  # fmt: skip
        (miss,) = score([pair]).sets[0].misses
        assert (miss.kind, miss.what) == ("wrong", "direction down for up")

    def test_no_misses(self, score: Any) -> None:
        assert format_misses(score([(make_paper("a"), Facts())])) == "No misses."

    def test_error_rates_to_correct_with_come_from_sets_held_out(
        self, score: Any, tmp_path: Path
    ) -> None:
        released = GoldRelease(ReleaseStatus.RELEASED)
        scores = score(
            [
                (make_paper("a", "test", release=released, topics=("llm",)), Facts()),
                (make_paper("b", "test_numbers"), Facts(topics=make_topics("llm"))),
                (make_paper("c", "tuning", release=released, topics=("llm",)), Facts()),
            ]
        )
        path = tmp_path / "rates.json"
        write_error_rates(scores, "abc", path)
        rates = json.loads(path.read_text())
        assert rates["held_out"]["released"] == {
            "true_positive": 0, "false_negative": 1, "false_positive": 0, "true_negative": 1,
            "sensitivity": 0.0, "specificity": 1.0,
        }  # fmt: skip
        assert rates["held_out"]["topics"]["llm"]["false_positive"] == 1
        assert rates["held_out"]["topics"]["llm"]["false_negative"] == 1
        assert rates["sets"]["test_numbers"]["released"]["sensitivity"] is None
        assert set(rates["sets"]) == {"test", "test_numbers", "tuning"}
        known = read_error_rates(path)
        assert [one.name for one in known.sets] == ["test", "test_numbers"]
        assert known.sets[0].scores["topics"] == scores.sets[0].topics
        assert known.released == BinaryCounts(0, 1, 0, 1)
        assert known.taxonomy_sha256 == "abc"

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"held_out": 3}'])
    def test_a_file_without_error_rates_is_named(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "rates.json"
        path.write_text(text)
        with pytest.raises(GoldError, match=r"rates\.json: no error rates there.*evaluate"):
            read_error_rates(path)
