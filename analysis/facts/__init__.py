"""Facts read out of one paper: topics, team size, release, claims and terms."""

from analysis.facts.claims import extract_claims
from analysis.facts.extraction import (
    FactColumns,
    extract_all_facts,
    extract_fact_columns,
    extract_facts,
)
from analysis.facts.release import extract_release
from analysis.facts.team_size import extract_team_size
from analysis.facts.terms import extract_terms
from analysis.facts.topics import (
    Taxonomy,
    TaxonomyError,
    Topic,
    TopicColumns,
    extract_topics,
    load_taxonomy,
)

__all__ = [
    "FactColumns",
    "Taxonomy",
    "TaxonomyError",
    "Topic",
    "TopicColumns",
    "extract_all_facts",
    "extract_claims",
    "extract_fact_columns",
    "extract_facts",
    "extract_release",
    "extract_team_size",
    "extract_terms",
    "extract_topics",
    "load_taxonomy",
]
