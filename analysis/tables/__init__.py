"""Findings as display tables: every number formatted, with its count and interval.

Each function takes what a `compute_` function returns and gives a frame of texts and
whole numbers, its column names ready to be read.
"""

from analysis.tables.change_points import tabulate_change_points
from analysis.tables.gains import (
    tabulate_claims_by_unit,
    tabulate_claims_over_time,
    tabulate_claims_per_paper,
    tabulate_gain_bounds,
    tabulate_gain_terms,
    tabulate_gain_trends,
    tabulate_gains_over_time,
    tabulate_mean_claims,
    tabulate_median_gains,
    tabulate_sized_gains,
)
from analysis.tables.overview import tabulate_overview
from analysis.tables.quality import (
    tabulate_accuracy,
    tabulate_ages,
    tabulate_coverage,
    tabulate_date_evidence,
    tabulate_issues,
    tabulate_missing_values,
)
from analysis.tables.release_change import (
    tabulate_release_change,
    tabulate_release_contributions,
    tabulate_release_correction,
    tabulate_release_trends,
)
from analysis.tables.releases import (
    tabulate_hosts,
    tabulate_hosts_over_time,
    tabulate_release_kinds_by_topic,
    tabulate_release_kinds_over_time,
    tabulate_release_shares,
    tabulate_releases_over_time,
)
from analysis.tables.shares import tabulate_shares, tabulate_trend
from analysis.tables.team_sizes import (
    tabulate_team_kinds,
    tabulate_team_size_bins,
    tabulate_team_size_bins_over_time,
    tabulate_team_size_summary,
    tabulate_team_size_trends,
    tabulate_team_sizes,
)
from analysis.tables.terms import (
    tabulate_term_bursts,
    tabulate_term_changes,
    title_term_bursts,
    title_term_changes,
)
from analysis.tables.topics import (
    tabulate_topic_pairs,
    tabulate_topic_shares,
    tabulate_topic_trends,
    tabulate_topics_over_time,
)

__all__ = [
    "tabulate_accuracy",
    "tabulate_ages",
    "tabulate_change_points",
    "tabulate_claims_by_unit",
    "tabulate_claims_over_time",
    "tabulate_claims_per_paper",
    "tabulate_coverage",
    "tabulate_date_evidence",
    "tabulate_gain_bounds",
    "tabulate_gain_terms",
    "tabulate_gain_trends",
    "tabulate_gains_over_time",
    "tabulate_hosts",
    "tabulate_hosts_over_time",
    "tabulate_issues",
    "tabulate_mean_claims",
    "tabulate_median_gains",
    "tabulate_missing_values",
    "tabulate_overview",
    "tabulate_release_change",
    "tabulate_release_contributions",
    "tabulate_release_correction",
    "tabulate_release_kinds_by_topic",
    "tabulate_release_kinds_over_time",
    "tabulate_release_shares",
    "tabulate_release_trends",
    "tabulate_releases_over_time",
    "tabulate_shares",
    "tabulate_sized_gains",
    "tabulate_team_kinds",
    "tabulate_team_size_bins",
    "tabulate_team_size_bins_over_time",
    "tabulate_team_size_summary",
    "tabulate_team_size_trends",
    "tabulate_team_sizes",
    "tabulate_term_bursts",
    "tabulate_term_changes",
    "tabulate_topic_pairs",
    "tabulate_topic_shares",
    "tabulate_topic_trends",
    "tabulate_topics_over_time",
    "tabulate_trend",
    "title_term_bursts",
    "title_term_changes",
]
