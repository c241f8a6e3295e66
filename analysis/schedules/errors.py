"""What can go wrong with a schedule, with messages made for the person at the terminal."""

from __future__ import annotations


class ScheduleError(ValueError):
    """A schedule that cannot be made; the message says why and what would do."""
