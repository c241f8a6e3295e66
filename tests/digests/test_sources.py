"""SOURCES.yml: what it may say, and messages for what it may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.digests import Pin, SourcesError, read_pins


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "SOURCES.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_pins_by_year_and_by_date(tmp_path: Path) -> None:
    text = "a.txt: {year: 2025, origin: me}\nb.txt: {digest_date: 2024-02-29}\nc.txt: {note: x}\n"
    assert read_pins(write(tmp_path, text)) == {
        "a.txt": Pin(2025),
        "b.txt": Pin(2024, date(2024, 2, 29)),
    }


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_pins_nothing(tmp_path: Path, text: str) -> None:
    assert read_pins(write(tmp_path, text)) == {}
    assert read_pins(tmp_path / "missing.yml") == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- a.txt\n", "mapping"),
        ("a.txt: 2025\n", "a.txt"),
        ("a.txt: {jahr: 2025}\n", "jahr"),
        ("a.txt: {year: soon}\n", "soon"),
        ("a.txt: {digest_date: April}\n", "April"),
        ("a.txt: {digest_date: 2025-01-01, year: 2024}\n", "contradicts"),
        ("a.txt: [\n", "YAML"),
    ],
)
def test_mistakes_are_named_with_what_to_write(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SourcesError, match=named) as refused:
        read_pins(write(tmp_path, text))
    assert "SOURCES.yml" in str(refused.value)


def test_the_project_s_own_file_is_sound(project: Path) -> None:
    assert read_pins(project / "data" / "raw" / "SOURCES.yml") == {}
