"""Reports: one closed HTML file that says what the notebook showed."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import nbformat
import pytest

from analysis.findings.evidence import Evidence, PaperList
from analysis.reporting.display import CAVEAT_MIME, HEADLINES_MIME, SVG_MIME
from analysis.reporting.errors import ReportingError
from analysis.reporting.evidence_html import render_evidence
from analysis.reporting.export import Report, ReportContext, ShownParameter, export_report
from analysis.reporting.provenance import InputFile, Provenance
from analysis.reporting.runs import Change, Run
from analysis.reporting.since import Snapshot
from analysis.reporting.state import STATE_MIME, dump_state
from tests.reporting.samples import make_notebook
from tests.reporting.states import make_measure, make_snapshot, make_state

HOSTILE = '<script>alert(1)</script> & "quoted" $x_1$ \\frac'
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;quoted&#34; $x_1$ \\frac"
PNG = base64.b64encode(b"\x89PNG\r\n").decode()


def export(
    notebook: nbformat.NotebookNode,
    changes: tuple[Change, ...] = (),
    before: Snapshot | None = None,
) -> Report:
    provenance = Provenance(
        as_of=datetime(2026, 5, 1, 7, 5, tzinfo=UTC),
        inputs=(InputFile("000.txt", "5eed" * 16, "read"),),
        packages={"Python": "3.11.9", "pandas": "2.2.0"},
        commit="c0ffee",
    )
    run = Run(name="by-digest", title="By digest", description="Every digest on its day.")
    shown = (ShownParameter("seed", 3, "of the bootstrap", given=True),)
    return export_report(
        notebook, ReportContext(run, "one", shown, changes, provenance, before=before)
    )


def show(
    data: dict[str, object],
    metadata: dict[str, object] | None = None,
    before: Snapshot | None = None,
) -> Report:
    """Export a notebook of one cell with one display in it."""
    notebook = make_notebook("show()")
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})
    notebook.cells[-1].outputs = [output]
    return export(notebook, before=before)


class Outline(HTMLParser):
    """Collects what tests look at: tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def find(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def test_the_frame_of_a_report() -> None:
    report = export(make_notebook("1", title="How many?"))
    page = Outline(report.html)
    assert report.title == "How many?"
    assert "<title>How many? · By digest · Digest Trends</title>" in report.html
    assert page.find("html") == [{"lang": "en"}]
    policies = [
        one["content"]
        for one in page.find("meta")
        if one.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies[0] is not None
    assert policies[0].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    for landmark in ("header", "main", "footer", "h1"):
        assert len(page.find(landmark)) == 1, landmark
    assert {"class": "skip", "href": "#content"} in page.find("a")
    assert not page.find("script")


def test_code_stays_behind_a_closed_disclosure() -> None:
    report = export(make_notebook("first = 1", "second = 2"))
    details = Outline(report.html).find("details")
    assert details == [{"class": "code"}, {"class": "code"}]
    body = report.html
    assert re.search(r"<details[^>]*>(?:(?!</details>).)*second", body, re.DOTALL)


def test_where_a_report_comes_from() -> None:
    html = export(make_notebook("1")).html
    for text in ("5eed" * 16, "000.txt", "c0ffee", "pandas 2.2.0", "of the bootstrap"):
        assert text in html
    assert '<time datetime="2026-05-01T07:05:00+00:00">1 May 2026, 07:05 UTC</time>' in html


def test_a_report_of_a_changed_run_says_so() -> None:
    assert "Not the run as declared" not in export(make_notebook("1")).html
    html = export(make_notebook("1"), (Change("seed", 3, 1),)).html
    assert "Not the run as declared" in html
    assert "<code>seed</code> is 3 (declared: 1)" in html


def test_figures_have_their_text_and_bytes() -> None:
    html = show({SVG_MIME: "<svg>é</svg>"}, {SVG_MIME: {"alt": HOSTILE}}).html
    assert f'alt="{ESCAPED}"' in html
    (image,) = Outline(html).find("img")
    assert image["src"] is not None
    kind, content = image["src"].split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(content).decode() == "<svg>é</svg>"
    png = show({"image/png": PNG + "\n"}, {"image/png": {"alt": "A dot."}}).html
    assert f'src="data:image/png;base64,{PNG}"' in png


@pytest.mark.parametrize("metadata", [{}, {SVG_MIME: {"alt": ""}}])
def test_a_figure_without_alternative_text_is_an_error(metadata: dict[str, object]) -> None:
    with pytest.raises(ReportingError, match=r"figure of the cell 'show\(\)' has no alternative"):
        show({SVG_MIME: "<svg/>"}, metadata)


def test_displayed_texts_are_text() -> None:
    headline = {"label": HOSTILE, "value": HOSTILE, "interval": HOSTILE, "note": HOSTILE}
    headlines = show({HEADLINES_MIME: {"headlines": [headline]}, "text/html": "<b>lab</b>"})
    assert headlines.html.count(ESCAPED) == 4
    assert headlines.headlines == [headline]
    assert ESCAPED in show({CAVEAT_MIME: {"text": HOSTILE}}).html
    assert ESCAPED in show({"text/plain": HOSTILE}).html


def test_markdown_is_rendered_and_dollars_stay() -> None:
    notebook = make_notebook("1")
    notebook.cells[2].source = "## Cost in $ and a_b_c\n\nIt *costs* $5_000_000$ or 5 $ <b>x</b>."
    html = export(notebook).html
    assert '<h2 id="cost-in-and-a_b_c">Cost in $ and a_b_c</h2>' in html
    assert "<em>costs</em> $5_000_000$ or 5 $ &lt;b&gt;x&lt;/b&gt;." in html


def test_contents_lead_to_headings_of_their_own() -> None:
    notebook = make_notebook("1")
    notebook.cells[2].source = "## Same\n\n## Same\n\n# Late title\n\n## Content\n\n#### Deep"
    page = Outline(export(notebook).html)
    ids = [one["id"] for _, one in page.tags if "id" in one]
    assert len(ids) == len(set(ids))
    links = [one["href"] for one in page.find("a")]
    wanted = ["#same", "#same-2", "#late-title", "#content-2", "#provenance"]
    assert links == ["#content", *wanted]
    assert len(page.find("h1")) == 1


def test_output_of_programs_is_shown_and_messages_are_put_away() -> None:
    notebook = make_notebook("print()")
    notebook.cells[-1].outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="a < b"),
        nbformat.v4.new_output("stream", name="stderr", text="noise"),
    ]
    html = export(notebook).html
    assert '<pre tabindex="0">a &lt; b</pre>' in html
    assert re.search(r"<summary>Messages of this step</summary><pre[^>]*>noise", html)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="https://example.org/a.png" alt="">',
        '<img src="plot.png" alt="">',
        '<b onclick="alert(1)">x</b>',
        '<a href="JavaScript:alert(1)">x</a>',
        '<iframe srcdoc="x"></iframe>',
        '<link rel="stylesheet" href="https://example.org/a.css">',
        '<div style="background: url(https://example.org/a.png)">x</div>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>b { background: url( '//example.org/a.png') }</style>",
        '<svg><image href="a.png"/></svg>',
        '<a href="java\nscript:alert(1)">x</a>',
    ],
)
def test_nothing_that_runs_or_loads_gets_into_a_report(html: str) -> None:
    with pytest.raises(ReportingError, match=r"would (run|load|contain)"):
        show({"text/html": html})


