"""From declared runs to published reports, with real kernels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis.reporting import Outcome, ReportingError, run_reports
from tests.reporting.samples import (
    CHECK,
    FIGURE,
    HEADLINES,
    PARAMETERS,
    STATE,
    make_notebook,
    make_project,
    read_files,
)

FIRST_DAY = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
SECOND_DAY = datetime(2026, 5, 2, 7, 0, tzinfo=UTC)
CODE = {"python": "3.11.9", "packages": {"pandas": "2.2.0"}, "commit": None}
RUNS = ("by-digest", "by-publication-year")


def report(
    folder: Path, runs: tuple[str, ...] = (), *, as_of: datetime = FIRST_DAY, **options: Any
) -> Outcome:
    return run_reports(
        runs,
        notebooks_dir=folder / "notebooks",
        tables_dir=folder / "tables",
        output=folder / "reports",
        code=CODE,
        as_of=as_of,
        jobs=2,
        **options,
    )


def write_notebook(folder: Path, name: str, notebook: nbformat.NotebookNode) -> None:
    nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")


def read_manifest(folder: Path, run: str = "by-digest") -> Mapping[str, Any]:
    path = folder / "reports" / run / "manifest.json"
    manifest: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome, list[Any]]:
    """A project of two notebooks, reported once; tests only read it."""
    fewer = PARAMETERS.replace("seed: int = 1  # of the bootstrap\n", "")
    check = CHECK.replace(", seed=seed", "")
    folder = make_project(
        tmp_path_factory.mktemp("{braces} and space") / "project",
        {
            "00_one": make_notebook(CHECK, HEADLINES, FIGURE, title="One question"),
            "01_two": make_notebook(check, FIGURE, title="Two <b>", parameters=fewer),
        },
    )
    progress: list[Any] = []
    outcome = report(
        folder, overrides={"seed": "5"}, progress=lambda *state: progress.append(state)
    )
    return folder, outcome, progress


def test_all_runs_are_published(reported: tuple[Path, Outcome, list[Any]]) -> None:
    folder, outcome, progress = reported
    reports = folder / "reports"
    assert outcome == Outcome(tuple(reports / run for run in RUNS), (), reports / "index.html")
    kinds = ("00_one.html", "01_two.html", "manifest.json", "notebooks/00_one.ipynb")
    expected = {f"{run}/{kind}" for run in RUNS for kind in (*kinds, "notebooks/01_two.ipynb")}
    kept = {f"history/{path.replace('/', '/2026-05-01T070000Z/', 1)}" for path in expected}
    assert set(read_files(reports)) == expected | kept | {"index.html"}
    assert [(done, total) for done, total, _ in progress] == [(n, 4) for n in (1, 2, 3, 4)]
    assert {name for _, _, name in progress} == {
        f"{r}/{n}" for r in RUNS for n in ("00_one", "01_two")
    }


def test_each_notebook_gets_the_parameters_that_it_has(
    reported: tuple[Path, Outcome, list[Any]],
) -> None:
    folder, _, _ = reported
    html = (folder / "reports" / "by-publication-year" / "00_one.html").read_text("utf-8")
    assert "by publication_date, seed 5" in html
    assert "<code>seed</code> is 5 (declared: 1)" in html
    other = (folder / "reports" / "by-publication-year" / "01_two.html").read_text("utf-8")
    assert "Not the run as declared" not in other


def test_the_manifest_tells_how_each_report_was_made(
    reported: tuple[Path, Outcome, list[Any]],
) -> None:
    folder, _, _ = reported
    manifest = read_manifest(folder)
    one = manifest["notebooks"]["00_one"]
    assert manifest["as_of"] == one["as_of"] == "2026-05-01T07:00:00Z"
    assert one["title"] == "One question"
    assert manifest["notebooks"]["01_two"]["title"] == "Two <b>"
    assert one["parameters"] == {
        "date_axis": "digest_date",
        "frequency": "digest",
        "seed": 5,
        "tables_dir": str(folder / "tables"),
    }
    assert one["changes"] == [{"name": "seed", "value": 5, "declared": 1}]
    assert one["inputs"] == [{"name": "000.txt", "sha256": "5eed" * 16, "state": "read"}]
    assert one["packages"] == {"Python": "3.11.9", "pandas": "2.2.0"}
    assert one["headlines"][0]["note"] == "by digest_date, seed 5"
    assert one["duration_seconds"] > 0


def test_the_index_lists_runs_dates_and_headlines(
    reported: tuple[Path, Outcome, list[Any]],
) -> None:
    folder, _, _ = reported
    html = (folder / "reports" / "index.html").read_text("utf-8")
    for text in ("By digest", "By publication year", "Two &lt;b&gt;", "by digest_date, seed 5"):
        assert text in html
    assert 'href="by-digest/00_one.html"' in html
    assert "1 May 2026, 07:00 UTC" in html
    assert "<script" not in html


def test_the_executed_notebook_names_no_place_of_the_machine(
    reported: tuple[Path, Outcome, list[Any]],
) -> None:
    folder, _, _ = reported
    executed = nbformat.read(folder / "reports/by-digest/notebooks/00_one.ipynb", as_version=4)
    assert executed.metadata.papermill.input_path == "00_one.ipynb"
    assert "staging" not in json.dumps(executed)
    assert executed.cells[-1].outputs


@pytest.fixture
def project_of_two(tmp_path: Path) -> Path:
    """A project of two notebooks whose first run was reported on the first day."""
    notebooks = {name: make_notebook(CHECK, HEADLINES) for name in ("00_one", "01_two")}
    folder = make_project(tmp_path / "project", notebooks)
    report(folder, ("by-digest",))
    return folder


def test_a_failing_notebook_leaves_published_reports_as_they_were(project_of_two: Path) -> None:
    before = read_files(project_of_two / "reports")
    failing = make_notebook(CHECK, "# too bold\nshare = options.seed / 0\nshare")
    write_notebook(project_of_two, "00_one", failing)
    outcome = report(project_of_two, ("by-digest",), as_of=SECOND_DAY)
    kept = project_of_two / "reports" / "failed" / "by-digest" / "00_one.ipynb"
    (failure,) = outcome.failures
    assert (outcome.published, outcome.index) == ((), None)
    assert str(failure) == (
        "run by-digest, notebook 00_one, cell In [4] `share = options.seed / 0`:"
        f" ZeroDivisionError: division by zero (kept in {kept})"
    )
    after = read_files(project_of_two / "reports")
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"failed/by-digest/00_one.ipynb"}
    assert b"ZeroDivisionError" in kept.read_bytes()

    write_notebook(project_of_two, "00_one", make_notebook(CHECK, HEADLINES))
    assert not report(project_of_two, ("by-digest",), as_of=SECOND_DAY).failures
    assert not kept.parent.parent.exists()


def test_a_notebook_by_itself_keeps_the_others_with_their_own_date(project_of_two: Path) -> None:
    before = read_files(project_of_two / "reports")
    report(project_of_two, ("by-digest",), notebooks=("01_two",), as_of=SECOND_DAY)
    after = read_files(project_of_two / "reports")
    assert after["by-digest/00_one.html"] == before["by-digest/00_one.html"]
    assert after["by-digest/notebooks/00_one.ipynb"] == before["by-digest/notebooks/00_one.ipynb"]
    assert after["by-digest/01_two.html"] != before["by-digest/01_two.html"]
    dates = {
        name: one["as_of"][:10] for name, one in read_manifest(project_of_two)["notebooks"].items()
    }
    assert dates == {"00_one": "2026-05-01", "01_two": "2026-05-02"}
    index = after["index.html"].decode()
    assert "1 May 2026" in index
    assert "2 May 2026" in index
    assert "No reports were made yet" in index


def test_a_report_is_compared_with_the_last_one_of_its_run(tmp_path: Path) -> None:
    notebooks = {"00_one": make_notebook(CHECK, STATE), "01_two": make_notebook(CHECK)}
    folder = make_project(tmp_path / "project", notebooks)
    html, index = folder / "reports/by-digest/00_one.html", folder / "reports/index.html"
    report(folder, ("by-digest",))
    assert "No earlier report of this run is on record" in html.read_text("utf-8")
    assert 'alt="A rate: 20% (April), the only value."' in index.read_text("utf-8")

    (folder / "notebooks" / "found.txt").write_text("0.31")
    report(folder, ("by-digest",), as_of=SECOND_DAY)
    row = "<td>above its earlier interval</td><td>20% (10% to 30%)</td><td>31% (21% to 41%)</td>"
    assert row in html.read_text("utf-8")
    assert "<li>above its earlier interval: <bdi>A rate</bdi></li>" in index.read_text("utf-8")

    # A run that makes only other notebooks anew keeps what this one said.
    report(folder, ("by-digest",), notebooks=("01_two",), as_of=SECOND_DAY + timedelta(days=1))
    assert row in html.read_text("utf-8")
    assert "<li>above its earlier interval: <bdi>A rate</bdi></li>" in index.read_text("utf-8")

    report(folder, ("by-digest",), as_of=SECOND_DAY + timedelta(days=2), overrides={"seed": "7"})
    assert "seed was 1, is 7" in html.read_text("utf-8")
    assert "<li>not comparable, seed was 1, is 7</li>" in index.read_text("utf-8")


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is told of notebooks that stop in other ways than by an error; by notebook."""
    folder = make_project(
        tmp_path_factory.mktemp("stopped") / "project",
        {
            "dies": make_notebook(CHECK, "import os\nos._exit(9)"),
            "hangs": make_notebook("import time", "time.sleep(600)"),
            "bad_value": make_notebook("seed = -1", CHECK),
            "no_alt": make_notebook(
                "from IPython.display import display",
                "display({'image/svg+xml': '<svg/>'}, raw=True)",
            ),
            "works": make_notebook(CHECK),
        },
    )
    outcome = report(folder, ("by-digest",), cell_timeout=10)
    return {failure.notebook: failure for failure in outcome.failures}


