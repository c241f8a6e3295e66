"""Evidence: which phrases of each topic stand in a text, and how strongly they speak for it."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TypeAlias

from analysis.facts.topics.automaton import PatternMatch, PhraseAutomaton

IN_CONTRIBUTION = 0.4
"""What a phrase counts where the paper says what it does, as a part of its weight."""
ELSEWHERE = 0.3
"""What a phrase counts in the rest of the abstract; in the title it counts fully."""
REPEATS = 0.3
"""What further places of a term add, as a part of what they would count alone."""
MOST_REPEATS = 6
"""Further places beyond this many times the best one add nothing."""
MOST_FROM_WEAK = 0.5
"""What all weak phrases together can add."""
MOST_EVIDENCE = 4.0
"""Beyond this, more evidence says nothing more."""

Hit: TypeAlias = tuple[int, int, int, float, bool]
"""A phrase found: start and end in the text, term (0 excludes), weight there, weak."""


def find_hits(
    automaton: PhraseAutomaton, matches: Sequence[PatternMatch], abstract: str, offset: int
) -> dict[int, list[Hit]]:
    """Pick the phrases of each topic out of the patterns found in a text.

    Input: the automaton and what it found; the abstract, which starts at `offset` of the
    text. Output: per topic index its hits in order of their ends. Where phrases of one topic
    lie inside one another the longest counts; an exclusion is a phrase without weight.
    """
    hits: dict[int, list[Hit]] = {}
    contribution_end = 0
    roles_of, n_cues = automaton.roles, automaton.n_cues
    n_phrases = len(roles_of)
    for pattern, start, end in matches:
        if pattern >= n_phrases:
            continue
        if pattern < n_cues and start + 1 >= offset:
            stop = abstract.find(". ", start + 1 - offset)
            contribution_end = (len(abstract) if stop < 0 else stop) + offset
        in_title = end < offset
        place = IN_CONTRIBUTION if start < contribution_end else ELSEWHERE
        for topic, term, title_weight, abstract_weight, weak in roles_of[pattern]:
            weight = title_weight if in_title else abstract_weight * place
            if term and not weight:
                continue
            found = hits.get(topic)
            if found is None:
                hits[topic] = [(start, end, term, weight, weak)]
                continue
            # Matches come in order of their ends, so earlier ones can only lie inside this.
            if found and found[-1][1] == end and found[-1][0] <= start:
                continue
            while found and found[-1][0] >= start:
                found.pop()
            found.append((start, end, term, weight, weak))
    return hits


def measure_strength(hits: Sequence[Hit]) -> float:
    """Give the strength, from 0 to 2, of the `hits` of one topic.

    Each term counts by its best place, plus a part for its further ones. The square root
    makes the first evidence count most.
    """
    if len(hits) == 1:
        _, _, _, weight, weak = hits[0]
        return sqrt(min(weight, MOST_FROM_WEAK if weak else MOST_EVIDENCE))
    best: dict[int, float] = {}
    further: dict[int, float] = {}
    weak_terms: set[int] = set()
    for _, _, term, weight, weak in hits:
        high = best.get(term)
        if high is None:
            best[term] = weight
            if weak:
                weak_terms.add(term)
        elif weight > high:
            best[term] = weight
            further[term] = further.get(term, 0.0) + high
        else:
            further[term] = further.get(term, 0.0) + weight
    for term, more in further.items():
        best[term] += REPEATS * min(more, MOST_REPEATS * best[term])
    evidence = sum(best.values())
    if weak_terms:
        from_weak = sum(best[term] for term in weak_terms)
        evidence += min(from_weak, MOST_FROM_WEAK) - from_weak
    return sqrt(min(evidence, MOST_EVIDENCE))
