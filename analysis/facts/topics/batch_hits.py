"""Evidence of many papers at once: what `evidence` does paper by paper, with arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from analysis.facts.topics.automaton import PhraseAutomaton
from analysis.facts.topics.evidence import MOST_EVIDENCE, MOST_FROM_WEAK, MOST_REPEATS, REPEATS
from analysis.facts.topics.layout import (
    IN_CONTRIBUTIONS,
    IN_THE_REST,
    IN_TITLE,
    Flags,
    Floats,
    Indexes,
    Layout,
)
from analysis.facts.topics.paper_text import PaperText


@dataclass(frozen=True, eq=False)
class Matches:
    """All patterns found in some papers, paper by paper, in order of their ends.

    `starts` and `ends` are offsets into the paper's own text; `line + offset` is a place on
    one line of all papers.
    """

    patterns: Indexes
    starts: Indexes
    ends: Indexes
    papers: Indexes
    line: Indexes
    in_title: Flags


@dataclass(frozen=True, eq=False)
class Hits:
    """The phrases that count, those of one paper and topic together, in order of their ends.

    `groups` is paper times the number of topics, plus topic; `terms` are 0 where a phrase
    excludes.
    """

    groups: Indexes
    patterns: Indexes
    terms: Indexes
    weights: Floats
    starts: Indexes
    ends: Indexes


def find_matches(papers: Sequence[PaperText], automaton: PhraseAutomaton) -> Matches:
    """Find the patterns of all `papers`."""
    # Made small at once: tuples by the thousand would not stay in the processor's cache.
    searches = (automaton.find(paper.text, paper.folded) for paper in papers)
    found = [
        np.fromiter(chain.from_iterable(search), np.intp, 3 * len(search)) for search in searches
    ]
    patterns, starts, ends = np.concatenate(found).reshape(-1, 3).T
    indexes = np.repeat(np.arange(len(papers)), [len(one) // 3 for one in found])
    length = max(len(paper.text) for paper in papers) + 1
    offsets = np.array([paper.offset for paper in papers])
    return Matches(patterns, starts, ends, indexes, indexes * length, ends < offsets[indexes])


def pick_hits(matches: Matches, papers: Sequence[PaperText], layout: Layout, n_cues: int) -> Hits:
    """Pick the phrases of each topic out of the patterns found.

    Where phrases of one topic lie inside one another the longest counts.
    """
    counts = layout.counts[matches.patterns]
    at = np.repeat(np.arange(len(counts)), counts)
    before = layout.firsts[matches.patterns] - (np.cumsum(counts) - counts)
    roles = np.repeat(before, counts) + np.arange(len(at))
    places = _find_places(matches, papers, n_cues)[at]
    terms, weights = layout.terms[roles], layout.weights[roles, places]
    groups = matches.papers[at] * layout.n_topics + layout.topics[roles]
    counting = np.flatnonzero((weights != 0) | (terms == 0))
    # Numbers of 16 bits are sorted several times as fast.
    sortable = groups[counting].astype(np.min_scalar_type(len(papers) * layout.n_topics))
    counting = counting[np.argsort(sortable, kind="stable")]
    hit = at[counting]
    groups, starts, ends = groups[counting], matches.starts[hit], matches.ends[hit]
    kept = _are_outermost(groups, starts, ends)
    counting = counting[kept]
    patterns = matches.patterns[hit[kept]]
    return Hits(
        groups[kept], patterns, terms[counting], weights[counting], starts[kept], ends[kept]
    )


def _find_places(matches: Matches, papers: Sequence[PaperText], n_cues: int) -> Indexes:
    """Tell where each match stands: which column of weights holds for it."""
    reached = np.zeros(len(matches.patterns), dtype=np.intp)
    cues = np.flatnonzero(~matches.in_title & (matches.patterns < n_cues))
    stops: list[int] = []
    last, stop = -1, 0
    said = zip(matches.papers[cues].tolist(), matches.starts[cues].tolist(), strict=True)
    for index, start in said:
        if index != last or start >= stop:
            last, stop = index, papers[index].find_stop(start)
        stops.append(stop)
    reached[cues] = matches.line[cues] + np.array(stops, dtype=np.intp)
    is_reached = matches.starts + matches.line < np.maximum.accumulate(reached)
    places = np.where(is_reached, IN_CONTRIBUTIONS, IN_THE_REST)
    places[matches.in_title] = IN_TITLE
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
    """Give the strength of every group of `hits`, shape (n_groups,), as `measure_strength`."""
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
