"""Corpora at the edge of what a build can give, by name, and the parameters to see them with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.findings.corpora import MadeClaim, MadeDigest, MadePaper, draw_corpus

Corpus = tuple[list[MadePaper], list[MadeDigest]]

_DAY = date(2024, 1, 1)
_BARE = [MadePaper(f"bare {at}") for at in range(20)]
_FULL = [
    MadePaper(
        f"full {at}", date(2020, 5, 5), 4, ("llm", "agents"), "released", ("host",), (MadeClaim(),)
    )
    for at in range(20)
]
_EXTREME = [
    MadePaper(
        f"extreme {at}",
        date(2020, 1, 1) + timedelta(days=60 * at),
        1 if at % 2 else 200_000 + at,
        ("a $key_with\\odd < & \u202e marks",),
        "released" if at % 3 else "promised",
        ("<b>$host_1$&\u202e",) if at % 3 else (),
        (
            MadeClaim(1e-6 if at % 2 else 1e9, "times"),
            MadeClaim(0.0),
            MadeClaim(None, kind="from_to"),
        ),
    )
    for at in range(60)
]


def _names(papers: list[MadePaper]) -> tuple[str, ...]:
    return tuple(paper.name for paper in papers)


def _repeat(papers: list[MadePaper], n_digests: int, days: int = 30) -> list[MadeDigest]:
    """Digests that all list the same papers."""
    return [
        MadeDigest(f"digest {at:02}", _DAY + timedelta(days=days * at), _names(papers))
        for at in range(n_digests)
    ]


CASES: dict[str, Corpus] = {
    "nothing dated": (_FULL, [MadeDigest("a", None, _names(_FULL)), MadeDigest("b", None)]),
    "one empty digest": ([], [MadeDigest("a", _DAY)]),
    "one failed file": ([], [MadeDigest("a", None, (), "failed")]),
    "one failed digest of known date": ([], [MadeDigest("a", _DAY, (), "failed")]),
    "one bare paper": (_BARE[:1], _repeat(_BARE[:1], 1)),
    "one full paper": (_FULL[:1], _repeat(_FULL[:1], 1)),
    "one paper, listed twice": (_FULL[:1], [MadeDigest("a", _DAY, ("full 0", "full 0"))]),
    "one paper in three digests": (_FULL[:1], _repeat(_FULL[:1], 3)),
    "two digests": (_FULL, _repeat(_FULL, 2)),
    "read, empty, failed and undated": (
        _FULL,
        [
            MadeDigest("a", _DAY, _names(_FULL)),
            MadeDigest("b", date(2024, 6, 1)),
            MadeDigest("c", date(2025, 1, 1), (), "failed"),
            MadeDigest("d", None, ("full 3",)),
        ],
    ),
    "nine digests of one day": (_FULL, _repeat(_FULL, 9, days=0)),
    "all released, twelve times": (_FULL, _repeat(_FULL, 12)),
    "nothing known, twelve times": (_BARE, _repeat(_BARE, 12)),
    "extreme values": (
        _EXTREME,
        [
            MadeDigest(
                f"digest_{at:02}$<&\u202e.txt",
                _DAY + timedelta(days=30 * at),
                _names(_EXTREME[5 * at : 5 * at + 5]),
            )
            for at in range(12)
        ],
    ),
    "published after the digest, by nobody": (
        [MadePaper("p", date(2030, 1, 1), 0)],
        [MadeDigest("a", _DAY, ("p",))],
    ),
    "sixty digests": draw_corpus(1),
}

DIGESTS: dict[str, Any] = {"date_axis": "digest_date", "frequency": "digest"}
MONTHS: dict[str, Any] = {"date_axis": "digest_date", "frequency": "month"}
YEARS: dict[str, Any] = {"date_axis": "publication_date", "frequency": "year"}
VIEWS: dict[str, dict[str, Any]] = {
    "digests": DIGESTS,
    "days": {"date_axis": "digest_date", "frequency": "day"},
    "months": MONTHS,
    "quarters, thin": {
        "date_axis": "digest_date",
        "frequency": "quarter",
        "min_papers": 10**9,
        "confidence_level": 0.5,
        "top_topics": 1,
    },
    "published weeks": {"date_axis": "publication_date", "frequency": "week"},
    "published years": YEARS | {"top_topics": 29, "min_papers": 1, "confidence_level": 0.999},
    "before all": DIGESTS | {"end": "1990-02-01"},
    "after all": MONTHS | {"start": "2090-01-01", "end": "2090-02-01"},
    "from the future on": YEARS | {"start": "2040-01-01"},
}
