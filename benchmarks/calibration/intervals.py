"""Settings for what is not a trend over dates: shares, quantiles, means, changes and terms."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy import stats

from analysis.stats.correction import ErrorCounts, estimate_corrected_proportion
from analysis.stats.decomposition import Decomposition, decompose_change
from analysis.stats.heavy_runs import DealtUnits, test_for_heavy_runs
from analysis.stats.log_odds import compare_windows, count_presence
from analysis.stats.proportions import estimate_clustered_proportion, estimate_proportion
from analysis.stats.quantiles import estimate_mean, estimate_quantile
from analysis.stats.results import Estimate
from benchmarks.calibration.tally import ALPHA, Outcome, Setting, judge_interval

_RESAMPLES = 1000


def try_proportion(rng: np.random.Generator, *, nobs: int, low: float, high: float) -> Outcome:
    """Independent papers; the true share is drawn, for coverage swings from one to the next."""
    share = rng.uniform(low, high)
    return judge_interval(estimate_proportion(int(rng.binomial(nobs, share)), nobs), share)


def try_clustered(rng: np.random.Generator, *, n_papers: int, low: float, high: float) -> Outcome:
    """Papers that are listed in one to five digests, all listings of a paper alike."""
    share = rng.uniform(low, high)
    marked, papers = rng.random(n_papers) < share, _repeat(n_papers, rng)
    found = estimate_clustered_proportion(marked[papers].astype(float), papers)
    return judge_interval(found, share)


def try_quantile(rng: np.random.Generator, *, n_papers: int, q: float) -> Outcome:
    """Gains of papers with one to five claims, which resemble one another."""
    values, papers = _plant_claims(n_papers, rng)
    found = estimate_quantile(
        values, q, seed=int(rng.integers(2**31)), n_resamples=_RESAMPLES, clusters=papers
    )
    return judge_interval(found, float(np.exp(stats.norm.ppf(q))))


def try_mean(rng: np.random.Generator, *, n_papers: int) -> Outcome:
    """Team sizes with a mean of 5 and a standard deviation of 4, listed more than once."""
    papers = _repeat(n_papers, rng)
    sizes = 1 + rng.negative_binomial(1.15, 1.15 / (1.15 + 4), n_papers)
    found = estimate_mean(
        sizes[papers], seed=int(rng.integers(2**31)), n_resamples=_RESAMPLES, clusters=papers
    )
    return judge_interval(found, 5.0)


def try_corrected(rng: np.random.Generator, *, nobs: int, labelled: int) -> Outcome:
    """A measurement of sensitivity 0.85 to 0.98 and specificity 0.9 to 0.99."""
    share, hit, pass_ = rng.uniform(0.15, 0.5), rng.uniform(0.85, 0.98), rng.uniform(0.9, 0.99)
    true_positive, true_negative = rng.binomial(labelled, [hit, pass_])
    errors = ErrorCounts(
        true_positive=int(true_positive),
        false_negative=int(labelled - true_positive),
        false_positive=int(labelled - true_negative),
        true_negative=int(true_negative),
    )
    count = int(rng.binomial(nobs, share * hit + (1 - share) * (1 - pass_)))
    found = estimate_corrected_proportion(count, nobs, errors, seed=int(rng.integers(2**31)))
    return judge_interval(found, share)


def try_decomposition(rng: np.random.Generator, *, n_papers: int, part: str) -> Outcome:
    """Two periods of `n_papers` each in four groups whose shares and rates both change."""
    shares = np.array([[0.4, 0.3, 0.2, 0.1], [0.2, 0.3, 0.3, 0.2]])
    rates = np.array([[0.2, 0.3, 0.4, 0.5], [0.3, 0.35, 0.45, 0.5]])
    after = np.repeat([0, 1], n_papers)
    groups = np.concatenate([rng.choice(4, n_papers, p=one) for one in shares])
    marked = rng.random(after.size) < rates[after, groups]
    copies = np.repeat(np.arange(after.size), rng.choice([1, 2], after.size, p=[0.7, 0.3]))
    found = decompose_change(
        marked[copies].astype(float),
        np.eye(4)[groups[copies]],
        after[copies],
        copies,
        seed=int(rng.integers(2**31)),
        n_resamples=_RESAMPLES,
    )
    within = float((shares.mean(axis=0) * (rates[1] - rates[0])).sum())
    whole = float((shares[1] * rates[1]).sum() - (shares[0] * rates[0]).sum())
    truth = {"whole": whole, "within": within, "mix": whole - within}[part]
    is_known = isinstance(found, Decomposition)
    return judge_interval(getattr(found, part) if is_known else found, truth)


def try_terms(rng: np.random.Generator, *, n_papers: int, n_real: int) -> Outcome:
    """300 terms in two windows; `n_real` of them are three times as frequent in the later."""
    n_terms = 300
    shares = np.minimum(0.6 / np.arange(1, n_terms + 1) ** 0.8, 0.3)
    rows = [_repeat(n_papers, rng) for _ in range(2)]
    real = np.zeros(n_terms, dtype=bool)
    real[rng.permutation(n_terms)[:n_real]] = True
    later = np.where(real, np.minimum(3 * shares, 0.6), shares)
    present = [
        (rng.random((n_papers, n_terms)) < one)[papers].astype(float)
        for one, papers in zip((shares, later), rows, strict=True)
    ]
    windows = [count_presence(one, papers) for one, papers in zip(present, rows, strict=True)]
    changes = compare_windows(
        *windows, windows[0].counts + windows[1].counts, windows[0].total + windows[1].total
    )
    tested = ~np.isnan(changes.z)
    found = changes.pvalues_adjusted < ALPHA
    alone = [one.pvalue < ALPHA if isinstance(one, Estimate) else False for one in changes.results]
    holds = [
        one.ci_lower <= 0 <= one.ci_upper if isinstance(one, Estimate) else False
        for one in changes.results
    ]
    return Outcome(
        rejected=list(np.array(alone)[tested & ~real]),
        covered=list(np.array(holds)[tested & ~real]),
        found=list(found[tested & real]),
        false_share=[float((found & ~real).sum() / max(found.sum(), 1))],
        silent=list(~tested),
    )


def try_bursts(rng: np.random.Generator, *, n_digests: int, slant: float) -> Outcome:
    """30 terms of 3% to 50% without a burst, in digests of 40 papers: whether any is called one."""
    shares = rng.uniform(0.03, 0.5, 30)
    log_odds = np.log(shares / (1 - shares)) + rng.normal(0, slant, (n_digests, shares.size))
    digests = np.repeat(np.arange(n_digests), 40)
    papers, terms = np.nonzero(
        rng.random((digests.size, shares.size)) < 1 / (1 + np.exp(-log_odds[digests]))
    )
    dealt = DealtUnits(
        periods=np.arange(n_digests),
        sizes=np.full(n_digests, 40.0),
        units=digests[papers],
        terms=terms,
        n_terms=shares.size,
        n_periods=n_digests,
        n_base=max(n_digests // 4, 4),
    )
    found = test_for_heavy_runs(dealt, seed=int(rng.integers(2**31)), n_permutations=199)
    return Outcome(rejected=[bool(found.pvalues_adjusted.min() <= ALPHA)], silent=[False])


def list_settings() -> list[Setting]:
    """Every interval and test that is not of a trend."""
    rare, common = {"low": 0.02, "high": 0.04}, {"low": 0.15, "high": 0.5}
    return [
        *(
            Setting("share", f"{n} papers, {name}", partial(try_proportion, nobs=n, **drawn))
            for n in (30, 300, 3000)
            for name, drawn in (("2-4%", rare), ("15-50%", common))
        ),
        *(
            Setting("share, papers recur", f"{n} papers, {name}", partial(trial, n_papers=n))
            for n in (20, 100, 1000)
            for name, trial in (
                ("2-4%", partial(try_clustered, **rare)),
                ("15-50%", partial(try_clustered, **common)),
            )
        ),
        *(
            Setting(
                f"{q:g} quantile of gains", f"{n} papers", partial(try_quantile, n_papers=n, q=q)
            )
            for q, sizes in ((0.5, (8, 30, 300)), (0.75, (20, 80, 300)))
            for n in sizes
        ),
        *(
            Setting("mean team size", f"{n} papers, recurring", partial(try_mean, n_papers=n))
            for n in (20, 50, 300)
        ),
        *(
            Setting(
                "corrected share",
                f"{n} papers, {labelled} labelled of each kind",
                partial(try_corrected, nobs=n, labelled=labelled),
            )
            for n, labelled in ((100, 40), (1000, 40), (1000, 200))
        ),
        *(
            Setting(
                f"change of a rate, {part}",
                f"{n} papers before and after, 30% recur",
                partial(try_decomposition, n_papers=n, part=part),
            )
            for n in (40, 150)
            for part in ("whole", "within", "mix")
        ),
        *(
            Setting(
                "300 terms, log-odds",
                f"{n} papers in each window, recurring, {n_real} real",
                partial(try_terms, n_papers=n, n_real=n_real),
                "3 times as frequent" if n_real else "",
            )
            for n in (100, 400)
            for n_real in (0, 30)
        ),
        *(
            Setting(
                "bursts of 30 terms, any",
                f"{n} digests, {name}",
                partial(try_bursts, n_digests=n, slant=slant),
            )
            for n in (12, 60)
            for name, slant in (("alike", 0.0), ("slanted", 0.5))
        ),
    ]


def _repeat(n_papers: int, rng: np.random.Generator) -> np.ndarray:
    """Rows of papers: 60% are listed once, the others up to five times."""
    times = rng.choice([1, 2, 3, 5], n_papers, p=[0.6, 0.2, 0.15, 0.05])
    return np.repeat(np.arange(n_papers), times)


def _plant_claims(n_papers: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Log-normal values of log variance 1, half of it between papers."""
    papers = _repeat(n_papers, rng)
    noise = rng.normal(size=papers.size) + rng.normal(size=n_papers)[papers]
    return np.exp(noise * np.sqrt(0.5)), papers
