"""Which predictions are right: one paper's facts against its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from analysis.evaluation.gold import GoldClaim, GoldPaper
from analysis.papers import Claim, Facts

ATTRIBUTES = ("unit", "direction", "effect", "bound")
_DECIMALS = 6

ClaimKey: TypeAlias = tuple[str, float | None, float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class ClaimMatches:
    """A paper's claims: label and prediction in pairs, labels missed, predictions too many."""

    pairs: tuple[tuple[GoldClaim, Claim], ...] = ()
    missed: tuple[GoldClaim, ...] = ()
    extra: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicMatches:
    """A paper's topics: found, missed, and given too many."""

    found: frozenset[str] = field(default_factory=frozenset)
    missed: frozenset[str] = field(default_factory=frozenset)
    extra: frozenset[str] = field(default_factory=frozenset)


def match_claims(labels: Sequence[GoldClaim], predictions: Sequence[Claim]) -> ClaimMatches:
    """Pair labels and predictions that agree in kind, value, high, from and to.

    Each is used once. Required labels go before optional ones; a prediction that fits an
    optional label is neither right nor wrong. Of several equal predictions, the one that
    shares most attributes with the label is taken.
    """
    left = list(predictions)
    pairs: list[tuple[GoldClaim, Claim]] = []
    missed: list[GoldClaim] = []
    for label in sorted(labels, key=lambda label: label.optional):
        equal = [claim for claim in left if _key(claim) == _key(label)]
        if equal:
            best = max(equal, key=lambda claim: count_equal_attributes(label, claim))
            # By position: equal claims are interchangeable, but two of them stay two.
            left.pop(next(i for i, claim in enumerate(left) if claim is best))
            if not label.optional:
                pairs.append((label, best))
        elif not label.optional:
            missed.append(label)
    return ClaimMatches(tuple(pairs), tuple(missed), tuple(left))


def count_equal_attributes(label: GoldClaim, claim: Claim) -> int:
    """Count the attributes (unit, direction, effect, bound) in which the two agree."""
    return sum(getattr(label, name) == getattr(claim, name) for name in ATTRIBUTES)


def match_topics(paper: GoldPaper, facts: Facts) -> TopicMatches:
    """Compare the topics of `paper` and `facts`; optional ones count neither way."""
    labels = frozenset(paper.topics)
    given = frozenset(match.topic for match in facts.topics)
    optional = frozenset(paper.topics_optional)
    return TopicMatches(labels & given, labels - given, given - labels - optional)


def _key(claim: GoldClaim | Claim) -> ClaimKey:
    numbers = (claim.value, claim.high, claim.from_value, claim.to_value)
    value, high, start, end = (n if n is None else round(n, _DECIMALS) for n in numbers)
    return (claim.kind, value, high, start, end)
