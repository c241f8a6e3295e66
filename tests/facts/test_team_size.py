"""Team size: the printed number, or the names."""

from __future__ import annotations

import pytest

from analysis.facts import extract_team_size


@pytest.mark.parametrize(
    ("n_authors", "authors", "expected"),
    [
        (3, None, 3),
        (1, ["Ada"], 1),
        (12, ["Ada", "Bo"], 12),
        (None, ["Ada", "Bo"], 2),
        (None, ["Ada", " ", ""], 1),
        (None, None, None),
        (None, [], None),
        (0, None, None),
        (-1, ["Ada"], 1),
    ],
)
def test_team_size(n_authors: int | None, authors: list[str] | None, expected: int | None) -> None:
    assert extract_team_size(n_authors, authors) == expected
