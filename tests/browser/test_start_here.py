"""The guide for newcomers, in JupyterLab on a copy of the project of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lab import open_and_run, serve_lab
from tests.conftest import PROJECT

NAME = "notebooks/start_here.ipynb"
ERRORS = ".jp-OutputArea [data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText pre"


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it comes, with nothing built: the guide builds into its own project."""
    folder = tmp_path_factory.mktemp("newcomer") / "project"
    for name in ("analysis", "notebooks", "data/raw"):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    return folder


@pytest.fixture(scope="module")
def address(
    browser: Browser, newcomer: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    private = tmp_path_factory.mktemp("jupyter")
    with serve_lab(newcomer, private, {"PYTHONPATH": str(newcomer)}) as found:
        yield found


def list_outputs(page: Page) -> str:
    return "\n".join(page.locator(".jp-OutputArea-output").all_inner_texts())


def test_from_the_examples_to_a_notebook(browser: Browser, newcomer: Path, address: str) -> None:
    with open_and_run(browser, address, NAME) as page:
        page.locator("table.dataTable").first.wait_for()
        assert "5 digests with 262 listings of 202 papers" in list_outputs(page)
        assert page.locator(ERRORS).count() == 0
        assert (newcomer / "data" / "processed" / "manifest.json").exists()
        page.get_by_role("link", name="Team size").click()
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.context?.path"
            " === 'notebooks/02_team_size.ipynb'"
        )


def test_without_a_digest_it_says_what_to_do(
    browser: Browser, newcomer: Path, address: str
) -> None:
    for name in ("raw", "processed"):
        shutil.rmtree(newcomer / "data" / name, ignore_errors=True)
    (newcomer / "data" / "raw").mkdir()
    with open_and_run(browser, address, NAME) as page:
        page.locator(".digest-trends-table").first.wait_for()
        assert "There are no digests in the folder data/raw yet." in list_outputs(page)
        assert page.locator(ERRORS).count() == 0
