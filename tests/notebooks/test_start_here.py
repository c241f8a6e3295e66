"""The guide for newcomers keeps to the notebooks' form and leads to all of them."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest

from analysis.cli import notebook as guide_module
from analysis.cli.notebook import rebuild_tables
from analysis.reporting.parameters import read_templates
from analysis.reporting.runs import GUIDE
from tests.conftest import PROJECT
from tests.notebooks.test_structure import (
    FOLDER,
    NOTEBOOKS,
    test_cells_have_ids_of_their_own,
    test_committed_without_outputs,
    test_defines_nothing,
    test_holds_no_path,
    test_imports_only_from_analysis,
    test_kernel_is_the_usual_one,
)

__all__ = [
    "test_cells_have_ids_of_their_own",
    "test_committed_without_outputs",
    "test_defines_nothing",
    "test_holds_no_path",
    "test_imports_only_from_analysis",
    "test_kernel_is_the_usual_one",
]


@pytest.fixture
def notebook() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{GUIDE}.ipynb").read_text(encoding="utf-8"))
    return read


def list_sources(notebook: dict[str, Any], kind: str) -> list[str]:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == kind]
    return ["".join(cell["source"]) for cell in cells]


def test_it_is_no_template() -> None:
    assert GUIDE not in [template.name for template in read_templates(FOLDER)]


def test_it_leads_to_every_notebook_by_its_title(notebook: dict[str, Any]) -> None:
    links = re.findall(r"\[(.+?)\]\((.+?)\)", "\n".join(list_sources(notebook, "markdown")))
    assert [target for _, target in links] == [path.name for path in NOTEBOOKS]
    for title, target in links:
        cells = json.loads((FOLDER / target).read_text(encoding="utf-8"))["cells"]
        assert "".join(cells[0]["source"]).startswith(f"# {title}\n")


def test_it_runs_on_the_seeds_and_on_nothing(
    notebook: dict[str, Any],
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "empty").mkdir()
    for raw, told in (
        (PROJECT / "data" / "raw", "5 digests with 262 listings of 202 papers."),
        (tmp_path / "empty", "There are no digests in the folder data/raw yet."),
    ):
        output = tmp_path / f"tables of {raw.name}"
        monkeypatch.setattr(
            guide_module, "rebuild_tables", lambda raw=raw, to=output: rebuild_tables(raw, to)
        )
        names: dict[str, Any] = {}
        for source in list_sources(notebook, "code"):
            assert ast.parse(source)
            exec(source, names)
        shown = capsys.readouterr().out
        assert told in shown
        assert "nan" not in shown
