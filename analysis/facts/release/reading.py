"""What is read of a sentence: its announcements, and whether they are promises."""

from __future__ import annotations

from typing import NamedTuple

from analysis.facts.release import wording

REACH = 300
"""How many characters around a verb are read."""
NEAR = 80
MOST_VERBS = 40
"""No sentence of an abstract hands out more often; what goes on so is no abstract."""


class Statement(NamedTuple):
    """An announcement: what is handed out (kinds and names), and whether only promised.

    `names_programs` tells whether a name may stand for a program: what is "available" may be
    a page that shows it.
    """

    artifacts: frozenset[str]
    promised: bool
    names_programs: bool = True


class Sentence(NamedTuple):
    """A sentence as written and in lower case, and whether it speaks of the future."""

    text: str
    low: str
    looks_ahead: bool


def is_promised(before: str, after: str) -> bool:
    """Tell whether the words around an announcement, in lower case, put it into the future."""
    return bool(
        wording.FUTURE_BEFORE.search(before[-NEAR:]) or wording.FUTURE_AFTER.search(after[:120])
    )
