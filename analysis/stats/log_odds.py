"""Which terms emerge or fade between two windows: log-odds ratios with an informative prior.

Documents that hold a term are counted, so that a word repeated within one document counts once:
its repeats are one decision of its author. Where documents recur, or are chosen together, they
take a cluster per row; the counts then carry design effects, by which the test divides them. The
vocabulary is the caller's and must be fixed without the later window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, stats

from analysis.stats.labels import label
from analysis.stats.multiplicity import METHOD as ADJUSTMENT
from analysis.stats.multiplicity import adjust_pvalues
from analysis.stats.results import Estimate, Result, TooLittleData, require_level

LOG_ODDS = "log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008)"
PRESENCE = "documents that hold the term"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonSettings:
    """How strong the prior is, and what is too little to compare.

    `prior_size` is the weight of the prior in documents; `prior_count` the documents with the
    term that it is worth at least for any term, without which a term absent from one window
    could never be told from chance. A term found fewer than `min_count` times
    in both windows together is not tested, nor is any where a window holds fewer than
    `min_clusters` independent documents. Raises ValueError where these rules are broken.
    """

    prior_size: float = 10.0
    prior_count: float = 1.0
    min_count: float = 10.0
    min_clusters: int = 10
    confidence_level: float = 0.95

    def __post_init__(self) -> None:
        require_level(self.confidence_level)
        if not (self.prior_size > 0 and self.prior_count > 0 and self.min_count > 0):
            raise ValueError("prior_size, prior_count and min_count must be above 0")
        if self.min_clusters < 2:
            raise ValueError(f"at least 2 clusters are needed, min_clusters {self.min_clusters}")


DEFAULT_COMPARISON = ComparisonSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCounts:
    """What one window holds: `counts` of documents per term, shape (terms,), out of `total`.

    `design_effects` says per term by how much the variance of its share exceeds that of
    independent documents (NaN where its share is 0 or 1); None where they are independent.
    """

    counts: Floats
    total: int
    n_clusters: int
    design_effects: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChanges:
    """Per term, in the order given: its result, z and p-value adjusted for the terms tested.

    `results` hold log-odds ratios, above 0 where the term emerged, with intervals and p-values
    of one term alone. `z` and `pvalues_adjusted` are NaN where the result is TooLittleData.
    """

    results: tuple[Result, ...]
    z: Floats
    pvalues_adjusted: Floats
    n_tests: int
    adjustment: str = ADJUSTMENT


def count_presence(present: ArrayLike, clusters: ArrayLike | None = None) -> WindowCounts:
    """Count the documents that hold each term.

    `present` has shape (rows, terms) and values 0/1; `clusters` a label per row that rows which
    are not independent share (a document listed twice, or the digest that chose it). Without it
    every row is independent. Raises ValueError for other values or shapes.
    """
    rows = np.asarray(present, dtype=np.float64)
    if rows.ndim != 2:
        raise ValueError(f"rows and terms make 2 dimensions, not {rows.ndim}")
    if not np.all((rows == 0) | (rows == 1)):
        raise ValueError("present must be 0 or 1")
    if clusters is None:
        n_rows = rows.shape[0]
        return WindowCounts(counts=rows.sum(axis=0), total=n_rows, n_clusters=n_rows)
    return _count_clustered(rows, clusters)


def count_pairs(
    rows: ArrayLike, terms: ArrayLike, shape: tuple[int, int], clusters: ArrayLike | None = None
) -> WindowCounts:
    """Count the documents that hold each term, as `count_presence`, from the pairs alone.

    `rows` and `terms` are positions below `shape` (rows, terms), one entry per row that holds a
    term. Time and memory are linear in the pairs. Raises ValueError for clusters of another
    length.
    """
    which, (n_rows, n_terms) = np.asarray(terms), shape
    counts = np.bincount(which, minlength=n_terms).astype(np.float64)
    if clusters is None:
        return WindowCounts(counts=counts, total=n_rows, n_clusters=n_rows)
    codes = label(clusters)
    if codes.shape != (n_rows,):
        raise ValueError(f"clusters has shape {codes.shape}, the window ({n_rows},)")
    sizes = np.bincount(codes).astype(np.float64)
    if sizes.size == n_rows:
        squares = shared = counts
    else:
        held = sparse.coo_array(
            (np.ones(which.size), (codes[np.asarray(rows)], which)), shape=(sizes.size, n_terms)
        ).tocsr()
        squares = held.multiply(held).sum(axis=0)
        shared = sizes @ held
    return WindowCounts(
        counts=counts,
        total=n_rows,
        n_clusters=sizes.size,
        design_effects=_divide_variances(counts, squares, shared, sizes),
    )


def compare_windows(
    earlier: WindowCounts,
    later: WindowCounts,
    background_counts: ArrayLike,
    background_total: float,
    settings: ComparisonSettings = DEFAULT_COMPARISON,
) -> TermChanges:
    """Compare each term's odds in the later window with those in the earlier one.

    `background_counts` (numbers >= 0 per term, of `background_total`) say where the prior lies:
    the whole corpus, or the two windows together. The prior pulls each term towards "no change"
    with the weight of `settings.prior_size` documents, or of `settings.prior_count` with the
    term (and as many without) where that is more; a term the background lacks counts there as
    half a document.
    Returns TermChanges with one result per term. Raises ValueError for windows of different
    terms, one clustered and the other not, and for a background that does not fit.
    Source: Monroe, Colaresi & Quinn (2008), Political Analysis 16:372-403: the log-odds ratio
    (eq. 16) and z (eq. 22), the variance with both terms of each odds where they leave out the
    second (eq. 20), since a share need not be small. Design effects: Rao & Scott (1992),
    Biometrics 48:577-585, pooled over the windows; with the t correction of Korn & Graubard
    (1998), Survey Methodology 24:193-201, for few clusters.
    """
    background = _as_background(background_counts, background_total)
    _require_alike(earlier, later, background)
    scale = _compute_scale(earlier, later, settings.confidence_level)
    share = np.maximum(background, 0.5) / max(background_total, 1.0)
    log_odds, error = _compute_log_odds((earlier, later), share, scale, settings)
    tested = _find_tested(earlier, later, scale, settings)
    z = np.where(tested, log_odds / error, np.nan)
    pvalues = 2 * stats.norm.sf(np.abs(z))
    adjusted = adjust_pvalues(pvalues)
    windows = (earlier, later)
    results = tuple(
        _as_estimate(log_odds[term], error[term], pvalues[term], windows, settings)
        if tested[term]
        else _too_little(term, windows, scale, settings)
        for term in range(share.size)
    )
    return TermChanges(
        results=results,
        z=z,
        pvalues_adjusted=adjusted.pvalues_adjusted,
        n_tests=adjusted.n_tests,
    )


def _compute_log_odds(
    windows: tuple[WindowCounts, WindowCounts],
    share: Floats,
    scale: Floats,
    settings: ComparisonSettings,
) -> tuple[Floats, Floats]:
    """The log-odds ratio of each term and its standard error, at effective counts."""
    size = np.maximum(settings.prior_size, settings.prior_count / np.minimum(share, 1 - share))
    log_odds, variance = np.zeros(share.shape), np.zeros(share.shape)
    for window, sign in zip(windows, (-1.0, 1.0), strict=True):
        held = window.counts / scale + size * share
        lacked = (window.total - window.counts) / scale + size * (1 - share)
        log_odds += sign * np.log(held / lacked)
        variance += 1 / held + 1 / lacked
    return log_odds, np.sqrt(variance)


def _count_clustered(rows: Floats, clusters: ArrayLike) -> WindowCounts:
    codes = label(clusters)
    if codes.shape != rows.shape[:1]:
        raise ValueError(f"clusters has shape {codes.shape}, the window {rows.shape}")
    n_clusters = int(codes.max(initial=-1)) + 1
    member = sparse.csr_array(
        (np.ones(codes.size), (codes, np.arange(codes.size))), shape=(n_clusters, codes.size)
    )
    return WindowCounts(
        counts=rows.sum(axis=0),
        total=codes.size,
        n_clusters=n_clusters,
        design_effects=_compute_design_effects(member @ rows, member.sum(axis=1)),
    )


def _compute_design_effects(counts: Floats, sizes: Floats) -> Floats:
    """Variance of each ratio sum(counts) / sum(sizes) over clusters, over the binomial one."""
    return _divide_variances(counts.sum(axis=0), (counts**2).sum(axis=0), sizes @ counts, sizes)


def _divide_variances(counts: Floats, squares: Floats, shared: Floats, sizes: Floats) -> Floats:
    """The same from sums over clusters: of counts, of their squares, of counts times sizes."""
    n_clusters, total = sizes.size, sizes.sum()
    if n_clusters < 2 or total == 0:
        return np.full(counts.shape, np.nan)
    share = counts / total
    # The squared residuals counts - share * sizes, summed without holding them all at once.
    left = squares - 2 * share * shared + share**2 * (sizes @ sizes)
    variance = n_clusters / (n_clusters - 1) * left / total**2
    binomial = share * (1 - share) / total
    effects: Floats = np.full(share.shape, np.nan)
    np.divide(variance, binomial, out=effects, where=binomial > 0)
    return effects


def _compute_scale(earlier: WindowCounts, later: WindowCounts, level: float) -> Floats:
    """By what to divide each term's counts: the pooled design effect, at least 1, times t^2/z^2."""
    weighted, weights = np.zeros(later.counts.shape), np.zeros(later.counts.shape)
    tail, correction = (1 + level) / 2, 1.0
    for window in (earlier, later):
        if window.design_effects is None:
            effects = np.ones(window.counts.shape)
        else:
            effects = window.design_effects
            freedom = max(window.n_clusters - 1, 1)
            ratio = float(stats.t.ppf(tail, freedom) / stats.norm.ppf(tail))
            correction = max(correction, ratio**2)
        known = ~np.isnan(effects)
        weighted[known] += (effects * window.counts)[known]
        weights[known] += window.counts[known]
    pooled = np.divide(weighted, weights, out=np.ones(weights.shape), where=weights > 0)
    return np.maximum(pooled, 1.0) * correction


