"""What can go wrong with tables, said so that the person at the terminal can act on it."""

from __future__ import annotations


class CorpusError(ValueError):
    """Tables that cannot be built or read; the message says what to do."""
