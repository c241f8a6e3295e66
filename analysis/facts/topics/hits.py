"""Hits: which phrases of each topic stand in a text, and how strongly they speak for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.facts.topics.layout import IN_CONTRIBUTIONS, IN_THE_REST, IN_TITLE, Layout
from analysis.facts.topics.search import Matches
from analysis.facts.topics.texts import Flags, Floats, Indexes, Texts

REPEATS = 0.3
"""What further places of a term add, as a part of what they would count alone."""
MOST_REPEATS = 6
"""Further places beyond this many times the best one add nothing."""
MOST_FROM_WEAK = 0.5
"""What all weak phrases together can add."""
MOST_EVIDENCE = 4.0
"""Beyond this, more evidence says nothing more."""


@dataclass(frozen=True, eq=False)
class Hits:
    """The phrases that count, those of one paper and topic together, in order of their ends.

    `groups` is paper times the number of topics, plus topic; `terms` are 0 where a phrase
    excludes. `starts` and `ends` are places on the line of all texts.
    """

    groups: Indexes
    patterns: Indexes
    terms: Indexes
    weights: Floats
    starts: Indexes
    ends: Indexes


def pick_hits(matches: Matches, texts: Texts, layout: Layout) -> Hits:
    """Pick the phrases of each topic out of the patterns found.

    Where phrases of one topic lie inside one another the longest counts; an exclusion is a
    phrase without weight.
    """
    matches = _sort_by_end(matches.take(np.flatnonzero(matches.patterns < len(layout.counts))))
    places = _find_places(matches, texts, layout.n_cues)
    counts = layout.counts[matches.patterns]
    at = np.repeat(np.arange(len(counts)), counts)
    ordinals = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    roles = layout.firsts[matches.patterns[at]] + ordinals
    counting = np.flatnonzero(layout.is_counting[roles, places[at]])
    at, roles = at[counting], roles[counting]
    groups = matches.papers[at] * layout.n_topics + layout.topics[roles]
    # Numbers of 16 bits are sorted several times as fast.
    sortable = groups.astype(np.min_scalar_type(len(texts) * layout.n_topics))
    by_group = np.argsort(sortable, kind="stable")
    groups, at, roles = groups[by_group], at[by_group], roles[by_group]
    kept = np.flatnonzero(_are_outermost(groups, matches.starts[at], matches.ends[at]))
    at, roles = at[kept], roles[kept]
    return Hits(
        groups[kept],
        matches.patterns[at],
        layout.terms[roles],
        layout.weights[roles, places[at]],
        matches.starts[at],
        matches.ends[at],
    )


def _sort_by_end(matches: Matches) -> Matches:
    """Sort matches by their ends, those of one end from the longest on."""
    lengths = matches.ends - matches.starts
    keys = matches.ends * (lengths.max(initial=0) + 1) - lengths
    # Fast for what consists of a few parts that are sorted already.
    return matches.take(np.argsort(keys, kind="stable"))


def _find_places(matches: Matches, texts: Texts, n_cues: int) -> Indexes:
    """Tell where each match stands: which column of weights holds for it.

    From a contribution cue on all is a contribution, until the sentence of the cue ends.
    """
    in_title = matches.in_title
    cues = np.flatnonzero((matches.patterns < n_cues) & ~in_title)
    reached = np.zeros(len(in_title), dtype=np.intp)
    reached[cues] = texts.find_stops(matches.papers[cues], matches.starts[cues])
    is_reached = matches.starts < np.maximum.accumulate(reached)
    places = np.where(is_reached, IN_CONTRIBUTIONS, IN_THE_REST)
    places[in_title] = IN_TITLE
    return places


def _are_outermost(groups: Indexes, starts: Indexes, ends: Indexes) -> Flags:
    """Tell which stretches lie inside no other one of their group.

    Groups ascend, and in each the ends; of one end the longest stretch comes first.
    """
    # Below those of all later groups, so that no group sees the next one's.
    starts_on_line = starts + groups * (ends.max(initial=0) + 1)
    least = np.minimum.accumulate(starts_on_line[::-1])[::-1]
    outermost = np.ones(len(starts), dtype=np.bool_)
    outermost[:-1] = starts_on_line[:-1] < least[1:]
    outermost[1:] &= (ends[1:] != ends[:-1]) | (groups[1:] != groups[:-1])
    return outermost


def measure_strengths(hits: Hits, is_weak: Flags, n_groups: int) -> Floats:
    """Give the strength, from 0 to 2, of every group of `hits`, shape (n_groups,).

    Each term counts by its best place, plus a part for its further ones. The square root
    makes the first evidence count most.
    """
    keys = hits.groups * len(is_weak) + hits.terms
    order = np.argsort(keys, kind="stable")
    opening = np.flatnonzero(np.diff(keys[order], prepend=-1))
    best = np.maximum.reduceat(hits.weights[order], opening)
    further = np.add.reduceat(hits.weights[order], opening) - best
    worth = best + REPEATS * np.minimum(further, MOST_REPEATS * best)
    groups, terms = np.divmod(keys[order[opening]], len(is_weak))
    evidence = np.bincount(groups, worth, n_groups)
    from_weak = np.bincount(groups, np.where(is_weak[terms], worth, 0.0), n_groups)
    evidence = evidence - from_weak + np.minimum(from_weak, MOST_FROM_WEAK)
    return np.sqrt(np.minimum(evidence, MOST_EVIDENCE))
