"""The engines there are, and which of them this system can use."""

from __future__ import annotations

import sys

from analysis.reporting.errors import ReportingError

PLAIN = "plain"
FORKED = "forked"
ENGINES = (FORKED, PLAIN)
"""Names of engines, the faster first."""


def choose_engine(wanted: str | None) -> str:
    """Give the engine to use: the wanted one, by default the fastest that works here.

    Raises ReportingError for an engine that is not there or does not work on this system.
    """
    # Elsewhere there is no fork at all, or, as on macOS, system libraries do not survive it.
    can_fork = sys.platform == "linux"
    if wanted is None:
        return FORKED if can_fork else PLAIN
    if wanted not in ENGINES:
        raise ReportingError(f"no engine {wanted!r}; there are {', '.join(ENGINES)}")
    if wanted == FORKED and not can_fork:
        raise ReportingError(f"the engine {FORKED} needs Linux; leave it out or choose {PLAIN}")
    return wanted
