"""Findings as display tables: every number formatted, with its count and interval.

Each function takes what a `compute_` function returns and gives a frame of texts and
whole numbers, its column names ready to be read.
"""

from analysis.tables.gains import (
    tabulate_claims_by_unit,
    tabulate_claims_over_time,
    tabulate_gain_trends,
    tabulate_median_gains,
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
from analysis.tables.releases import (
    tabulate_hosts,
    tabulate_release_shares,
    tabulate_releases_over_time,
)
from analysis.tables.shares import tabulate_shares, tabulate_trend
from analysis.tables.team_sizes import (
    tabulate_team_size_bins,
    tabulate_team_size_trends,
    tabulate_team_sizes,
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
    "tabulate_claims_by_unit",
    "tabulate_claims_over_time",
    "tabulate_coverage",
    "tabulate_date_evidence",
    "tabulate_gain_trends",
    "tabulate_hosts",
    "tabulate_issues",
    "tabulate_median_gains",
    "tabulate_missing_values",
    "tabulate_overview",
    "tabulate_release_shares",
    "tabulate_releases_over_time",
    "tabulate_shares",
    "tabulate_team_size_bins",
    "tabulate_team_size_trends",
    "tabulate_team_sizes",
    "tabulate_topic_pairs",
    "tabulate_topic_shares",
    "tabulate_topic_trends",
    "tabulate_topics_over_time",
    "tabulate_trend",
]
