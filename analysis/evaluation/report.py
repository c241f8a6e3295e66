"""Scores as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.evaluation.types import Miss, Score, Scores, SetScores
from analysis.papers import ReleaseStatus


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


def _format_set(scores: SetScores) -> str:
    lines = [f"Gold set {scores.gold_set}: {scores.n_papers} papers"]
    if scores.missing:
        lines.append(
            f"  WITHOUT TEXT, not scored: {len(scores.missing)}: {'; '.join(scores.missing)}"
        )
    for heading, rows in scores.by_fact.items():
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
