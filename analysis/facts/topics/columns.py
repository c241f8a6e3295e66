"""Topics of many papers as columns, with the strings that speak for them; and as objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from analysis.facts.topics.hits import Hits
from analysis.facts.topics.layout import Layout
from analysis.facts.topics.phrases import fold
from analysis.facts.topics.taxonomy import Taxonomy
from analysis.facts.topics.texts import Flags, Indexes, Texts
from analysis.papers import Span, TextField, TopicMatch


@dataclass(frozen=True, eq=False)
class TopicColumns:
    """Topics of papers, one paper after another, those of a paper best first.

    `n_topics` is by paper; `topics` and `n_terms` are by topic; the others are by term: the
    string that speaks for the topic, and its first place, in the title or in the abstract.
    """

    n_topics: list[int]
    topics: list[str]
    n_terms: list[int]
    terms: list[str]
    in_title: Flags
    starts: Indexes
    ends: Indexes

    def list_matches(self) -> list[tuple[TopicMatch, ...]]:
        """Give the topics of each paper as objects."""
        fields = (TextField.ABSTRACT, TextField.TITLE)
        in_field = [fields[is_title] for is_title in self.in_title.tolist()]
        spans = map(Span, in_field, self.starts.tolist(), self.ends.tolist())
        terms = iter(self.terms)
        matches = (
            TopicMatch(topic, tuple(islice(terms, length)), tuple(islice(spans, length)))
            for topic, length in zip(self.topics, self.n_terms, strict=True)
        )
        return [tuple(islice(matches, length)) for length in self.n_topics]


def join_columns(parts: Sequence[TopicColumns]) -> TopicColumns:
    """Put the columns of some papers behind those of others."""
    return TopicColumns(
        n_topics=[n for part in parts for n in part.n_topics],
        topics=[topic for part in parts for topic in part.topics],
        n_terms=[n for part in parts for n in part.n_terms],
        terms=[term for part in parts for term in part.terms],
        in_title=np.concatenate([np.zeros(0, np.bool_), *(part.in_title for part in parts)]),
        starts=np.concatenate([np.zeros(0, np.intp), *(part.starts for part in parts)]),
        ends=np.concatenate([np.zeros(0, np.intp), *(part.ends for part in parts)]),
    )


def write_columns(
    chosen: Sequence[Sequence[int]], hits: Hits, texts: Texts, taxonomy: Taxonomy
) -> TopicColumns:
    """Write the `chosen` topics of each paper down with the strings that speak for them.

    A paper without any has the fallback topic, without strings, where there is one.
    """
    layout, keys, fallback = taxonomy.layout, taxonomy.keys, taxonomy.fallback
    nothing = () if fallback is None else (fallback,)
    written = [found or nothing for found in chosen]
    topics = np.fromiter(chain.from_iterable(written), np.intp)
    n_topics = [len(found) for found in written]
    groups = np.repeat(np.arange(len(chosen)), n_topics) * layout.n_topics + topics
    # Hits do not speak for a topic that only stands in for what is missing.
    is_bare = np.repeat(np.array([not found for found in chosen], dtype=np.bool_), n_topics)
    groups[is_bare] = len(chosen) * layout.n_topics
    hit, n_terms = _list_told(hits, groups, texts, layout)
    starts, ends = _complete_words(hits, hit, texts, layout)
    sections = np.searchsorted(texts.sections, ends) - 1
    in_title = sections & 1 == 0
    # An abstract begins where its section does, a title behind a gap.
    begins = texts.sections[sections] + in_title
    return TopicColumns(
        n_topics=n_topics,
        topics=[keys[topic] for topic in topics.tolist()],
        n_terms=n_terms.tolist(),
        terms=_read_terms(hits.patterns[hit], starts, ends, texts, layout),
        in_title=in_title,
        starts=starts - begins,
        ends=ends - begins,
    )


def _list_told(
    hits: Hits, groups: Indexes, texts: Texts, layout: Layout
) -> tuple[Indexes, Indexes]:
    """List the hits that speak for each of `groups`, of one string the first, and their number."""
    is_wanted = np.zeros(max(groups.max(initial=0), hits.groups.max(initial=0)) + 1, np.bool_)
    is_wanted[groups] = True
    told = np.flatnonzero(is_wanted[hits.groups] & (hits.terms != 0))
    keys = hits.groups[told] * (len(layout.is_named) + len(told))
    keys += _number_strings(hits, told, texts, layout)
    order = np.argsort(keys, kind="stable")
    told = np.sort(told[order[np.diff(keys[order], prepend=-1) != 0]])
    first = np.searchsorted(hits.groups[told], groups)
    lengths = np.searchsorted(hits.groups[told], groups, side="right") - first
    at = np.repeat(first - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
    return told[at], lengths


def _number_strings(hits: Hits, told: Indexes, texts: Texts, layout: Layout) -> Indexes:
    """Give each hit of `told` a number, equal where the strings found are."""
    numbers = hits.patterns[told]
    parts = np.flatnonzero(~layout.is_named[numbers])
    starts, ends = _complete_words(hits, told[parts], texts, layout)
    known, new = layout.numbers, dict[str, int]()
    for at, start, end in zip(parts.tolist(), starts.tolist(), ends.tolist(), strict=True):
        found = texts.folded[start:end].decode("ascii")
        number = known.get(found)
        if number is None:
            number = new.setdefault(found, len(layout.is_named) + len(new))
        numbers[at] = number
    return numbers


def _complete_words(
    hits: Hits, told: Indexes, texts: Texts, layout: Layout
) -> tuple[Indexes, Indexes]:
    """Give where strings begin and end, without gaps, with whole words at their open ends."""
    starts, ends = hits.starts[told] + 1, hits.ends[told] - 1
    parts = np.flatnonzero(~layout.is_named[hits.patterns[told]])
    first = np.searchsorted(texts.word_starts, starts[parts], side="right") - 1
    last = np.searchsorted(texts.word_ends, ends[parts])
    starts[parts], ends[parts] = texts.word_starts[first], texts.word_ends[last]
    return starts, ends


def _read_terms(
    patterns: Indexes, starts: Indexes, ends: Indexes, texts: Texts, layout: Layout
) -> list[str]:
    """Give the strings that patterns found at some places, folded."""
    names = layout.names
    terms = [names[pattern] for pattern in patterns.tolist()]
    for at in np.flatnonzero(~layout.is_named[patterns]).tolist():
        start, end = starts[at], ends[at]
        term = texts.folded[start:end].decode("ascii")
        # A question mark stands for a letter outside ASCII.
        terms[at] = fold(texts.cut(start, end)) if "?" in term else term
    return terms
