"""What can go wrong in reporting, with messages made for the person at the terminal."""

from __future__ import annotations


class ReportingError(ValueError):
    """Something the user can mend; the message says what and how."""
