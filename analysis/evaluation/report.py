"""Scores as text for a terminal, and as a file for those who correct rates with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from pathlib import Path

from analysis.evaluation.types import BinaryCounts, Miss, Score, Scores, SetScores
from analysis.papers import ReleaseStatus

_NOTHING = BinaryCounts(0, 0, 0, 0)
_HELD_OUT = "test"


def format_scores(scores: Scores) -> str:
    """Give the scores of every gold set as a table for the terminal."""
    interval = (
        f"{scores.confidence_level:.0%} intervals from {scores.n_resamples} resamples of papers"
    )
    blocks = [_format_set(one) for one in scores.sets]
    return "\n\n".join([*blocks, f"{interval} (seed {scores.seed})."])


def format_misses(scores: Scores) -> str:
    """List every disagreement, by gold set and paper, each in its sentence."""
    misses = [miss for one in scores.sets for miss in one.misses]
    if not misses:
        return "No misses."
    lines: list[str] = []
    paper = None
    for miss in misses:
        if (miss.gold_set, miss.paper_id) != paper:
            paper = (miss.gold_set, miss.paper_id)
            lines.append(f"\n[{miss.gold_set} {miss.paper_id}] {miss.title}")
        lines.append(_format_miss(miss))
    return "\n".join(lines).lstrip("\n")


def write_error_rates(scores: Scores, path: Path) -> None:
    """Write how often 'released' and each topic are read right, as counts, to a JSON file.

    The counts (true_positive, false_negative, false_positive, true_negative) are given for
    each gold set, and as `held_out` for all sets together that nothing was tuned on, whose
    names begin with `test`: only those say what to expect of other papers. `sensitivity` and
    `specificity` are their shares, or null without cases. Counts let a correction carry their
    uncertainty (Rogan & Gladen 1978).
    """
    sets = {one.gold_set: (one.released, dict(one.topic_counts)) for one in scores.sets}
    unseen = [counts for name, counts in sets.items() if name.startswith(_HELD_OUT)]
    topics = dict.fromkeys(key for _, counts in unseen for key in counts)
    held_out = (
        reduce(add, (released for released, _ in unseen), _NOTHING),
        {
            key: reduce(add, (counts[key] for _, counts in unseen if key in counts))
            for key in topics
        },
    )
    content = {
        "held_out": _error_rates(*held_out),
        "sets": {name: _error_rates(*counts) for name, counts in sets.items()},
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _error_rates(released: BinaryCounts, topics: dict[str, BinaryCounts]) -> dict[str, object]:
    return {
        "release": {"released": _rates(released)},
        "topics": {key: _rates(counts) for key, counts in topics.items()},
    }


def _rates(counts: BinaryCounts) -> dict[str, int | float | None]:
    return {
        "true_positive": counts.true_positive,
        "false_negative": counts.false_negative,
        "false_positive": counts.false_positive,
        "true_negative": counts.true_negative,
        "sensitivity": counts.sensitivity,
        "specificity": counts.specificity,
    }


def _format_set(scores: SetScores) -> str:
    lines = [f"Gold set {scores.gold_set}: {scores.n_papers} papers"]
    if scores.missing:
        lines.append(
            f"  WITHOUT TEXT, not scored: {len(scores.missing)}: {'; '.join(scores.missing)}"
        )
    for heading, rows in (
        ("claims", scores.claims),
        ("attributes of matched claims", scores.claim_attributes),
        ("release", scores.release),
        ("topics", scores.topics),
    ):
        lines += [f"  {heading}", *(f"    {_format_score(score)}" for score in rows)]
    return "\n".join([*lines, *_format_release(scores), *_format_topics(scores)])


def _format_score(score: Score) -> str:
    if score.value is None:
        return f"{score.name:<12} nothing to score"
    bounds = "" if score.ci_lower is None else f"  [{score.ci_lower:.3f}, {score.ci_upper:.3f}]"
    return f"{score.name:<12} {score.value:.3f}{bounds}  ({score.count} of {score.nobs})"


def _format_release(scores: SetScores) -> Iterable[str]:
    names = [str(status) for status in ReleaseStatus]
    yield "  release status: labelled (rows) against read (columns)"
    yield "    " + " " * 12 + "".join(f"{name:>10}" for name in names)
    for name in names:
        counts = (scores.confusion[name][other] for other in names)
        yield f"    {name:<12}" + "".join(f"{count:>10}" for count in counts)
    released = scores.released
    yield (
        f"    'released': sensitivity {_share(released.sensitivity)}, "
        f"specificity {_share(released.specificity)}"
    )


def _format_topics(scores: SetScores) -> Sequence[str]:
    lines = [f"  {'topic':<20}{'found':>7}{'missed':>8}{'extra':>7}"]
    for key, counts in scores.topic_counts.items():
        if counts.true_positive or counts.false_negative or counts.false_positive:
            lines.append(
                f"  {key:<20}{counts.true_positive:>7}"
                f"{counts.false_negative:>8}{counts.false_positive:>7}"
            )
    return lines


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"


def _format_miss(miss: Miss) -> str:
    where = f"\n      {' '.join(miss.sentence.split())}" if miss.sentence else ""
    return f"  {miss.fact} {miss.kind}: {miss.what}{where}"
