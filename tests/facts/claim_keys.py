"""What the tests compare of a claim: its kind and its numbers."""

from __future__ import annotations

from analysis.papers import Claim

Key = tuple[str, float | None, float | None, float | None, float | None]


def key(claim: Claim) -> Key:
    return (str(claim.kind), claim.value, claim.high, claim.from_value, claim.to_value)


def delta(value: float, high: float | None = None) -> Key:
    return ("delta", value, high, None, None)


def ratio(value: float, high: float | None = None) -> Key:
    return ("ratio", value, high, None, None)


def share(value: float, high: float | None = None) -> Key:
    return ("share", value, high, None, None)


def change(origin: float, target: float) -> Key:
    return ("from_to", None, None, origin, target)
