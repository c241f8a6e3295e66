"""Trends on true dates, as ratios per year: of shares, of counts and of quantiles.

Each function fits a line on the log (or log-odds) scale against the date in years and answers
the ratio per year. Errors are clustered by the period in which a cluster (a paper) first appears
and by the period itself, so that neither a paper that recurs nor a digest's own slant passes for
a trend. An interval holds the ratios that a score test does not reject.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats.designs import (
    DEFAULT_SETTINGS,
    TrendData,
    TrendSettings,
    as_trend_data,
    find_shortage,
)
from analysis.stats.power import (
    compute_smallest_detectable_odds_ratio,
    compute_smallest_detectable_ratio,
    compute_smallest_detectable_slope,
)
from analysis.stats.quantile_slope import QuantileSlope, Spread, estimate_quantile_slope
from analysis.stats.ratio_models import (
    CountModel,
    FittedSlope,
    RatioModel,
    ShareModel,
    estimate_dispersion,
    estimate_slope,
)
from analysis.stats.results import Estimate, Result, TooLittleData, format_count

SHARE_METHOD = "binomial GLM (logit) on dates, odds ratio per year"
COUNT_METHOD = "negative-binomial GLM (log) on dates, rate ratio per year"
QUANTILE_METHOD = "quantile regression of log values on dates, ratio per year"
ERRORS = (
    "score test inverted, CR2 errors by first period of a cluster and by period, t with "
    "Bell-McCaffrey df"
)


def test_for_share_trend(
    successes: ArrayLike,
    dates: ArrayLike,
    clusters: ArrayLike | None = None,
    *,
    periods: ArrayLike | None = None,
    settings: TrendSettings = DEFAULT_SETTINGS,
) -> Result:
    """Test whether a share changes over time: the odds ratio per year.

    `successes` holds one 0/1 value per row (a paper in a digest), `dates` its date (datetime64
    or decimal years), `clusters` a label per row (the paper; by default every row its own),
    `periods` the date group whose rows move together (by default the distinct dates).
    Returns an Estimate, or TooLittleData for too few periods, clusters or events, for dates
    that do not spread, and where the dates separate successes from the rest.
    Raises ValueError for values other than 0 and 1 or for unknown dates.
    Source: McCullagh & Nelder (1989), ch. 4, dispersion 4.5; errors as in
    `SlopeErrors`.
    """
    data = as_trend_data(successes, dates, clusters, periods)
    if not np.all((data.values == 0) | (data.values == 1)):
        raise ValueError("successes must be 0 or 1")
    method = f"{SHARE_METHOD}; {ERRORS}"
    shortage = find_shortage(data, settings) or _find_event_shortage(data, settings)
    if shortage:
        detectable = compute_smallest_detectable_odds_ratio(
            int(data.values.sum()), data.years, settings.confidence_level
        )
        return _too_little(shortage, data, method, "odds ratio", detectable)
    return _estimate(data.fold(), ShareModel(), settings, method)


def test_for_count_trend(
    counts: ArrayLike,
    dates: ArrayLike,
    clusters: ArrayLike | None = None,
    *,
    periods: ArrayLike | None = None,
    settings: TrendSettings = DEFAULT_SETTINGS,
) -> Result:
    """Test whether a mean count (a team size) changes over time: the rate ratio per year.

    `counts` are whole numbers >= 0, one per row; the other arguments and the answers are as for
    `test_for_share_trend`. The dispersion is estimated by maximum likelihood; where counts vary
    no more than Poisson counts, it is 0.
    Source: Cameron & Trivedi (2013), Regression Analysis of Count Data, section 3.3 (NB2).
    """
    data = as_trend_data(counts, dates, clusters, periods)
    if np.any(data.values < 0) or np.any(data.values != np.floor(data.values)):
        raise ValueError("counts must be whole numbers >= 0")
    method = f"{COUNT_METHOD}; {ERRORS}"
    shortage = find_shortage(data, settings)
    if shortage:
        return _too_little(shortage, data, method, "rate ratio", _detectable_rate(data, settings))
    folded = data.fold()
    return _estimate(folded, CountModel(estimate_dispersion(folded)), settings, method)


def test_for_quantile_trend(  # noqa: PLR0913
    values: ArrayLike,
    q: float,
    dates: ArrayLike,
    clusters: ArrayLike | None = None,
    *,
    step: float = 0.0,
    periods: ArrayLike | None = None,
    settings: TrendSettings = DEFAULT_SETTINGS,
) -> Result:
    """Test whether the `q` quantile of positive values changes over time: the ratio per year.

    `values` are > 0; `step` is the grain of the values (1 for whole numbers, 0 for none), over
    which each value is spread evenly so that heaps do not hide a slow change. The other
    arguments and the answers are as for `test_for_share_trend`; min_events is what must lie on
    either side of the quantile. Raises ValueError for values that are not above step / 2.
    Source: see `estimate_quantile_slope`.
    """
    if not 0 < q < 1:
        raise ValueError(f"q must lie in (0, 1), is {q}")
    data = as_trend_data(values, dates, clusters, periods)
    if np.any(data.values <= step / 2):
        raise ValueError(f"values must lie above {step / 2:g} to have a logarithm")
    method = f"{QUANTILE_METHOD} (q = {q:g}); {ERRORS}"
    shortage = find_shortage(data, settings) or _find_tail_shortage(data, q, settings)
    if shortage:
        return _too_little(shortage, data, method, "ratio", None)
    data = data.fold()
    spread = Spread(np.log(data.values - step / 2), np.log(data.values + step / 2))
    try:
        found = estimate_quantile_slope(spread, data, q, settings.confidence_level)
    except ValueError as error:
        return _too_little((str(error), "more periods"), data, method, "ratio", None)
    return _as_ratio(found, data, settings, method=method, note=_describe_span(data))


def _estimate(data: TrendData, model: RatioModel, settings: TrendSettings, method: str) -> Result:
    try:
        found = estimate_slope(data, model, settings.confidence_level)
    except ValueError as error:
        return _too_little((str(error), "more periods"), data, method, "ratio", None)
    note = _describe(found, data, settings)
    freedom = found.variance.degrees_of_freedom
    error_of_log = math.sqrt(found.variance.variance) / data.years_per_unit
    detectable = compute_smallest_detectable_ratio(error_of_log, freedom, settings.confidence_level)
    return _as_ratio(found, data, settings, method=method, note=note, detectable=detectable)


def _as_ratio(  # noqa: PLR0913
    found: FittedSlope | QuantileSlope,
    data: TrendData,
    settings: TrendSettings,
    *,
    method: str,
    note: str,
    detectable: float | None = None,
) -> Result:
    """The slope per unit of the design as a ratio per year."""
    if not (math.isfinite(found.ci_lower) and math.isfinite(found.ci_upper)):
        reason = "the interval has no end: the values do not bound the slope", "more clusters"
        return _too_little(reason, data, method, "ratio", detectable)
    unit = data.years_per_unit
    return Estimate(
        estimate=_exp(found.slope / unit),
        ci_lower=_exp(found.ci_lower / unit),
        ci_upper=_exp(found.ci_upper / unit),
        confidence_level=settings.confidence_level,
        pvalue=found.pvalue,
        nobs=data.nobs,
        n_clusters=data.grouping.n_cohorts,
        method=method,
        smallest_detectable=detectable,
        note=note,
    )


def _describe(found: FittedSlope, data: TrendData, settings: TrendSettings) -> str:
    """The dispersion check, the degrees of freedom and the span, for the reader."""
    parts = [f"{found.variance.degrees_of_freedom:.1f} degrees of freedom"]
    if data.n_periods < data.nobs:
        dispersion = _compute_dispersion(found, data)
        parts.insert(0, f"{settings.period_name} vary {dispersion:.2g} times as by chance")
    return "; ".join([*parts, *filter(None, [_describe_span(data)])])


def _describe_span(data: TrendData) -> str:
    if data.span_in_years >= 1:
        return ""
    return f"the dates span {data.span_in_years:.2g} years: a ratio per year extrapolates"


def _compute_dispersion(found: FittedSlope, data: TrendData) -> float:
    """Pearson's X^2 of the periods' totals over its degrees of freedom (McCullagh & Nelder 4.5)."""
    totals = np.bincount(data.periods, weights=found.residuals)
    expected = np.bincount(data.periods, weights=found.information)
    return float((totals**2 / expected).sum() / (data.n_periods - 2))


def _find_event_shortage(data: TrendData, settings: TrendSettings) -> tuple[str, str] | None:
    """Too few events or non-events, counted in clusters, or dates that separate the two."""
    for outcome, name in ((1, "with"), (0, "without")):
        found = int(np.count_nonzero(np.bincount(data.clusters[data.values == outcome])))
        if found < settings.min_events:
            reason = (
                f"{format_count(found, 'independent case')} {name} it: a trend test needs at least "
            )
            return f"{reason}{settings.min_events}", f"at least {settings.min_events} cases {name}"
    without, having = data.years[data.values == 0], data.years[data.values == 1]
    if without.max() <= having.min() or having.max() <= without.min():
        return "the dates separate all cases from the rest: no ratio is finite", "an overlap"
    return None


def _find_tail_shortage(
    data: TrendData, q: float, settings: TrendSettings
) -> tuple[str, str] | None:
    expected = min(q, 1 - q) * data.n_clusters
    if expected >= settings.min_events:
        return None
    needed = math.ceil(settings.min_events / min(q, 1 - q))
    found = format_count(data.n_clusters, "independent value")
    return (
        f"{found}: a trend of {_name_quantile(q)} needs at least {needed}",
        f"at least {needed} independent values",
    )


def _name_quantile(q: float) -> str:
    return "the median" if q == 0.5 else f"the {q:g} quantile"


def _too_little(
    shortage: tuple[str, str],
    data: TrendData,
    method: str,
    ratio_name: str,
    detectable: float | None,
) -> TooLittleData:
    reason, needed = shortage
    if detectable is not None:
        reason += f"; the smallest detectable {ratio_name} per year is {detectable:.3g}"
    return TooLittleData(
        reason=reason,
        needed=needed,
        nobs=data.nobs,
        method=method,
        smallest_detectable=detectable,
    )


def _detectable_rate(data: TrendData, settings: TrendSettings) -> float | None:
    """Smallest rate ratio per year at no trend, from the relative variance of the counts."""
    if data.nobs < 2 or data.values.sum() == 0:
        return None
    relative = float(data.values.var(ddof=1)) / float(data.values.mean()) ** 2
    if relative == 0:
        return None
    return compute_smallest_detectable_slope(relative, data.years, settings.confidence_level)


def _exp(value: float) -> float:
    return math.exp(value) if value < 700 else math.inf
