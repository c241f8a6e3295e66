"""Tables for front ends: alive there, static elsewhere, the library once in a notebook."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from analysis.reporting import interactive
from analysis.reporting.execute import Limits, execute_template, isolate_kernels
from analysis.reporting.interactive import make_interactive
from tests.reporting.samples import make_notebook

TABLE = "<div class='table'><table></table></div>"
SHOW = """\
import pandas as pd

from analysis.reporting.display import show_table

show_table(pd.DataFrame({"topic": ["Graphs"]}), "Topics")"""


class Shell:
    """What of IPython's shell tells which request is answered."""

    def __init__(self) -> None:
        self.message: dict[str, Any] = {}

    def get_parent(self) -> dict[str, Any]:
        return self.message

    def ask(self, request: str, cell: str) -> None:
        self.message = {"header": {"msg_id": request}, "metadata": {"cellId": cell}}


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Shell:
    shell = Shell()
    monkeypatch.setattr(interactive, "get_ipython", lambda: shell)
    monkeypatch.setattr(interactive, "_library", interactive._Library())
    monkeypatch.setattr(interactive, "_pack_library", lambda: "THE LIBRARY")
    return shell


def holds_library() -> bool:
    return "THE LIBRARY" in make_interactive(TABLE)


def test_outside_a_kernel_a_table_stays_as_it_is() -> None:
    assert make_interactive(TABLE) == TABLE


@pytest.mark.parametrize("metadata", [{}, {"cellId": None}, {"cellId": ""}])
def test_without_a_front_end_a_table_stays_as_it_is(shell: Shell, metadata: dict[str, Any]) -> None:
    assert make_interactive(TABLE) == TABLE
    shell.message = {"header": {"msg_id": "1"}, "metadata": metadata}
    assert make_interactive(TABLE) == TABLE


def test_a_front_end_gets_the_same_table_and_more(shell: Shell) -> None:
    shell.ask("1", "a")
    assert TABLE in make_interactive(TABLE)
    assert len(make_interactive(TABLE)) < 5_000 + len(TABLE)


def test_the_library_comes_once(shell: Shell) -> None:
    shell.ask("1", "a")
    assert [holds_library(), holds_library()] == [True, False]
    shell.ask("2", "b")
    assert not holds_library()


def test_the_cell_that_held_the_library_gets_it_anew(shell: Shell) -> None:
    for request, cell, held in (("1", "a", True), ("2", "b", False), ("3", "a", True)):
        shell.ask(request, cell)
        assert holds_library() is held
        assert not holds_library()


def test_the_library_is_packed_small_and_asks_for_nothing() -> None:
    script = interactive._pack_library()
    assert 100_000 < len(script) < 300_000
    assert "LIBRARY" not in script
    # The script ends where HTML says so, even inside of a text.
    assert "</script" not in script.lower()
    assert "://" not in script


def test_a_report_gets_static_tables(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, "")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    isolate_kernels(tmp_path)
    nbformat.write(make_notebook(SHOW), tmp_path / "one.ipynb")
    executed = execute_template(tmp_path / "one.ipynb", tmp_path / "done.ipynb", {}, Limits(60, 60))
    (html,) = [
        output.data["text/html"] for cell in executed.cells for output in cell.get("outputs", [])
    ]
    assert "<table>" in html
    assert "<script" not in html
    assert "<style" not in html
