"""Answers of the Daily Papers API written for tests, and what they should be read as."""

from __future__ import annotations

import json
from typing import Any

from tests.digests.pages import ABSTRACT

NAME = "2025-03-17.json"


def make_row(number: int = 1, title: str = "Counting Apples in Baskets", **paper: Any) -> dict:
    """A row as the API prints it; `paper` overrides the paper's own fields."""
    return {
        "paper": {
            "id": f"2503.{number:05d}",
            "authors": [{"_id": f"{n}", "name": f"Ada {n}", "hidden": n == 1} for n in range(3)],
            "publishedAt": "2025-03-14T17:34:15.000Z",
            "title": title,
            "summary": ABSTRACT,
            "upvotes": 12,
            **paper,
        },
        "publishedAt": "2025-03-16T23:10:05.123Z",
        "title": title,
        "numComments": 2,
    }


def print_day(rows: Any) -> bytes:
    return json.dumps(rows, indent=1).encode()


def wrap(rows: list[Any], **keys: Any) -> dict[str, Any]:
    return {"status": "success", "date": "2025-03-17", "count": len(rows), "data": rows, **keys}
