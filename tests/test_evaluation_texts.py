"""Texts of labelled papers outside the project, and labels that hold no text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.evaluation import compute_scores, format_misses, read_gold, read_source_texts
from analysis.facts import load_taxonomy

TITLE = "Counting  apples\nby hand"
ABSTRACT = "We count apples.\nOur method is 3 times faster than\ncounting by hand. It uses a lamp."
OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>cs/0603016</id><title>Old
 pears</title><abstract>  Pears are
 old.  </abstract></arXiv></metadata></record></ListRecords></OAI-PMH>"""


def label(paper_id: str, source: str, **claim: object) -> dict[str, object]:
    start = " ".join(ABSTRACT.split()).index("3 times")
    blank = {"kind": "ratio", "value": 3, "high": None, "from": None, "to": None}
    rest = {"unit": "times", "direction": "up", "effect": "gain", "bound": "exact"}
    place = {"start": start, "end": start + len("3 times faster")}
    return {
        "id": paper_id,
        "source": source,
        "topics": ["other"],
        "release": {"status": "none"},
        "claims": [blank | rest | place | claim],
    }


@pytest.fixture
def wider(tmp_path: Path) -> Path:
    (tmp_path / "api").mkdir()
    row = {"paper": {"id": "2405.1", "title": TITLE, "summary": ABSTRACT}}
    other = {"paper": {"id": "2405.2", "title": "Other", "summary": "Nothing."}}
    (tmp_path / "api" / "day.json").write_text(json.dumps({"data": [other, row]}), "utf-8")
    (tmp_path / "api" / "odd.json").write_text(json.dumps([repr(row)]), "utf-8")
    (tmp_path / "1.xml").write_text(OAI, "utf-8")
    return tmp_path


def read_labels(tmp_path: Path, *labels: dict[str, object]):
    path = tmp_path / "some_gold.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in labels), "utf-8")
    return read_gold(path)


@pytest.mark.parametrize("source", ["api/day.json", "api/odd.json"])
def test_texts_of_stored_days(wider: Path, source: str) -> None:
    gold = read_labels(wider, label("api:2405.1", source))
    texts = read_source_texts(gold, wider)
    assert texts == {"api:2405.1": ("Counting apples by hand", " ".join(ABSTRACT.split()))}


def test_texts_of_arxiv_responses(wider: Path) -> None:
    gold = read_labels(wider, label("oai:cs/0603016", "1.xml"))
    assert read_source_texts(gold, wider) == {"oai:cs/0603016": ("Old pears", "Pears are old.")}


def test_absent_files_leave_their_papers_out_by_name(wider: Path) -> None:
    gold = read_labels(wider, label("api:2405.1", "api/gone.json"))
    scores = compute_scores(gold, read_source_texts(gold, wider), load_taxonomy(), 1, 20)
    assert scores.sets[0].missing == ("api:2405.1",)
    assert scores.sets[0].n_papers == 0


@pytest.mark.parametrize(
    ("source", "content"),
    [("api/bad.json", '["not a literal("]'), ("api/bad.json", '[{"paper": {}}]'), ("2.xml", "<a>")],
)
def test_damaged_sources_are_named(wider: Path, source: str, content: str) -> None:
    (wider / source).write_text(content, "utf-8")
    gold = read_labels(wider, label("api:2405.1", source))
    with pytest.raises(ValueError, match=source.rpartition("/")[2]):
        read_source_texts(gold, wider)


def test_labels_without_quotes_are_scored_and_shown_by_their_offsets(wider: Path) -> None:
    gold = read_labels(wider, label("api:2405.1", "api/day.json", value=4))
    scores = compute_scores(gold, read_source_texts(gold, wider), load_taxonomy(), 1, 20)
    assert "«3 times faster»" in format_misses(scores)


def test_a_perfect_score_is_no_certainty(wider: Path) -> None:
    gold = read_labels(wider, label("api:2405.1", "api/day.json"))
    scores = compute_scores(gold, read_source_texts(gold, wider), load_taxonomy(), 1, 20)
    precision = scores.sets[0].claims[0]
    assert precision.value == 1.0
    assert precision.ci_lower is not None
    assert precision.ci_lower < 0.5


def test_the_project_s_own_labels_are_sound(project: Path, shared: Path) -> None:
    for name in ("tuning", "test", "test_numbers"):
        gold = read_gold(project / "data" / "gold" / f"{name}_gold.jsonl")
        texts = read_source_texts(gold, shared)
        assert set(texts) == {paper.paper_id for paper in gold}
        for paper in gold:
            abstract = texts[paper.paper_id][1]
            for claim in paper.claims:
                assert claim.start is not None
                assert claim.end is not None
                assert 0 <= claim.start < claim.end <= len(abstract)
