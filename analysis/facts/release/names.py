"""What a thing with a proper name is: the title or the abstract introduces it with a noun."""

from __future__ import annotations

import re

from analysis.facts.release.nouns import KINDS, name_artifacts

_APPOSITION = re.compile(
    r"(?:\s?\([^()]{0,60}\))?(?:,| is| as|:)\s(?:an?|the|our)\s(?P<noun>[^.;]{2,120})"
)
_TITLE = re.compile(r":\s(?P<noun>[^.;:]{2,120})")
_CALLED = frozenset((",", "(", "called", "named", "dubbed", "termed"))
_NOUN_END = re.compile(
    r"\s(?:for|of|that|which|designed|to|with|built|based|in|on|using|is|are|from|where|featuring|"
    r"comprising|containing|covering|supporting|consisting|allowing|integrating|enabl\w+)\b|[;.(]"
)
_MOST_MENTIONS = 8
_LONGEST = 10_000
"""No abstract is longer; without a bound, many names in a long text would take their product."""


def look_up(name: str, title: str, abstract: str) -> frozenset[str]:
    """Give the kinds of artifact that `name` is said to be.

    Input: a proper name, and the texts that may introduce it: "TeaNet: A Model of Tea",
    "we present TeaNet, a model", "a model called TeaNet". Output: the kinds of the first
    introduction that names one, else none. Time is linear in the length of the texts.
    """
    for text, introduction in ((title, _TITLE), (abstract, _APPOSITION)):
        at = -1
        for _ in range(_MOST_MENTIONS):
            at = text.find(name, at + 1, _LONGEST)
            if at < 0:
                break
            kinds = _read_mention(text, at, at + len(name), introduction)
            if kinds:
                return kinds
    return frozenset()


def _read_mention(text: str, at: int, end: int, introduction: re.Pattern[str]) -> frozenset[str]:
    """Read the noun behind a mention of a name, or right in front of it."""
    if text[at - 1 : at].isalnum() or text[end : end + 1].isalnum():
        return frozenset()
    behind = introduction.match(text, end)
    if behind:
        kinds = name_artifacts(_NOUN_END.split(behind["noun"], maxsplit=1)[0]) & KINDS
        if kinds:
            return kinds
    before = [word for word in text[max(0, at - 60) : at].split() if word not in _CALLED]
    return name_artifacts(before[-1].rstrip(",(")) & KINDS if before else frozenset()