def test_other_notebooks_of_a_failing_run_go_on(stopped: dict[str, Any]) -> None:
    assert set(stopped) == {"dies", "hangs", "bad_value", "no_alt"}


def test_a_dead_kernel_is_told_with_its_cell(stopped: dict[str, Any]) -> None:
    failure = stopped["dies"]
    assert (failure.cell, failure.source_line) == (4, "import os")
    assert "the kernel died" in failure.cause
    first = nbformat.read(failure.kept, as_version=4).cells[0]
    assert first.source.startswith("**This notebook stopped:** the kernel died")


def test_a_hanging_cell_is_stopped(stopped: dict[str, Any]) -> None:
    failure = stopped["hangs"]
    assert (failure.cell, failure.source_line) == (4, "time.sleep(600)")
    assert failure.cause == "timeout: the cell took longer than 10 seconds"


def test_a_bad_parameter_shows_one_line_in_the_notebook(stopped: dict[str, Any]) -> None:
    failure = stopped["bad_value"]
    line = "ParameterError: seed: -1 is not allowed; choose a whole number from 0"
    assert failure.cause == line
    notebook = nbformat.read(failure.kept, as_version=4)
    errors = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    assert [one.traceback for one in errors if one.output_type == "error"] == [[line]]


def test_a_figure_without_text_fails_its_notebook(stopped: dict[str, Any]) -> None:
    assert "has no alternative text" in stopped["no_alt"].cause
    assert stopped["no_alt"].kept.exists()


