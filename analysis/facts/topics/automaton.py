"""One automaton over all phrases and words of a taxonomy, so that a text is read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

from analysis.facts.topics.phrases import build_patterns, fold

CONTRIBUTION_CUES = (
    "we propose", "we present", "we introduce", "we develop", "we study", "we investigate",
    "we show", "we describe", "we explore", "we design", "we demonstrate", "we address",
    "we consider", "we provide", "we focus", "we build", "we construct", "we release",
    "we analyze", "we examine", "we evaluate", "we aim", "we conduct", "we create", "we apply",
    "we train", "we formulate", "we establish", "we report", "we prove", "we derive",
    "this paper", "this work", "this article", "this report", "this study", "this survey",
    "our method", "our approach", "our model", "our framework", "our work", "our contributions",
    "is proposed", "is presented", "is introduced", "are proposed", "are presented",
)  # fmt: skip
"""Openings after which a sentence says what the paper itself does."""

PatternMatch: TypeAlias = tuple[int, int, int]
"""A pattern found: its number, and start and end in the text."""


class Role(NamedTuple):
    """What a phrase does: for which topic, as which term (0 excludes), of what weight where."""

    topic: int
    term: int
    in_title: float
    in_abstract: float
    weak: bool


@dataclass(frozen=True, eq=False)
class PhraseAutomaton:
    """Finds all phrases and words in a text.

    The first `n_cues` patterns are contribution cues, whatever else they do; those after the
    last of `roles` are words only. `roles[i]` is what pattern `i` does as a phrase,
    `words[i]` the word that pattern `i` is, or empty.
    """

    search: BytesAhoCorasick
    roles: tuple[tuple[Role, ...], ...]
    words: tuple[str, ...]
    n_cues: int
    names: tuple[str, ...]
    """The string that a pattern finds; empty where it may be a part of a word, or inexact."""
    inexact: dict[int, str]
    """Patterns with letters outside ASCII, which the search cannot tell apart."""

    def find(self, text: str, folded: bytes) -> list[PatternMatch]:
        """Find the patterns of a text, overlapping ones too, in order of their ends.

        Input: any string with a gap at both ends, and `fold_bytes` of it. Time is linear in
        its length.
        """
        found = self.search.find_matches_as_indexes(folded, overlapping=True)
        if not self.inexact:
            return found
        letters, inexact = fold(text), self.inexact
        return [
            match
            for match in found
            if match[0] not in inexact or letters[match[1] : match[2]] == inexact[match[0]]
        ]


def build_automaton(
    phrases: Iterable[tuple[str, Role]], words: Iterable[str] = ()
) -> PhraseAutomaton:
    """Build the automaton over all `phrases`, the contribution cues and `words`.

    Input: phrases of a taxonomy, each with its role; words in lower case. Output: the
    automaton; a pattern that several phrases share carries all their roles, one per topic: a
    term goes before an exclusion of the same topic.
    """
    roles: dict[str, dict[int, Role]] = {f" {cue} ": {} for cue in CONTRIBUTION_CUES}
    for phrase, role in phrases:
        for pattern in build_patterns(phrase):
            roles.setdefault(pattern, {}).setdefault(role.topic, role)
    word_of = {f" {word} ": word for word in words}
    patterns = [*roles, *(pattern for pattern in word_of if pattern not in roles)]
    return PhraseAutomaton(
        search=BytesAhoCorasick(
            [pattern.encode("ascii", "replace") for pattern in patterns],
            implementation=Implementation.ContiguousNFA,
        ),
        roles=tuple(tuple(found.values()) for found in roles.values()),
        words=tuple(word_of.get(pattern, "") for pattern in patterns),
        n_cues=len(CONTRIBUTION_CUES),
        names=tuple(map(_name, patterns)),
        inexact={n: one for n, one in enumerate(patterns) if not one.isascii()},
    )


def _name(pattern: str) -> str:
    is_whole = pattern.startswith(" ") and pattern.endswith(" ") and pattern.isascii()
    return pattern.strip() if is_whole else ""
