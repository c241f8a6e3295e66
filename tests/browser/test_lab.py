"""The notebooks in JupyterLab: opened in a real browser, Run All, no errors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.reporting.runs import GUIDE
from tests.browser.lab import open_and_run, run_all, serve_lab
from tests.reporting.samples import CHECK, FIGURE, HEADLINES, make_notebook

PROJECT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb") if path.stem != GUIDE)
HOSTILE = "<img src=x onerror=document.body.remove()> & <b>&lt;i&gt;"
MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"
COLUMNS = {
    "Title": [HOSTILE, "Paper 10", "Paper 9", *(f"Other {at}" for at in range(10, 20))],
    "Share": ["9.9% (5% to 17%)", "24% (18% to 32%)", None, *["1.5% (1% to 2%)"] * 10],
    "Change": [f"{MINUS}2.5", "too little data", f"{MINUS}30", *["1,234"] * 10],
    "Date": ["14 Mar 2025", "3 Sep 2025", "10 Nov 2024", *["7 Jan 2026"] * 10],
}
TABLE = f"""\
import pandas as pd

from analysis.reporting.display import show_table

show_table(pd.DataFrame({COLUMNS!r}), "Papers")"""


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


def test_an_impossible_number_in_a_real_notebook_is_told_in_one_line(
    browser: Browser, address: str, workplace: Path
) -> None:
    notebook = nbformat.read(PROJECT / "notebooks" / "01_topic_frequency.ipynb", as_version=4)
    notebook.cells[1].source = notebook.cells[1].source.replace("int = 10", "int = 500")
    nbformat.write(notebook, workplace / "number.ipynb")
    (lines,) = list_errors(run_all(browser, address, "number.ipynb"))
    assert lines == [
        "ParameterError: top_topics: 500 is not allowed; choose a whole number from 1 to 29"
    ]


def list_column(page: Page, column: int) -> list[str]:
    """The different texts of a column of the only table, as shown from top to bottom."""
    cells = page.locator(f".jp-OutputArea tbody tr > :nth-child({column + 1})")
    return [*dict.fromkeys(cells.all_inner_texts())]


def test_a_table_sorts_and_searches(browser: Browser, address: str, workplace: Path) -> None:
    nbformat.write(make_notebook(TABLE), workplace / "table.ipynb")
    with open_and_run(browser, address, "table.ipynb") as page:
        heads = page.get_by_role("columnheader")
        search = page.get_by_role("searchbox", name="Search")
        search.wait_for()
        assert list_column(page, 0)[0] == HOSTILE
        heads.nth(1).click()
        expect(heads.nth(1)).to_have_attribute("aria-sort", "ascending")
        shares = ["1.5% (1% to 2%)", "9.9% (5% to 17%)", "24% (18% to 32%)", DASH]
        assert list_column(page, 1) == shares
        heads.nth(2).click()
        expect(heads.nth(2)).to_have_attribute("aria-sort", "ascending")
        assert list_column(page, 2) == [f"{MINUS}30", f"{MINUS}2.5", "1,234", "too little data"]
        # JupyterLab would take the key for its own.
        heads.nth(3).get_by_role("button").press("Enter")
        expect(heads.nth(3)).to_have_attribute("aria-sort", "ascending")
        assert list_column(page, 3) == ["10 Nov 2024", "14 Mar 2025", "3 Sep 2025", "7 Jan 2026"]
        # In JupyterLab, two presses of d delete a cell.
        search.press_sequentially("paper dd")
        page.get_by_text("no row has this text").wait_for()
        assert page.locator(".jp-CodeCell").count() == 2
        search.fill("paper")
        page.get_by_text("2 rows of 13").wait_for()
        assert sorted(list_column(page, 0)) == ["Paper 10", "Paper 9"]
