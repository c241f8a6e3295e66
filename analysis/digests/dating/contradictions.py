"""What in a digest speaks against the capture date found for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from analysis.digests.dating.dates import in_year
from analysis.digests.dating.sightings import KnownDates, Sighting
from analysis.digests.sources import Pin
from analysis.papers import Digest


def find_contradictions(
    digest: Digest,
    digest_date: date | None,
    pin: Pin | None,
    sightings: Sequence[Sighting],
    known: KnownDates,
) -> list[str]:
    """What speaks against a digest's capture date, in words; empty where nothing does.

    `sightings` are the digest's own; `known` holds all digests' publication dates.
    """
    reasons = []
    printed, pinned = digest.printed_date, pin.digest_date if pin else None
    if printed and pinned and (printed.month, printed.day) != (pinned.month, pinned.day):
        reasons.append(f"pinned to {pinned}, but the page prints {printed}")
    if digest_date is None:
        return reasons
    kinds: Counter[str] = Counter()
    first: dict[str, Sighting] = {}
    for sighting in sightings:
        for kind in _contradict(sighting, digest_date, known):
            kinds[kind] += 1
            first.setdefault(kind, sighting)
    for kind, count in kinds.items():
        more = "" if count == 1 else f" and {count - 1} more"
        reasons.append(f"capture date {digest_date} contradicts {kind}: {first[kind]}{more}")
    return reasons


def _contradict(sighting: Sighting, digest_date: date, known: KnownDates) -> list[str]:
    kinds = [] if _is_known_by(sighting, digest_date) else ["an identifier of a later month"]
    return kinds + _contradict_dates(sighting, digest_date, known)


def _is_known_by(sighting: Sighting, digest_date: date) -> bool:
    """Tell whether a paper's identifier was given by a day, whatever the clock."""
    return sighting.id_month is None or sighting.id_month - timedelta(days=1) <= digest_date


def _contradict_dates(sighting: Sighting, digest_date: date, known: KnownDates) -> list[str]:
    printed = sighting.printed_date
    facts = [fact for fact in known.get(sighting.paper, ()) if fact.is_exact]
    if printed is None:
        after = any(fact.date > digest_date for fact in facts)
        return ["a paper published after it"] if after else []
    placed = in_year(printed, printed.year or digest_date.year)
    if placed is None:
        return ["a day that its year does not have"]
    kinds = []
    if placed > digest_date:
        kinds.append("a date after it")
    if printed.year == digest_date.year:
        kinds.append("a date printed with the capture's own year")
    if any(fact.date != placed for fact in facts):
        kinds.append("another digest's date of the same paper")
    return kinds
