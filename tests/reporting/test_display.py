"""What notebooks show: complete for the export, readable without it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from analysis.findings.evidence import Evidence, PaperList
from analysis.reporting import display as display_module
from analysis.reporting.display import (
    HEADLINES_MIME,
    SVG_MIME,
    Headline,
    show_caveat,
    show_evidence,
    show_figure,
    show_headlines,
    show_table,
)

HOSTILE = '<script>alert(1)</script> & "quoted" $x_1$ \N{RIGHT-TO-LEFT OVERRIDE}abc'


class Drawing:
    """The part of a figure that display uses."""

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        assert kwargs["format"] == "svg"
        fname.write("<svg/>")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    outputs: list[Any] = []
    monkeypatch.setattr(display_module, "display", outputs.append)
    yield outputs


def test_a_figure_carries_its_alternative_text(shown: list[Any]) -> None:
    show_figure(Drawing(), "Line chart: rising.")
    data, metadata = shown[0]._repr_mimebundle_(include=None, exclude=None)
    assert data == {SVG_MIME: "<svg/>", "text/plain": "Line chart: rising."}
    assert metadata == {SVG_MIME: {"alt": "Line chart: rising."}}


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_alternative_text_is_refused(shown: list[Any], alt: str) -> None:
    with pytest.raises(ValueError, match="needs an alternative text"):
        show_figure(Drawing(), alt)
    assert not shown


def test_a_figure_of_pyplot_is_closed(shown: list[Any]) -> None:
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots()
    axes.plot([1, 2])
    show_figure(figure, "A line.")
    assert not plt.get_fignums()
    assert "<svg" in shown[0]._repr_mimebundle_()[0][SVG_MIME]


def test_table_cells_are_text(shown: list[Any]) -> None:
    show_table(pd.DataFrame({"title": [HOSTILE], HOSTILE: [HOSTILE]}), HOSTILE)
    html = shown[0]._repr_mimebundle_()[0]["text/html"]
    assert "<script" not in html
    # Caption twice, the file's name, a head, two cells.
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;") == 6
    assert "$x_1$ [U+202E]abc" in html
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in html


def test_table_has_caption_and_scopes_and_flush_right_numbers(shown: list[Any]) -> None:
    frame = pd.DataFrame(
        {"topic": ["agents", "video"], "share": ["2.5 %", None], "n": [3, 4], "seen": ["yes", "no"]}
    )
    show_table(frame, "Topics")
    html = shown[0]._repr_mimebundle_()[0]["text/html"]
    assert "<caption>Topics</caption>" in html
    assert '<th scope="col">topic</th><th scope="col" class="number">share</th>' in html
    assert '<th scope="row">agents</th><td class="number">2.5 %</td>' in html
    assert '<td class="number">\N{EN DASH}</td><td class="number">4</td><td>no</td>' in html


@pytest.mark.parametrize(
    ("cells", "flush_right"),
    [
        (["1,108", "-0.5", "12%"], True),
        (["1.20 (0.90 to 1.60)", None], True),
        (["47 of 262", "3 times"], True),
        (["14 Mar 2025", "3 Sep 2025"], False),
        (["000_15d5.txt"], False),
        (["5 digests: too little data", "3"], False),
        (["", ""], False),
    ],
)
def test_only_numbers_are_set_flush_right(
    shown: list[Any], cells: list[str | None], flush_right: bool
) -> None:
    show_table(pd.DataFrame({"row": range(len(cells)), "cell": cells}), "Cells")
    html = shown[0]._repr_mimebundle_()[0]["text/html"]
    assert ('<th scope="col" class="number">cell</th>' in html) == flush_right
    assert '<th scope="col">row</th>' in html


def test_a_table_without_rows_says_so(shown: list[Any]) -> None:
    show_table(pd.DataFrame({"topic": [], "papers": []}), "Nothing found")
    html = shown[0]._repr_mimebundle_()[0]["text/html"]
    assert '<tbody><tr><td colspan="2">none</td></tr></tbody>' in html
    assert html.count('scope="col"') == 2


def test_rows_lead_to_their_papers(shown: list[Any]) -> None:
    lists = (
        PaperList("gains.percent.speed", "percent, speed", ("percent", "speed"), (), 4, 4),
        PaperList("any", "any", (), (), 9, 9),
    )
    frame = pd.DataFrame({"unit": ["percent", "percent"], "family": ["speed", "cost"]})
    show_table(frame, "Gains", evidence=Evidence("all", "Papers", "paper", lists))
    html = shown[0]._repr_mimebundle_()[0]["text/html"]
    assert (
        '<tr><th scope="row">percent</th><td><a id="to.papers.gains.percent.speed"'
        ' href="#papers.gains.percent.speed"'
        ' aria-label="speed: papers behind percent, speed">speed</a></td></tr>'
        '<tr><th scope="row">percent</th><td>cost</td></tr>'
    ) in html


def test_a_table_can_be_saved_with_the_numbers_behind_it(shown: list[Any]) -> None:
    frame, data = pd.DataFrame({"share": ["23%"]}), pd.DataFrame({"proportion": [0.2345]})
    show_table(frame, "Shares")
    show_table(frame, "Shares", data=data)
    files = [
        base64.b64decode(re.findall('base64,([^"]+)"', one._repr_mimebundle_()[0]["text/html"])[0])
        for one in shown
    ]
    assert [file.decode("utf-8-sig") for file in files] == [
        "share\r\n23%\r\n",
        "proportion\r\n0.2345\r\n",
    ]


def test_headlines_lead_to_their_papers(shown: list[Any]) -> None:
    show_headlines([Headline("Agents", "12%", evidence="topic.agents"), Headline("Rest", "1")])
    data, _ = shown[0]._repr_mimebundle_()
    assert data[HEADLINES_MIME]["headlines"][0]["evidence"] == "topic.agents"
    assert data["text/html"].count("<a ") == 1
    assert (
        'href="#papers.topic.agents" aria-label="Papers behind this: Agents"' in data["text/html"]
    )


def test_evidence_is_told_outside_a_kernel(capsys: pytest.CaptureFixture[str]) -> None:
    lists = (PaperList("a", "Agents", (), (), 1204, 1300),)
    show_evidence(Evidence("all", "Papers", "listing", lists))
    assert capsys.readouterr().out == "Agents: 1,204 papers\n"


def test_headlines_are_kept_as_data(shown: list[Any]) -> None:
    show_headlines([Headline("Papers", "202"), Headline("<b>", "1", "0 to 2", "note")])
    data, _ = shown[0]._repr_mimebundle_()
    assert data[HEADLINES_MIME]["headlines"][0] == {
        "label": "Papers", "value": "202", "interval": "", "note": "", "evidence": "",
    }  # fmt: skip
    assert "&lt;b&gt;" in data["text/html"]


def test_outside_a_kernel_a_line_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    show_caveat("Few papers.")
    show_figure(Drawing(), "A circle.")
    assert capsys.readouterr().out == "Caution: Few papers.\nA circle.\n"
