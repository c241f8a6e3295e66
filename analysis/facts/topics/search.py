"""One search for all phrases and words of a taxonomy, so that many texts are read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import BytesAhoCorasick

from analysis.facts.topics.phrases import build_patterns, fold
from analysis.facts.topics.texts import Flags, Indexes, Texts
from analysis.facts.topics.words import PhraseTree, Vocabulary, build_tree, build_vocabulary

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
class Matches:
    """Patterns found in some texts, with their gaps, in no order.

    `starts` and `ends` are places on the line of all texts; `sections` are theirs.
    """

    patterns: Indexes
    starts: Indexes
    ends: Indexes
    sections: Indexes

    @property
    def papers(self) -> Indexes:
        """The paper of each match."""
        return self.sections >> 1

    @property
    def in_title(self) -> Flags:
        """Whether each match stands in a title."""
        flags: Flags = self.sections & 1 == 0
        return flags

    def take(self, which: Indexes) -> Matches:
        """Give some of the matches."""
        return Matches(
            self.patterns[which], self.starts[which], self.ends[which], self.sections[which]
        )


class TitleWords(NamedTuple):
    """Words, and pairs of them, found in titles: which paper has which."""

    papers: Indexes
    words: Indexes


@dataclass(frozen=True, eq=False)
class PartSearch:
    """Finds patterns that may be a part of a word, or have letters outside ASCII.

    `numbers` are those of its patterns; `inexact` the patterns that the search cannot tell
    from others, by their place in `numbers`.
    """

    automaton: BytesAhoCorasick
    numbers: Indexes
    inexact: dict[int, str]

    def find(self, texts: Texts) -> tuple[Indexes, Indexes, Indexes]:
        """Find the patterns of texts: the number, start and end of each match."""
        found = self.automaton.find_matches_as_indexes(texts.folded, overlapping=True)
        if self.inexact:
            letters, inexact = "".join(map(fold, texts.written)), self.inexact
            found = [
                (pattern, start, end)
                for pattern, start, end in found
                if pattern not in inexact or letters[start:end] == inexact[pattern]
            ]
        flat = np.fromiter(chain.from_iterable(found), np.intp, 3 * len(found))
        patterns, starts, ends = flat.reshape(-1, 3).T
        return self.numbers[patterns], starts, ends


@dataclass(frozen=True, eq=False)
class PatternSearch:
    """Finds all phrases and words of many texts.

    The first `n_cues` patterns are contribution cues, whatever else they do; those after the
    last of `roles` are words only. `roles[i]` is what pattern `i` does as a phrase,
    `words[i]` the word that pattern `i` is, or empty.
    """

    vocabulary: Vocabulary
    whole: PhraseTree
    in_titles: PhraseTree
    parts: PartSearch
    roles: tuple[tuple[Role, ...], ...]
    words: tuple[str, ...]
    n_cues: int
    names: tuple[str, ...]
    """The string that a pattern finds; empty where it may be a part of a word, or inexact."""

    def find(self, texts: Texts) -> tuple[Matches, TitleWords]:
        """Find the patterns of texts, overlapping ones too, in time linear in their length."""
        words, word_sections = self.vocabulary.read(texts), texts.list_word_sections()
        starts, ends = texts.word_starts, texts.word_ends
        numbers, first, last = self.whole.find(words, starts[1:] == ends[:-1] + 1)
        parts, part_starts, part_ends = self.parts.find(texts)
        part_sections = np.searchsorted(texts.sections, part_ends) - 1
        in_title = np.flatnonzero(word_sections & 1 == 0)
        titles = word_sections[in_title]
        title_words, at, _ = self.in_titles.find(words[in_title], titles[1:] == titles[:-1])
        matches = Matches(
            np.concatenate([numbers, parts]),
            np.concatenate([starts[first] - 1, part_starts]),
            np.concatenate([ends[last] + 1, part_ends]),
            np.concatenate([word_sections[first], part_sections]),
        )
        return matches, TitleWords(titles[at] >> 1, title_words)


def build_search(
    phrases: Iterable[tuple[str, Role]], words: Iterable[str] = (), in_titles: Sequence[str] = ()
) -> PatternSearch:
    """Build the search for all `phrases`, the contribution cues, `words` and `in_titles`.

    Input: phrases of a taxonomy, each with its role; words in lower case; words and pairs of
    them to be found in titles, whatever stands between. Output: the search; a pattern that
    several phrases share carries all their roles, one per topic: a term goes before an
    exclusion of the same topic.
    """
    roles: dict[str, dict[int, Role]] = {f" {cue} ": {} for cue in CONTRIBUTION_CUES}
    for phrase, role in phrases:
        for pattern in build_patterns(phrase):
            roles.setdefault(pattern, {}).setdefault(role.topic, role)
    word_of = {f" {word} ": word for word in words}
    patterns = [*roles, *(pattern for pattern in word_of if pattern not in roles)]
    names = tuple(map(_name, patterns))
    whole = {name: number for number, name in enumerate(names) if name}
    vocabulary = build_vocabulary([*whole, *in_titles])
    return PatternSearch(
        vocabulary=vocabulary,
        whole=build_tree(whole, vocabulary),
        in_titles=build_tree({name: n for n, name in enumerate(in_titles)}, vocabulary),
        parts=_search_parts({n: one for n, one in enumerate(patterns) if not names[n]}),
        roles=tuple(tuple(found.values()) for found in roles.values()),
        words=tuple(word_of.get(pattern, "") for pattern in patterns),
        n_cues=len(CONTRIBUTION_CUES),
        names=names,
    )


def _search_parts(patterns: dict[int, str]) -> PartSearch:
    return PartSearch(
        automaton=BytesAhoCorasick([one.encode("ascii", "replace") for one in patterns.values()]),
        numbers=np.array([*patterns], dtype=np.intp),
        inexact={n: one for n, one in enumerate(patterns.values()) if not one.isascii()},
    )


def _name(pattern: str) -> str:
    is_whole = pattern.startswith(" ") and pattern.endswith(" ") and pattern.isascii()
    return pattern.strip() if is_whole else ""
