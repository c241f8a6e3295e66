"""How well the facts behind all other findings are read, against hand labels."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.corpus import Tables
from analysis.digests import normalize_title
from analysis.evaluation import Score, compute_scores, read_gold
from analysis.facts import load_taxonomy
from analysis.findings.rows import iterate_rows
from analysis.parameters import Parameters
from analysis.provenance import PROJECT

GOLD_FOLDER = PROJECT / "data" / "gold"
_RESAMPLES = 1000
_COLUMNS = [
    "gold_set",
    "papers",
    "fact",
    "measure",
    "value",
    "ci_lower",
    "ci_upper",
    "count",
    "nobs",
]


def compute_accuracy(
    corpus: Tables, parameters: Parameters, gold_folder: Path = GOLD_FOLDER
) -> pd.DataFrame:
    """Score the extraction on those labelled papers whose text the corpus holds.

    Returns gold_set, papers, fact, measure, value, ci_lower, ci_upper, count, nobs; empty
    where no labelled paper is in the corpus. `attrs["missing"]` counts the labelled papers
    without text, `attrs["confidence_level"]` is that of the intervals.
    """
    papers = iterate_rows(corpus.papers)
    texts = {normalize_title(paper.title): (paper.title, paper.abstract) for paper in papers}
    gold = [paper for path in sorted(gold_folder.glob("*_gold.jsonl")) for paper in read_gold(path)]
    scores = compute_scores(gold, texts, load_taxonomy(), parameters.seed, _RESAMPLES)
    rows = [
        (one.gold_set, one.n_papers, fact, score.name, *_values(score))
        for one in scores.sets
        if one.n_papers
        for fact, group in (
            ("claims", one.claims),
            ("claim attributes", one.claim_attributes),
            ("release", one.release),
            ("topics", one.topics),
        )
        for score in group
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame.attrs["confidence_level"] = scores.confidence_level
    frame.attrs["missing"] = sum(len(one.missing) for one in scores.sets)
    return frame


def describe_accuracy(accuracy: pd.DataFrame) -> str:
    """What these scores mean for the other notebooks, in one sentence."""
    if accuracy.empty:
        return (
            "No labelled paper is in this corpus, so how well its facts are read was not "
            "measured here."
        )
    return (
        "Facts are read by rules, and rules err: a rate whose interval is narrower than these "
        "error rates looks surer than it is. Rules tuned on these labels may do worse elsewhere."
    )


def _values(score: Score) -> tuple[float, float, float, int, int]:
    nan = float("nan")
    bounds = (score.value, score.ci_lower, score.ci_upper)
    value, lower, upper = (nan if bound is None else bound for bound in bounds)
    return value, lower, upper, score.count, score.nobs
