"""A taxonomy laid out as arrays, so that many papers are judged at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.facts.topics.automaton import PhraseAutomaton, Role
from analysis.facts.topics.evidence import ELSEWHERE, IN_CONTRIBUTION
from analysis.facts.topics.model import TopicModel

Indexes: TypeAlias = NDArray[np.intp]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

IN_TITLE, IN_CONTRIBUTIONS, IN_THE_REST = range(3)
"""Columns of `Layout.weights`: where in a paper a phrase stands."""


@dataclass(frozen=True, eq=False)
class Learned:
    """A model, and the rows of its weights by topic, by term and by pattern as a word."""

    model: TopicModel
    strengths: Indexes
    terms: Indexes
    words: Indexes


@dataclass(frozen=True, eq=False)
class Layout:
    """What the patterns of an automaton do.

    Pattern `i` has the roles from `firsts[i]` on, `counts[i]` of them. Of each role:
    `topics`, `terms` (0 excludes), and `weights`, shape (n_roles, 3), by place. `is_weak` is
    by term. `names` are the strings that the patterns find, empty where only the text tells,
    as `is_named` says.
    `learned` is None where nothing is learned.
    """

    n_topics: int
    firsts: Indexes
    counts: Indexes
    topics: Indexes
    terms: Indexes
    weights: Floats
    is_weak: Flags
    names: tuple[str, ...]
    is_named: Flags
    learned: Learned | None


def lay_out(automaton: PhraseAutomaton, model: TopicModel | None, n_topics: int) -> Layout:
    """Lay out the roles of an automaton's patterns, and the rows of its model."""
    n_words_only = len(automaton.words) - len(automaton.roles)
    counts = np.array([*map(len, automaton.roles), *[0] * n_words_only], dtype=np.intp)
    roles = [role for found in automaton.roles for role in found]
    terms = np.array([role.term for role in roles], dtype=np.intp)
    is_weak = np.zeros(terms.max(initial=0) + 1, dtype=np.bool_)
    is_weak[terms] = [role.weak for role in roles]
    return Layout(
        n_topics=n_topics,
        firsts=np.cumsum(counts) - counts,
        counts=counts,
        topics=np.array([role.topic for role in roles], dtype=np.intp),
        terms=terms,
        weights=_list_weights(roles),
        is_weak=is_weak,
        names=automaton.names,
        is_named=np.array([name != "" for name in automaton.names], dtype=np.bool_),
        learned=None if model is None else _lay_out_model(model),
    )


def _list_weights(roles: Sequence[Role]) -> Floats:
    weights = [
        (role.in_title, role.in_abstract * IN_CONTRIBUTION, role.in_abstract * ELSEWHERE)
        for role in roles
    ]
    return np.array(weights, dtype=np.float64).reshape(len(roles), 3)


def _lay_out_model(model: TopicModel) -> Learned:
    return Learned(
        model=model,
        strengths=np.array(model.strength_rows, dtype=np.intp),
        terms=np.array(model.term_rows, dtype=np.intp),
        words=np.array(model.abstract_rows, dtype=np.intp),
    )
