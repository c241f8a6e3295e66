"""What can go wrong with tables, said so that the person at the terminal can act on it."""

from __future__ import annotations

REBUILD = "Build the tables again: python -m analysis build."
"""What to do about tables that are missing, damaged or of an older version."""


class CorpusError(ValueError):
    """Tables that cannot be built or read; the message says what to do."""

    def _render_traceback_(self) -> list[str]:
        # In a notebook, IPython shows these lines in place of a traceback.
        return [f"CorpusError: {self}"]
