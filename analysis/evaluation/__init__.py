"""How well the facts are read: predictions against hand labels, with their uncertainty."""

from analysis.evaluation.error_rates import (
    ErrorRates,
    HeldOutSet,
    read_error_rates,
    write_error_rates,
)
from analysis.evaluation.gold import GoldClaim, GoldError, GoldPaper, GoldRelease, read_gold
from analysis.evaluation.report import format_misses, format_scores
from analysis.evaluation.scoring import compute_scores
from analysis.evaluation.texts import read_source_texts
from analysis.evaluation.types import BinaryCounts, Miss, Score, Scores, SetScores

__all__ = [
    "BinaryCounts",
    "ErrorRates",
    "GoldClaim",
    "GoldError",
    "GoldPaper",
    "GoldRelease",
    "HeldOutSet",
    "Miss",
    "Score",
    "Scores",
    "SetScores",
    "compute_scores",
    "format_misses",
    "format_scores",
    "read_error_rates",
    "read_gold",
    "read_source_texts",
    "write_error_rates",
]
