"""Announcements in passing: "our open-source toolkit", "our release of X"."""

from __future__ import annotations

import re
from itertools import islice

from analysis.facts.release import wording
from analysis.facts.release.nouns import DATA, MODEL, TOOL, name_artifacts
from analysis.facts.release.reading import MOST_VERBS, NEAR, REACH, Sentence, Statement

_TOOL = frozenset({TOOL})
_OTHER = frozenset({MODEL, DATA})


def find_asides(sentence: Sentence, folded: bytes) -> list[Statement]:
    """Find what a sentence announces in passing.

    Input: a sentence, and the same folded by `fold_bytes`. Output: announcements, some of
    them of nothing.
    """
    found: list[Statement] = []
    is_open = b"ourc" in folded
    if is_open and wording.OPEN_TOOL.search(sentence.low):
        found += _find_own_tools(sentence, wording.OWN_TOOL)
    if b"our " in folded and (is_open or b"ly available" in folded or b"ly-avail" in folded):
        found += _find_own_tools(sentence, wording.OUR_TOOL)
    if b"release of" in folded:
        found += _find_own_releases(sentence)
    if b"released under" in folded:
        found += _find_licensed(sentence)
    return found


def _find_own_tools(sentence: Sentence, pattern: re.Pattern[str]) -> list[Statement]:
    """Find "we introduce X, an open-source toolkit" and "our open-source toolkit"."""
    statements = []
    for match in islice(pattern.finditer(sentence.low), MOST_VERBS):
        groups = match.groupdict()
        lead = groups.pop("lead", None)
        if not (lead and wording.PREPOSITION.match(lead)):
            noun = next(filter(None, groups.values()))
            artifacts = name_artifacts(wording.HEAD_END.split(noun, maxsplit=1)[0])
            if wording.OPEN_PROJECT.match(noun):
                artifacts |= _TOOL
            start = match.start()
            is_planned = wording.PLANNED.match(sentence.low, start) is not None
            statements.append(Statement(artifacts, is_planned or _is_planned(sentence, start)))
    return statements


def _find_own_releases(sentence: Sentence) -> list[Statement]:
    """Find "our release of X"."""
    statements = []
    for match in islice(wording.RELEASE_OF.finditer(sentence.low), MOST_VERBS):
        end = match.end()
        stop = wording.OBJECT_END.search(sentence.low, end, end + REACH)
        region = sentence.text[end : end + REACH if stop is None else stop.start()]
        artifacts = name_artifacts(region)
        statements.append(Statement(artifacts, _is_planned(sentence, match.start())))
    return statements


def _find_licensed(sentence: Sentence) -> list[Statement]:
    """Find "Released under the MIT licence": a tool, unless models or data are named."""
    if wording.LICENSED.match(sentence.low) is None:
        return []
    named = name_artifacts(sentence.text[:REACH])
    return [Statement(named if named & _OTHER else _TOOL, promised=False)]


def _is_planned(sentence: Sentence, at: int) -> bool:
    before = sentence.low[max(0, at - NEAR) : at]
    return sentence.looks_ahead and wording.FUTURE_BEFORE.search(before) is not None
