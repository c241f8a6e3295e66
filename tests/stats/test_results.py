"""Results refuse to claim what they cannot."""

import math
from dataclasses import FrozenInstanceError

import pytest

from analysis.stats.results import Estimate, TooLittleData

SOUND = {
    "estimate": 0.5,
    "ci_lower": 0.4,
    "ci_upper": 0.6,
    "confidence_level": 0.95,
    "nobs": 10,
    "method": "a method",
}


def test_a_sound_estimate_is_frozen():
    estimate = Estimate(**SOUND)
    assert estimate.has_interval
    with pytest.raises(FrozenInstanceError):
        estimate.nobs = 11


@pytest.mark.parametrize(
    "change",
    [
        {"estimate": math.nan},
        {"estimate": math.inf},
        {"ci_lower": 0.7},
        {"ci_lower": 0.5, "ci_upper": 0.5},
        {"ci_lower": math.nan},
        {"confidence_level": 95},
        {"nobs": 0},
        {"pvalue": 1.5},
        {"pvalue": math.nan},
        {"n_clusters": 0},
        {"method": ""},
    ],
)
def test_an_unsound_estimate_is_refused(change):
    with pytest.raises(ValueError):
        Estimate(**(SOUND | change))


def test_a_missing_interval_needs_a_note():
    missing = SOUND | {"ci_lower": math.nan, "ci_upper": math.nan}
    with pytest.raises(ValueError, match="must say why"):
        Estimate(**missing)
    assert not Estimate(**missing, note="all values are equal").has_interval


@pytest.mark.parametrize(
    "change", [{"reason": ""}, {"needed": ""}, {"nobs": -1}, {"smallest_detectable": 0.5}]
)
def test_too_little_data_says_what_and_why(change):
    sound = {"reason": "5 digests", "needed": "8 digests", "nobs": 5, "method": "a method"}
    assert TooLittleData(**sound).smallest_detectable is None
    with pytest.raises(ValueError):
        TooLittleData(**(sound | change))