class StopError(Exception):
    """What a test breaks the work off with."""


def test_breaking_off_ends_what_is_still_running(tmp_path: Path) -> None:
    marker = tmp_path / "finished"
    late = f"from pathlib import Path\ntime.sleep(30)\nPath({str(marker)!r}).touch()"
    folder = make_project(
        tmp_path / "project",
        {"quick": make_notebook(CHECK), "slow": make_notebook("import time", late)},
    )

    def stop(*_: object) -> None:
        raise StopError

    with pytest.raises(StopError):
        report(folder, ("by-digest",), progress=stop)
    assert not marker.exists()
    assert not list((folder / "reports").iterdir())


@pytest.mark.parametrize(
    ("runs", "options", "message"),
    [
        (("by-moon",), {}, "no run 'by-moon'; declared are by-digest, by-publication-year"),
        ((), {"notebooks": ("02",)}, "--notebook: no notebook '02'; there are 00_one"),
        (
            (),
            {"overrides": {"sed": "1"}},
            r"-p: no parameter 'sed' \(did you mean seed\?\); 00_one",
        ),
        (
            (),
            {"overrides": {"date_axis": "neverland"}},
            "'neverland' is not allowed; choose digest",
        ),
        ((), {"overrides": {"tables_dir": "/nowhere"}}, "/nowhere: no tables there"),
    ],
)
def test_what_cannot_work_is_told_before_anything_runs(
    tmp_path: Path, runs: tuple[str, ...], options: dict[str, Any], message: str
) -> None:
    folder = make_project(tmp_path / "project", {"00_one": make_notebook("1 / 0")})
    with pytest.raises(ReportingError, match=message):
        report(folder, runs, **options)
    assert not (folder / "reports").exists()


def test_a_declared_parameter_that_no_notebook_has_is_an_error(tmp_path: Path) -> None:
    folder = make_project(
        tmp_path / "project", {"one": make_notebook("1", parameters="tables_dir = ''  # tables")}
    )
    with pytest.raises(
        ReportingError, match=r"runs\.yml: run 'by-digest': no parameter 'date_axis'"
    ):
        report(folder)


def test_a_run_cannot_have_tables_of_its_own(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "project", {"one": make_notebook("1")})
    runs = folder / "notebooks" / "runs.yml"
    text = runs.read_text("utf-8").replace("frequency: digest", "tables_dir: elsewhere")
    runs.write_text(text, encoding="utf-8")
    with pytest.raises(ReportingError, match=r"run 'by-digest': tables_dir is set for all runs"):
        report(folder)


def test_tables_elsewhere_need_a_notebook_that_can_read_them(tmp_path: Path) -> None:
    parameters = PARAMETERS.replace("tables_dir", "tables")
    notebook = make_notebook("1", parameters=parameters)
    folder = make_project(tmp_path / "project", {"one": notebook})
    with pytest.raises(ReportingError, match="notebook one has no parameter tables_dir"):
        report(folder)
