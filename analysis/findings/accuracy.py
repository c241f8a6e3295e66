"""How well the facts behind all other findings are read, as measured against hand labels."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.corpus import Tables
from analysis.evaluation import Score, read_error_rates
from analysis.provenance import PROJECT

ERROR_RATES = PROJECT / "data" / "gold" / "error_rates.json"
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


def compute_accuracy(corpus: Tables, path: Path = ERROR_RATES) -> pd.DataFrame:
    """List how well facts are read in labelled papers that no rule was tuned on.

    Returns gold_set, papers, fact, measure, value, ci_lower, ci_upper, count, nobs. The
    scores of topics are left out where the corpus was built with another taxonomy than the
    one measured; `attrs["same_taxonomy"]` says so. `attrs["confidence_level"]` is that of
    the intervals. Raises GoldError where the file of error rates cannot be used.
    """
    rates = read_error_rates(path)
    same_taxonomy = corpus.manifest.get("taxonomy_sha256") == rates.taxonomy_sha256
    rows = [
        (one.name, one.n_papers, fact, score.name, *_values(score))
        for one in rates.sets
        for fact, scores in one.scores.items()
        for score in scores
        if same_taxonomy or fact != "topics"
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame.attrs["confidence_level"] = rates.confidence_level
    frame.attrs["same_taxonomy"] = same_taxonomy
    return frame


def describe_accuracy(accuracy: pd.DataFrame) -> str:
    """What these scores mean for the other notebooks, in a few sentences."""
    text = (
        "Measured on labelled papers that nothing was tuned on, not on this corpus: 'test' are "
        "random Daily Papers of 2024 and 2025 with some arXiv papers of 2006 to 2009, "
        "'test_numbers' papers with a number that could be a claim. Other kinds of abstracts may "
        "be read less well. A rate whose interval is narrower than these error rates looks surer "
        "than it is."
    )
    if accuracy.attrs["same_taxonomy"]:
        return text
    return f"{text} How well the topics of this corpus' own taxonomy are read was not measured."


def _values(score: Score) -> tuple[float, float, float, int, int]:
    nan = float("nan")
    bounds = (score.value, score.ci_lower, score.ci_upper)
    value, lower, upper = (nan if bound is None else bound for bound in bounds)
    return value, lower, upper, score.count, score.nobs
