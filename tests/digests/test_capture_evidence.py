"""The capture date from what stands around a page: addresses, neighbouring days, heads."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.digests.dumps.capture_evidence import Evidence, date_capture
from analysis.digests.dumps.page_links import LinkKind, parse_link
from analysis.papers import DateMethod, PrintedDate


@pytest.mark.parametrize(
    ("evidence", "printed", "dated"),
    [
        (Evidence(own_days=[date(2025, 3, 17)]), PrintedDate(3, 17), date(2025, 3, 17)),
        (Evidence(own_days=[date(2025, 3, 17)]), None, date(2025, 3, 17)),
        (Evidence(near_days=[date(2025, 3, 14)]), PrintedDate(3, 17), date(2025, 3, 17)),
        (Evidence(near_days=[date(2025, 12, 31)]), PrintedDate(1, 1), date(2026, 1, 1)),
        (Evidence(near_days=[date(2026, 1, 1)]), PrintedDate(12, 31), date(2025, 12, 31)),
        (Evidence(saved_days=[date(2026, 1, 2)]), PrintedDate(12, 31), date(2025, 12, 31)),
        (Evidence(saved_days=[date(2025, 3, 16)]), PrintedDate(3, 17), date(2025, 3, 17)),
        (Evidence(saved_days=[date(2025, 3, 15)]), PrintedDate(3, 17), None),
        (Evidence(saved_days=[date(2026, 7, 28)]), PrintedDate(3, 25), None),
        (Evidence(saved_days=[date(2025, 3, 17)]), None, date(2025, 3, 17)),
        (Evidence(), PrintedDate(3, 17), None),
        (Evidence(), PrintedDate(3, 17, 2024), date(2024, 3, 17)),
    ],
)
def test_pages_are_dated(
    evidence: Evidence, printed: PrintedDate | None, dated: date | None
) -> None:
    capture = date_capture(printed, evidence)
    assert (capture.digest_date, capture.problems) == (dated, ())
    assert capture.method is (DateMethod.STATED if dated else DateMethod.UNRESOLVED)


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(own_days=[date(2025, 3, 18)]),
        Evidence(own_days=[date(2025, 8, 1)]),
        Evidence(near_days=[date(2025, 3, 18)], saved_days=[date(2026, 3, 18)]),
    ],
)
def test_evidence_that_disagrees_is_told_and_dates_nothing(evidence: Evidence) -> None:
    capture = date_capture(PrintedDate(3, 17), evidence)
    assert capture.digest_date is None
    assert len(capture.problems) == 1


@pytest.mark.parametrize(
    ("line", "own", "saved"),
    [
        ("url: https://huggingface.co/papers/date/2025-03-17", 1, 0),
        ("URL Source: https://huggingface.co/papers?date=2025-03-17", 1, 0),
        ('retrieved: "2025-03-17"', 0, 1),
        ("- Captured (UTC): 2025-03-17T16:31:22+00:00", 0, 1),
        ("retrieved: yesterday", 0, 0),
        ("retrieved: 2025-02-30", 0, 0),
        ("note: 2025-03-17", 0, 0),
        ("We saved: 2025-03-17", 0, 0),
    ],
)
def test_heads_of_tools_are_read(line: str, own: int, saved: int) -> None:
    evidence = Evidence()
    evidence.read_head(line)
    assert (len(evidence.own_days), len(evidence.saved_days)) == (own, saved)


@pytest.mark.parametrize(
    ("target", "kind", "arxiv_id"),
    [
        ("https://huggingface.co/papers/2410.05434", LinkKind.PAPER, "2410.05434"),
        ("/papers/2410.05434v2", LinkKind.PAPER, "2410.05434"),
        ("hf.co/papers/2410.05434#community", LinkKind.COMMENTS, "2410.05434"),
        ("/login?next=%2Fpapers%2F2410.05434", LinkKind.VOTES, "2410.05434"),
        ("/login?next=%2Fpapers", LinkKind.SITE, None),
        ("https://huggingface.co/papers/date/2025-03-17", LinkKind.DAY, None),
        ("https://huggingface.co/papers/date/2025-13-17", LinkKind.SITE, None),
        ("https://huggingface.co/apple", LinkKind.SITE, None),
        ("https://huggingface.company/papers/2410.05434", LinkKind.OUTSIDE, None),
        ("https://github.com/papers/2410.05434", LinkKind.OUTSIDE, None),
        ("", LinkKind.OUTSIDE, None),
    ],
)
def test_links_are_known_by_their_address(
    target: str, kind: LinkKind, arxiv_id: str | None
) -> None:
    link = parse_link(target)
    assert (link.kind, link.arxiv_id) == (kind, arxiv_id)
