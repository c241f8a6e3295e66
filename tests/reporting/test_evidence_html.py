"""From numbers to papers and back, as HTML."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.findings.evidence import Evidence, PaperEvidence, PaperList, Place
from analysis.findings.passages import cut_passages, mark_spans
from analysis.reporting.errors import ReportingError
from analysis.reporting.evidence_html import link_to_papers, render_evidence, settle_links

HOSTILE = '<b onclick="x">&</b> $x_1$ \N{RIGHT-TO-LEFT OVERRIDE}abc'
ESCAPED = "&lt;b onclick=&quot;x&quot;&gt;&amp;&lt;/b&gt; $x_1$ [U+202E]abc"

PLACES = (Place("000.txt", "line", 1204, date(2025, 9, 3)), Place("x.json", "record", 3, None))


def make_list(key: str = "topic.agents", n_papers: int = 1, n_rows: int = 1) -> PaperList:
    abstract = "We build robots. They pour tea for guests."
    paper = PaperEvidence(
        title=mark_spans("Robots pour"),
        publication_date=date(2025, 3, 14),
        places=(
            Place("000.txt", "line", 1204, date(2025, 9, 3)),
            Place("x.json", "record", 3, None),
        ),
        passages=tuple(cut_passages(abstract, [(abstract.index("pour"), abstract.index(" for"))])),
        n_more=2,
        note="Read as tea.",
    )
    return PaperList(key, "Agents", ("Agents",), (paper,) if n_papers else (), n_papers, n_rows)


def render(*lists: PaperList, counted: str = "paper") -> str:
    return render_evidence([Evidence("topic", "Papers on each topic", counted, lists)])


def test_a_paper_is_told_with_its_passage_and_places() -> None:
    html = render(make_list())
    assert '<h3 id="papers.topic">Papers on each topic</h3>' in html
    assert "<bdi>They <mark><u>pour tea</u></mark> for guests.</bdi>" in html
    assert "<code><bdi>000.txt</bdi></code> line 1,204 (3 Sep 2025)" in html
    assert "<code><bdi>x.json</bdi></code> record 3</p>" in html
    assert "Published 14 Mar 2025" in html
    assert "2 further passages not shown." in html
    assert "Read as tea." in html


def test_what_is_cut_is_told() -> None:
    assert "<summary><bdi>Agents</bdi>: 1 paper</summary>" in render(make_list())
    assert "All are shown, the newest first." in render(make_list())
    cut = render(make_list(n_papers=1143, n_rows=2000), counted="listing")
    assert "<bdi>Agents</bdi>: 1,143 papers in 2,000 listings</summary>" in cut
    assert "1 of 1,143 are shown, the last listed first." in cut
    assert "No paper." in render(make_list(n_papers=0, n_rows=0))
    assert "<p>None.</p>" in render()


def test_texts_of_others_are_text() -> None:
    paper = PaperEvidence(
        title=mark_spans(HOSTILE, [(0, 4)]),
        publication_date=None,
        places=(Place(HOSTILE, "line", 1, None),),
        passages=tuple(cut_passages(HOSTILE, [(0, len(HOSTILE))])),
        n_more=0,
        note=HOSTILE,
    )
    html = render(PaperList(make_list().key, HOSTILE, (), (paper,), 1, 1))
    assert "<b" not in html.replace("<bdi", "").replace("<blockquote", "")
    assert "\u202e" not in html
    # Heading, way back, file, passage, note; the title is cut up by its mark.
    assert html.count(ESCAPED) == 5


def test_a_list_leads_back_to_the_first_number_that_led_to_it() -> None:
    links = link_to_papers("topic.agents", "Agents", "x") * 2
    page = settle_links(links + render(make_list()))
    assert page.count(' id="to.papers.topic.agents"') == 1
    assert page.index('id="to.papers.topic.agents"') < page.index('href="#papers.topic.agents"')
    assert page.count('href="#papers.topic.agents"') == 2
    assert page.count('<a href="#to.papers.topic.agents"') == 1


def test_a_list_that_no_number_leads_to_leads_nowhere() -> None:
    page = settle_links(render(make_list()))
    assert "<a " not in page
    assert 'id="papers.topic.agents"' in page


def test_a_number_without_its_papers_is_an_error() -> None:
    with pytest.raises(ReportingError, match=r"'papers.lost', which the report lacks"):
        settle_links(link_to_papers("lost", "Lost", "x") + render(make_list()))
