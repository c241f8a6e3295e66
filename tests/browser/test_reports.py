"""Exported reports in a real browser with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.reporting import run_reports
from tests.browser.axe import list_violations
from tests.browser.conftest import call_analysis
from tests.reporting.samples import CHECK, FIGURE, HEADLINES, make_notebook, make_project

HOSTILE = "<script>document.title = 'taken over'</script>"
HOSTILE_TABLE = f"""\
import pandas as pd

from analysis.reporting.display import show_table

frame = pd.DataFrame({{"title": [{HOSTILE!r}], "a long column": ["word " * 60]}})
show_table(frame, {HOSTILE!r})"""
EVIDENCE = f"""\
from datetime import date

from analysis.findings.evidence import Evidence, PaperEvidence, PaperList, Place
from analysis.findings.passages import cut_passages, mark_spans
from analysis.reporting.display import Headline, show_evidence, show_headlines

text = "We build robots that pour tea. " + {HOSTILE!r} + " \\u202e is no tea."
paper = PaperEvidence(
    title=mark_spans({HOSTILE!r} + " robots"),
    publication_date=date(2025, 3, 14),
    places=(Place("000.txt", "line", 34, date(2025, 9, 3)),),
    passages=tuple(cut_passages(text, [(21, 29), (36, 40)])),
    n_more=0,
    note="",
)
lists = [
    PaperList(key, label, (label,), (paper,) * 20, 143, 143)
    for key, label in (("topic.video", "Video"), ("topic.robots", "Robots"))
]
evidence = Evidence("topic", "Papers on each topic", "paper", tuple(lists))
show_headlines([Headline("Robots", "12%", "10% to 14%", "143 of 1,204", "topic.robots")])
shares = pd.DataFrame({{"Topic": ["Video", "Robots"], "Share": ["8%", "12%"]}})
numbers = pd.DataFrame({{"topic": ["=video", {HOSTILE!r}], "proportion": [-0.08, 0.12]}})
show_table(shares, "Topics: share", data=numbers, evidence=evidence)
show_evidence(evidence)"""
# Fonts, icons and styles would count; images inside the file are no requests.
INSIDE = ("data:", "blob:")


@pytest.fixture(scope="session")
def sample_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of one small notebook with hostile texts, with their index."""
    notebook = make_notebook(CHECK, HEADLINES, FIGURE, HOSTILE_TABLE, EVIDENCE, title=HOSTILE)
    folder = make_project(tmp_path_factory.mktemp("sample") / "project", {"00_one": notebook})
    outcome = run_reports(
        notebooks_dir=folder / "notebooks",
        tables_dir=folder / "tables",
        output=folder / "reports",
        code={"python": "3", "packages": {}, "commit": None},
        as_of=datetime(2026, 5, 1, tzinfo=UTC),
        jobs=1,
    )
    assert not outcome.failures
    return folder / "reports"


