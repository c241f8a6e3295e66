"""`extract`: papers as JSON lines to facts as JSON lines, in the labelling guide's shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PAPER = {
    "id": "p1",
    "title": "Counting Apples with Large Language Models",
    "abstract": "Our method improves accuracy by up to 12.5% over the baseline. "
    "Code is available at https://github.com/apples/count.",
}
CLAIM_KEYS = [
    *("quote", "kind", "value", "high", "from", "to", "unit", "metric", "metric_family"),
    *("direction", "effect", "bound", "baseline", "start", "end"),
]


def write_lines(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_facts_have_the_guide_s_shape(run: Run, tmp_path: Path) -> None:
    papers = write_lines(tmp_path / "papers.jsonl", PAPER, PAPER | {"id": 7, "abstract": ""})
    result = run("extract", papers)
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert list(first) == ["id", "topics", "release", "claims"]
    assert (first["id"], second["id"]) == ("p1", 7)
    assert "llm" in first["topics"]
    assert all(isinstance(topic, str) for topic in first["topics"])
    assert first["release"] == {
        "status": "released",
        "code_urls": ["https://github.com/apples/count"],
        "artifacts": [],
    }
    (claim,) = first["claims"]
    assert list(claim) == CLAIM_KEYS
    assert (claim["kind"], claim["value"], claim["unit"]) == ("delta", 12.5, "percent")
    assert (claim["high"], claim["from"], claim["to"], claim["bound"]) == (
        None,
        None,
        None,
        "up_to",
    )
    assert PAPER["abstract"][claim["start"] : claim["end"]] == claim["quote"]
    assert second["claims"] == []
    assert second["release"]["status"] == "none"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        '"text"',
        "null",
        '{"id": 1}',
        '{"id": 1, "title": "t"}',
        '{"title": "t", "abstract": "a"}',
        '{"id": 1, "title": null, "abstract": "a"}',
        "[" * 9999,
        "\x00",
    ],
)
def test_bad_lines_are_named_and_the_others_go_through(run: Run, tmp_path: Path, line: str) -> None:
    papers = write_lines(tmp_path / "papers.jsonl", PAPER, "", line, PAPER)
    result = run("extract", papers)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert 'papers.jsonl, line 3: expected one JSON object a line with the strings "id"' in (
        result.stderr
    )
    assert "line 2" not in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_never_end_in_a_traceback(run: Run, tmp_path: Path, encoding: str) -> None:
    text = json.dumps(PAPER | {"title": "Äpfel"}, ensure_ascii=False)
    (tmp_path / "papers.jsonl").write_bytes(text.encode(encoding))
    result = run("extract", tmp_path / "papers.jsonl")
    assert result.exit_code == (1 if encoding == "utf-16" else 0)


def test_output_appears_only_when_complete(run: Run, tmp_path: Path) -> None:
    papers = write_lines(tmp_path / "papers.jsonl", PAPER)
    out = tmp_path / "facts.jsonl"
    assert run("extract", papers, "--output", out).stdout == ""
    assert json.loads(out.read_text())["id"] == "p1"
    result = run("extract", papers, "--output", tmp_path / "gone" / "facts.jsonl")
    assert result.exit_code == 1
    assert "Name another --output" in result.stderr


@pytest.mark.parametrize("name", ["gone.jsonl", "."])
def test_papers_that_are_no_file_are_wrong_usage(run: Run, tmp_path: Path, name: str) -> None:
    result = run("extract", tmp_path / name)
    assert result.exit_code == 2
    assert "PAPERS" in result.stderr


@pytest.mark.parametrize("topics", [None, "", "topics: [", "[]", "llm: 3", "\x00"])
def test_a_broken_taxonomy_is_named(
    run: Run, raw: Path, tmp_path: Path, topics: str | None
) -> None:
    path = tmp_path / "topics.yml"
    if topics is not None:
        path.write_text(topics)
    papers = write_lines(tmp_path / "papers.jsonl", PAPER)
    for arguments in (
        ("extract", papers, "--topics", path),
        ("build", "--raw", raw, "--output", tmp_path / "out", "--topics", path),
        ("evaluate", "--topics", path),
    ):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "topics.yml" in result.stderr
        assert not (tmp_path / "out").exists()
