"""How long a server asks to wait, and when to ask it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from analysis.fetching.errors import ServerAwayError, TransientError

Result = TypeVar("Result")

ATTEMPTS = 4
LONGEST_WAIT = 600.0
"""Seconds. The site counts requests in windows of 300; who asks for longer is left alone."""
_BACKOFF = wait_exponential(multiplier=2, max=60)
_SECONDS = re.compile(r"\d+", re.ASCII)
_AGES = 10.0**9
_RESET = re.compile(r";\s*t=(\d{1,9})(?!\d)", re.ASCII)


def read_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that a refusal asks to wait; None where it does not say.

    Retry-After holds seconds or a date; without it, the RateLimit header's time until
    the window ends.
    """
    told = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(told):
        return min(float(told), _AGES)
    if told:
        return _until(told, now)
    reset = _RESET.search(headers.get("ratelimit", ""))
    return float(reset[1]) if reset else None


def _until(told: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(told)
        # A date without a zone is UTC: HTTP knows no other.
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def ask_again(ask: Callable[[], Result], sleep: Callable[[float], None]) -> Result:
    """Call `ask` until it answers, at most ATTEMPTS times, waiting longer each time.

    Raises its last error, and ServerAwayError where the server asks for a wait longer than
    LONGEST_WAIT or still asks for one after the last attempt.
    """
    retrying = Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=_choose_wait,
        retry=retry_if_exception_type(TransientError),
        sleep=sleep,
        reraise=True,
    )
    try:
        return retrying(ask)
    except TransientError as error:
        if error.wait is None:
            raise
        problem = f"{error}: the server asks not to be asked for another {error.wait:.0f} s."
        raise ServerAwayError(problem) from error


def _choose_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    wanted = error.wait if isinstance(error, TransientError) and error.wait else 0.0
    if wanted > LONGEST_WAIT:
        raise ServerAwayError(f"{error}: the server asks not to be asked for {wanted:.0f} s.")
    return max(_BACKOFF(state), wanted)
