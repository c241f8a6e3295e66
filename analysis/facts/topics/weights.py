"""Learned weights: what phrases and words say about each topic beyond the taxonomy's lists.

They come from one logistic regression per topic over hand-labelled papers. A feature is a
phrase of a topic anywhere in the paper, a word of the title, a word of the abstract, or the
strength of a topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Kind: TypeAlias = Literal["phrase", "title", "abstract", "strength", "bias"]
_STEP = 0.01
"""The file holds weights as whole multiples of this."""


@dataclass(frozen=True, eq=False)
class TopicWeights:
    """Weights of `features` (rows) for `topics` (columns): float32, (n_features, n_topics).

    A feature is named `kind:name`; the name of a phrase is `topic/phrase`.
    """

    topics: tuple[str, ...]
    features: tuple[str, ...]
    weights: NDArray[np.float32] = field(repr=False)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each feature."""
        return {name: row for row, name in enumerate(self.features)}

    def find_row(self, kind: Kind, name: str) -> int:
        """Give the row of a feature; -1 where there is none."""
        return self.rows.get(f"{kind}:{name}", -1)

    def list(self, kind: Kind) -> tuple[str, ...]:
        """Give the names of all features of one kind."""
        named = (name.partition(":") for name in self.features)
        return tuple(name for given, _, name in named if given == kind)

    def align(self, topics: Sequence[str]) -> NDArray[np.float32]:
        """Give all weights for `topics`: float32, (n_features + 1, n_topics), the last row zero."""
        columns = {key: column for column, key in enumerate(self.topics)}
        # A row and a column of zeros stand for what is not known.
        padded = np.pad(self.weights, ((0, 1), (0, 1)))
        return padded[:, [columns.get(key, -1) for key in topics]]


def read_weights(path: Path) -> TopicWeights:
    """Read a file of learned weights, as `write_weights` makes it."""
    with np.load(path, allow_pickle=False) as content:
        return TopicWeights(
            tuple(str(content["topics"]).split("\n")),
            tuple(str(content["features"]).split("\n")),
            content["weights"].astype(np.float32) * np.float32(_STEP),
        )


def write_weights(weights: TopicWeights, path: Path) -> None:
    """Write learned weights, rounded to hundredths, as a compressed file."""
    np.savez_compressed(
        path,
        topics=np.array("\n".join(weights.topics)),
        features=np.array("\n".join(weights.features)),
        weights=np.round(weights.weights / _STEP).astype(np.int16),
    )
