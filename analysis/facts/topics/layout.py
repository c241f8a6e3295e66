"""What the patterns of a search do, as arrays, so that many papers are judged at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.facts.topics.search import PatternSearch, Role
from analysis.facts.topics.texts import Flags, Floats, Indexes

IN_CONTRIBUTION = 0.4
"""What a phrase counts where the paper says what it does, as a part of its weight."""
ELSEWHERE = 0.3
"""What a phrase counts in the rest of the abstract; in the title it counts fully."""

IN_TITLE, IN_CONTRIBUTIONS, IN_THE_REST = range(3)
"""Columns of `Layout.weights`: where in a paper a phrase stands."""


@dataclass(frozen=True, eq=False)
class Layout:
    """What the patterns of a search do.

    Pattern `i` has the roles from `firsts[i]` on, `counts[i]` of them. Of each role:
    `topics`, `terms` (0 excludes), and by place, shape (n_roles, 3), `weights` and whether it
    counts at all. `is_weak` is by term. `names` are the strings that patterns find, empty
    where only the text tells, as `is_named` says; `numbers` gives the pattern of each.
    """

    n_topics: int
    n_cues: int
    firsts: Indexes
    counts: Indexes
    topics: Indexes
    terms: Indexes
    weights: Floats
    is_counting: Flags
    is_weak: Flags
    names: tuple[str, ...]
    is_named: Flags
    numbers: dict[str, int]


def lay_out(search: PatternSearch, n_topics: int) -> Layout:
    """Lay out the roles of the patterns of a search."""
    counts = np.array([*map(len, search.roles)], dtype=np.intp)
    roles = [role for found in search.roles for role in found]
    terms = np.array([role.term for role in roles], dtype=np.intp)
    is_weak = np.zeros(terms.max(initial=0) + 1, dtype=np.bool_)
    is_weak[terms] = [role.weak for role in roles]
    weights = _list_weights(roles)
    return Layout(
        n_topics=n_topics,
        n_cues=search.n_cues,
        firsts=np.cumsum(counts) - counts,
        counts=counts,
        topics=np.array([role.topic for role in roles], dtype=np.intp),
        terms=terms,
        weights=weights,
        is_counting=(weights != 0) | (terms == 0)[:, None],
        is_weak=is_weak,
        names=search.names,
        is_named=np.array([name != "" for name in search.names], dtype=np.bool_),
        numbers={name: number for number, name in enumerate(search.names) if name},
    )


def _list_weights(roles: Sequence[Role]) -> Floats:
    weights = [
        (
            role.in_title,
            role.in_abstract * IN_CONTRIBUTION,
            role.in_abstract * ELSEWHERE,
        )
        for role in roles
    ]
    return np.array(weights, dtype=np.float64).reshape(len(roles), 3)
