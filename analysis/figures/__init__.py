"""Pictures of findings, in one visual language; nothing is computed here.

Every `plot_` function returns a Picture: the figure and its text alternative.
"""

from analysis.figures.change_points import plot_change_points
from analysis.figures.gains import (
    plot_claims_by_unit,
    plot_claims_over_time,
    plot_claims_per_paper,
    plot_gain_sizes,
    plot_gain_terms,
    plot_gains_over_time,
)
from analysis.figures.overview import plot_overview
from analysis.figures.quality import plot_ages
from analysis.figures.release_change import plot_release_change, plot_release_trends
from analysis.figures.releases import (
    plot_release_by_topic,
    plot_release_kinds_by_topic,
    plot_release_kinds_over_time,
    plot_release_shares,
    plot_releases_over_time,
)
from analysis.figures.style import Picture
from analysis.figures.team_sizes import (
    plot_team_kinds_over_time,
    plot_team_size_bins_over_time,
    plot_team_size_distribution,
    plot_team_sizes_over_time,
)
from analysis.figures.terms import plot_term_bursts, plot_term_changes
from analysis.figures.topics import (
    plot_topic_pairs,
    plot_topic_shares,
    plot_topic_shares_over_time,
    plot_topic_trends,
)

__all__ = [
    "Picture",
    "plot_ages",
    "plot_change_points",
    "plot_claims_by_unit",
    "plot_claims_over_time",
    "plot_claims_per_paper",
    "plot_gain_sizes",
    "plot_gain_terms",
    "plot_gains_over_time",
    "plot_overview",
    "plot_release_by_topic",
    "plot_release_change",
    "plot_release_kinds_by_topic",
    "plot_release_kinds_over_time",
    "plot_release_shares",
    "plot_release_trends",
    "plot_releases_over_time",
    "plot_team_kinds_over_time",
    "plot_team_size_bins_over_time",
    "plot_team_size_distribution",
    "plot_team_sizes_over_time",
    "plot_term_bursts",
    "plot_term_changes",
    "plot_topic_pairs",
    "plot_topic_shares",
    "plot_topic_shares_over_time",
    "plot_topic_trends",
]
