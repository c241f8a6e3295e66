"""The index with states, in a real browser: closed, narrow enough, and every picture told."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analysis.reporting.since import compare_reports
from tests.browser.test_reports import open_offline
from tests.reporting.states import make_measure, make_series, make_snapshot, make_state
from tests.reporting.test_index import HOSTILE, export_one


@pytest.mark.parametrize("width", [1280, 390])
def test_the_index_shows_every_sparkline_and_asks_nobody(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    long = HOSTILE + " and a very long label" * 5
    course = make_series(0.5, None, *[0.9] * 60)
    state = make_state(topics=(make_measure("new", 0.9, label=long, series=course),))
    export_one(tmp_path, state, compare_reports(make_snapshot(), make_snapshot(state=state)))
    path = tmp_path / "index.html"
    with open_offline(browser, path, width=width) as (page, requests):
        sizes = page.evaluate("[...document.images].map(image => [image.naturalWidth, image.alt])")
        assert [(width, bool(alt)) for width, alt in sizes] == [(160, True), (160, True)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.title() == "Digest Trends: Reports"
        assert requests == [path.as_uri()]
