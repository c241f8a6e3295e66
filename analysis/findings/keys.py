"""Names of the lists of papers behind numbers: headlines and table rows lead to them by these."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^a-z0-9-]")


def make_key(*parts: str) -> str:
    """A name for a list that can stand in an address, `topic.agents`.

    Different parts give different names, whatever characters they have.
    """
    return ".".join(_UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", part) for part in parts)


TOPICS = make_key("topic")
"""All lists of papers on a topic."""
RELEASED = make_key("release", "released")
TEAM_KNOWN = make_key("team", "known")
TEAM_LARGE = make_key("team", "large")
CLAIMS = make_key("claims", "any")
CLAIMS_UP_TO = make_key("claims", "up-to")
CLAIMS_COST = make_key("claims", "cost")
LISTED = make_key("listed")
LISTED_OLD = make_key("listed", "old")


def key_of_topic(topic: str) -> str:
    """The list of papers on a topic."""
    return make_key("topic", topic)


def key_of_release_kind(kind: str) -> str:
    """The list of papers of a release kind."""
    return make_key("release", kind)


def key_of_team_size(name: str) -> str:
    """The list of papers of a team-size bin."""
    return make_key("team", name)


def key_of_gains(unit: str, family: str = "all") -> str:
    """The list of papers with gains in a unit class and metric family."""
    return make_key("gains", unit, family)


def key_of_unknown(field: str) -> str:
    """The list of papers of which a field is unknown."""
    return make_key("unknown", field)
