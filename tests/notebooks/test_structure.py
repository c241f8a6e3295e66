"""Every notebook keeps to one form, and its cells run as plain code on the seeds."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.corpus import Tables
from analysis.parameters import Parameters
from analysis.reporting import display as display_module
from analysis.reporting.display import HEADLINES_MIME
from analysis.reporting.evidence_html import settle_links
from analysis.reporting.runs import GUIDE
from tests.conftest import PROJECT

FOLDER = PROJECT / "notebooks"
NOTEBOOKS = sorted(path for path in FOLDER.glob("*.ipynb") if path.stem != GUIDE)
RUNS: dict[str, Any] = yaml.safe_load((FOLDER / "runs.yml").read_text(encoding="utf-8"))["runs"]
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.Global,
    ast.For,
    ast.While,
    ast.Try,
)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return read


def _list_code(notebook: dict[str, Any]) -> list[str]:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in cells]


def _list_calls(source: str) -> list[str]:
    """Names of the `show_` calls of a cell, in order of the text."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [(call.lineno, call.func.id) for call in calls if isinstance(call.func, ast.Name)]
    return [name for _, name in sorted(named) if name.startswith("show_")]


def test_there_are_six() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "00_data_quality",
        "01_topic_frequency",
        "02_team_size",
        "03_code_release",
        "04_claimed_gains",
        "05_overview",
    ]


def test_committed_without_outputs(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


def test_cells_have_ids_of_their_own(notebook: dict[str, Any]) -> None:
    ids = [cell["id"] for cell in notebook["cells"]]
    assert all(ids)
    assert len(set(ids)) == len(ids)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5)


def test_kernel_is_the_usual_one(notebook: dict[str, Any]) -> None:
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}


def test_begins_with_title_and_question(notebook: dict[str, Any]) -> None:
    first = notebook["cells"][0]
    assert first["cell_type"] == "markdown"
    assert re.match(r"# [A-Z].+\n\n.+[.?]$", "".join(first["source"]))


def test_parameters_are_typed_literals_with_a_comment(notebook: dict[str, Any]) -> None:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["metadata"].get("tags", []) for cell in cells[:2]] == [["parameters"], []]
    for line in "".join(cells[0]["source"]).splitlines():
        found = re.fullmatch(r"(\w+): (str|int|float|bool) = (.+?)  # (\S.{5,})", line)
        assert found, line
        value = ast.literal_eval(found[3])
        assert type(value).__name__ == found[2], line
        assert value == Parameters.model_fields[found[1]].default or found[1] == "seed", line


def test_every_parameter_is_checked_and_no_other(notebook: dict[str, Any]) -> None:
    code = _list_code(notebook)
    names = re.findall(r"^(\w+):", code[0], re.MULTILINE)
    (check,) = [
        call
        for call in ast.walk(ast.parse(code[1]))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "check_parameters"
    ]
    given = {word.arg: ast.unparse(word.value) for word in check.keywords}
    assert given == {name: name for name in names}


def test_defines_nothing(notebook: dict[str, Any]) -> None:
    for source in _list_code(notebook):
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, FORBIDDEN), ast.unparse(node)
        for word in ("sys.path", "filterwarnings", "import re", "%", "!"):
            assert not any(line.startswith(word) for line in source.splitlines())
            assert word in {"%", "!", "import re"} or word not in source


def test_imports_only_from_analysis(notebook: dict[str, Any]) -> None:
    for source in _list_code(notebook):
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ast.Import), ast.unparse(node)
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] == "analysis", ast.unparse(node)


def test_holds_no_path(notebook: dict[str, Any]) -> None:
    for source in _list_code(notebook):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\.(parquet|txt|json|csv)\b|^[./~]|/\w+/", node.value)


def test_each_figure_is_followed_by_table_and_caveat(notebook: dict[str, Any]) -> None:
    for source in _list_code(notebook)[2:]:
        calls = _list_calls(source)
        for at, name in enumerate(calls):
            if name == "show_figure":
                assert calls[at + 1] == "show_table", source
                assert "show_caveat" in calls[at:], source
        if "show_table" in calls:
            assert calls[-1] == "show_caveat", source


def test_every_section_is_headed(notebook: dict[str, Any]) -> None:
    """The cells after headlines come in pairs: a heading, then what answers it."""
    cells = notebook["cells"][4:]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code"] * (len(cells) // 2)
    assert all("".join(cell["source"]).startswith("## ") for cell in cells[::2])


def test_ends_with_the_papers_behind_the_numbers(notebook: dict[str, Any]) -> None:
    """All lists that tables lead to are shown, in one call, under a heading of their own."""
    heading, last = ("".join(cell["source"]) for cell in notebook["cells"][-2:])
    assert heading == "## Papers behind the numbers"
    assert _list_calls(last) == ["show_evidence", "show_caveat"]
    calls = [
        node
        for source in _list_code(notebook)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    (shown,) = [
        {ast.unparse(one) for one in call.args}
        for call in calls
        if getattr(call.func, "id", "") == "show_evidence"
    ]
    led = {
        ast.unparse(word.value)
        for call in calls
        for word in call.keywords
        if word.arg == "evidence"
    }
    assert led == shown


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """All that notebooks show, as data; it is printed all the same."""
    shown: list[dict[str, Any]] = []

    show_in_words: Any = display_module.display

    def show(output: Any) -> None:
        shown.append(output._repr_mimebundle_()[0])
        show_in_words(output)

    monkeypatch.setattr(display_module, "display", show)
    yield shown


def _check_links(shown: list[dict[str, Any]]) -> None:
    """Every headline leads to its papers, every list of papers back to a number."""
    page = "".join(data.get("text/html", "") for data in shown)
    settled = settle_links(page)
    assert settled.count('<p class="back">') > 0
    headlines = [one for data in shown for one in data.get(HEADLINES_MIME, {}).get("headlines", [])]
    # Lines are of files: the table of parse issues has them one by one.
    assert {one["label"] for one in headlines if not one["evidence"]} <= {"Lines explained"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("run", RUNS)
def test_runs_as_plain_code(
    path: Path,
    run: str,
    seed_tables: Tables,
    seed_tables_folder: Path,
    *,
    capsys: pytest.CaptureFixture[str],
    pages: list[dict[str, Any]],
) -> None:
    """All cells in one namespace, the run's parameters put in behind the first code cell."""
    parameters, *rest = _list_code(json.loads(path.read_text(encoding="utf-8")))
    names: dict[str, Any] = {}
    exec(parameters, names)
    chosen = {**RUNS[run].get("parameters", {}), "tables_dir": str(seed_tables_folder)}
    names.update({name: value for name, value in chosen.items() if name in names})
    for source in rest:
        exec(source, names)
    _check_links(pages)
    shown = capsys.readouterr().out
    assert shown.count("Caution: ") == sum(source.count("show_caveat(") for source in rest)
    counted = "listing" if chosen["date_axis"] == "digest_date" else "paper"
    assert counted in shown
    for word in ("nan", "None ", "too little data (", "<NA>)"):
        assert word not in shown.replace("None of 262 is left out", "")