def _find_tested(
    earlier: WindowCounts, later: WindowCounts, scale: Floats, settings: ComparisonSettings
) -> NDArray[np.bool_]:
    """Enough clusters, and enough documents with and without, whichever way they changed."""
    enough = min(earlier.n_clusters, later.n_clusters) >= settings.min_clusters
    held, lacked = _count_effective(earlier, later, scale)
    return (np.minimum(held, lacked) >= settings.min_count) & np.bool_(enough)


def _count_effective(
    earlier: WindowCounts, later: WindowCounts, scale: Floats
) -> tuple[Floats, Floats]:
    held = earlier.counts + later.counts
    return held / scale, (earlier.total + later.total - held) / scale


def _as_estimate(
    log_odds: float,
    error: float,
    pvalue: float,
    windows: tuple[WindowCounts, WindowCounts],
    settings: ComparisonSettings,
) -> Estimate:
    earlier, later = windows
    reach = float(stats.norm.ppf((1 + settings.confidence_level) / 2)) * error
    return Estimate(
        estimate=float(log_odds),
        ci_lower=float(log_odds - reach),
        ci_upper=float(log_odds + reach),
        confidence_level=settings.confidence_level,
        pvalue=float(pvalue),
        nobs=earlier.total + later.total,
        n_clusters=None if later.design_effects is None else earlier.n_clusters + later.n_clusters,
        method=f"{LOG_ODDS}, {PRESENCE}",
        note="interval and p-value of this term alone, shrunk towards no change",
    )