CSV = "data:text/csv;charset=utf-8;base64,"


def test_a_csv_file_can_be_saved_from_a_report() -> None:
    link = f'<a download="topics-2.csv" href="{CSV}YQ0K">CSV</a>'
    assert link in show({"text/html": link}).html


@pytest.mark.parametrize(
    "link",
    [
        f'<a href="{CSV}YQ0K">x</a>',
        f'<a download href="{CSV}YQ0K">x</a>',
        f'<a download="a.exe" href="{CSV}YQ0K">x</a>',
        f'<a download="../a.csv" href="{CSV}YQ0K">x</a>',
        f'<a download="a.csv" href="{CSV}">x</a>',
        '<a download="a.csv" href="data:text/html;base64,YQ0K">x</a>',
        '<a download="a.csv" href="https://example.org/a.csv">x</a>',
        '<a download="a.csv" href="a.csv">x</a>',
        '<a href="data:text/html,<b>x</b>">x</a>',
        '<a href=" DATA:text/html,x">x</a>',
        '<a href="da\nta:text/html,x">x</a>',
        f'<area download="a.csv" href="{CSV}YQ0K">',
    ],
)
def test_no_other_file_gets_into_a_report(link: str) -> None:
    with pytest.raises(ReportingError, match="would offer"):
        show({"text/html": link})


