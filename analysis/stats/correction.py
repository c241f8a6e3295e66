"""Shares corrected for a measurement that errs at a rate known from a labelled sample."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.stats.proportions import CLUSTERED_WILSON, WILSON
from analysis.stats.results import Estimate, Result, TooLittleData, require_level

CORRECTED = (
    "Rogan-Gladen corrected share, interval from Jeffreys posteriors of share, sensitivity and "
    "specificity"
)

_DRAWS = 20_000
"""So many that the interval's ends move by about a hundredth of its width with the seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCounts:
    """What the measurement said of a sample whose truth is known, in independent cases.

    Raises ValueError unless every count is a whole number >= 0.
    """

    true_positive: int
    false_negative: int
    false_positive: int
    true_negative: int

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0 or value != int(value):
                raise ValueError(f"{field.name} must be a whole number >= 0, is {value}")

    @property
    def positives(self) -> int:
        """Cases that are truly positive; sensitivity is measured on them."""
        return self.true_positive + self.false_negative

    @property
    def negatives(self) -> int:
        """Cases that are truly negative; specificity is measured on them."""
        return self.true_negative + self.false_positive


def estimate_corrected_proportion(  # noqa: PLR0913
    count: int,
    nobs: int,
    errors: ErrorCounts,
    confidence_level: float = 0.95,
    *,
    seed: int,
    effective_nobs: float | None = None,
) -> Result:
    """Estimate the true share behind `count` of `nobs` found positive by a measurement that errs.

    `errors` comes from a labelled sample independent of the study sample, on which the
    measurement errs alike. `effective_nobs` is what `nobs` clustered rows are worth (see
    `compute_effective_nobs`), by default `nobs`. The estimate is (count / nobs + specificity - 1)
    / (sensitivity + specificity - 1), clipped to [0, 1] with a note; the interval holds the
    uncertainty of both samples and has width where sensitivity or specificity is observed as 1.
    Returns TooLittleData for no observations, no labelled positives or negatives, a measurement
    not clearly better than chance (Newcombe's interval of sensitivity + specificity - 1 reaches
    0), or an observed share that its errors alone do not explain.
    Raises ValueError unless 0 <= count <= nobs, both whole, and 0 < effective_nobs <= nobs.
    Source: Rogan & Gladen (1978), American Journal of Epidemiology 107:71-76; interval by draws
    from Beta(x + 1/2, n - x + 1/2) of each share, kept where sensitivity + specificity > 1, with
    the ends moved to the estimate where they miss it, as Brown, Cai & DasGupta (2001) do for
    Jeffreys intervals at 0 and n. The closed form of Lang & Reiczigel (2014), Preventive
    Veterinary Medicine 113:13-22, covers up to 0.99 at a nominal 0.95 with rare errors.
    """
    require_level(confidence_level)
    worth = _require_counts(count, nobs, effective_nobs)
    shortage = _find_shortage(nobs, errors, confidence_level)
    if shortage:
        return _too_little(shortage, nobs)
    raw = _correct(
        count / nobs,
        errors.true_positive / errors.positives,
        errors.true_negative / errors.negatives,
    )
    point = min(max(raw, 0.0), 1.0)
    draws = _draw(count / nobs, worth, errors, seed)
    tail = (1 - confidence_level) / 2
    lower, upper = np.clip(np.quantile(draws, (tail, 1 - tail)), 0.0, 1.0)
    lower, upper = min(float(lower), point), max(float(upper), point)
    if lower == upper:
        return _too_little(_explain_contradiction(count / nobs, point), nobs)
    return Estimate(
        estimate=point,
        ci_lower=lower,
        ci_upper=upper,
        confidence_level=confidence_level,
        nobs=int(nobs),
        method=CORRECTED,
        note=_describe(raw, errors, nobs, worth),
    )