def _too_little(
    term: int,
    windows: tuple[WindowCounts, WindowCounts],
    scale: Floats,
    settings: ComparisonSettings,
) -> TooLittleData:
    fewest = min(window.n_clusters for window in windows)
    held, lacked = _count_effective(*windows, scale)
    name = "with" if held[term] <= lacked[term] else "without"
    reason = f"{min(held[term], lacked[term]):.3g} independent cases {name} the term"
    needed = f"at least {settings.min_count:g} in both windows together"
    if fewest < settings.min_clusters:
        reason = f"{fewest} independent documents in the smaller window"
        needed = f"at least {settings.min_clusters} in each window"
    return TooLittleData(
        reason=reason,
        needed=needed,
        nobs=sum(window.total for window in windows),
        method=f"{LOG_ODDS}, {PRESENCE}",
    )


def _as_background(counts: ArrayLike, total: float) -> Floats:
    background = np.asarray(counts, dtype=np.float64)
    if not (0 <= total < np.inf and np.all((background >= 0) & (background <= total))):
        raise ValueError("every background count must lie between 0 and its total")
    # A term in every unit of the background would leave the odds without a denominator.
    return np.minimum(background, max(total - 0.5, 0.0))


def _require_alike(earlier: WindowCounts, later: WindowCounts, background: Floats) -> None:
    if (earlier.design_effects is None) != (later.design_effects is None):
        raise ValueError("one window is clustered and the other is not")
    shapes = {window.counts.shape for window in (earlier, later)} | {background.shape}
    if len(shapes) != 1:
        raise ValueError(f"the windows and the background differ in their terms: {shapes}")
