"""Error rates of the extraction as a file, for those who tell them or correct rates with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from analysis.evaluation.gold import GoldError
from analysis.evaluation.types import BinaryCounts, Score, Scores, SetScores

_NOTHING = BinaryCounts(0, 0, 0, 0)
_HELD_OUT = "test"


@dataclass(frozen=True, slots=True)
class HeldOutSet:
    """The scores on one gold set that nothing was tuned on, by what they are of."""

    name: str
    n_papers: int
    scores: Mapping[str, tuple[Score, ...]]


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """What errors to expect in other papers.

    `released` and `topics` count over all of `sets` together. `taxonomy_sha256` is that of
    the taxonomy with which topics were read.
    """

    sets: tuple[HeldOutSet, ...]
    released: BinaryCounts
    topics: Mapping[str, BinaryCounts]
    confidence_level: float
    taxonomy_sha256: str


def write_error_rates(scores: Scores, taxonomy_sha256: str, path: Path) -> None:
    """Write how well facts are read to a JSON file.

    Per gold set: all scores, and how often 'released' and each topic are read right, as
    counts (true_positive, false_negative, false_positive, true_negative) with `sensitivity`
    and `specificity`, null without cases. Counts let a correction carry their uncertainty
    (Rogan & Gladen 1978). `held_out` counts over all sets that nothing was tuned on, whose
    names begin with `test`: only those say what to expect of other papers.
    """
    unseen = [one for one in scores.sets if one.gold_set.startswith(_HELD_OUT)]
    topics = dict.fromkeys(key for one in unseen for key in one.topic_counts)
    content = {
        "confidence_level": scores.confidence_level,
        "taxonomy_sha256": taxonomy_sha256,
        "held_out": {
            "released": _rates(_pool(one.released for one in unseen)),
            "topics": {
                key: _rates(_pool(one.topic_counts.get(key, _NOTHING) for one in unseen))
                for key in topics
            },
        },
        "sets": {one.gold_set: _describe(one) for one in scores.sets},
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_error_rates(path: Path) -> ErrorRates:
    """Read the rates that hold for other papers from a file of `write_error_rates`.

    Raises GoldError, naming the file, where it is missing or not of that form.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        held_out = content["held_out"]
        return ErrorRates(
            sets=tuple(
                _read_set(name, one)
                for name, one in content["sets"].items()
                if name.startswith(_HELD_OUT)
            ),
            released=_read_counts(held_out["released"]),
            topics={key: _read_counts(rates) for key, rates in held_out["topics"].items()},
            confidence_level=content["confidence_level"],
            taxonomy_sha256=content["taxonomy_sha256"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GoldError(
            f"{path}: no error rates there ({error!r}); write them with "
            "'python -m analysis evaluate --error-rates FILE'"
        ) from error


def _pool(counts: Iterable[BinaryCounts]) -> BinaryCounts:
    return reduce(add, counts, _NOTHING)


def _describe(one: SetScores) -> dict[str, Any]:
    return {
        "papers": one.n_papers,
        "scores": {fact: [asdict(score) for score in row] for fact, row in one.by_fact.items()},
        "released": _rates(one.released),
        "topics": {key: _rates(counts) for key, counts in one.topic_counts.items()},
    }


def _rates(counts: BinaryCounts) -> dict[str, int | float | None]:
    shares = {"sensitivity": counts.sensitivity, "specificity": counts.specificity}
    return {**asdict(counts), **shares}


def _read_set(name: str, content: Mapping[str, Any]) -> HeldOutSet:
    scores = {
        fact: tuple(Score(**score) for score in row) for fact, row in content["scores"].items()
    }
    return HeldOutSet(name, content["papers"], scores)


def _read_counts(rates: Mapping[str, Any]) -> BinaryCounts:
    return BinaryCounts(
        rates["true_positive"],
        rates["false_negative"],
        rates["false_positive"],
        rates["true_negative"],
    )
