"""The notebooks in JupyterLab: opened in a real browser, Run All, no errors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser

from tests.browser.lab import run_all, serve_lab
from tests.reporting.samples import CHECK, FIGURE, HEADLINES, make_notebook

PROJECT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for notebooks, so that none of the project's own is changed by running it."""
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def address(
    browser: Browser, workplace: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with serve_lab(workplace, tmp_path_factory.mktemp("jupyter")) as found:
        yield found


def list_errors(cells: list[dict[str, object]]) -> list[list[str]]:
    return [
        output["traceback"]
        for cell in cells
        for output in cell.get("outputs", [])  # type: ignore[attr-defined]
        if output["output_type"] == "error"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_run_all_ends_without_an_error(
    browser: Browser, address: str, workplace: Path, tables_dir: Path, name: str
) -> None:
    shutil.copy(PROJECT / "notebooks" / name, workplace / name)
    notebook = nbformat.read(workplace / name, as_version=4)
    (parameters,) = [one for one in notebook.cells if "parameters" in one.metadata.get("tags", [])]
    # In JupyterLab the defaults hold; only the tables come from elsewhere.
    assert 'tables_dir: str = ""' in parameters.source
    parameters.source = parameters.source.replace(
        'tables_dir: str = ""', f"tables_dir: str = {str(tables_dir)!r}"
    )
    nbformat.write(notebook, workplace / name)
    cells = run_all(browser, address, name)
    assert not list_errors(cells)
    assert any(
        "image/svg+xml" in one.get("data", {}) for c in cells for one in c.get("outputs", [])
    )


def test_a_small_notebook_shows_what_it_should(
    browser: Browser, address: str, workplace: Path
) -> None:
    nbformat.write(make_notebook(CHECK, HEADLINES, FIGURE), workplace / "small.ipynb")
    cells = run_all(browser, address, "small.ipynb")
    assert not list_errors(cells)
    assert [len(cell["outputs"]) for cell in cells if cell["cell_type"] == "code"] == [0, 0, 1, 2]


def test_a_bad_parameter_is_told_in_one_line(
    browser: Browser, address: str, workplace: Path
) -> None:
    notebook = make_notebook(CHECK, HEADLINES)
    notebook.cells[1].source = notebook.cells[1].source.replace('"digest_date"', '"neverland"')
    nbformat.write(notebook, workplace / "bad.ipynb")
    (lines,) = list_errors(run_all(browser, address, "bad.ipynb"))
    assert lines == [
        "ParameterError: date_axis: 'neverland' is not allowed;"
        " choose digest_date or publication_date"
    ]