@pytest.fixture(scope="session")
def real_reports(project: Path, tables_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All reports of the project's declared runs, made by its command line."""
    if not list((project / "notebooks").glob("*.ipynb")):
        pytest.skip("the project has no notebooks")
    output = tmp_path_factory.mktemp("real") / "reports"
    parameter = f"tables_dir={tables_dir}"
    call_analysis(project, "report", "-p", parameter, "--output", str(output))
    return output


@contextmanager
def open_offline(
    browser: Browser, path: Path, width: int = 1280
) -> Iterator[tuple[Page, list[str]]]:
    """Open a file without a network; gives the page and what it asked for."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    try:
        page.goto(path.as_uri(), wait_until="load")
        yield page, [url for url in requests if not url.startswith(INSIDE)]
    finally:
        context.close()


def list_pages(reports: Path) -> list[Path]:
    """All pages but the earlier ones that the history keeps."""
    return sorted(path for path in reports.rglob("*.html") if "history" not in path.parts)


def assert_complete_offline(browser: Browser, path: Path) -> int:
    """Check that a page shows all its figures and asks nobody; gives how many figures."""
    with open_offline(browser, path) as (page, requests):
        widths: list[int] = page.evaluate("[...document.images].map(image => image.naturalWidth)")
        assert all(width > 0 for width in widths), path
        assert requests == [path.as_uri()]
        return len(widths)


def test_every_real_report_is_complete_without_a_network(
    browser: Browser, real_reports: Path
) -> None:
    pages = list_pages(real_reports)
    runs, notebooks = 2, len({page.name for page in pages}) - 1
    assert len(pages) == runs * notebooks + 1
    figures = {page.name: assert_complete_offline(browser, page) for page in pages}
    assert all(count > 0 for name, count in figures.items() if name != "index.html")


def test_every_real_report_is_small_and_fits_a_phone(browser: Browser, real_reports: Path) -> None:
    for path in list_pages(real_reports):
        assert path.stat().st_size < 3_000_000, path
        with open_offline(browser, path, width=390) as (page, _):
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_sample_pages_are_complete_without_a_network(
    browser: Browser, sample_reports: Path
) -> None:
    counts = {
        page.name: assert_complete_offline(browser, page) for page in list_pages(sample_reports)
    }
    assert counts == {"00_one.html": 1, "index.html": 0}


def test_hostile_texts_are_texts(browser: Browser, sample_reports: Path) -> None:
    for path in list_pages(sample_reports):
        with open_offline(browser, path) as (page, _):
            assert page.title() != "taken over"
            assert page.get_by_text("<script>document.title").count() >= 1


def test_the_policy_stops_a_script_that_gets_in_all_the_same(
    browser: Browser, sample_reports: Path, tmp_path: Path
) -> None:
    html = (sample_reports / "by-digest" / "00_one.html").read_text("utf-8")
    injected = f"{HOSTILE}<img src='x:' onerror=\"document.title = 'taken over'\"></main>"
    broken = tmp_path / "injected.html"
    broken.write_text(html.replace("</main>", injected), encoding="utf-8")
    with open_offline(browser, broken) as (page, _):
        assert page.locator("main script").count() == 1
        assert page.title() != "taken over"
    unguarded = tmp_path / "unguarded.html"
    unguarded.write_text(
        html.replace("</main>", injected).replace("Content-Security-Policy", "none"),
        encoding="utf-8",
    )
    with open_offline(browser, unguarded) as (page, _):
        assert page.title() == "taken over", "the attack of this test has no teeth"


def test_code_shows_only_on_demand(browser: Browser, sample_reports: Path) -> None:
    with open_offline(browser, sample_reports / "by-digest" / "00_one.html") as (page, _):
        code = page.get_by_text("show_headlines(", exact=False).first
        assert not code.is_visible()
        page.locator("details.code > summary").last.press("Enter")
        assert code.is_visible()


MAKE_LONG = """table => {
    const body = table.tBodies[0], row = body.rows[0];
    while (body.rows.length < 400) body.append(row.cloneNode(true));
}"""


def test_a_table_of_hundreds_of_rows_scrolls_below_its_head_and_prints_whole(
    browser: Browser, sample_reports: Path
) -> None:
    with open_offline(browser, sample_reports / "by-digest" / "00_one.html") as (page, _):
        box = page.locator(".table").first
        page.evaluate(MAKE_LONG, box.locator("table").element_handle())
        assert box.evaluate("box => box.clientHeight") < 800
        box.evaluate("box => box.scrollTo(0, 2000)")
        heads = box.locator("thead th").evaluate_all(
            "heads => heads.map(head => head.getBoundingClientRect().top)"
        )
        top = box.evaluate("box => box.getBoundingClientRect().top")
        assert all(abs(head - top) < 2 for head in heads)
        page.emulate_media(media="print")
        assert box.evaluate("box => box.clientHeight - box.scrollHeight") == 0
        assert box.evaluate("box => box.clientHeight") > 4000


def assert_marked_in_sight(page: Page) -> None:
    """Check that a marked passage is there to be read, in an open disclosure."""
    mark = page.locator("details[open] blockquote mark").first
    expect(mark).to_be_visible()
    expect(mark).to_be_in_viewport()
    assert mark.inner_text() == "pour tea"


@pytest.mark.parametrize("name", ["Papers behind this: Robots", "Video: papers behind Video"])
def test_from_a_number_to_the_passage_and_back(
    browser: Browser, sample_reports: Path, name: str
) -> None:
    with open_offline(browser, sample_reports / "by-digest" / "00_one.html") as (page, _):
        number = page.get_by_role("link", name=name)
        assert page.locator("blockquote mark:visible").count() == 0
        number.click()
        assert_marked_in_sight(page)
        assert page.locator("details[open]").count() == 1
        assert "20 of 143 are shown" in page.locator("details[open]").inner_text()
        page.locator("details[open]").get_by_role("link", name="Back to the number").click()
        expect(number).to_be_in_viewport()


def test_every_headline_of_real_reports_leads_to_its_papers(
    browser: Browser, real_reports: Path
) -> None:
    """To a sentence in one click, or in two where it leads to several lists."""
    for path in list_pages(real_reports):
        if path.name == "index.html":
            continue
        with open_offline(browser, path) as (page, _):
            links = page.locator(".headlines .papers a")
            assert links.count() >= 3, path
            for at in range(links.count()):
                links.nth(at).click()
                target = page.locator(":target")
                expect(target).to_be_in_viewport()
                if target.evaluate("one => one.tagName") == "H3":
                    page.locator("section:has(:target) summary").first.click()
                assert page.locator("details[open] .title:visible").count() >= 1, path
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")


def test_from_the_index_to_the_passage(browser: Browser, sample_reports: Path) -> None:
    with open_offline(browser, sample_reports / "index.html") as (page, _):
        page.get_by_role("link", name="Papers behind this: Robots").first.click()
        page.wait_for_url("**/by-digest/00_one.html#papers.topic.robots")
        assert_marked_in_sight(page)


def test_the_numbers_of_a_table_are_saved_without_a_network(
    browser: Browser, sample_reports: Path
) -> None:
    with open_offline(browser, sample_reports / "by-digest" / "00_one.html") as (page, _):
        link = page.get_by_role("link", name="Download CSV: Topics: share")
        with page.expect_download() as waiting:
            link.click()
        assert waiting.value.suggested_filename == "topics-share.csv"
        content = Path(waiting.value.path()).read_bytes()
    assert content.decode("utf-8") == (
        f"\ufefftopic,proportion\r\n'=video,-0.08\r\n{HOSTILE},0.12\r\n"
    )


def test_from_the_index_to_a_report(browser: Browser, sample_reports: Path) -> None:
    with open_offline(browser, sample_reports / "index.html") as (page, _):
        page.locator(".reports a").first.click()
        page.wait_for_url("**/by-digest/00_one.html")
        assert page.locator("h1").inner_text() == HOSTILE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_their_ground(
    browser: Browser, sample_reports: Path, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme, offline=True)
    page = context.new_page()
    page.goto((sample_reports / "by-digest" / "00_one.html").as_uri())
    colors = page.evaluate(
        "['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
    )
    context.close()
    luminance = [sum(map(int, color[4:-1].split(", "))) / 3 for color in colors]
    assert abs(luminance[0] - luminance[1]) > 150
    assert (luminance[0] > luminance[1]) == (scheme == "dark")


def test_real_pages_have_no_barriers(browser: Browser, real_reports: Path) -> None:
    found = {path: list_violations(browser, path.as_uri()) for path in list_pages(real_reports)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_sample_pages_have_no_barriers(browser: Browser, sample_reports: Path) -> None:
    found = {path: list_violations(browser, path.as_uri()) for path in list_pages(sample_reports)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_barrier_is_found(browser: Browser, sample_reports: Path, tmp_path: Path) -> None:
    """In a disclosure, and in one scheme only."""
    html = (sample_reports / "by-digest" / "00_one.html").read_text("utf-8")
    style = "<style>@media (prefers-color-scheme: dark) { .faint { color: #333 } }</style>"
    faint = "<details><summary>More</summary><p class='faint'>Hard to read.</p></details></main>"
    broken = tmp_path / "broken.html"
    broken.write_text(html.replace("</head>", f"{style}</head>").replace("</main>", faint), "utf-8")
    (line,) = list_violations(browser, broken.as_uri())
    assert line.startswith("dark: color-contrast (serious), 1 times")
