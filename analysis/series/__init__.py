"""Tables to series: which papers count when, on an explicit grid of dates.

observations   one row per paper and date that it counts at, on either date axis
grid           all periods from first to last, with the state of each
topics         papers per topic and period, full and fractional counting
terms          words and phrases of titles and abstracts
team_sizes     team sizes and their distribution per period
releases       papers per period by what they announce of their code
claims         papers with claims, and claim sizes, per period and unit class

Missing is never zero: a period without a readable digest has <NA> counts, a period whose
digests hold no match has 0. No statistics here.
"""

from analysis.series.claims import (
    CLAIM_COUNT_BINS,
    compute_claim_counts,
    compute_claim_sizes,
    compute_claims_per_row,
)
from analysis.series.grid import (
    MISSING_STATES,
    PeriodState,
    assign_periods,
    compute_grid,
    find_partial_periods,
)
from analysis.series.observations import (
    DateAxis,
    Frequency,
    Observations,
    number_ids,
    number_together,
    select_observations,
)
from analysis.series.releases import (
    RELEASE_KINDS,
    compute_host_counts,
    compute_release_counts,
    compute_release_kinds,
)
from analysis.series.team_sizes import (
    LARGE_TEAM,
    TEAM_KINDS,
    TEAM_SIZE_BINS,
    UNKNOWN_TEAM_SIZE,
    compute_team_kind_counts,
    compute_team_kind_marks,
    compute_team_size_bins,
    compute_team_sizes,
    select_known_sizes,
)
from analysis.series.terms import Terms, compute_terms, drop_echoes
from analysis.series.topics import (
    UNASSIGNED,
    compute_topic_counts,
    compute_topic_marks,
    mark_values,
)

__all__ = [
    "CLAIM_COUNT_BINS",
    "LARGE_TEAM",
    "MISSING_STATES",
    "RELEASE_KINDS",
    "TEAM_KINDS",
    "TEAM_SIZE_BINS",
    "UNASSIGNED",
    "UNKNOWN_TEAM_SIZE",
    "DateAxis",
    "Frequency",
    "Observations",
    "PeriodState",
    "Terms",
    "assign_periods",
    "compute_claim_counts",
    "compute_claim_sizes",
    "compute_claims_per_row",
    "compute_grid",
    "compute_host_counts",
    "compute_release_counts",
    "compute_release_kinds",
    "compute_team_kind_counts",
    "compute_team_kind_marks",
    "compute_team_size_bins",
    "compute_team_sizes",
    "compute_terms",
    "compute_topic_counts",
    "compute_topic_marks",
    "drop_echoes",
    "find_partial_periods",
    "mark_values",
    "number_ids",
    "number_together",
    "select_known_sizes",
    "select_observations",
]
