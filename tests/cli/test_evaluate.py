"""`evaluate`: scores of the facts against hand labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.digests.pages import Entry, print_page

TEXT = (
    "Our method improves accuracy by 12.5%. Code is available at https://github.com/apples/count."
)
LABEL = {
    "id": "g1",
    "title": "Counting Apples with Large Language Models",
    "topics": ["llm", "graphs"],
    "topics_optional": [],
    "release": {"status": "released", "code_urls": ["https://github.com/apples/count"]}
    | {"artifacts": [], "quote": ""},
    "claims": [],
}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    gold, raw = tmp_path / "gold", tmp_path / "raw"
    gold.mkdir()
    raw.mkdir()
    (gold / "small_gold.jsonl").write_text(json.dumps(LABEL) + "\n")
    page = print_page(Entry(LABEL["title"], TEXT), capture="Apr 20, 2026")
    (raw / "a.txt").write_text(page)
    return gold, raw


def test_scores_have_intervals(run: Run, folders: tuple[Path, Path]) -> None:
    result = run("evaluate", "--gold", folders[0], "--raw", folders[1])
    assert result.exit_code == 0
    for name in ("precision", "recall", "f1", "status"):
        assert name in result.stdout
    assert "[" in result.stdout
    assert "95% intervals" in result.stdout
    assert "Counting Apples" not in result.stdout


def test_misses_are_listed_on_demand(run: Run, folders: tuple[Path, Path]) -> None:
    result = run("evaluate", "--gold", folders[0], "--raw", folders[1], "--misses")
    assert f"[small g1] {LABEL['title']}" in result.stdout
    assert "graphs" in result.stdout


def test_error_rates_are_written_as_counts(run: Run, folders: tuple[Path, Path]) -> None:
    out = folders[0] / "rates.json"
    result = run("evaluate", "--gold", folders[0], "--raw", folders[1], "--error-rates", out)
    assert result.exit_code == 0
    rates = json.loads(out.read_text())
    (rates,) = rates["sets"].values()
    assert rates["released"]["true_positive"] == 1
    assert rates["topics"]["graphs"]["false_negative"] == 1
    gone = folders[0] / "gone" / "rates.json"
    refused = run("evaluate", "--gold", folders[0], "--raw", folders[1], "--error-rates", gone)
    assert refused.exit_code == 1
    assert str(gone) in refused.stderr


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "g2"}', '{"id": "g2", "title": 3}'])
def test_broken_labels_are_named_by_file_and_line(
    run: Run, folders: tuple[Path, Path], line: str
) -> None:
    path = folders[0] / "small_gold.jsonl"
    path.write_text(json.dumps(LABEL) + "\n" + line + "\n")
    result = run("evaluate", "--gold", folders[0], "--raw", folders[1])
    assert result.exit_code == 1
    assert "small_gold.jsonl, line 2" in result.stderr


def test_missing_folders_are_named(run: Run, folders: tuple[Path, Path], tmp_path: Path) -> None:
    for arguments in (
        ("--gold", tmp_path / "no"),
        ("--raw", tmp_path / "no", "--gold", folders[0]),
    ):
        result = run("evaluate", *arguments)
        assert result.exit_code == 1
        assert str(tmp_path / "no") in result.stderr


def test_labels_without_their_text_are_named(run: Run, folders: tuple[Path, Path]) -> None:
    orphan = LABEL | {"id": "g2", "title": "No Such Paper"}
    path = folders[0] / "small_gold.jsonl"
    path.write_text(json.dumps(LABEL) + "\n" + json.dumps(orphan) + "\n")
    result = run("evaluate", "--gold", folders[0], "--raw", folders[1])
    assert "WITHOUT TEXT, not scored: 1" in result.stdout
