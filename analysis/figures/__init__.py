"""Pictures of findings, in one visual language; nothing is computed here.

Every `plot_` function returns a Picture: the figure and its text alternative.
"""

from analysis.figures.gains import plot_claims_by_unit, plot_claims_over_time, plot_gain_sizes
from analysis.figures.overview import plot_overview
from analysis.figures.quality import plot_ages
from analysis.figures.releases import (
    plot_release_by_topic,
    plot_release_shares,
    plot_releases_over_time,
)
from analysis.figures.style import Picture
from analysis.figures.team_sizes import plot_team_size_distribution, plot_team_sizes_over_time
from analysis.figures.topics import (
    plot_topic_pairs,
    plot_topic_shares,
    plot_topic_shares_over_time,
    plot_topic_trends,
)

__all__ = [
    "Picture",
    "plot_ages",
    "plot_claims_by_unit",
    "plot_claims_over_time",
    "plot_gain_sizes",
    "plot_overview",
    "plot_release_by_topic",
    "plot_release_shares",
    "plot_releases_over_time",
    "plot_team_size_distribution",
    "plot_team_sizes_over_time",
    "plot_topic_pairs",
    "plot_topic_shares",
    "plot_topic_shares_over_time",
    "plot_topic_trends",
]
