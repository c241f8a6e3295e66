"""Days of the Daily Papers API to files that `digests` reads, one a day, asked for politely.

`fetch_days` is the way in. What became of each day is recorded beside the files: fetched,
partial, none (no digest that day) or failed.
"""

from __future__ import annotations

from analysis.fetching.client import Server, check_api_url, open_client
from analysis.fetching.days import FIRST_DAY, list_days
from analysis.fetching.errors import ServerAwayError
from analysis.fetching.fetch import Outcome, fetch_days
from analysis.fetching.records import LOCK_FILE, STATE_FILE, DayRecord, DayState

__all__ = [
    "FIRST_DAY",
    "LOCK_FILE",
    "STATE_FILE",
    "DayRecord",
    "DayState",
    "Outcome",
    "Server",
    "ServerAwayError",
    "check_api_url",
    "fetch_days",
    "list_days",
    "open_client",
]
