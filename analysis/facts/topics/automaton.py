"""One automaton over all phrases of a taxonomy, so that a text is read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.facts.topics.phrases import build_patterns

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


class Role(NamedTuple):
    """What a phrase does: for which topic, as which term (0 excludes), of what weight where."""

    topic: int
    term: int
    in_title: float
    in_abstract: float
    weak: bool


@dataclass(frozen=True, eq=False)
class PhraseAutomaton:
    """Finds all phrases in folded text; `roles[i]` is what pattern `i` does.

    The first `n_cues` patterns are contribution cues, whatever else they do.
    """

    search: AhoCorasick
    roles: tuple[tuple[Role, ...], ...]
    n_cues: int


def build_automaton(phrases: Iterable[tuple[str, Role]]) -> PhraseAutomaton:
    """Build the automaton over all `phrases` and the contribution cues.

    Input: phrases of a taxonomy, each with its role. Output: the automaton; a pattern that
    several phrases share carries all their roles, one per topic: a term goes before an
    exclusion of the same topic.
    """
    roles: dict[str, dict[int, Role]] = {f" {cue} ": {} for cue in CONTRIBUTION_CUES}
    for phrase, role in phrases:
        for pattern in build_patterns(phrase):
            roles.setdefault(pattern, {}).setdefault(role.topic, role)
    # The whole table of states (DFA) is larger than the processor's cache, and slower.
    compact = Implementation.ContiguousNFA
    search = AhoCorasick(list(roles), implementation=compact, store_patterns=False)
    by_pattern = tuple(tuple(found.values()) for found in roles.values())
    return PhraseAutomaton(search, by_pattern, len(CONTRIBUTION_CUES))
