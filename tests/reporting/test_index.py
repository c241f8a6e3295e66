"""The index: honest about what is there, what is missing and what is damaged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from analysis.findings.state import State
from analysis.reporting.display import Headline
from analysis.reporting.index import export_index
from analysis.reporting.publish import PublishedNotebook, RunManifest
from analysis.reporting.runs import Run, Site
from analysis.reporting.since import Since, compare_reports
from tests.reporting.states import make_measure, make_series, make_snapshot, make_state


def make_run(name: str) -> Run:
    return Run(name=name, title=f"Title of {name}", description="What it shows.")


def publish(
    output: Path, name: str, state: State | None = None, since: Since | None = None
) -> None:
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
        state=state,
        since=since,
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


HOSTILE = "<script>alert(1)</script> & $x_1$ \\ \u202e reversed"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; $x_1$ \\ \u202e reversed"


def export_one(output: Path, state: State, since: Since) -> str:
    publish(output, "first", state, since)
    return export_index(output, [(make_run("first"), ["00_one"])]).read_text("utf-8")


def test_a_run_shows_its_data_and_its_numbers_with_their_course(tmp_path: Path) -> None:
    html = export_one(tmp_path, make_state(), Since())
    assert (
        "3 digests read, 1 Apr 2026 to 30 Apr 2026: 90 papers in 100 listings. 19 of 22 weekdays "
        "have no digest, at most 12 in a row (between 1 Apr 2026 and 20 Apr 2026). The last "
        "digest was 1 day old when this was made."
    ) in html
    for text in ("Largest topic: Label of agents", "95% interval 15% to 25%", "of 4 weeks"):
        assert text in html
    assert html.count("data:image/svg+xml;base64,") == 1
    assert "no earlier one is on record" in html
    assert "Papers &amp; more" not in html, "the same numbers twice"


def test_the_index_says_what_changed_and_leads_to_it(tmp_path: Path) -> None:
    after = make_state(topics=(make_measure("vision", 0.35), make_measure("agents", 0.34)))
    since = compare_reports(make_snapshot("a.txt"), make_snapshot("a.txt", "b.txt", state=after))
    html = export_one(tmp_path, after, since)
    assert (
        '<a href="first/00_one.html#since-last-report">Since the last report</a>, of <time' in html
    )
    assert "<li>1 new digest file</li>" in html
    assert "<li>entered the top 1 of topics: <bdi>Label of vision</bdi></li>" in html


def test_nothing_new_is_said(tmp_path: Path) -> None:
    since = compare_reports(make_snapshot(), make_snapshot())
    assert "nothing new." in export_one(tmp_path, make_state(), since)


def test_many_moves_are_cut_and_counted(tmp_path: Path) -> None:
    names = [f"m{at}" for at in range(7)]
    before, after = (
        make_state(measures=tuple(make_measure(name, value) for name in names))
        for value in (0.2, 0.4)
    )
    since = compare_reports(make_snapshot(state=before), make_snapshot(state=after))
    assert "<bdi>Label of m3</bdi> and 3 more</li>" in export_one(tmp_path, after, since)


def test_hostile_labels_are_texts_that_turn_nothing_round(tmp_path: Path) -> None:
    topic = make_measure("new", 0.9, label=HOSTILE, series=make_series(0.5, 0.9))
    state = make_state(topics=(topic,))
    since = compare_reports(make_snapshot(), make_snapshot(state=state))
    html = export_one(tmp_path, state, since)
    assert f"<bdi>{ESCAPED}</bdi>" in html
    assert f"<bdi>Largest topic: {ESCAPED}</bdi>" in html
    assert f'alt="{ESCAPED}: 2 weeks' in html
    assert "<script" not in html
