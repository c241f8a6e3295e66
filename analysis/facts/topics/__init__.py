"""Topics of a paper, found by the phrases of an editable taxonomy file and learned weights."""

from analysis.facts.topics.columns import TopicColumns, join_columns
from analysis.facts.topics.extraction import extract_all_topics, extract_topics
from analysis.facts.topics.taxonomy import Taxonomy, TaxonomyError, Topic, load_taxonomy

__all__ = [
    "Taxonomy",
    "TaxonomyError",
    "Topic",
    "TopicColumns",
    "extract_all_topics",
    "extract_topics",
    "join_columns",
    "load_taxonomy",
]
