"""A notice as webhooks get it: JSON of a documented, versioned shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from analysis.reporting.notices.message import Notice, to_line
from analysis.reporting.notices.occasion import Difference
from analysis.reporting.result import RunOutcome, RunResult

VERSION = 1
"""Rises where a key goes or means something else; new keys may come without."""
MOST_CHANGES = 100
_LONGEST_TEXT = 3500
"""Characters of the text; chat services refuse or cut longer ones."""
_CALLS = re.compile(r"@(?=\w)")
_MARKUP = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    }
)


def build_payload(
    notice: Notice, result: RunResult, differences: Sequence[Difference]
) -> dict[str, Any]:
    """Give what is posted; docs/notifications.md describes the keys."""
    return {
        "version": VERSION,
        "id": notice.id,
        "text": _calm(f"{notice.title}\n\n{notice.text}"),
        "outcome": notice.outcome.value,
        "exit_code": result.exit_code,
        "message": notice.message,
        "as_of": result.as_of.isoformat(),
        "seconds": result.seconds,
        "recovered": to_line(result.recovered),
        "runs": [_describe_run(run) for run in result.runs],
        "changes": [_clean(asdict(one)) for one in differences[:MOST_CHANGES]],
        "errors": [to_line(text) for text in result.errors],
        "log": None if result.log is None else to_line(str(result.log)),
    }


def _describe_run(run: RunOutcome) -> dict[str, Any]:
    return {
        "run": run.run,
        "published": run.published is not None,
        "executed": [to_line(name) for name in run.executed],
        "kept": [to_line(name) for name in run.kept],
        "failures": [
            {"notebook": to_line(one.notebook), "cell": one.cell, "error": to_line(one.cause)}
            for one in run.failures
        ],
    }


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    return {key: to_line(one) if isinstance(one, str) else one for key, one in values.items()}


def _calm(text: str) -> str:
    """Text in which chat services find no tags, and nobody to be called."""
    calm = _CALLS.sub("@\N{ZERO WIDTH SPACE}", text).translate(_MARKUP)
    return calm if len(calm) <= _LONGEST_TEXT else f"{calm[:_LONGEST_TEXT]}\N{HORIZONTAL ELLIPSIS}"