def compute_effective_nobs(observed: Estimate) -> float:
    """Compute how many independent rows a clustered share is worth, from its Wilson interval.

    `observed` is what `estimate_clustered_proportion` (or `estimate_proportion`) answers.
    Raises ValueError for an estimate by another method. The interval's half width h solves
    h^2 (1 + k)^2 = k p (1 - p) + k^2 / 4 with k = z^2 / n (Wilson 1927), which has one positive
    root in k.
    """
    if observed.method not in (WILSON, CLUSTERED_WILSON):
        raise ValueError(f"not a Wilson interval: {observed.method}")
    half = (observed.ci_upper - observed.ci_lower) / 2
    spread = observed.estimate * (1 - observed.estimate)
    a, b, c = half**2 - 0.25, 2 * half**2 - spread, half**2
    k = (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a)
    z = float(stats.norm.ppf((1 + observed.confidence_level) / 2))
    # Rounding must not make rows worth more than they are.
    return min(z**2 / k, float(observed.nobs))


def _correct(observed: float, sensitivity: float, specificity: float) -> float:
    # Rounded, or a share a hair below 0 would be noted as clipped.
    return round((observed + specificity - 1) / (sensitivity + specificity - 1), 12)


def _draw(observed: float, worth: float, errors: ErrorCounts, seed: int) -> NDArray[np.float64]:
    """Corrected shares, unclipped, at draws of the three shares behind them."""
    rng = np.random.default_rng(seed)
    share, sensitivity, specificity = (
        rng.beta(hits + 0.5, misses + 0.5, _DRAWS)
        for hits, misses in (
            (observed * worth, (1 - observed) * worth),
            (errors.true_positive, errors.false_negative),
            (errors.true_negative, errors.false_positive),
        )
    )
    better = sensitivity + specificity - 1
    kept = better > 0
    drawn: NDArray[np.float64] = (share + specificity - 1)[kept] / better[kept]
    return drawn


def _require_counts(count: int, nobs: int, effective_nobs: float | None) -> float:
    if count != int(count) or nobs != int(nobs) or not 0 <= count <= nobs:
        raise ValueError(f"count and nobs must be whole, 0 <= count <= nobs: {count} of {nobs}")
    if effective_nobs is None:
        return float(nobs)
    if not 0 < effective_nobs <= nobs:
        raise ValueError(f"effective_nobs must lie in (0, {nobs}], is {effective_nobs}")
    return effective_nobs


def _find_shortage(nobs: int, errors: ErrorCounts, level: float) -> tuple[str, str] | None:
    if nobs == 0:
        return "0 observations: a share has no denominator", "at least 1 observation"
    for found, name in ((errors.positives, "positives"), (errors.negatives, "negatives")):
        if found == 0:
            reason = f"0 labelled {name}: the measurement's errors on them are unknown"
            return reason, f"a labelled sample with {name}"
    better = errors.true_positive / errors.positives + errors.true_negative / errors.negatives - 1
    # The difference between the shares found positive among true positives and true negatives.
    lower = confint_proportions_2indep(
        errors.true_positive,
        errors.positives,
        errors.false_positive,
        errors.negatives,
        method="newcomb",
        compare="diff",
        alpha=1 - level,
    )[0]
    if lower > 0:
        return None
    reason = (
        f"sensitivity + specificity - 1 is {better:.2g}, its interval from {lower:.2g}: "
        "the measurement is not clearly better than chance"
    )
    return reason, "more labelled cases, or a better measurement"


def _explain_contradiction(observed: float, point: float) -> tuple[str, str]:
    fewer = "fewer" if point == 0 else "more"
    reason = (
        f"an observed share of {observed:.3g} is {fewer} than any true share would give with the "
        "errors of the labelled sample: the two samples do not agree"
    )
    return reason, "a labelled sample on which the measurement errs as on the study sample"


def _describe(raw: float, errors: ErrorCounts, nobs: int, worth: float) -> str:
    parts = [
        f"sensitivity {errors.true_positive} of {errors.positives}, "
        f"specificity {errors.true_negative} of {errors.negatives} in the labelled sample"
    ]
    if not 0 <= raw <= 1:
        parts.append(f"the correction gives {raw:.3g}, clipped to [0, 1]")
    if worth < nobs:
        parts.append(f"the rows are worth {worth:.1f} independent ones")
    return "; ".join(parts)


def _too_little(shortage: tuple[str, str], nobs: int) -> TooLittleData:
    reason, needed = shortage
    return TooLittleData(reason=reason, needed=needed, nobs=int(nobs), method=CORRECTED)
