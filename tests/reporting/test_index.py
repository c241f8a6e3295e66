"""The index: honest about what is there, what is missing and what is damaged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from analysis.reporting.display import Headline
from analysis.reporting.index import export_index
from analysis.reporting.publish import PublishedNotebook, RunManifest
from analysis.reporting.runs import Run, Site


def make_run(name: str) -> Run:
    return Run(name=name, title=f"Title of {name}", description="What it shows.")


def publish(output: Path, name: str) -> None:
    """Put a manifest of a run with one notebook in place."""
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    notebook = PublishedNotebook(
        title="<b>One</b>",
        as_of=moment,
        duration_seconds=1.0,
        parameters={},
        changes=[],
        inputs=[],
        packages={},
        commit=None,
        headlines=[Headline("Papers & more", "202", evidence="any"), Headline("Rest", "1")],
    )
    manifest = RunManifest(
        run=name, title=f"Title of {name}", description="What it shows.", as_of=moment,
        notebooks={"00_one": notebook},
    )  # fmt: skip
    (output / name).mkdir()
    (output / name / "manifest.json").write_text(manifest.model_dump_json(), encoding="utf-8")


def test_missing_notebooks_and_runs_are_told(tmp_path: Path) -> None:
    publish(tmp_path, "first")
    runs = [(make_run("first"), ["00_one", "01_two"]), (make_run("second"), ["00_one"])]
    html = export_index(tmp_path, runs).read_text("utf-8")
    assert "Not made yet: 01_two." in html
    assert html.count("No reports were made yet.") == 1
    assert html.index("Title of first") < html.index("Title of second")


def test_texts_are_escaped(tmp_path: Path) -> None:
    publish(tmp_path, "first")
    html = export_index(tmp_path, [(make_run("first"), ["00_one"])]).read_text("utf-8")
    assert "&lt;b&gt;One&lt;/b&gt;" in html
    assert "Papers &amp; more" in html


def test_headlines_lead_to_the_papers_in_their_report(tmp_path: Path) -> None:
    publish(tmp_path, "first")
    html = export_index(tmp_path, [(make_run("first"), ["00_one"])]).read_text("utf-8")
    assert html.count("Papers behind this</a>") == 1
    assert 'href="first/00_one.html#papers.any"' in html
    assert "to.papers" not in html


def test_a_damaged_manifest_does_not_hide_the_other_runs(tmp_path: Path) -> None:
    publish(tmp_path, "first")
    publish(tmp_path, "second")
    (tmp_path / "first" / "manifest.json").write_text("{", encoding="utf-8")
    runs = [(make_run("first"), ["00_one"]), (make_run("second"), ["00_one"])]
    html = export_index(tmp_path, runs).read_text("utf-8")
    assert "The reports of this run are damaged; make them again." in html
    assert 'href="second/00_one.html"' in html


def test_a_run_that_is_declared_no_more_is_marked(tmp_path: Path) -> None:
    publish(tmp_path, "old")
    html = export_index(tmp_path, [(make_run("new"), ["00_one"])]).read_text("utf-8")
    assert html.index("Title of new") < html.index("Title of old")
    assert "This run is no longer declared" in html


def test_title_and_logo_are_those_of_the_site(tmp_path: Path) -> None:
    html = export_index(tmp_path, [], Site(title="Tea & <b>robots</b>", logo="Our $lab")).read_text(
        "utf-8"
    )
    assert "<title>Our $lab: Tea &amp; &lt;b&gt;robots&lt;/b&gt;</title>" in html
    assert "<h1>Tea &amp; &lt;b&gt;robots&lt;/b&gt;</h1>" in html
    assert "Digest Trends" not in html
