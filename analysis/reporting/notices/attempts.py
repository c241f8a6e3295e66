"""Trying again what may pass, and troubles in words of our own.

What a server says never becomes part of a text: it may repeat what it was told.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

ATTEMPTS = 4
LONGEST_PAUSE = 20.0
"""Seconds to wait between two attempts at most, whatever a server asks for."""

Sleep = Callable[[float], None]
"""Waits as many seconds."""


class TellError(Exception):
    """Somebody could not be told; the message says why in words that hold no secret."""


class PassingError(TellError):
    """A trouble that may pass; `pause` is how long the server asks to wait, in seconds."""

    def __init__(self, message: str, pause: float = 0.0) -> None:
        super().__init__(message)
        self.pause = pause


def try_again(attempt: Callable[[], None], sleep: Sleep) -> None:
    """Call `attempt` until it does not raise PassingError, waiting longer from time to time.

    Raises the last error after ATTEMPTS, any other at once.
    """
    Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        retry=retry_if_exception_type(PassingError),
        wait=_find_pause,
        sleep=sleep,
        reraise=True,
    )(attempt)


def explain(error: BaseException) -> TellError:
    """Put what the system says of a connection into words; what may pass as PassingError."""
    for one in _follow(error):
        match one:
            case ssl.SSLCertVerificationError():
                return TellError(f"the server's certificate is not trusted: {one.verify_message}")
            case ssl.SSLError():
                return TellError(f"no TLS connection: {one.reason or 'the server ended it'}")
            case TimeoutError():
                return PassingError("no answer in time")
            case socket.gaierror():
                return PassingError("the name of the server is not known")
            case OSError(errno=int(), strerror=str(text)):
                return PassingError(f"no connection: {text}")
    return PassingError(f"the connection broke ({type(error).__name__})")


def _find_pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.pause if isinstance(error, PassingError) else 0.0
    return min(LONGEST_PAUSE, max(2.0 ** (state.attempt_number - 1), asked))


def _follow(error: BaseException) -> Iterator[BaseException]:
    """An error and what caused it."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__