def test_headlines_lead_to_papers_and_back() -> None:
    headline = {"label": "Agents", "value": "1", "interval": "", "note": "", "evidence": "a"}
    notebook = make_notebook("show()")
    papers = render_evidence([Evidence("all", "P", "paper", (PaperList("a", "A", (), (), 0, 0),))])
    notebook.cells[-1].outputs = [
        nbformat.v4.new_output("display_data", data={HEADLINES_MIME: {"headlines": [headline]}}),
        nbformat.v4.new_output("display_data", data={"text/html": papers}),
    ]
    page = Outline(export(notebook).html)
    ids = [one["id"] for _, one in page.tags if "id" in one]
    links = [one["href"] for one in page.find("a")]
    assert {"#papers.a", "#to.papers.a"} <= set(links)
    assert ids.count("papers.a") == ids.count("to.papers.a") == 1
    del notebook.cells[-1].outputs[1]
    with pytest.raises(ReportingError, match=r"'papers\.a', which the report lacks"):
        export(notebook)


def test_a_display_that_no_report_can_show_is_an_error() -> None:
    with pytest.raises(ReportingError, match=r"'show\(\)' shows application/pdf"):
        show({"application/pdf": "x"})


def test_a_notebook_without_a_title_goes_by_its_name() -> None:
    notebook = make_notebook("1")
    del notebook.cells[0]
    assert export(notebook).title == "one"


def show_since(before: Snapshot | None, label: str = "Vision") -> Report:
    """Export a state in which the one topic has this label."""
    state = make_state(topics=(make_measure("new", 0.9, label=label),))
    return show({STATE_MIME: dump_state(state), "text/plain": "read"}, before=before)


def test_a_first_report_claims_no_change() -> None:
    report = show_since(None)
    assert "No earlier report of this run is on record" in report.html
    assert {"id": "since-last-report"} in Outline(report.html).find("h2")
    assert report.state == make_state(topics=(make_measure("new", 0.9, label="Vision"),))


def test_a_report_tells_what_changed_since_the_last_one() -> None:
    before = make_snapshot("gone.txt", parameters={"seed": 3})
    html = show_since(before, HOSTILE).html
    assert re.search(r"Compared\s+with the report of <time", html)
    assert "1 new digest file: <bdi>000.txt</bdi>." in html
    assert "1 removed digest file: <bdi>gone.txt</bdi>." in html
    row = "<td>entered the top 1 of topics</td><td>not found</td><td>90% (85% to 95%)</td>"
    assert f'<th scope="row">{ESCAPED}</th>{row}' in html
    assert "so this is no test" in html


def test_a_report_with_nothing_new_says_so() -> None:
    inputs = (InputFile("000.txt", "5eed" * 16, "read"),)
    state = make_state(topics=(make_measure("new", 0.9, label="Vision"),))
    before = make_snapshot(state=state, parameters={"seed": 3}, inputs=inputs)
    html = show_since(before).html
    assert "Nothing new since the report of" in html
    assert "so this is no test" not in html


def test_a_report_with_other_parameters_compares_no_numbers() -> None:
    html = show_since(make_snapshot("000.txt", parameters={"seed": 4})).html
    assert re.search(r"Not comparable\s+with the report of .*: seed was 4, is 3\.", html)
    assert "of topics" not in html


def test_a_report_without_a_state_has_no_such_section() -> None:
    report = export(make_notebook("1"), before=make_snapshot())
    assert "since-last-report" not in report.html
    assert (report.state, report.since) == (None, None)
