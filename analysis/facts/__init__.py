"""Facts read out of one paper: topics, team size, release and claims."""

from analysis.facts.claims import extract_claims
from analysis.facts.release import extract_release
from analysis.facts.team_size import extract_team_size
from analysis.facts.topics import Taxonomy, TaxonomyError, Topic, extract_topics, load_taxonomy
from analysis.papers import Facts

__all__ = [
    "Taxonomy",
    "TaxonomyError",
    "Topic",
    "extract_claims",
    "extract_facts",
    "extract_release",
    "extract_team_size",
    "extract_topics",
    "load_taxonomy",
]


def extract_facts(title: str, abstract: str, taxonomy: Taxonomy) -> Facts:
    """Read everything that one paper's title and abstract say.

    Input: title and abstract, any strings, and the topics to look for. Output: topics, best
    first; the release; the claimed gains in order of the text. Never raises on any string;
    time is linear in its length.
    """
    return Facts(
        topics=extract_topics(title, abstract, taxonomy),
        release=extract_release(abstract, title),
        claims=extract_claims(abstract),
    )
