"""Small valid files of every format, from which the fuzzer starts. All texts are made up."""

from __future__ import annotations

import gzip
import json
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from tests.digests.api_days import make_row, print_day, wrap
from tests.digests.arxiv import (
    FORMS,
    make_record,
    print_answer,
    print_lines,
    print_metadata,
    wrap_record,
)
from tests.digests.dumps import DUMPS, SITE, dump_markup, dump_props
from tests.digests.pages import Entry, print_page
from tests.digests.test_dumps import DAY, make_items

SHORT = "We count apples. It is 2.5 times faster, by 3%. See https://github.com/x/y."
DIVIDER = b"\n<<<<>>>>\n"
"""Between the two files, or texts, of targets that take two."""
PINS = """
a.txt:
  origin: by hand
  year: 2025
b.txt: {digest_date: 2025-04-20, note: "x"}
c: &c {year: 2024}
d: *c
"""
TEXTS = (
    ("Counting Apples: A Benchmark", SHORT),
    ("x", "Code will be released. Accuracy rises from 61.2% to 70.5% (+9.3 points), 10x fewer."),
    ("Agents", "up to 3-5\\times less memory, halving cost; 1,000,000 tokens vs. 2e6 tokens"),
)


def list_samples() -> dict[str, list[bytes]]:
    """Samples of each format."""
    items = make_items("Counting Apples in Baskets", "Sorting Pears", abstract=SHORT)
    markdown = [dump(items, DAY).encode() for dump in DUMPS.values()]
    saved = [dump_props([make_row(1)], DAY).encode(), dump_markup(items, DAY).encode()]
    lines = [print_lines(make_record(1), make_record(2, versions=[])), print_lines(make_record(3))]
    answers = _list_answers()
    return {
        "page-text": _list_pages(),
        "api-json": _list_days(),
        "arxiv-lines": lines,
        "arxiv-oai": answers,
        "gzip": [gzip.compress(one, mtime=0) for one in [*lines, *answers, *_list_days()[:1]]],
        "markdown": markdown,
        "saved-html": saved,
        "mhtml": [_archive(one) for one in saved],
    }


def _list_pages() -> list[bytes]:
    dated = Entry("Counting Apples", SHORT, 3, None, "Mar 3, 2024 4")
    badge = Entry("Sorting Pears", SHORT, None, "apple Apple", "Mar 17")
    bare = Entry("Drying Plums in the Sun", SHORT)
    page = print_page(dated, badge, bare)
    return [
        page.encode(),
        print_page(bare, capture="Feb 29, 2024").encode("utf-16"),
        page.replace("\n\n", "\r\n").encode("cp1252"),
    ]


def _list_days() -> list[bytes]:
    row = make_row(1, summary=SHORT, submittedOnDailyAt="2025-03-17T01:00:00.000Z")
    row["organization"] = {"_id": "1", "name": "acme", "fullname": "Acme"}
    return [print_day([row]), print_day(wrap([row])), json.dumps([repr(row), row]).encode()]


def _list_answers() -> list[bytes]:
    raw = (
        f'<arXivRaw xmlns="{FORMS["arXivRaw"]}"><id>2403.00001</id>'
        '<version version="v1"><date>Thu, 14 Mar 2024 23:59:59 GMT</date></version>'
        f"<title>Counting Apples</title><abstract>{SHORT}</abstract></arXivRaw>"
    )
    core = (
        f'<oai_dc:dc xmlns:dc="{FORMS["dc"]}"><dc:title>Counting Apples</dc:title>'
        f"<dc:creator>A, B</dc:creator><dc:description>{SHORT}</dc:description>"
        "<dc:date>2024-03-14</dc:date><dc:identifier>x</dc:identifier></oai_dc:dc>"
    )
    forms = [print_metadata(1), raw, core]
    gone = wrap_record(identifier="2403.00002", status="deleted")
    return [print_answer([wrap_record(form), gone]) for form in forms]


def _archive(page: bytes) -> bytes:
    archive = MIMEMultipart("related", boundary="x")
    archive["Snapshot-Content-Location"] = f"{SITE}/papers"
    archive["Date"] = "Mon, 17 Mar 2025 20:00:00 +0000"
    # Plain ASCII stays readable in the archive, and so do changes of it.
    archive.attach(MIMEText(page.decode().replace("·", "&middot;"), "html"))
    return archive.as_bytes()
