"""Announced release as it would be without reading errors, as far as those are known.

The errors are known for all announcements of released code together, from labelled papers. They
are not known for a topic, a period or a kind of announcement by itself: those stay as measured.
"""

from __future__ import annotations

from dataclasses import asdict

from analysis.evaluation.error_rates import ErrorRates
from analysis.findings.scope import Scope
from analysis.stats.correction import (
    ErrorCounts,
    compute_effective_nobs,
    estimate_corrected_proportion,
)
from analysis.stats.results import Result, TooLittleData
from analysis.wording import count_of, format_number


def correct_share(scope: Scope, measured: Result, rates: ErrorRates) -> Result:
    """Correct a share of observations read as released for the errors of that reading.

    `measured` is a Wilson estimate over rows of `scope`; what its clusters are worth carries
    over. Where nothing could be measured, that answer is given back.
    """
    if isinstance(measured, TooLittleData):
        return measured
    return estimate_corrected_proportion(
        round(measured.estimate * measured.nobs),
        measured.nobs,
        ErrorCounts(**asdict(rates.released)),
        measured.confidence_level,
        seed=scope.parameters.seed,
        # Taken back from the interval, independent rows would be worth less by rounding.
        effective_nobs=None if measured.n_clusters is None else compute_effective_nobs(measured),
    )


def describe_labelled(rates: ErrorRates) -> str:
    """The labelled sample in a phrase: how many papers, and what was read right of them."""
    found, missed = rates.released.true_positive, rates.released.false_negative
    left, extra = rates.released.true_negative, rates.released.false_positive
    return (
        f"{count_of(_count_papers(rates), 'labelled paper')}: {found:,} of "
        f"{count_of(found + missed, 'release')} found, {left:,} of "
        f"{count_of(left + extra, 'other paper')} left alone"
    )


def describe_correction(rates: ErrorRates) -> str:
    """What the correction rests on, when it holds, and what it does to a change."""
    return (
        f"The correction rests on {describe_labelled(rates)}. It holds only if releases are read "
        "as well here as there, in Daily Papers of 2024 and 2025 with some arXiv papers of 2006 to "
        "2009. "
        f"{_describe_change(rates)}"
        "How well they are read within one topic, one period or one kind of announcement is not "
        "known: those rates stay as measured, and both halves are corrected alike."
    )


def _count_papers(rates: ErrorRates) -> int:
    return sum(one.n_papers for one in rates.sets)


def _describe_change(rates: ErrorRates) -> str:
    sensitivity, specificity = rates.released.sensitivity, rates.released.specificity
    if sensitivity is None or specificity is None or sensitivity + specificity <= 1:
        return ""
    factor = 1 / (sensitivity + specificity - 1)
    return (
        "If errors are the same at all times, a true change is "
        f"{format_number(factor)} times as large as the measured one. "
    )
