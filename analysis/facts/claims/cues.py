"""The words that make a number a claim: changes, comparisons, kept shares and bounds, as data.

A cue says how a quantity moves. `UP` and `DOWN` move it plainly; `GOOD` and `BAD` move it to
the better or the worse, so that the direction depends on the metric; `SHIFT` moves it either
way. Words are given as stems with a part of speech and inflected on import.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Move(Enum):
    """How a cue moves the quantity that it governs."""

    UP = "up"
    DOWN = "down"
    GOOD = "good"
    BAD = "bad"
    SHIFT = "shift"


# What a cue word can be; plain bits, because flag enums cost more than the reading itself.
VERB = 1
NOUN = 2
COMPARATIVE = 4
BEAT = 8
"""A verb whose object is the baseline, not the metric: outperform, surpass."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue word.

    `role` combines the bits above; `metric` is what the word measures by itself (faster:
    speed), or empty.
    """

    role: int
    move: Move
    metric: str = ""


_VERBS = {
    Move.UP: "increase raise amplify grow add extend expand rise "
    "double triple quadruple multiply inflate augment climb jump prolong lengthen",
    Move.DOWN: "reduce decrease lower cut shrink save compress minimize minimise mitigate diminish "
    "remove prune trim slash alleviate suppress curtail eliminate narrow shorten drop decline "
    "lose fall halve lessen close bridge relieve ease downsize",
    Move.GOOD: "improve optimize optimise boost enhance elevate lift gain advance upgrade "
    "strengthen benefit refine",
    Move.BAD: "degrade worsen deteriorate hurt suffer harm impair sacrifice slow underestimate",
    Move.SHIFT: "change shift vary alter swing fluctuate differ",
}
_BEATING = {
    Move.GOOD: "outperform surpass exceed beat outpace outrank outscore outstrip outclass "
    "outmatch overtake overperform eclipse",
    Move.BAD: "underperform lag trail",
}
_SPEEDING = "accelerate expedite quicken"
_NOUNS = {
    Move.UP: "increase rise growth jump increment scale-up",
    Move.DOWN: "reduction decrease saving savings drop decline loss cut compression dip "
    "shrinkage decrement narrowing",
    Move.GOOD: "improvement gain boost lift uplift enhancement advantage lead margin superiority "
    "advancement betterment benefit",
    Move.BAD: "degradation deterioration worsening drawdown drop-off dropoff shortfall deficit "
    "penalty gap disadvantage slowdown",
    Move.SHIFT: "change shift difference swing fluctuation",
}
_MEASURING_NOUNS = {"speed": "speedup speed-up acceleration", "cost": "overhead"}
_COMPARATIVES: dict[Move, dict[str, str]] = {
    Move.UP: {
        "faster": "speed", "quicker": "speed", "higher": "", "greater": "", "more": "",
        "larger": "size", "bigger": "size", "longer": "length", "wider": "", "heavier": "size",
        "deeper": "depth", "denser": "", "pricier": "cost", "costlier": "cost",
    },
    Move.DOWN: {
        "lower": "", "less": "", "fewer": "", "smaller": "size", "shorter": "length",
        "lesser": "", "cheaper": "cost", "lighter": "size", "thinner": "size", "leaner": "size",
        "slower": "speed",
    },
    Move.GOOD: {
        "better": "", "stronger": "", "superior": "", "tighter": "", "richer": "", "sharper": "",
        "safer": "", "easier": "", "ahead": "", "above": "", "over": "",
    },
    Move.BAD: {"worse": "", "weaker": "", "inferior": "", "behind": "", "below": ""},
}  # fmt: skip

_IRREGULAR = {
    "cut": ("cuts", "cutting"),
    "rise": ("rises", "rising", "rose", "risen"),
    "grow": ("grows", "growing", "grew", "grown"),
    "lose": ("loses", "losing", "lost"),
    "fall": ("falls", "falling", "fell", "fallen"),
    "beat": ("beats", "beating", "beaten"),
    "overtake": ("overtakes", "overtaking", "overtook", "overtaken"),
    "hurt": ("hurts", "hurting"),
    "swing": ("swings", "swinging", "swung"),
    "lead": ("leads", "leading", "led"),
    "speed": ("speeds", "speeding", "sped"),
    "run": ("runs", "running", "ran"),
    "keep": ("keeps", "keeping", "kept"),
    "shrink": ("shrinks", "shrinking", "shrank", "shrunk"),
    "saving": ("savings",),
    "savings": ("saving",),
}
_DOUBLING = frozenset({"drop", "trim", "lag"})
_VOWELS = frozenset("aeiou")


def inflect_verb(stem: str) -> Iterator[str]:
    """Yield the forms of an English verb, the stem first."""
    yield stem
    if stem in _IRREGULAR:
        yield from _IRREGULAR[stem]
        return
    if stem in _DOUBLING:
        yield from (stem + "s", stem + stem[-1] + "ed", stem + stem[-1] + "ing")
    elif stem.endswith("e"):
        yield from (stem + "s", stem + "d", stem[:-1] + "ing")
    elif stem.endswith("y") and stem[-2] not in _VOWELS:
        yield from (stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing")
    else:
        plural = "es" if stem.endswith(("s", "sh", "ch", "x", "z")) else "s"
        yield from (stem + plural, stem + "ed", stem + "ing")


def inflect_noun(stem: str) -> tuple[str, ...]:
    """Give singular and plural of an English noun."""
    if stem in _IRREGULAR and stem.startswith("saving"):
        return (stem, *_IRREGULAR[stem])
    if stem.endswith("y") and stem[-2] not in _VOWELS:
        return (stem, stem[:-1] + "ies")
    return (stem, stem + ("es" if stem.endswith(("s", "sh", "ch", "x")) else "s"))


def _entries() -> Iterator[tuple[str, Cue]]:
    """Yield every form of every cue word, in the order of precedence."""
    for move, stems in _VERBS.items():
        yield from (
            (form, Cue(VERB, move)) for stem in stems.split() for form in inflect_verb(stem)
        )
    for move, stems in _BEATING.items():
        cue = Cue(VERB | BEAT, move)
        yield from ((form, cue) for stem in stems.split() for form in inflect_verb(stem))
    fast = Cue(VERB, Move.UP, "speed")
    yield from ((form, fast) for stem in _SPEEDING.split() for form in inflect_verb(stem))
    for move, stems in _NOUNS.items():
        yield from (
            (form, Cue(NOUN, move)) for stem in stems.split() for form in inflect_noun(stem)
        )
    for metric, stems in _MEASURING_NOUNS.items():
        cue = Cue(NOUN, Move.UP, metric)
        yield from ((form, cue) for stem in stems.split() for form in inflect_noun(stem))
    for move, words in _COMPARATIVES.items():
        yield from ((word, Cue(COMPARATIVE, move, metric)) for word, metric in words.items())


def _build_cues() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for word, cue in _entries():
        known = table.get(word)
        # 'increase' is verb and noun; where both exist the first move stands.
        table[word] = cue if known is None else Cue(known.role | cue.role, known.move, known.metric)
    return table


CUES = _build_cues()
