"""The quantile slope against the data set on which quantile regression was introduced."""

import numpy as np
import pytest
import statsmodels.api as sm

from analysis.stats.designs import as_trend_data
from analysis.stats.quantile_slope import Spread, estimate_quantile_slope


@pytest.fixture(scope="module")
def engel():
    return sm.datasets.engel.load_pandas().data


# rq(foodexp ~ income, tau = c(.1, .25, .5, .75, .9), data = engel) in R's quantreg:
# Koenker & Bassett (1982), Econometrica 50:43-61.
@pytest.mark.parametrize(
    ("q", "slope"),
    [(0.1, 0.40177), (0.25, 0.47410), (0.5, 0.56018), (0.75, 0.64401), (0.9, 0.68630)],
)
def test_slopes_agree_with_engel(engel, q, slope):
    data = as_trend_data(engel["foodexp"], engel["income"])
    found = estimate_quantile_slope(Spread(data.values, data.values), data, q, 0.95)
    unit = data.years_per_unit
    assert found.slope / unit == pytest.approx(slope, abs=1e-5)
    assert found.ci_lower < found.slope < found.ci_upper
    assert found.pvalue < 0.05


def test_median_interval_lies_near_that_of_inverted_ranks(engel):
    # summary(rq(foodexp ~ income, tau = .5), se = "rank", alpha = .1): 0.487 to 0.602.
    data = as_trend_data(engel["foodexp"], engel["income"])
    found = estimate_quantile_slope(Spread(data.values, data.values), data, 0.5, 0.9)
    unit = data.years_per_unit
    assert found.ci_lower / unit == pytest.approx(0.487, abs=0.05)
    assert found.ci_upper / unit == pytest.approx(0.602, abs=0.02)


def test_digests_that_agree_exactly_give_no_error():
    values = np.random.default_rng(0).normal(size=20)
    data = as_trend_data(np.tile(values, 12), np.repeat(np.arange(12.0), 20))
    with pytest.raises(ValueError, match="agree exactly"):
        estimate_quantile_slope(Spread(data.values, data.values), data, 0.5, 0.95)
