"""What can go wrong with one day, and with the server as a whole; each in one line."""

from __future__ import annotations

from analysis.digests.api.json_text import show_value


class FetchError(Exception):
    """A day has no usable answer. The message is one printable line, whatever a server sent."""

    def __init__(self, problem: str) -> None:
        super().__init__(show_value(problem))


class TransientError(FetchError):
    """The same question may be answered later; `wait` is when, in seconds, if the server said."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.wait = wait


class ServerAwayError(Exception):
    """No further day should be asked for now; the message says why."""
