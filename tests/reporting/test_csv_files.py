"""CSV files in a page: what spreadsheets and programs read out of them."""

from __future__ import annotations

import base64
import csv
import re
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reporting.csv_files import MEDIA_TYPE, encode_csv, name_file, render_download
from analysis.stats.results import Estimate, TooLittleData


def read(frame: pd.DataFrame) -> list[list[str]]:
    return list(csv.reader(StringIO(encode_csv(frame).decode("utf-8-sig"), newline="")))


def test_numbers_dates_and_gaps() -> None:
    frame = pd.DataFrame(
        {
            "share": [0.1 + 0.2, np.nan],
            "ratio": [1 / 3, 2e15],
            "count": pd.array([-3, None], dtype="Int64"),
            "day": pd.to_datetime(["2025-03-01", None]),
            "time": pd.to_datetime(["2025-03-01 10:30", None]),
            "is_small": [True, False],
            "label": ['é, "two"\nlines', None],
        }
    )
    assert read(frame) == [
        ["share", "ratio", "count", "day", "time", "is_small", "label"],
        ["0.3", "0.3333333333", "-3", "2025-03-01", "2025-03-01 10:30:00", "True",
         'é, "two"\nlines'],
        ["", "2000000000000000.0", "", "", "", "False", ""],
    ]  # fmt: skip


def test_the_form_is_that_of_rfc_4180_with_the_mark_of_utf_8() -> None:
    content = encode_csv(pd.DataFrame({"a": ["x,y", 'say "é"'], "b": [1, 2]}))
    assert content == '\ufeffa,b\r\n"x,y",1\r\n"say ""é""",2\r\n'.encode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "-", "--5"]
)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    head, (cell,) = read(pd.DataFrame({text: [text]}))
    assert cell == f"'{text}"
    assert head == [f"'{text}"]


@pytest.mark.parametrize("text", ["-0.5", "+3", "-2e-7", "12", "1.5"])
def test_numbers_stay_numbers(text: str) -> None:
    assert read(pd.DataFrame({"a": [text]}))[1] == [text]
    assert read(pd.DataFrame({"a": [float(text)]}))[1] == [str(float(text))]


def test_results_are_spread_over_columns() -> None:
    good = Estimate(
        estimate=2.0, ci_lower=1.0, ci_upper=3.0, confidence_level=0.95, nobs=9, method="m"
    )
    poor = TooLittleData(reason="too few", needed="more", nobs=1, method="m")
    head, first, second = read(pd.DataFrame({"nobs": [1, 2], "result": [good, poor]}))
    one, other = dict(zip(head, first, strict=True)), dict(zip(head, second, strict=True))
    assert (one["nobs"], one["estimate"], one["ci_upper"], one["result nobs"]) == (
        "1", "2.0", "3.0", "9",
    )  # fmt: skip
    assert one["reason"] == other["estimate"] == ""
    assert other["reason"] == "too few"
    assert "result" not in head


def test_columns_of_one_name_and_no_rows() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert len(read(frame)[1]) == len(read(frame)[0]) == 2
    assert read(pd.DataFrame({"a": []})) == [["a"]]


TEXTS = st.text(st.sampled_from("=+-@\t\r\n,;'\"a1.\x00\u202e\xe9"), max_size=8)


@given(st.lists(st.tuples(TEXTS, st.integers()), min_size=1, max_size=4))
def test_every_row_comes_back(rows: list[tuple[str, int]]) -> None:
    found = read(pd.DataFrame({"text": [t for t, _ in rows], "n": [n for _, n in rows]}))
    assert [int(n) for _, n in found[1:]] == [n for _, n in rows]
    assert not [text for text, _ in found[1:] if text.startswith(("=", "+", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Topics: share of all papers", "topics-share-of-all-papers.csv"),
        ("Année d'été (95%)", "annee-d-ete-95.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ('a"b<c>\u202ed', "a-b-c-d.csv"),
        ("\u8ad6\u6587", "table.csv"),
        ("", "table.csv"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word.csv"),
    ],
)
def test_file_names_are_safe(caption: str, name: str) -> None:
    assert name_file(caption) == name


def test_the_link_holds_the_file() -> None:
    frame = pd.DataFrame({"a": [1]})
    html = render_download(frame, 'Shares <b> "x"')
    (content,) = re.findall(rf'href="{re.escape(MEDIA_TYPE)}([^"]+)"', html)
    assert pd.read_csv(BytesIO(base64.b64decode(content))).equals(frame)
    assert 'download="shares-b-x.csv"' in html
    assert 'aria-label="Download CSV: Shares &lt;b&gt; &quot;x&quot;"' in html
